/** Each form, read by a program that nobody here wrote, with ordinary and with hostile names in it. */
import { parse as parseJunit } from 'junit2json'
import type { TestSuites } from 'junit2json'
import { marked } from 'marked'
import type { Token, Tokens } from 'marked'
import type { Log } from 'sarif'
import { beforeAll, expect, test } from 'vitest'
import { CONTROL, HOSTILE, LONG } from '../fixtures/hostile.ts'
import { brief, checked, checkedWithHelp } from '../fixtures/run.ts'
import { withTexts } from '../fixtures/texts.ts'
import type { ResultFile } from '../result.ts'
import { compare } from './comparison.ts'
import type { Format } from './formats.ts'
import { FORMATS, NothingToTell, render } from './formats.ts'
import { isFailure, promisesOf } from './wording.ts'

let broken: ResultFile
beforeAll(() => {
  broken = checkedWithHelp()
  broken = {
    ...broken,
    input: { ...broken.input, places: [{ object: 'service/web', file: 'a b/web.yaml', line: 12 }] },
  }
})

const NOTHING = { against: null, property: null }
const told = (format: Format, result: ResultFile = broken): string => render(format, [result], NOTHING)
const undecided = (): ResultFile => checked({ maxStates: 60, runs: 0 })

/** The result with each text replaced by the hostile one at its turn. */
const attacked = (shift: number): ResultFile => {
  const texts = [...HOSTILE, LONG.slice(0, 10_000)]
  return withTexts(brief(broken), (_, { index }) => texts[(index + shift) % texts.length] ?? '')
}
const SHIFTS = Array.from({ length: 12 }, (_, i) => i * 11)

test('JUnit: a case per promise; broken fails, undecided is an error', async () => {
  const suites = (await parseJunit(told('junit'))) as TestSuites
  const [suite] = suites.testsuite ?? []
  const failures = promisesOf(broken).filter(isFailure)
  expect(suite).toMatchObject({ name: 'web.yaml', tests: promisesOf(broken).length, failures: failures.length, errors: 0 })
  const failed = suite?.testcase?.filter(({ failure }) => failure !== undefined) ?? []
  expect(failed.map(({ name }) => name)).toEqual(failures.map(({ name }) => name))
  expect(failed[0]?.failure?.[0]?.message).toBe(failures[0]?.sentence)
  const open = (await parseJunit(told('junit', undecided()))) as TestSuites
  expect(open.testsuite?.[0]?.testcase?.some(({ error }) => error !== undefined)).toBe(true)
})

test('JUnit: hostile texts stay texts', async () => {
  for (const shift of SHIFTS) {
    const result = attacked(shift)
    const suites = (await parseJunit(told('junit', result))) as TestSuites
    expect(suites.testsuite?.[0]?.testcase).toHaveLength(promisesOf(result).length)
  }
})

test('SARIF: a result per promise that does not hold, at its object, with the run as a code flow', () => {
  const log = JSON.parse(told('sarif')) as Log
  const [run] = log.runs
  const notHeld = promisesOf(broken).filter(({ verdict }) => verdict !== 'holds')
  expect(run?.results?.map(({ ruleId }) => ruleId)).toEqual(notHeld.map(({ name }) => name))
  const service = run?.results?.find(({ ruleId }) => ruleId === 'service/web keeps a ready endpoint')
  expect(service?.level).toBe('warning')
  expect(service?.locations?.[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: 'a%20b/web.yaml' },
    region: { startLine: 12 },
  })
  const flow = service?.codeFlows?.[0]?.threadFlows[0]?.locations.map(({ location }) => location?.message?.text ?? '')
  expect(flow?.some((text) => /bad luck: container .* exits/.test(text))).toBe(true)
  const ids = new Set(run?.tool.driver.rules?.map(({ id }) => id))
  expect(run?.results?.every(({ ruleId }) => ids.has(ruleId ?? ''))).toBe(true)
  expect((JSON.parse(told('sarif', undecided())) as Log).runs[0]?.results?.some(({ kind }) => kind === 'open')).toBe(true)
})

/** As the runner reads a workflow command: the inverse of its escapes. */
const readCommand = (line: string): { readonly level: string; readonly title: string; readonly message: string } => {
  const [, level = '', properties = '', data = ''] = /^::(error|warning|notice) (.*?)::(.*)$/.exec(line) ?? []
  const title = properties.split(',').find((part) => part.startsWith('title='))?.slice('title='.length) ?? ''
  const plainText = (text: string): string =>
    text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%25/g, '%')
  return { level, title: plainText(title), message: plainText(data) }
}

test('GitHub: one command on one line per promise that does not hold', () => {
  const notHeld = promisesOf(broken).filter(({ verdict }) => verdict !== 'holds')
  const commands = told('github').trimEnd().split('\n').map(readCommand)
  expect(commands.map(({ title }) => title)).toEqual(notHeld.map(({ name }) => name))
  expect(commands[0]?.message.startsWith(notHeld[0]?.sentence ?? '?')).toBe(true)
  for (const shift of SHIFTS) {
    const result = attacked(shift)
    const lines = told('github', result).trimEnd().split('\n')
    expect(lines).toHaveLength(promisesOf(result).filter(({ verdict }) => verdict !== 'holds').length)
    for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) file=[^:]*,line=\d+,title=[^:]*::/)
  }
})

const walk = (tokens: readonly Token[]): readonly Token[] =>
  tokens.flatMap((token) => [token, ...walk(('tokens' in token ? token.tokens : undefined) ?? []), ...inside(token)])

const inside = (token: Token): readonly Token[] => {
  if (token.type === 'list') return walk((token as Tokens.List).items)
  if (token.type !== 'table') return []
  const { header, rows } = token as Tokens.Table
  return walk([...header, ...rows.flat()].flatMap((cell) => cell.tokens))
}

