/** One file with all that was found: every promise, every run, and where the search did not look. */
import { beforeAll, expect, test } from 'vitest'
import { CODE, elementsOf, pieces, textOf } from '../fixtures/markup.ts'
import { CALM, WORLD, checked, checkedWithHelp, promisesOf } from '../fixtures/run.ts'
import { clauses } from '../../spec/index.ts'
import type { PropertyResult, ResultFile, RunView } from '../result.ts'
import { htmlReport } from './page.ts'
import { runsOf } from './runs.ts'
import { STYLE } from './style/index.ts'

let result: ResultFile
let calm: ResultFile
let page: string
beforeAll(() => {
  result = checkedWithHelp()
  calm = checked(CALM)
  page = pageOf(result)
})

const pageOf = (of: ResultFile): string => htmlReport([of], CODE)

const rowsOf = (report: string): readonly string[] =>
  pieces(report, /<tr class="(?:holds|broken|inconclusive)">/g, '</tr>').map(textOf)

const rowOf = (report: string, { name }: PropertyResult): string => {
  const [row, ...more] = rowsOf(report).filter((text) => text.includes(` ${name} `))
  if (row === undefined || more.length > 0)
    throw new Error(`${more.length + (row === undefined ? 0 : 1)} rows for ${name}`)
  return row
}

const sectionOf = (report: string, title: string): string =>
  textOf(pieces(report, new RegExp(`<section><h2>${title}</h2>`, 'g'), '</section>').join())

/** The run that is there without scripts: the first one. */
interface Told {
  readonly p: PropertyResult
  readonly run: RunView
  readonly brokenAt: number | null
  readonly markup: string
}

const toldIn = (of: ResultFile): Told => {
  const [first] = runsOf([of])
  const [markup, ...more] = pieces(pageOf(of), /<section class="static"/g, '</section>')
  if (first?.property == null || markup === undefined || more.length > 0) throw new Error('not one run is told')
  const { property: p, run, kind } = first
  return { p, run, markup, brokenAt: kind === 'broken' ? run.brokenAt : null }
}

const withRun = (change: (run: RunView) => Partial<RunView>): ResultFile => ({
  ...result,
  properties: promisesOf(result)
    .filter(({ verdict }) => verdict === 'broken')
    .slice(0, 1)
    .map((p) => ({ ...p, counterexample: p.counterexample && { ...p.counterexample, ...change(p.counterexample) } })),
})

