/**
 * `npm run any-order [-- KIND...]`: explores the pod-creation protocol in any order with one fault, kind by kind, and
 * ends with `N passed, N failed`: each claim is one for each kind, and so is each number of states. A claim that is
 * known to be broken by a kind must be. Kinds that are not known to be complete can be named too; they may take hours.
 */
import { explore } from '../checker/index.ts'
import type { PropertyVerdict, SearchResult } from '../checker/verdict.ts'
import { FAULT_KINDS } from '../model/fault-kinds.ts'
import type { FaultKind } from '../model/fault-kinds.ts'
import type { ClusterState } from '../model/state.ts'
import { BROKEN_IN_ANY_ORDER, STATES_IN_ANY_ORDER, worldsInAnyOrder } from '../scenarios/any-order.ts'
import { build } from '../scenarios/scenario.ts'
import type { World } from '../scenarios/scenario.ts'

type Found = SearchResult<ClusterState>
type Verdict = PropertyVerdict<ClusterState>

interface Counts {
  readonly passed: number
  readonly failed: number
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** What one of the searches of a kind found. */
const explored = (world: World): Found => {
  const { machine, properties } = build(world)
  const found = explore(machine, properties, { faults: 1, clock: Date.now })
  const { states, transitions, end, seconds } = found.stats
  const of = world.target === undefined ? '' : ` of ${world.target}`
  const observed = world.bystanders === undefined ? '' : `, ${world.bystanders.observed.join(' and ')} in any order`
  const name = `${world.allow.join(' and ')}${of}${observed}`
  say(`${name}: ${states} states, ${transitions} transitions, ${end}, ${seconds.toFixed(1)} s`)
  return found
}

/** A claim that a kind breaks is broken in one of its searches; any other holds in all of them. */
const isAsExpected = (isBroken: boolean, judged: readonly Verdict[]): boolean =>
  isBroken
    ? judged.some(({ verdict }) => verdict === 'broken')
    : judged.every(({ verdict, exhaustiveUpTo }) => verdict === 'holds' && exhaustiveUpTo === 1)

const proved = (kind: FaultKind): Counts => {
  const results = worldsInAnyOrder(kind).map(explored)
  const verdicts = results.flatMap((result) => result.verdicts).filter((one) => one.kind !== 'sometimes')
  const claims = [...new Set(verdicts.map(({ name }) => name))]
  const judgedAs = (claim: string): readonly Verdict[] => verdicts.filter(({ name }) => name === claim)
  const breaks = BROKEN_IN_ANY_ORDER[kind] ?? []
  const wrong = claims.filter((claim) => !isAsExpected(breaks.includes(claim), judgedAs(claim)))
  for (const { name, verdict, explanation } of wrong.flatMap(judgedAs)) {
    say(`FAILED ${name}: ${verdict}; ${explanation.join('; ')}`)
  }
  const failed = wrong.length + (isCounted(kind, results) ? 0 : 1)
  return { passed: claims.length + 1 - failed, failed }
}

/** Are all searches of a kind complete, and their states together as many as are known? Says so if not. */
const isCounted = (kind: FaultKind, results: readonly Found[]): boolean => {
  const states = results.reduce((sum, { stats }) => sum + stats.states, 0)
  const isComplete = results.every(({ stats }) => stats.end === 'complete')
  const expected = STATES_IN_ANY_ORDER[kind]
  if (isComplete && (expected === undefined || states === expected)) return true
  const end = isComplete ? 'complete' : 'not complete'
  say(`FAILED ${kind}: ${states} states (${end}), expected ${expected ?? 'any number'}, complete`)
  return false
}

const main = (names: readonly string[]): number => {
  const unknown = names.find((name) => FAULT_KINDS.every((kind) => kind !== name))
  if (unknown !== undefined) {
    const known = FAULT_KINDS.join(', ')
    process.stderr.write(`any-order: no kind of fault is called ${JSON.stringify(unknown)}; name some of ${known}\n`)
    return 2
  }
  const kinds = FAULT_KINDS.filter((kind) => (names.length === 0 ? kind in STATES_IN_ANY_ORDER : names.includes(kind)))
  say('A pod is created on one of two nodes, in any order, and one thing goes wrong at any moment')
  const counts = kinds.map(proved)
  const sum = (of: keyof Counts): number => counts.reduce((total, count) => total + count[of], 0)
  say(`${sum('passed')} passed, ${sum('failed')} failed`)
  return sum('failed') === 0 ? 0 : 1
}

process.exitCode = main(process.argv.slice(2))
