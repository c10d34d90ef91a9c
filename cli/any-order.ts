/**
 * `npm run any-order [-- KIND...]`: explores the pod-creation protocol in any order with one fault, kind by kind, and
 * ends with `N passed, N failed`: each claim is one for each kind, and so is each number of states. A claim that is
 * known to be broken by a kind must be. Kinds that are not known to be complete can be named too; they may take hours.
 */
import { explore } from '../checker/index.ts'
import { FAULT_KINDS } from '../model/fault-kinds.ts'
import type { FaultKind } from '../model/fault-kinds.ts'
import { BROKEN_IN_ANY_ORDER, STATES_IN_ANY_ORDER, worldInAnyOrder } from '../scenarios/any-order.ts'
import { build } from '../scenarios/scenario.ts'

interface Counts {
  readonly passed: number
  readonly failed: number
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const proved = (kind: FaultKind): Counts => {
  const expected = STATES_IN_ANY_ORDER[kind]
  const { machine, properties } = build(worldInAnyOrder(kind))
  const { verdicts, stats } = explore(machine, properties, { faults: 1, clock: Date.now })
  const claims = verdicts.filter((one) => one.kind !== 'sometimes')
  const breaks = BROKEN_IN_ANY_ORDER[kind] ?? []
  const wrong = claims.filter(({ name, verdict, exhaustiveUpTo }) =>
    breaks.includes(name) ? verdict !== 'broken' : verdict !== 'holds' || exhaustiveUpTo !== 1,
  )
  const isCounted = stats.end === 'complete' && (expected === undefined || stats.states === expected)
  say(`${kind}: ${stats.states} states, ${stats.transitions} transitions, ${stats.end}, ${stats.seconds.toFixed(1)} s`)
  for (const { name, verdict, explanation } of wrong) say(`FAILED ${name}: ${verdict}; ${explanation.join('; ')}`)
  if (!isCounted) say(`FAILED ${stats.states} states (${stats.end}), expected ${expected ?? 'any number'}, complete`)
  const failed = wrong.length + (isCounted ? 0 : 1)
  return { passed: claims.length + 1 - failed, failed }
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
