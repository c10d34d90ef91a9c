/** What a scenario comes to: every verdict, and how much there was to look at. */
import { explore } from '../checker/index.ts'
import type { PropertyVerdict } from '../checker/verdict.ts'
import type { ClusterState } from '../model/state.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { build } from '../scenarios/scenario.ts'

export interface Outcome {
  readonly states: number
  readonly transitions: number
  readonly depth: number
  /** Broken promises, with the least number of faults. */
  readonly broken: { readonly [property: string]: number }
  readonly holds: readonly string[]
  /** Hold only because nothing happened that they speak of. */
  readonly vacuous: readonly string[]
  /** Properties of kind `sometimes` that were reached. */
  readonly reached: readonly string[]
}

type Verdict = PropertyVerdict<ClusterState>

const namesOf = (verdicts: readonly Verdict[]): readonly string[] => verdicts.map(({ name }) => name).sort()

export interface Judged {
  readonly outcome: Outcome
  readonly verdicts: readonly Verdict[]
}

export const judge = ({ world, faults }: Scenario): Judged => {
  const { machine, properties } = build(world)
  const { verdicts, stats } = explore(machine, properties, { faults })
  const claims = verdicts.filter(({ kind }) => kind !== 'sometimes')
  const broken = claims.filter(({ verdict }) => verdict === 'broken')
  const holding = claims.filter(({ verdict }) => verdict === 'holds')
  const outcome = {
    states: stats.states,
    transitions: stats.transitions,
    depth: stats.depth,
    broken: Object.fromEntries(broken.map(({ name, leastFaults }) => [name, leastFaults ?? 0])),
    holds: namesOf(holding.filter(({ vacuous }) => !vacuous)),
    vacuous: namesOf(holding.filter(({ vacuous }) => vacuous)),
    reached: namesOf(verdicts.filter(({ kind, verdict }) => kind === 'sometimes' && verdict === 'holds')),
  }
  return { outcome, verdicts }
}
