/**
 * Heartbeats, modelled by their absence. While a kubelet can renew its node's lease nobody is told anything;
 * when it no longer can, every node controller learns that the lease is stale (its own clock runs from then),
 * and when it can again, that it is fresh. The same for the leases of leader election, whose holder learns
 * after the renew deadline that it must stop.
 */
import { isWorld } from './agenda.ts'
import type { Draft } from './draft.ts'
import { canReachStore, isAlive, reachChanges } from './links.ts'
import type { Address } from './messages.ts'
import type { Outages } from './outages.ts'
import { isRunning } from './outages.ts'
import type { Settings } from './settings.ts'
import { isLeading } from './state.ts'
import { addressesOf } from './topology.ts'

const NOTICE_MS = 1

/** Leader-election leases, and who may hold them. */
const ELECTIONS = [
  { lease: 'kube-scheduler', kind: 'scheduler' },
  { lease: 'kube-controller-manager', kind: 'controller-manager' },
] as const

const tell = (draft: Draft, to: Address, name: string, fresh: boolean): void => {
  draft.put(NOTICE_MS, { from: 'world', to, message: { type: 'lease', name, fresh } })
}

/** Called whenever the outages changed in this step. */
export const updateHeartbeats = (settings: Settings, draft: Draft, before: Outages): void => {
  for (const { client, reaches } of reachChanges(settings, before, draft.outages, 'kubelet')) {
    tellControllers(settings, draft, client, reaches)
  }
  for (const { lease, kind } of ELECTIONS) updateElection(settings, draft, before, lease, kind)
}

const tellControllers = (settings: Settings, draft: Draft, kubelet: Address, fresh: boolean): void => {
  for (const controller of addressesOf(settings, 'node-lifecycle')) {
    if (isRunning(settings, draft.outages, controller)) {
      tell(draft, controller, `node/${kubelet.slice('kubelet/'.length)}`, fresh)
    }
  }
}

const updateElection = (
  settings: Settings,
  draft: Draft,
  before: Outages,
  lease: string,
  kind: string,
): void => {
  const candidates = addressesOf(settings, kind)
  for (const { client: holder, reaches } of reachChanges(settings, before, draft.outages, kind)) {
    if (!wasLeading(draft, holder)) continue
    setDeadline(settings, draft, holder, reaches)
    for (const other of candidates) {
      if (other !== holder && isRunning(settings, draft.outages, other)) tell(draft, other, lease, reaches)
    }
  }
}

/** A crash has already emptied the memory of a leader that others must learn to be silent. */
const wasLeading = (draft: Draft, address: Address): boolean =>
  isLeading(draft, address) || isLeading({ get: (slot) => draft.was(slot) }, address)

const setDeadline = (settings: Settings, draft: Draft, holder: Address, reaches: boolean): void => {
  draft.remove(
    (entry) =>
      isWorld(entry) && entry.world.change === 'renew-deadline' && entry.world.process === holder,
  )
  if (reaches || !isRunning(settings, draft.outages, holder)) return
  draft.put(settings.timing.renewDeadline, { world: { change: 'renew-deadline', process: holder } })
}

/** A new leader renews its lease from now on: the other candidates see that. */
export const tellOfLeader = (settings: Settings, draft: Draft, leader: Address): void => {
  for (const { lease, kind } of ELECTIONS) {
    if (!leader.startsWith(`${kind}/`)) continue
    for (const other of addressesOf(settings, kind)) {
      if (other !== leader && isRunning(settings, draft.outages, other)) tell(draft, other, lease, true)
    }
  }
}

/** A component that just started has to be told what would have reached it before. */
export const tellLeases = (settings: Settings, draft: Draft, started: readonly Address[]): void => {
  for (const address of started) {
    if (address.startsWith('node-lifecycle/')) {
      for (const kubelet of addressesOf(settings, 'kubelet')) {
        if (!canReachStore(settings, draft.outages, kubelet)) {
          tell(draft, address, `node/${kubelet.slice('kubelet/'.length)}`, false)
        }
      }
    }
    for (const { lease, kind } of ELECTIONS) {
      if (!address.startsWith(`${kind}/`)) continue
      const held = addressesOf(settings, kind).some(
        (other) =>
          other !== address &&
          isAlive(settings, draft.outages, other) &&
          isLeading(draft, other) &&
          canReachStore(settings, draft.outages, other),
      )
      if (held) tell(draft, address, lease, true)
    }
  }
}
