/** What a user reads on the terminal: never surer than the search was, and nothing that the terminal would obey. */
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { CONTROL, HOSTILE, LONG, randomText } from './fixtures/hostile.ts'
import { CALM, brief, checked, checkedWithHelp, promisesOf } from './fixtures/run.ts'
import { withTexts } from './fixtures/texts.ts'
import type { PropertyResult, ResultFile } from './result.ts'
import { plainWords } from './plain-words.ts'
import { plain, printable, runLines, terminalReport } from './terminal.ts'

let broken: ResultFile
let calm: ResultFile
beforeAll(() => {
  broken = checkedWithHelp()
  calm = checked(CALM)
})

const report = (result: ResultFile): string => terminalReport(result, plain)
const lastLine = (result: ResultFile): string => report(result).split('\n').at(-1) ?? ''

/** The lines about one promise: its mark and name, and what is said below. */
const about = (result: ResultFile, name: string): readonly string[] => {
  const lines = report(result).split('\n')
  const first = lines.findIndex((line) => /^ {2}[✓✗?] /.test(line) && line.endsWith(` ${name}`))
  const rest = lines.slice(first + 1).findIndex((line) => !line.startsWith('      '))
  return lines.slice(first, first + 1 + rest)
}

/** The same result with another of something in one promise. */
const withPromise = (result: ResultFile, name: string, change: Partial<PropertyResult>): ResultFile => ({
  ...result,
  properties: result.properties.map((p) => (p.name === name ? { ...p, ...change } : p)),
})

test('a promise that survives says how many faults, and that every run was looked at', () => {
  const survives = 'survives any 1 fault (exhaustive, nominal order); not broken in 1 sampled run'
  expect(about(calm, 'replicaset/web keeps 1 ready')).toEqual(['  ✓ replicaset/web keeps 1 ready', `      ${survives}`])
  expect(lastLine(calm)).toMatch(
    /^holds · nominal order, 0 faults: \d+ states, 1 fault: \d+ states; 1 runs sampled \(seed reports\) · complete · 0\.0 s$/,
  )
})

test('a promise that held because nothing happened is said to be untested', () => {
  const vacuous = calm.properties.find(({ name }) => name === 'silent-node-is-tainted')
  expect(vacuous).toMatchObject({ verdict: 'holds', vacuous: true })
  const told = '      never put to the test: nothing that it speaks of happened'
  expect(about(calm, 'silent-node-is-tainted')).toContain(told)
  expect(about(calm, 'bound-pod-stays-on-its-node')).not.toContain(told)
})

test('many promises that hold are told in one line, and those that were not tested in another', () => {
  const hold = promisesOf(broken).filter(({ family, verdict }) => family === 'kubernetes' && verdict === 'holds')
  const tested = hold.filter(({ vacuous }) => !vacuous)
  expect(tested.length).toBeLessThan(hold.length)
  const untested = hold.filter(({ vacuous }) => vacuous)
  const told = report(broken)
  const folded = (pattern: RegExp): readonly string[] => pattern.exec(told)?.slice(1) ?? []
  const [held, names] = folded(/✓ (\d+) promises hold:\s+([\s\S]*?)\n {2}\S/)
  expect([held, names?.split(/,\s+/)]).toEqual([String(tested.length), tested.map(({ name }) => name)])
  const [idle, others] = folded(/– (\d+) hold, but were never put to the test: nothing that they speak of happened:\s+([\s\S]*?)\n\n/)
  expect([idle, others?.split(/,\s+/)]).toEqual([String(untested.length), untested.map(({ name }) => name)])
})

test('a broken promise is told with its faults, its other ways, its worst run and how to replay it', () => {
  const lines = about(broken, 'service/web keeps a ready endpoint')
  expect(lines[0]).toBe('  ✗ service/web keeps a ready endpoint')
  expect(lines[1]).toMatch(
    /^ {6}broken by 1 fault: container .* exits; service\/web has no ready endpoint; kept again for good within 131 s$/,
  )
  expect(lines.slice(2)).toEqual([
    '      as few faults, other ways: n1 reboots',
    '      would help: one replica more (checked again: 1 stays ready)',
  ])
  const worst = /\nHow "(.*)" breaks\n([\s\S]*?)\n\n {2}Replay it: npx kubeproof replay (.*)\n/.exec(report(broken))
  const p = promisesOf(broken).find(({ name }) => name === worst?.[1])
  expect(p).toMatchObject({ verdict: 'broken', family: 'kubernetes', file: worst?.[3] })
  for (const text of [...(p?.counterexample?.faults ?? []), ...(p?.explanation ?? [])])
    expect(worst?.[2]).toContain(`✗ ${text}`)
  expect(lastLine(broken)).toMatch(/^broken · .* · complete · /)
})

test('how long it takes to recover is told by kind of fault, slowest first', () => {
  expect(about(broken, 'replicaset/web is all ready again').at(-1)).toBe(
    '      slowest to recover: reboot-node 131 s, drop-answer 40 s, exit-container 1 s',
  )
})

/** What only a search that looked at every run may say. */
const CERTAIN = /✓|survives any|promises hold|^holds|· complete ·/m

