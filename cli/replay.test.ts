/** Replaying a counterexample: every step is told, what no longer fits is named, and damaged files are refused. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CounterexampleFile } from '../checker/verdict.ts'
import { FAULTS } from '../model/fault-kinds.ts'
import { buildCommandLine, deployment } from './fixtures/command-line.ts'
import type { CommandLine } from './fixtures/command-line.ts'

const SURPLUS = 'reports/out/replica-set-creates-no-surplus.json'
const KEPT = 'reports/out/surplus-pods-are-deleted.json'

let kubeproof: CommandLine
let file: CounterexampleFile
beforeAll(() => {
  kubeproof = buildCommandLine()
  kubeproof.write('web.yaml', deployment('web'))
  const flags = '--runs 0 --no-suggestions --allow drop-answer --defect timeout-though-created'
  kubeproof.run(['check', 'web.yaml', ...flags.split(' ')])
  file = JSON.parse(readFileSync(join(kubeproof.folder, SURPLUS), 'utf8'))
})
afterAll(() => kubeproof.remove())

/** The counterexample with something else in it. */
const doctored = (change: (copy: { [field: string]: any }) => void): string => {
  const copy = structuredClone(file)
  change(copy)
  return kubeproof.write('doctored.json', JSON.stringify(copy))
}

const firstFault = (): number => file.actions.findIndex(({ type }) => type.startsWith('fault/'))

test('every step is told: number, time, each event, why it was possible, and what it changed', () => {
  const { status, stdout, stderr } = kubeproof.run(['replay', SURPLUS])
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
  const steps = stdout.split(/^(?=Step \d+ at )/m).slice(1)
  expect(steps.map((text) => Number(/^Step (\d+) at \d+\.\d{3} s/.exec(text)?.[1]))).toEqual(file.actions.map((_, i) => i))
  for (const [i, { saw }] of file.actions.entries()) {
    const events = (saw as string[] | undefined ?? []).map((line) => line.replace(/^.*?: /, ''))
    for (const event of events) expect(steps[i]).toContain(`: ${event}`)
    expect(steps[i]?.match(/^ {6}\S.*\((?:sent by|timer set|begun) .*\)$/gm) ?? [], steps[i]).toHaveLength(events.length)
  }
  expect(steps[1]).toMatch(/^ {6}kubectl\/user → apiserver\/1: create deployments default\/web \(sent by kubectl\/user in step 0\)$/m)
  expect(stdout).toMatch(/^ {8}\+ pods\/default\/web-\S+: created$/m)
  expect(stdout).toMatch(/^ {8}~ pods\/default\/web-\S+ status\.phase: Pending → Running$/m)
  expect(stdout).toMatch(/ \(timer set in step \d+\)$/m)
})

test('a fault is told with its meaning, and the step that breaks the property is named', () => {
  const { stdout } = kubeproof.run(['replay', SURPLUS])
  const fault = new RegExp(`^Step ${firstFault()} at .*✗ the answer "answer 201 Created Pod .*" to replicaset/1 is lost\\n +possible because of a fault: (.*)$`, 'm')
  expect(fault.exec(stdout)?.[1]).toBe(FAULTS['drop-answer'])
  const last = file.actions.length - 1
  const said = file.explanation.join('; ')
  expect(said).toMatch(/got pod number 3, it asks for 2/)
  expect(stdout.split(`\nStep ${last} at `)[1]).toContain(`✗ ${file.property} is broken: ${said}`)
  expect(stdout.endsWith(`\n✗ ${file.property} is broken at step ${last} of ${last}: ${said}\n`)).toBe(true)
})

test('a message was sent in an earlier step, by who is said to have sent it', () => {
  const { stdout } = kubeproof.run(['replay', KEPT])
  const steps = stdout.split(/^(?=Step \d+ at )/m).slice(1)
  const sent = steps.flatMap((text, step) =>
    [...text.matchAll(/^ {6}(\S+) → (\S+): .*\(sent by (\S+) in (?:step (\d+)|(this step))\)$/gm)].map((found) => ({ found, step })),
  )
  expect(sent.length).toBeGreaterThan(100)
  for (const { found: [line, from, , by, at], step } of sent) {
    expect(by, line).toBe(from)
    expect(Number(at ?? step), line).toBeLessThanOrEqual(step)
    // Who sends something was told something, or had a timer, in that very step.
    expect(steps[Number(at ?? step)], line).toContain(by)
  }
})

test('--brief folds the run to what matters, and comes to the same end', () => {
  const [all, brief] = [kubeproof.run(['replay', SURPLUS]), kubeproof.run(['replay', SURPLUS, '--brief'])]
  expect(brief.status).toBe(1)
  expect(brief.stdout.split('\n').length).toBeLessThan(file.actions.length / 2)
  expect(brief.stdout).toMatch(/^ +\d+\.\d s {2}✗ the answer .* is lost$/m)
  expect(brief.stdout.split('\n').at(-2)).toBe(all.stdout.split('\n').at(-2))
})

test('--json prints the replay as one object', () => {
  const { status, stdout } = kubeproof.run(['replay', SURPLUS, '--json'])
  const { property, brokenAt, explanation, run } = JSON.parse(stdout)
  expect({ status, property, brokenAt, explanation }).toEqual({ status: 1, property: file.property, brokenAt: file.actions.length - 1, explanation: file.explanation })
  expect(run.steps).toHaveLength(file.actions.length)
})

