/**
 * The corpus of historic defects: each is switched on in its scenario and hunted by exploring and by sampling from
 * two seeds; without it the same scenario must hold.
 */
import { explore, sample } from '../checker/index.ts'
import type { Property } from '../checker/property.ts'
import type { PropertyVerdict } from '../checker/verdict.ts'
import type { Defect } from '../model/defects.ts'
import type { ClusterState } from '../model/state.ts'
import type { DefectScenario } from '../scenarios/defects.ts'
import { build } from '../scenarios/scenario.ts'

type Verdict = PropertyVerdict<ClusterState>

export interface HuntedDefect {
  readonly defect: Defect
  readonly property: string
  readonly byExploring: boolean
  readonly bySampling: boolean
  /** Two seeds end in the same run, which is as short as the one that exploring finds. */
  readonly isSameRun: boolean
  /** Without the defect the property holds in the same scenario, and is put to the test. */
  readonly holdsWithout: boolean
  readonly faults: number | null
  readonly steps: number | null
  readonly states: number
  readonly explanation: string
}

const SEEDS = ['one', 'two'] as const
const RUNS = 3_000
const MAX_STEPS = 5_000

/** The actions of a run, and nothing else. */
const shape = (verdict: Verdict | undefined): string =>
  JSON.stringify(verdict?.counterexample?.steps.map(({ action }) => action) ?? null)

const propertiesOf = (
  { property }: DefectScenario,
  all: readonly Property<ClusterState>[],
): readonly Property<ClusterState>[] => {
  const found = all.find(({ name }) => name === property)
  if (found === undefined) throw new Error(`there is no property ${property}`)
  return [found, ...all.filter(({ name }) => name === found.witness)]
}

export const hunt = (scenario: DefectScenario): HuntedDefect => {
  const { world, allow, faults, defect } = scenario
  const broken = build({ ...world, allow, defects: [defect] })
  const sound = build({ ...world, allow })
  const judged = propertiesOf(scenario, broken.properties)
  const { verdicts, stats } = explore(broken.machine, judged, { faults })
  const explored = verdicts[0]
  const sampled = SEEDS.map(
    (seed) =>
      sample(broken.machine, judged.slice(0, 1), {
        runs: RUNS,
        seed,
        faults,
        maxSteps: MAX_STEPS,
        untilBroken: true,
      }).verdicts[0],
  )
  const without = explore(sound.machine, propertiesOf(scenario, sound.properties), { faults }).verdicts[0]
  return {
    defect,
    property: scenario.property,
    byExploring: explored?.verdict === 'broken',
    bySampling: sampled.every((verdict) => verdict?.verdict === 'broken'),
    isSameRun: new Set(sampled.map(shape)).size === 1 && sampled[0]?.counterexample?.steps.length === explored?.counterexample?.steps.length,
    holdsWithout: without?.verdict === 'holds' && !without.vacuous,
    faults: explored?.leastFaults ?? null,
    steps: explored?.counterexample?.steps.length ?? null,
    states: stats.states,
    explanation: explored?.explanation[0] ?? '',
  }
}

export const isFound = (hunted: HuntedDefect): boolean =>
  hunted.byExploring && hunted.bySampling && hunted.holdsWithout
