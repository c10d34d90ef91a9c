/**
 * Departures from the nominal run. A fault of a process commutes with what other processes do, so it is
 * injected only next to an event of that process: right before it takes a message or a timer, and in quiet
 * moments, when nothing happens for a while. Where it strikes between two batches of one moment the action says
 * after how many. `everywhere` drops these restrictions (to prove them on small worlds).
 */
import type { Alarm, Delivery, Entry } from './agenda.ts'
import { advance, isDelivery, isWorld } from './agenda.ts'
import { Draft } from './draft.ts'
import type { FaultKind } from './fault-kinds.ts'
import { actionTypeOf } from './fault-kinds.ts'
import type { Address } from './messages.ts'
import { isRunning } from './outages.ts'
import { messageFaults } from './message-faults.ts'
import { sparedWorkers } from './interchangeable.ts'
import { linksOf } from './links.ts'
import { etcdFaults, hostFaults, processFaults, restored, streamFaults } from './process-faults.ts'
import type { ClusterState } from './state.ts'
import { batchOf, dueNow, takeBatch } from './step.ts'
import { hostsOf, processOf, processesOf } from './topology.ts'
import type { Cluster } from './world.ts'
import { heldUntil } from './condition.ts'

/** One possible departure: what it is called, and what it does to the draft of the successor. */
export interface Departure {
  readonly kind: FaultKind
  /** Which process, machine or message it hits: part of the action, in words. */
  readonly target: { readonly [detail: string]: string }
  readonly apply: (draft: Draft) => void
}

export interface FaultAction {
  readonly type: string
  readonly [detail: string]: string | number
}

export interface FaultStep {
  readonly action: FaultAction
  readonly draft: Draft
  readonly duration: number
}

/** Nothing happens for this long: a quiet moment. */
export const QUIET_MS = 1_000

export const isQuiet = (state: ClusterState): boolean => {
  const first = state.agenda[0]
  return first === undefined || first.gap >= QUIET_MS
}

export type Injection = 'near' | 'everywhere'

/** Where faults may strike. */
export interface Scope {
  readonly cluster: Cluster
  readonly allow: ReadonlySet<FaultKind>
  readonly injection: Injection
  /** Workers that stand for others of their kind are struck instead. */
  readonly spared: ReadonlySet<string>
}

/** All departures of the allowed kinds that are possible in this state. */
export const faultSteps = (
  cluster: Cluster,
  state: ClusterState,
  allow: ReadonlySet<FaultKind>,
  injection: Injection,
): readonly FaultStep[] => {
  const spared = injection === 'everywhere' ? NOBODY : sparedWorkers(cluster.settings, state)
  const scope = { cluster, allow, injection, spared }
  const here = new Draft(state)
  const { gap, agenda } = advance(state.agenda)
  const soon = near(scope, here, batchOf(cluster, agenda)).filter(({ kind }) => allow.has(kind))
  const later = gap >= QUIET_MS ? gap : 0
  const now =
    isQuiet(state) || injection === 'everywhere'
      ? everywhere(scope, here).filter(({ kind }) => allow.has(kind))
      : []
  const atOnce = (departure: Departure): FaultStep => inject(state, departure, 0)
  return [
    ...(later > 0
      ? soon.map((departure) => inject(state, departure, later))
      : distinct(soon, now).map(atOnce)),
    ...now.map(atOnce),
    ...laterInTheMoment(scope, state, gap),
  ]
}

const NOBODY: ReadonlySet<string> = new Set()

/** Departures between two batches of the next moment. */
const laterInTheMoment = (scope: Scope, state: ClusterState, gap: number): readonly FaultStep[] => {
  const { cluster, allow, injection } = scope
  const draft = new Draft(state, advance(state.agenda).agenda)
  const found: FaultStep[] = []
  for (let after = 1; takeBatch(cluster, draft); after += 1) {
    const batch = dueNow(cluster, draft)
    if (batch.length === 0) break
    const soon = near(scope, draft, batch)
    const other = injection === 'everywhere' ? everywhere(scope, draft) : []
    for (const departure of [...distinct(soon, other), ...other]) {
      if (!allow.has(departure.kind)) continue
      const departed = draft.fork()
      departure.apply(departed)
      found.push({ action: actionOf(departure, { after }), draft: departed, duration: gap })
    }
  }
  return found
}

export const actionOf = (
  { kind, target }: Departure,
  moment: { readonly when?: string; readonly after?: number },
): FaultAction => ({
  type: actionTypeOf(kind),
  ...target,
  ...moment,
})

/** A departure that is also possible for other reasons is offered once. */
export const distinct = (some: readonly Departure[], others: readonly Departure[]): readonly Departure[] => {
  const known = new Set(others.map(nameOf))
  return some.filter((departure) => !known.has(nameOf(departure)))
}

const nameOf = ({ kind, target }: Departure): string => JSON.stringify([kind, target])

const inject = (state: ClusterState, departure: Departure, wait: number): FaultStep => {
  const draft = new Draft(state, wait === 0 ? state.agenda : advance(state.agenda).agenda)
  departure.apply(draft)
  return {
    action: actionOf(departure, wait > 0 ? { when: 'just before' } : {}),
    draft,
    duration: wait,
  }
}

/** Departures next to what is due: of the messages themselves, and of those that take them. */
const near = ({ cluster, spared }: Scope, now: Draft, batch: readonly Entry[]): readonly Departure[] => {
  const hostOf = (address: Address): string => processOf(cluster.settings, address).host
  const due = batch.filter((entry): entry is Delivery | Alarm => !isWorld(entry))
  const running = due.filter(
    (entry) => isRunning(cluster.settings, now.outages, entry.to) && heldUntil(cluster, now, entry) === null,
  )
  const touched = new Set(running.map((entry) => processOf(cluster.settings, entry.to).name))
  const isStruck = ({ from, to }: Delivery): boolean =>
    from !== 'world' && !spared.has(hostOf(from)) && !spared.has(hostOf(to))
  const isWriteSeen = running.some((entry) => isDelivery(entry) && entry.message.type === 'etcd/events')
  return [
    ...running.filter(isDelivery).filter(isStruck).flatMap((entry) => messageFaults(cluster, now, entry)),
    ...[...touched].filter((name) => !spared.has(hostOf(name))).flatMap((name) => around(cluster, now, name)),
    ...(isWriteSeen ? [restored(cluster)] : []),
  ]
}

const around = (cluster: Cluster, now: Draft, name: Address): readonly Departure[] => {
  const { host } = processOf(cluster.settings, name)
  const ofHost = name.startsWith('kubelet/') || name.startsWith('runtime/')
  return [
    ...processFaults(cluster, now, name),
    ...(ofHost ? hostFaults(cluster, now, host) : []),
  ]
}

export const everywhere = ({ cluster, spared }: Scope, now: Draft): readonly Departure[] => {
  const { settings } = cluster
  const links = linksOf(settings, now.outages)
  return [
    ...processesOf(settings)
      .filter(({ host }) => !spared.has(host))
      .flatMap(({ name }) => processFaults(cluster, now, name)),
    ...hostsOf(settings)
      .filter((host) => !spared.has(host))
      .flatMap((host) => hostFaults(cluster, now, host)),
    ...links
      .filter(({ client }) => !spared.has(processOf(settings, client).host))
      .flatMap((link) => streamFaults(cluster, now, link)),
    ...etcdFaults(cluster),
  ]
}