const typesIn = (text: string): ReadonlySet<string> => new Set(walk(marked.lexer(text)).map(({ type }) => type))

test('Markdown: a table of promises and a folded run for each broken one', () => {
  const text = told('markdown')
  const [table] = marked.lexer(text).filter(({ type }) => type === 'table') as Tokens.Table[]
  expect(table?.header.map((cell) => cell.text)).toEqual(['', 'Promise', 'Least bad luck', 'Worst recovery'])
  const runs = promisesOf(broken).filter((p) => p.verdict === 'broken' && p.counterexample !== null)
  expect(text.match(/<details>/g)).toHaveLength(runs.length)
  expect(text).toMatch(/\n- 1\.\d s +✗ container .* exits/)
})

test('Markdown: hostile texts begin no markup, link, mention or line of their own', () => {
  const allowed = [...typesIn(told('markdown', brief(broken)))]
  for (const shift of SHIFTS) {
    const text = told('markdown', attacked(shift))
    expect([...typesIn(text)].filter((type) => !allowed.includes(type)), text.slice(0, 400)).toEqual([])
    expect(text).not.toMatch(CONTROL)
    expect(text).not.toMatch(/@\w|https?:\/\/(?!apalache)|<(?!\/?(details|summary)>)/)
  }
})

test('a comparison tells what became better and what became worse', () => {
  const name = 'service/web keeps a ready endpoint'
  const mended: ResultFile = {
    ...broken,
    properties: broken.properties.map((p) =>
      p.name === name ? { ...p, verdict: 'holds', leastFaults: null, exhaustiveUpTo: 1 } : p,
    ),
  }
  expect(compare(broken, broken)).toEqual([])
  expect(compare(broken, mended).map((d) => [d.name, d.change])).toEqual([[name, 'better']])
  expect(compare(mended, broken).map((d) => [d.name, d.change])).toEqual([[name, 'worse']])
  const text = render('markdown', [mended], { against: broken, property: null })
  expect(text).toMatch(/\| better \| service\/web keeps a ready endpoint \| ❌ broken by 1 fault/)
})

test('a search that looked further makes nothing better or worse', () => {
  const name = 'service/web keeps a ready endpoint'
  const as = (change: object): ResultFile => ({
    ...broken,
    properties: broken.properties.map((p) => (p.name === name ? { ...p, ...change } : p)),
  })
  const heldUpTo = (faults: number): ResultFile => as({ verdict: 'holds', leastFaults: null, exhaustiveUpTo: faults })
  const changes = (before: ResultFile, after: ResultFile): readonly string[] =>
    compare(before, after).map(({ change }) => change)
  expect(changes(heldUpTo(1), heldUpTo(2))).toEqual([])
  expect(changes(heldUpTo(1), as({ leastFaults: 2 }))).toEqual(['other'])
  expect(changes(heldUpTo(2), as({ leastFaults: 2 }))).toEqual(['worse'])
  expect(changes(as({ leastFaults: 1 }), as({ leastFaults: 2 }))).toEqual(['better'])
})

test('ITF: a state per step with the same variables, and the store as it was changed', () => {
  const run = promisesOf(broken).find(({ verdict }) => verdict === 'broken')?.counterexample
  const trace = JSON.parse(told('itf')) as { vars: string[]; states: Readonly<Record<string, unknown>>[] }
  expect(trace.states).toHaveLength((run?.steps.length ?? 0) + 1)
  for (const [index, state] of trace.states.entries()) {
    expect(Object.keys(state).sort()).toEqual(['#meta', ...trace.vars].sort())
    expect(state['#meta']).toEqual({ index })
  }
  const last = trace.states.at(-1)?.store as { '#map': [string, string][] }
  expect(last['#map'].some(([key, value]) => key.startsWith('pods/') && value !== '')).toBe(true)
  expect(JSON.parse(told('itf', attacked(3)))).toHaveProperty('states')
})

test('Mermaid: a lane per component, the fault as a note, and nothing of a user that ends a line', () => {
  const text = told('mermaid')
  expect(text).toMatch(/^sequenceDiagram\n {2}participant l0 as /)
  expect(text).toMatch(/\n {2}Note over l0(,l\d+)?: ✗ 1\.\d s: container .* exits\n/)
  const lines = /^ {2}(participant l\d+ as [^<>;#]|Note over l\d+(,l\d+)?: |l\d+->>l\d+: )/
  for (const line of text.trimEnd().split('\n').slice(1)) expect(line).toMatch(lines)
  for (const shift of SHIFTS) {
    const drawn = told('mermaid', attacked(shift))
    expect(drawn.replaceAll('->>', '')).not.toMatch(/[<>"`%{}]|\r/)
    for (const line of drawn.trimEnd().split('\n').slice(1)) expect(line).toMatch(/^ {2}(participant|Note over|l\d+->>l\d+: )/)
  }
})

test('a form of one run says which runs there are when the one that was asked for is not there', () => {
  const ask = (property: string | null, result = broken): string => render('itf', [result], { against: null, property })
  expect(() => ask('nonsense')).toThrow(NothingToTell)
  expect(() => ask('nonsense')).toThrow(/there is no run of nonsense; there are runs of "service\/web keeps/)
  const held = { ...broken, properties: broken.properties.filter(({ verdict }) => verdict === 'holds') }
  expect(() => ask(null, held)).toThrow(/no promise is broken/)
})

test('every form can tell several results', () => {
  for (const format of FORMATS) expect(render(format, [broken, broken], NOTHING).length).toBeGreaterThan(100)
  expect((JSON.parse(render('sarif', [broken, broken], NOTHING)) as Log).runs).toHaveLength(2)
})