let calls = 0
test.each([
  ['max-states', { maxStates: 60 }, {}],
  ['time-limit', { timeLimit: 1 }, { clock: () => (calls += 1) }],
  ['out-of-memory', {}, { isFull: () => true }],
  ['interrupted', {}, { isInterrupted: () => true }],
] as const)('a search that ended early by %s claims nothing', (end, changes, around) => {
  const result = checked({ ...CALM, runs: 0, ...changes }, around)
  expect(result.search).toMatchObject({ end, complete: false })
  const text = report(result)
  expect(text).not.toMatch(CERTAIN)
  for (const { name } of promisesOf(result)) {
    expect(about(result, name)[0]).toBe(`  ? ${name}`)
    expect(about(result, name)[1]).toMatch(
      /^ {6}not decided: (exhaustive up to 0 faults|nothing was searched exhaustively)/,
    )
  }
  expect(lastLine(result)).toMatch(/^inconclusive · nominal order, .* states \(not complete\) · ended early: /)
  expect(lastLine(result)).toContain(` · ended early: ${end} · `)
})

test('that sampling breaks nothing proves nothing', () => {
  const result = checked({ ...CALM, maxStates: 20, runs: 3 })
  expect(report(result)).not.toMatch(CERTAIN)
  expect(about(result, 'replicaset/web keeps 1 ready')[1]).toBe(
    '      not decided: not broken in 3 sampled runs; nothing was searched exhaustively',
  )
})

test('a promise that an early end left broken stays broken, and the rest undecided', () => {
  const result = checked({ maxStates: 300, runs: 0 })
  expect(result.search.complete).toBe(false)
  const told = report(result)
  expect(told).not.toMatch(CERTAIN)
  expect(told).toMatch(/\n {2}✗ .*\n {6}broken by 1 fault: /)
  expect(lastLine(result)).toMatch(/^broken · .*1 fault: \d+ states \(not complete\) · ended early: max-states · /)
})

test('the mark is that of the verdict, whatever else is in the result', () => {
  const marks = { holds: '✓', broken: '✗', inconclusive: '?' } as const
  const name = 'replicaset/web keeps 1 ready'
  fc.assert(
    fc.property(
      fc.constantFrom('holds', 'broken', 'inconclusive'),
      fc.boolean(),
      fc.boolean(),
      (verdict, vacuous, complete) => {
        const result = withPromise({ ...calm, search: { ...calm.search, complete } }, name, { verdict, vacuous })
        const lines = about(result, name)
        expect(lines[0]).toBe(`  ${marks[verdict]} ${name}`)
        expect(lines.some((line) => line.includes('never put to the test'))).toBe(vacuous)
        expect(lastLine(result).includes('· complete ·')).toBe(complete)
      },
    ),
    { seed: 5 },
  )
})

test('a weakening that happens is not told as a broken promise', () => {
  const name = 'bound-pod-stays-on-its-node'
  const run = broken.properties.find(({ counterexample }) => counterexample !== null)?.counterexample ?? null
  const told = report(withPromise(calm, name, { family: 'weakening', verdict: 'broken', counterexample: run }))
  expect(told).not.toContain(name)
  expect(told).not.toContain('✗')
})

test('a long run is cut to its faults and its end, and says how much is left out', () => {
  const run = broken.properties.find(({ name }) => name === 'service/web keeps a ready endpoint')?.counterexample
  if (run === undefined || run === null) throw new Error('there is no run')
  const told = run.steps.filter((step) => step.fault !== null || plainWords(step.changes).length > 0)
  const lines = runLines({ ...run, brokenAt: null, steps: Array.from({ length: 30 }, () => told).flat() }, plain)
  const left = lines.map((line) => Number(/^ {2}… (\d+) steps/.exec(line)?.[1] ?? 0)).reduce((a, b) => a + b)
  expect(lines.length).toBeLessThanOrEqual(41)
  expect(left + lines.filter((line) => !line.startsWith('  …')).length).toBe(30 * told.length)
})

test('no text of the result reaches the terminal with what it would obey, nor begins a line of its own', () => {
  const short = brief(broken)
  const texts = [...HOSTILE, LONG]
  for (const shift of texts.keys()) {
    const textAt = (index: number): string => texts[(index + shift) % texts.length] ?? ''
    const lines = report(withTexts(short, (_, { index }) => printable(textAt(index)))).split('\n').length
    const told = report(withTexts(short, (_, { index }) => textAt(index)))
    expect(told).not.toMatch(CONTROL)
    expect(told).not.toMatch(/\t/)
    expect(told.split('\n')).toHaveLength(lines)
  }
  const folded = report(withTexts(broken, (text, { index }) => `${text}${HOSTILE[index % HOSTILE.length] ?? ''}`))
  expect(folded).not.toMatch(CONTROL)
})

test('random texts are stripped, and harmless ones are left as they are', () => {
  fc.assert(
    fc.property(randomText, (random) => {
      const told = printable(random)
      return told.length === random.length && !CONTROL.test(told) && !/[\n\t]/.test(told)
    }),
    { numRuns: 200, seed: 6 },
  )
  expect(printable('deployment/wéb · 网站 ✓ <b>&amp;')).toBe('deployment/wéb · 网站 ✓ <b>&amp;')
})
