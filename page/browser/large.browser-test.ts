/** Large runs: how big the file is, and how quick the page stays. Sizes are asserted, times only told. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pageCode } from '../../cli/page-code.ts'
import type { Command } from '../../model/kubectl.ts'
import { WORLD, checked } from '../../reports/fixtures/run.ts'
import { htmlReport } from '../../reports/html/page.ts'
import { runsOf } from '../../reports/html/runs.ts'
import type { ResultFile } from '../../reports/result.ts'
import { apply, replicaSet, wait } from '../../scenarios/objects.ts'
import { Chromium, confirmation, isAbsent, why } from './chromium.ts'

let chromium: Chromium
beforeAll(async () => {
  if (!isAbsent) chromium = await Chromium.start()
})
afterAll(() => chromium?.stop())

const MB = 1_000_000
const STEPS = 10_000

/** A user who cannot make up his mind: one real run, as long as is wanted. */
const longRun = (): ResultFile => {
  const scale = (replicas: number): Command => ({ do: 'scale', resource: 'replicasets', key: 'default/web', replicas })
  const turns = Array.from({ length: 160 }, () => [scale(0), wait(60), scale(1), wait(60)]).flat()
  const script = [apply(replicaSet('web', 1)), wait(60), ...turns]
  const world = { ...WORLD, script, allow: [], defects: [] }
  return checked({
    world,
    faults: 0,
    properties: ['bound-pod-stays-on-its-node', 'terminal-phase-is-final', 'replica-count-is-reached'],
  })
}

/** What a reader waits for: until the first paint, and from a key to the next frame. */
const PAINT = `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null`
const FRAME = `new Promise((seen) => {
  const began = performance.now()
  dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }))
  requestAnimationFrame(() => setTimeout(() => seen(performance.now() - began), 0))
})`

describe.skipIf(isAbsent)(`large runs${why}`, () => {
  test('a counterexample of fifty steps takes at most 2 MB', () => {
    const result = checked()
    const broken = result.properties.find(({ counterexample: run }) => run !== null && run.steps.length >= 50)
    expect(broken).toBeDefined()
    const size = htmlReport([{ ...result, properties: broken === undefined ? [] : [broken] }], pageCode()).length
    console.log(`a report with a run of ${broken?.counterexample?.steps.length} steps: ${(size / MB).toFixed(2)} MB`)
    expect(size).toBeLessThan(2 * MB)
  })

  test('a run of ten thousand steps takes at most 20 MB, opens, steps and is confirmed', async () => {
    const result = longRun()
    const { run } = runsOf([result])[0] ?? {}
    const steps = run?.steps.length ?? 0
    expect(steps).toBeGreaterThanOrEqual(STEPS)
    const text = htmlReport([result], pageCode())
    expect(text.length).toBeLessThan(20 * MB)
    const { page, complaints } = await chromium.openText(text, { hash: `#run=1&step=${Math.floor(steps / 2)}` })
    await page.locator('.step.current').waitFor()
    const paint = await page.evaluate<number | null>(PAINT)
    expect(await confirmation(page)).toContain('each the same as in the file')
    const frames: number[] = []
    for (let i = 0; i < 30; i += 1) frames.push(await page.evaluate<number>(FRAME))
    frames.sort((a, b) => a - b)
    console.log(
      `${steps} steps: ${(text.length / MB).toFixed(1)} MB, first paint after ${paint?.toFixed(0)} ms, ` +
        `a step in ${frames[15]?.toFixed(0)} ms (worst of 30: ${frames.at(-1)?.toFixed(0)} ms)`,
    )
    expect(await page.locator('.step').count()).toBeLessThan(60)
    expect(complaints).toEqual([])
  })
})
