import { expect, test } from 'vitest'
import { Interner } from '../checker/intern.ts'
import { canonicalJson } from '../checker/json.ts'
import { apply, pod } from '../scenarios/objects.ts'
import { clusterMachine } from './cluster.ts'
import type { FaultKind } from './fault-kinds.ts'
import { faultSteps } from './faults.ts'
import { Moments } from './moments.ts'
import { defaultSettings, node } from './settings.ts'
import type { ClusterState } from './state.ts'
import { nominalStep } from './step.ts'

const settings = { ...defaultSettings, topology: { ...defaultSettings.topology, nodes: [node(1)], etcd: 1 } }
const { cluster, initial } = clusterMachine({ settings, script: [apply(pod('web'))], order: 'nominal', allow: [] })
const FAULTS: ReadonlySet<FaultKind> = new Set(['crash-scheduler', 'crash-kubelet', 'pause-process', 'delay-message'])
const MAX_STEPS = 400

const interner = new Interner()

/** One reference per content, as the checker hands states to rules. */
const canonical = (state: ClusterState): ClusterState => {
  const slots = Object.entries(state).map(([slot, value]) => [slot, interner.canonical(value)] as const)
  return { ...state, ...Object.fromEntries(slots) }
}

/** The states of the run without faults, and states to which a fault leads from them. */
const starts = (): readonly ClusterState[] => {
  const found: ClusterState[] = []
  let state = canonical(initial[0])
  for (let i = 0; i < MAX_STEPS; i += 1) {
    found.push(state, ...faultSteps(cluster, state, FAULTS, 'near').map(({ draft }) => canonical(draft.state)))
    const step = nominalStep(cluster, state)
    if (step === null) return found
    state = canonical(step.draft.state)
  }
  throw new Error('the run does not end')
}

/** Long enough after a fault for its run to differ from others in what was remembered of them. */
const FOLLOWED = 12

test('a moment that is remembered is the moment that is worked out', () => {
  const moments = new Moments(cluster)
  const known = new Set<unknown>()
  let asked = 0
  for (const start of starts().filter((_, i) => i % 5 === 0)) {
    let state = start
    for (let i = 0; i < FOLLOWED; i += 1) {
      const step = nominalStep(cluster, state)
      const moment = moments.next(state)
      if (step === null || moment === null) {
        expect([step, moment]).toEqual([null, null])
        break
      }
      const { draft, duration } = step
      expect(canonicalJson(moment)).toBe(
        canonicalJson({ writes: draft.writes, delivered: draft.delivered, duration }),
      )
      known.add(moment.delivered)
      asked += 1
      state = canonical(draft.state)
    }
  }
  expect(known.size).toBeLessThan(asked * 0.8)
})
