/** The model in the page: it confirms what is so, notices what is not, and lets the reader go another way. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pageCode } from '../../cli/page-code.ts'
import { checked } from '../../reports/fixtures/run.ts'
import { htmlReport } from '../../reports/html/page.ts'
import { runsOf } from '../../reports/html/runs.ts'
import type { ResultFile, RunView } from '../../reports/result.ts'
import { DEFECT_SCENARIOS } from '../../scenarios/defects.ts'
import { Chromium, confirmation, isAbsent, why } from './chromium.ts'

let chromium: Chromium
let result: ResultFile
beforeAll(async () => {
  if (isAbsent) return
  result = checked()
  chromium = await Chromium.start()
})
afterAll(() => chromium?.stop())

const statesIn = (results: readonly ResultFile[]): number =>
  runsOf(results).reduce((sum, { run }) => sum + run.steps.length, 0)

/** The first run, changed. */
const doctored = (change: (run: RunView) => RunView): ResultFile => {
  const about = runsOf([result])[0]?.property
  const properties = result.properties.map((p) =>
    p === about && p.counterexample !== null ? { ...p, counterexample: change(p.counterexample) } : p,
  )
  return { ...result, properties }
}

const withExecution = (
  run: RunView,
  change: (execution: NonNullable<RunView['execution']>) => Partial<RunView['execution']>,
): RunView =>
  run.execution === undefined ? run : { ...run, execution: { ...run.execution, ...change(run.execution) } }

const root = new URL('../../', import.meta.url).pathname
const replay = (file: string) =>
  spawnSync(process.execPath, [join(root, 'dist/cli/kubeproof.js'), 'replay', file, '--brief'], { encoding: 'utf8' })

const tab = (page: Page, name: string) => page.getByRole('tab', { name })

describe.skipIf(isAbsent)(`the model in the page${why}`, () => {
  test('confirms every run of a result, state by state', async () => {
    const { page, complaints } = await chromium.open([result])
    expect(await confirmation(page)).toBe(
      `✓ Executed again in this page: ${runsOf([result]).length} runs, ${statesIn([result])} states, each the same as in the file.`,
    )
    expect(complaints).toEqual([])
  })

  test('confirms every counterexample of the defect corpus', async () => {
    const results = DEFECT_SCENARIOS.map(({ defect, world, allow, faults, property }) =>
      checked({ world: { ...world, allow, defects: [defect] }, faults, properties: [property], maxStates: 1_000_000 }),
    )
    expect(
      results.filter(({ properties }) => properties.every(({ counterexample }) => counterexample === null)),
    ).toEqual([])
    const { page } = await chromium.open(results)
    expect(await confirmation(page)).toMatch(
      new RegExp(`^✓ Executed again in this page: ${runsOf(results).length} runs, `),
    )
  })

  test.each<readonly [string, number, (run: RunView) => RunView]>([
    ['a fingerprint', 3, (run) => withExecution(run, ({ states }) => ({ states: states.with(4, '0'.repeat(16)) }))],
    ['the start', -1, (run) => withExecution(run, ({ states }) => ({ states: states.with(0, '0'.repeat(16)) }))],
    [
      'an action',
      5,
      (run) =>
        withExecution(run, ({ actions }) => ({ actions: actions.with(5, { type: 'fault/powerOffNode', host: 'n9' }) })),
    ],
    [
      'what a step is told to have changed',
      7,
      (run) => ({
        ...run,
        steps: run.steps.with(7, {
          ...(run.steps[7] ?? never()),
          changes: [{ object: 'pods/default/web-1', path: 'spec.nodeName', before: null, after: 'n7' }],
        }),
      }),
    ],
  ])('notices that %s was doctored, and where', async (_what, step, change) => {
    const { page } = await chromium.open([doctored(change)])
    expect(await confirmation(page)).toMatch(/^✗ 1 run of this file cannot be confirmed\./)
    const place = page.locator('.confirm button')
    expect(await place.innerText()).toBe(step === -1 ? 'another start' : `step ${step} is not what the model does`)
    await place.click()
    await expect.poll(() => page.url()).toContain(`&step=${step}`)
    if (step >= 0) await expect.poll(() => page.locator(`#step-${step} .check.differs`).count()).toBe(1)
  })

  test('an older file is shown, and says why it is not executed', async () => {
    const { scenario: _gone, ...older } = result
    const { page, complaints } = await chromium.open([older])
    expect(await confirmation(page)).toContain('does not say how to execute it again')
    expect(complaints).toEqual([])
  })

  test('a scenario that is no scenario harms nothing', async () => {
    const { page } = await chromium.open([{ ...result, scenario: { script: 7, allow: 'x' } }])
    expect(await confirmation(page)).toContain('it cannot be executed')
    expect(await page.locator('.stepper').isVisible()).toBe(true)
  })

  test('a fork is judged as it goes, and its file replays', async () => {
    const nominal = runsOf([result]).findIndex(({ kind }) => kind === 'nominal')
    const { page, complaints } = await chromium.open([result], { hash: `#run=${nominal + 1}&step=9999` })
    await confirmation(page)
    await tab(page, 'What else?').click()
    await page.locator('.guards button').filter({ hasText: 'n1 reboots' }).first().click()
    expect(await page.locator('.step.fault.current').innerText()).toContain('n1 reboots')
    await page.getByRole('button', { name: 'Run on to the end' }).click()
    await page.getByText('It is over: nothing is due any more.').waitFor()
    expect(await page.locator('.run-head').innerText()).toMatch(/✗ breaks .*replicaset\/web keeps 1 ready/)
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download' }).click()
    const file = join(chromium.folder, 'fork.json')
    await (await downloading).saveAs(file)
    const { status, stdout, stderr } = replay(file)
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    expect(stdout).toMatch(/✗ .* is broken at step \d+/)
    expect(complaints).toEqual([])
  })

  test('faults beyond those that were allowed can be tried, and their file replays as well', async () => {
    const { page } = await chromium.open([result], { hash: '#run=1&step=5' })
    await confirmation(page)
    await tab(page, 'What else?').click()
    const beyond = page.locator('.guards li').filter({ hasText: 'not among the faults of this check' })
    await beyond.locator('button').first().click()
    await page.getByRole('button', { name: 'Run on to the end' }).click()
    await page.getByText('It is over:').waitFor()
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download' }).click()
    const file = join(chromium.folder, 'beyond.json')
    await (await downloading).saveAs(file)
    const { status, stderr } = replay(file)
    expect([0, 1]).toContain(status)
    expect(stderr).toBe('')
  })

  test('every fault is named at every step, possible or not, with the reason', async () => {
    const { page } = await chromium.open([result], { hash: '#run=1&step=3' })
    await confirmation(page)
    await tab(page, 'What else?').click()
    await page.locator('#panel summary').last().click()
    const text = await page.locator('#panel').innerText()
    for (const part of [
      'it does nothing now: a fault here is the same as one',
      'it is no worker node',
      'no request is about to reach an API server',
    ])
      expect(text).toContain(part)
    const reasons = await page.locator('.guards li').allInnerTexts()
    expect(reasons.filter((reason) => reason.trim().length < 20)).toEqual([])
  })

  test('the page stays whole when its results are read without the model', async () => {
    const text = htmlReport([result], { ...pageCode(), script: '' })
    const { page } = await chromium.openText(text)
    expect(await page.locator('.static svg').count()).toBe(1)
  })
})

const never = (): never => {
  throw new Error('there is no such step')
}
