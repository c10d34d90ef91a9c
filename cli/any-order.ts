/**
 * `npm run any-order`: explores the pod-creation protocol in any order with one fault, and ends with `N passed, N failed`:
 * each claim is one, and so is the number of states.
 */
import { explore } from '../checker/index.ts'
import { ANY_ORDER } from '../scenarios/any-order.ts'
import { build } from '../scenarios/scenario.ts'

const main = (): number => {
  const { world, faults, title, states } = ANY_ORDER
  const { machine, properties } = build(world)
  const { verdicts, stats } = explore(machine, properties, { faults, clock: Date.now })
  const claims = verdicts.filter(({ kind }) => kind !== 'sometimes')
  const broken = claims.filter(({ verdict, exhaustiveUpTo }) => verdict !== 'holds' || exhaustiveUpTo !== faults)
  const isCounted = stats.end === 'complete' && stats.states === states
  const say = (text: string): void => {
    process.stdout.write(`${text}\n`)
  }
  say(`${title}: ${world.allow.length} kinds of faults`)
  for (const level of stats.levels) {
    say(`${level.faults} faults: ${level.states} states, ${level.transitions} transitions, depth ${level.depth}, ${level.seconds.toFixed(1)} s`)
  }
  for (const { name, verdict, explanation } of broken) say(`FAILED ${name}: ${verdict}; ${explanation.join('; ')}`)
  if (!isCounted) say(`FAILED ${stats.states} states (${stats.end}), expected ${states}, complete`)
  const failed = broken.length + (isCounted ? 0 : 1)
  say(`${claims.length + 1 - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

process.exitCode = main()