test('what should come about in the end is broken at the end, and undecided before it', () => {
  const whole: CounterexampleFile = JSON.parse(readFileSync(join(kubeproof.folder, KEPT), 'utf8'))
  const replayed = kubeproof.run(['replay', KEPT])
  expect(replayed.status).toBe(1)
  expect(replayed.stdout).toContain(`is broken at step ${whole.actions.length - 1} of `)
  kubeproof.write('cut.json', JSON.stringify({ ...whole, actions: whole.actions.slice(0, -10), loopStart: null }))
  const cut = kubeproof.run(['replay', 'cut.json'])
  expect(cut.stdout).toMatch(/\nThe run ends too early to tell whether the promise is kept\.\n$/)
  expect(cut.status).toBe(3)
})

test('a run without its fault breaks nothing', () => {
  const path = doctored((copy) => {
    copy.actions = copy.actions.slice(0, firstFault())
  })
  const { status, stdout } = kubeproof.run(['replay', path])
  expect(status).toBe(0)
  expect(stdout).toMatch(/\nThe promise holds throughout this run\.\n$/)
})

test('on a changed model the first step that no longer fits is named, with what was recorded and what happens now', () => {
  const changed = doctored((copy) => {
    copy.actions[9].saw[0] = 'scheduler/1 > apiserver/1: create moons luna'
    copy.actions[12].saw = []
  })
  const { status, stdout } = kubeproof.run(['replay', changed])
  expect(status).toBe(3)
  const [head, recorded, now, after] = stdout.split('\n')
  expect(head).toBe(`step 9 of ${file.actions.length} no longer fits`)
  expect(recorded).toContain('recorded: scheduler/1 > apiserver/1: create moons luna')
  expect(now).toContain(`now:      ${(file.actions[9]?.saw as string[]).join('; ')}`)
  expect(after).toContain(`after:    ${(file.actions[8]?.saw as string[]).join('; ')}`)
})

test('an action that is no longer possible is named, with what is', () => {
  const at = firstFault()
  const changed = doctored((copy) => {
    copy.actions[at] = { type: 'fault/eatCluster' }
  })
  const { status, stdout } = kubeproof.run(['replay', changed])
  expect(status).toBe(3)
  expect(stdout).toMatch(new RegExp(`^step ${at} of \\d+ no longer fits\\n +recorded: \\{"type":"fault/eatCluster"\\}\\n +now: +possible are cluster/step, fault/dropAnswer\\n`))
  const asJson = kubeproof.run(['replay', changed, '--json'])
  expect(asJson.status).toBe(3)
  expect(JSON.parse(asJson.stdout)).toMatchObject({ property: file.property, misfit: { step: at } })
})

test('a run without the defect that it needs no longer fits', () => {
  const { status, stdout } = kubeproof.run(['replay', doctored((copy) => (copy.scenario.defects = []))])
  expect(status).toBe(3)
  expect(stdout).toMatch(/^step \d+ of \d+ no longer fits\n/)
  expect(Number(/^step (\d+)/.exec(stdout)?.[1])).toBeGreaterThan(firstFault())
})

test('another model is mentioned', () => {
  const { status, stderr } = kubeproof.run(['replay', doctored((copy) => (copy.model = '0123456789abcdef'))])
  expect({ status, stderr }).toEqual({ status: 1, stderr: 'the model has changed since this file was written\n' })
})

test.each<[string, () => string, RegExp]>([
  ['is missing', () => 'nothing.json', /^nothing\.json: no such file or directory; check the path$/m],
  ['is cut off', () => kubeproof.write('doctored.json', JSON.stringify(file).slice(0, 5_000)), /^doctored\.json: is not JSON \(truncated\?\); write it again with kubeproof check$/m],
  ['is empty', () => kubeproof.write('doctored.json', ''), /^doctored\.json: is not JSON/],
  ['is no counterexample', () => kubeproof.write('doctored.json', '[1]'), /^doctored\.json: is no counterexample that this version reads: it names no format, expected kubeproof\/counterexample@1; write it again/],
  ['is of another format', () => doctored((copy) => (copy.format = 'kubeproof/counterexample@2')), /its format is kubeproof\/counterexample@2, expected kubeproof\/counterexample@1; write it again/],
  ['names a path for a property', () => doctored((copy) => (copy.property = '../../x')), /is about property \.\.\/\.\.\/x, which this version does not have; write it again/],
  ['names a property with escapes', () => doctored((copy) => (copy.property = '\u001b[31m\u009bx')), /is about property ·\[31m·x, which/],
  ['has no actions', () => doctored((copy) => (copy.actions = [])), /is damaged at actions: .*; write it again/],
  ['has a loop from nowhere', () => doctored((copy) => (copy.loopStart = 99_999)), /is damaged at loopStart: .*; write it again/],
  ['has an action without a type', () => doctored((copy) => delete copy.actions[3].type), /is damaged at actions\.3\.type: .*; write it again/],
  ['has no scenario', () => doctored((copy) => delete copy.scenario), /is damaged at scenario: .*; write it again/],
  ['does what no user can', () => doctored((copy) => (copy.scenario.script = [{ do: 'explode' }])), /doctored\.json: holds a scenario that cannot be executed: .*; write it again/],
  ['has a broken cluster', () => doctored((copy) => (copy.scenario.cluster.nodes = 7)), /doctored\.json: holds a scenario that cannot be executed: .*; write it again/],
  ['has a property without an end', () => doctored((copy) => delete copy.explanation), /is damaged at explanation: /],
])('a counterexample that %s is refused', (_, path, message) => {
  const { status, stdout, stderr } = kubeproof.run(['replay', path()])
  expect(stderr).toMatch(message)
  expect(stderr.split('\n').slice(1), stderr).toEqual([''])
  expect(stderr).not.toMatch(/internal error|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
})