test('the report is one document that asks for nothing', () => {
  const elements = elementsOf(page)
  const count = (tag: string): number => elements.filter((element) => element.tag === tag).length
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
  for (const tag of ['!doctype', 'html', 'head', 'body', 'main', 'h1', 'style'])
    expect([tag, count(tag)]).toEqual([tag, 1])
  for (const tag of ['link', 'img', 'iframe', 'object', 'embed', 'base', 'form', 'video', 'audio'])
    expect([tag, count(tag)]).toEqual([tag, 0])
  const addresses = elements.flatMap(({ attributes }) => [attributes.src, attributes.href, attributes['marker-end']])
  const sources = new Set(clauses.flatMap(({ source }) => (source.kind === 'upstream' ? [source.url] : [])))
  const outside = addresses.filter((address) => address !== undefined && !/^(#|url\(#)/.test(address) && !sources.has(address))
  expect(outside).toEqual([])
  expect(STYLE).not.toMatch(/url\(|@import|@font-face/)
  const scripts = elements.filter(({ tag }) => tag === 'script').map(({ attributes }) => attributes.type ?? 'ours')
  expect(scripts).toEqual(['application/json', 'ours'])
})

test('what the page reads is the result, and nothing in it can end its element', () => {
  const [data = ''] = pieces(page, /(?<=<script type="application\/json" id="results">)/g, '</script>')
  expect(JSON.parse(data)).toEqual([result])
  expect(data).not.toMatch(/[<\u2028\u2029]/)
})

test('a policy that allows nothing from outside stands before all else that it governs', () => {
  const policy = elementsOf(page).find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')
    ?.attributes.content
  const directives = new Map((policy ?? '').split('; ').map((text) => [text.split(' ')[0], text.split(' ').slice(1)]))
  expect(directives.get('default-src')).toEqual(["'none'"])
  expect(directives.get('base-uri')).toEqual(["'none'"])
  expect(directives.get('form-action')).toEqual(["'none'"])
  const sources = [...directives.values()].flat()
  expect(sources.filter((source) => !/^'(none|sha256-\d+)'$/.test(source))).toEqual([])
  expect(directives.get('script-src')).toEqual([`'${CODE.hash(CODE.script)}'`])
  expect(directives.get('style-src')).toEqual([`'${CODE.hash(STYLE)}'`])
  const before = elementsOf(page).map(({ tag, attributes }) => attributes['http-equiv'] ?? tag)
  expect(before.slice(0, before.indexOf('Content-Security-Policy'))).toEqual([
    '!doctype',
    'html',
    'head',
    'meta',
    'meta',
  ])
})

test('every promise is in it once, with its verdict, its least bad luck and its clause', () => {
  expect(rowsOf(page)).toHaveLength(promisesOf(result).length)
  const marks = { holds: '✓ holds', broken: '✗ broken', inconclusive: '? inconclusive' } as const
  for (const p of promisesOf(result)) {
    const row = rowOf(page, p)
    expect(row).toContain(`${marks[p.verdict]}${p.vacuous ? ' (never put to the test)' : ''} `)
    for (const text of [p.sentence, p.description, p.clause, ...p.ways.flat()]) expect(row).toContain(text)
    if (p.verdict === 'broken')
      expect(row).toContain(p.leastFaults === 0 ? 'broken without any fault' : `broken by ${p.leastFaults} fault`)
  }
  expect(rowsOf(page).filter((row) => row.includes('1 other way, as few'))).not.toEqual([])
})

test('the worst recovery is in it, and for promises of the user that of each kind of fault', () => {
  const known = promisesOf(result).filter(({ worstRecoverySeconds }) => worstRecoverySeconds !== null)
  expect(known.length).toBeGreaterThan(3)
  for (const p of known) expect(rowOf(page, p)).toContain(` ${p.worstRecoverySeconds} s `)
  const again = known.find(({ name }) => name === 'replicaset/web is all ready again')
  expect(again && rowOf(page, again)).toContain(
    '131 s by fault reboot-node: 131 s drop-answer: 40 s none: 1 s exit-container: 1 s',
  )
})

test('a recovery that an early end left unknown for more faults says for how many it is known', () => {
  const early = checked({ maxStates: 60, runs: 0 })
  const row = rowsOf(pageOf(early)).find((text) => text.includes(' replicaset/web is all ready again '))
  expect(row).toMatch(/\? inconclusive .* 1 s \(up to 0 faults\) USER-4/s)
})

test('the band says what was searched, and claims no more', () => {
  const band = (of: ResultFile): string => textOf(pieces(pageOf(of), /<section class="band/g, '</section>').join())
  expect(band(result)).toMatch(
    /A promise was broken\s.*Complete : [\d,]+ states and [\d,]+ transitions in nominal order, and 1 sampled run, asked for up to 1 fault\./s,
  )
  expect(band(calm)).toMatch(/Every promise held, as far as it was looked\s/)
  for (const { faults, states } of result.search.levels)
    expect(band(result)).toMatch(new RegExp(`\\s${faults} ${states} \\d+ \\d+ yes\\s`))
  const early = checked({ ...CALM, maxStates: 60, runs: 0 })
  expect(band(early)).toMatch(/Not decided: the search ended early\s.*Not complete \(max-states\) : 60 states/s)
  expect(band(early)).toMatch(/\s0 \d+ \d+ \d+ yes\s+1 \d+ \d+ \d+ no\s/)
  expect(textOf(pageOf(early))).not.toMatch(/✓|survives any/)
})

test('a result that holds though more bad luck breaks a promise does not say that every promise held', () => {
  const spared = checked({ ...CALM, world: { ...WORLD, allow: ['exit-container'], defects: [] }, survive: 0, runs: 0 })
  expect(spared.verdict).toBe('holds')
  expect(promisesOf(spared).map(({ verdict }) => verdict)).toContain('broken')
  const text = textOf(pageOf(spared))
  expect(text).not.toContain('Every promise held')
  expect(text).toContain('What was to be survived was survived; more bad luck breaks a promise')
})

test('a complete search that reached nothing asked for does not say that it ended early', () => {
  const missed = checked({ ...CALM, properties: ['some-pod-is-evicted'], runs: 0 })
  expect(missed).toMatchObject({ verdict: 'inconclusive', search: { complete: true } })
  expect(textOf(pageOf(missed))).not.toContain('ended early')
})

test('coverage tells of every fault, action, clause and step of the protocol, and of those never seen', () => {
  const text = sectionOf(page, 'Coverage')
  const { actions, faults, clauses, protocol } = result.coverage
  for (const { name, taken, fresh } of [...faults, ...actions]) {
    expect(text).toContain(
      ` ${name} ${taken === 0 ? 'never' : taken.toLocaleString('en')} ${fresh.toLocaleString('en')} `,
    )
  }
  for (const { step, name, taken } of protocol)
    expect(text).toContain(` ${step} ${name} ${taken === 0 ? 'never' : taken} `)
  const without = clauses.filter(({ properties }) => properties.length === 0).map(({ id }) => id)
  expect(text).toContain(`${clauses.length - without.length} of ${clauses.length} clauses are covered by a property.`)
  expect(text).toContain(`${without.length} without a property ${without.join(', ')} `)
  const untested = result.properties.filter(({ vacuous }) => vacuous).map(({ name }) => name)
  expect(untested.length).toBeGreaterThan(0)
  expect(text).toContain(`Held without being put to the test: ${untested.join(', ')}.`)
})

test('the input is named, with what was not looked at', () => {
  const text = sectionOf(page, 'Input')
  for (const told of [...result.input.objects, ...result.input.warnings]) expect(text).toContain(told)
  expect(sectionOf(pageOf({ ...result, input: { ...result.input, warnings: [] } }), 'Input')).toContain(
    'Nothing in the input was ignored.',
  )
  for (const told of [...result.input.files, result.input.cluster, result.input.command, 'seed reports'])
    expect(textOf(page)).toContain(told)
})

test('the first run has a sequence diagram of its events and faults', () => {
  const { p, run, markup } = toldIn(result)
  const [diagram = ''] = pieces(markup, /<svg/g, '</svg>')
  const text = textOf(diagram)
  const left = Number(/The first (\d+) steps, of the normal run/.exec(markup)?.[1] ?? 0)
  const drawn = run.steps.slice(left)
  expect(run.steps.slice(0, left).every(({ fault }) => fault === null)).toBe(true)
  const lines = drawn.flatMap(({ fault, events }) => [
    ...(fault === null ? [] : [`✗ ${fault}`]),
    ...events.map(({ label }) => label),
  ])
  expect(lines.length, p.name).toBeGreaterThan(0)
  expect(diagram.match(/<g class="(?:fault|message|refused|local|world)"/g)).toHaveLength(lines.length)
  expect(lines.filter((line) => !text.includes(line))).toEqual([])
  const lanes = new Set(drawn.flatMap(({ events }) => events.flatMap(({ from, to }) => [from, to])))
  expect([...lanes].filter((lane) => lane !== 'world' && !text.includes(` ${lane} `))).toEqual([])
})

test('the first run has its steps with what they changed, and what breaks', () => {
  const { p, run, markup, brokenAt } = toldIn(result)
  const items = pieces(markup, /<li class="[^"]*" value="/g, '\n</li>')
  const first = Number(/ start="(\d+)"/.exec(markup)?.[1])
  const steps = run.steps.slice(first)
  expect(items).toHaveLength(steps.length)
  for (const [i, { seconds, title, fault, changes }] of steps.entries()) {
    const texts = [`${seconds.toFixed(3)} s`, fault === null ? title : `✗ ${fault}`]
    const told = changes.flatMap(({ object, path, before, after }) => [
      `${object}${path === '' ? '' : ` ${path}`} `,
      before ?? '',
      after ?? '',
    ])
    const text = textOf(items[i] ?? '')
    expect([...texts, ...told].filter((part) => !text.includes(part)), `step ${first + i}`).toEqual([])
  }
  const broken = items.flatMap((item, i) => (item.includes('here the promise is broken') ? [first + i] : []))
  expect(broken).toEqual([brokenAt])
  const text = textOf(markup)
  for (const line of [p.name, p.sentence, ...p.explanation]) expect(text).toContain(line)
  if (p.file !== null) expect(text).toContain(`npx kubeproof replay ${p.file} `)
})

test('what would help is told with the promise that it helps', () => {
  const helped = result.properties.filter(({ suggestions }) => suggestions.length > 0)
  expect(helped.length).toBeGreaterThan(0)
  for (const p of helped)
    for (const { text, verified } of p.suggestions) expect(rowOf(page, p)).toContain(` What would help: ${text}: ${verified} `)
})

test('a run that goes round for ever says from where', () => {
  const looping = withRun(({ steps }) => ({ loopStart: steps.length - 2 }))
  const { markup, run } = toldIn(looping)
  const items = pieces(markup, /<li class="[^"]*" value="/g, '\n</li>')
  const at = items.findIndex((item) => item.includes('from here it repeats for ever'))
  expect(at).toBe(items.length - 2)
  expect(run.loopStart).toBe(run.steps.length - 2)
})

test('a run too long to draw and list says how much is left out', () => {
  const long = withRun(({ steps }) => ({
    steps: Array.from({ length: 60 }, () => steps).flat().map((step, index) => ({ ...step, index })),
  }))
  const { markup, run } = toldIn(long)
  const drawn = markup.match(/<g class="/g)?.length ?? 0
  const skipped = Number(/The first (\d+) steps/.exec(markup)?.[1] ?? 0)
  const all = run.steps.slice(skipped).reduce((sum, { fault, events }) => sum + events.length + (fault === null ? 0 : 1), 0)
  expect(markup).toContain(`${all - drawn} further events are not drawn.`)
  const listed = pieces(markup, /<li class="[^"]*" value="/g, '\n</li>').length
  expect(markup).toContain(`${run.steps.length - skipped - listed} further steps are shown`)
})

test('a promise that is broken before anything happens has its reason, though no step', () => {
  const { markup, p } = toldIn(withRun(() => ({ steps: [], brokenAt: null, faults: [] })))
  expect(textOf(markup)).toContain(p.explanation[0])
})

test('each broken promise is told on the first screen, in a sentence, with the way to its run', () => {
  const [band = ''] = pieces(page, /<section class="band/g, '</section>')
  const broken = promisesOf(result).filter(({ verdict }) => verdict === 'broken')
  const items = pieces(band, /<li><span class="luck">/g, '</li>')
  expect(items).toHaveLength(broken.length)
  const runs = runsOf([result])
  for (const p of broken) {
    const item = items.find((markup) => textOf(markup).includes(` ${p.name} `)) ?? ''
    expect(textOf(item)).toContain(p.lesson)
    expect(item).toContain(`href="#run=${runs.findIndex(({ property }) => property === p) + 1}"`)
  }
})

test('every witness is named, with the way to where it is reached', () => {
  const text = sectionOf(page, 'What happens at all')
  const witnesses = result.properties.filter(({ kind }) => kind === 'sometimes')
  expect(witnesses.length).toBeGreaterThan(0)
  expect(witnesses.filter(({ name }) => !text.includes(` ${name} `))).toEqual([])
})

test('a witness that takes bad luck leads to the step that reaches it, in a run of its own', () => {
  const lucky = result.properties.filter((p) => p.kind === 'sometimes' && p.verdict === 'holds' && p.reachedAt === null)
  expect(lucky.length).toBeGreaterThan(0)
  const items = pieces(page, /<li class="holds">/g, '</li>')
  for (const p of lucky) {
    const index = runsOf([result]).findIndex(({ property, kind }) => property === p && kind === 'reached')
    const { steps = [], faults = [], execution } = p.counterexample ?? {}
    const item = items.find((markup) => textOf(markup).includes(` ${p.name} `)) ?? ''
    expect(item).toContain(`href="#run=${index + 1}&amp;step=${steps.length - 1}"`)
    expect(textOf(item)).toContain(`only with bad luck: ${faults.join(', then ')}`)
    expect(execution?.states, 'it can be executed again').toHaveLength(steps.length + 1)
  }
})

test('a witness that the run without faults reaches has no second run', () => {
  const plain = result.properties.filter(({ kind, reachedAt }) => kind === 'sometimes' && typeof reachedAt === 'number')
  expect(plain.length).toBeGreaterThan(0)
  expect(plain.filter(({ counterexample }) => counterexample !== null)).toEqual([])
})

test('guards that were never true are named, and how many values each part of the state had', () => {
  const text = sectionOf(page, 'Coverage')
  const { neverEnabled = [], values = [] } = result.coverage
  expect(text).toContain(`Guards that were never true: ${neverEnabled.join(', ')}.`)
  expect(values.length).toBeGreaterThan(5)
  for (const { name, count } of values) expect(text).toContain(` ${name} ${count.toLocaleString('en')} `)
})

test('where a fault never struck is a field of its own', () => {
  const text = sectionOf(page, 'Coverage')
  const { strikes = [], faults, protocol } = result.coverage
  expect(strikes.length).toBeGreaterThan(0)
  const filled = new Set(strikes.map(({ fault, step }) => `${fault} ${step}`)).size
  const fields = faults.length * (protocol.length + 1)
  expect(text).toContain(`${fields - filled} fields of ${fields} are empty`)
})
