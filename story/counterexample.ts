/** A counterexample as the file that `kubeproof replay` executes again: it needs nothing else. */
import { fingerprint } from '../checker/json.ts'
import type { CounterexampleFile, PropertyVerdict, Trace } from '../checker/verdict.ts'
import type { ClusterState } from '../model/state.ts'
import type { Built, World } from '../scenarios/scenario.ts'
import { eventsOf } from './story.ts'

type State = ClusterState

/** Changes whenever the booted cluster, its rules' names or its slots do. */
export const modelFingerprint = (built: Built): string => fingerprint(built.machine.initial[0])

export const counterexampleFile = (
  { world, version }: { readonly world: World; readonly version: string },
  built: Built,
  verdict: Pick<PropertyVerdict<State>, 'name' | 'clause' | 'explanation'>,
  trace: Trace<State>,
): CounterexampleFile => {
  let before = trace.initial
  const actions = trace.steps.map(({ action, state }) => {
    const saw = eventsOf(before, action, built.machine).map(({ from, to, label }) => `${from} > ${to}: ${label}`)
    before = state
    return saw.length === 0 ? action : { ...action, saw }
  })
  return {
    format: 'kubeproof/counterexample@1',
    version,
    model: modelFingerprint(built),
    scenario: JSON.parse(JSON.stringify(world)),
    property: verdict.name,
    clause: verdict.clause,
    order: world.order ?? 'nominal',
    faults: trace.steps.filter((s) => s.fault).map((s) => s.action),
    actions,
    loopStart: trace.loopStart ?? null,
    explanation: verdict.explanation,
  }
}
