/**
 * A cluster that somebody lives with instead of searching it: one moment after the other, every number kept as it is,
 * so that its clients see revisions that only grow. Clients from outside send and get messages as kubectl does.
 */
import type { Delivery, Entry } from './agenda.ts'
import { put } from './agenda.ts'
import { noteCommitted, rested } from './cluster.ts'
import { Draft } from './draft.ts'
import type { FaultKind } from './fault-kinds.ts'
import type { FaultAction } from './faults.ts'
import { faultSteps, isQuiet } from './faults.ts'
import type { Address, ApiRequest } from './messages.ts'
import type { ClusterState } from './state.ts'
import { nominalStep } from './step.ts'
import type { Cluster } from './world.ts'

export interface Moment {
  readonly state: ClusterState
  /** Modelled ms that passed before it. */
  readonly duration: number
  readonly delivered: readonly Entry[]
}

const momentOf = (cluster: Cluster, draft: Draft, duration: number): Moment => {
  noteCommitted(cluster.settings, draft)
  const { state } = draft
  return { state: isQuiet(state) ? { ...state, ...rested(cluster, state) } : state, duration, delivered: draft.delivered }
}

/** Takes what is due next; null: nothing is, and nothing will be. */
export const nextMoment = (cluster: Cluster, state: ClusterState): Moment | null => {
  const step = nominalStep(cluster, state)
  return step === null ? null : momentOf(cluster, step.draft, step.duration)
}

/** Time until the next moment, in ms; null: there is none. */
export const untilNext = ({ agenda }: ClusterState): number | null => agenda[0]?.gap ?? null

/** The same state `ms` later, in which nothing happens; not past the next moment. */
export const waited = (state: ClusterState, ms: number): ClusterState => {
  const [first, ...rest] = state.agenda
  if (first === undefined || ms === 0) return state
  return { ...state, agenda: [{ ...first, gap: first.gap - ms }, ...rest] }
}

const USER: Address = 'kubectl/user'

/** The API server that a user reaches; null: none. */
export const serverOfUser = (state: ClusterState): Address | null => state[USER]?.client.server ?? null

/** The request is under way to an API server: it arrives within the network's nominal latency. */
export const asking = (state: ClusterState, to: Address, message: ApiRequest): ClusterState => {
  const delivery: Delivery = { from: USER, to, message }
  return { ...state, agenda: put(state.agenda, 1, delivery) }
}

/** The ids of requests whose answer has come, and whether the connection broke with others under way. */
export const isToUser = (entry: Entry): entry is Delivery => 'message' in entry && entry.to === USER

export interface PossibleFault {
  readonly action: FaultAction
  readonly strike: () => Moment
}

/** Every fault of these kinds that can strike now. */
export const possibleFaults = (
  cluster: Cluster,
  state: ClusterState,
  kinds: ReadonlySet<FaultKind>,
): readonly PossibleFault[] =>
  faultSteps(cluster, state, kinds, 'everywhere').map(({ action, draft, duration }) => ({
    action,
    strike: () => momentOf(cluster, draft, duration),
  }))
