/** What befalls both clusters: members that die, pause and come back, leases that end, a restored snapshot. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { StoreSnapshot } from '../../model/etcd/messages.ts'
import type { Fault } from './deeds.ts'
import { leasesIn } from './documents.ts'
import type { RealCluster } from './members.ts'
import type { Session } from './session.ts'
import { agreed, skipped } from './tally.ts'
import type { Twin } from './twin.ts'

/** A lease may outlive its time, by another full one with each new leader; but it ends. */
const LEASE_GONE_MS_MAX = 60_000

const isMajorityUp = (cluster: RealCluster): boolean =>
  cluster.indexes().filter((index) => cluster.isUp(index) && !cluster.isPaused(index)).length * 2 > cluster.size

/** On both sides the members come to terms. */
const settle = async ({ cluster, worlds }: Session): Promise<void> => {
  if (isMajorityUp(cluster)) await cluster.ready()
  const leader = isMajorityUp(cluster) ? await cluster.leader() : null
  for (const { twin } of worlds) twin.letTimePass(leader)
}

interface Blow {
  readonly words: string
  readonly mayHit: (cluster: RealCluster, index: number) => boolean
  readonly real: (cluster: RealCluster, index: number) => Promise<void> | void
  readonly twin: (twin: Twin, index: number) => void
}

const isRunning = (cluster: RealCluster, index: number): boolean => cluster.isUp(index) && !cluster.isPaused(index)

const kill: Blow = {
  words: 'kill -KILL',
  mayHit: (cluster, index) => cluster.isUp(index),
  real: (cluster, index) => cluster.kill(index),
  twin: (twin, index) => twin.kill(index),
}

const BLOWS: { readonly [fault in Fault]: Blow } = {
  kill,
  'kill-leader': kill,
  restart: {
    words: 'start again',
    mayHit: (cluster, index) => !cluster.isUp(index),
    real: (cluster, index) => cluster.restart(index),
    twin: (twin, index) => twin.restart(index),
  },
  pause: {
    words: 'kill -STOP',
    mayHit: isRunning,
    real: (cluster, index) => cluster.pause(index),
    twin: (twin, index) => twin.pause(index),
  },
  resume: {
    words: 'kill -CONT',
    mayHit: (cluster, index) => cluster.isPaused(index),
    real: (cluster, index) => cluster.resume(index),
    twin: (twin, index) => twin.resume(index),
  },
}

/** The member that is hit, or null: there is none that could be. */
const victimOf = async (fault: Fault, on: number, cluster: RealCluster): Promise<number | null> => {
  const leader = fault === 'kill-leader' ? await cluster.leader() : null
  if (leader !== null) return leader
  const possible = cluster.indexes().filter((index) => BLOWS[fault].mayHit(cluster, index))
  const wanted = on % cluster.size
  return possible.includes(wanted) ? wanted : (possible[on % possible.length] ?? null)
}

const strike = async (session: Session, fault: Fault, index: number): Promise<void> => {
  const { words, real, twin: strikeTwin } = BLOWS[fault]
  session.script.push(`${words} $p${index + 1}`)
  await real(session.cluster, index)
  for (const { twin } of session.worlds) strikeTwin(twin, index)
  if (session.cluster.isUp(index)) return
  session.watches.endOn(index)
  session.forgetShown(index)
}

/**
 * `isHasty`: the next deed meets etcd in the middle of its election; the reducer has elected at once. False: there
 * is no member that it could befall.
 */
export const befall = async (session: Session, fault: Fault, on: number, isHasty: boolean): Promise<boolean> => {
  const index = await victimOf(fault, on, session.cluster)
  if (index === null) return false
  await strike(session, fault, index)
  if (isHasty) for (const { twin } of session.worlds) twin.letTimePass(null)
  else await settle(session)
  agreed(session.tally, fault)
  return true
}

/** Ends every fault. */
export const mend = async (session: Session): Promise<void> => {
  const { cluster } = session
  for (const index of cluster.indexes()) {
    if (cluster.isPaused(index)) await strike(session, 'resume', index)
    if (!cluster.isUp(index)) await strike(session, 'restart', index)
  }
  await settle(session)
}

/** Waits until a member no longer knows the lease: that it is gone is committed then. */
export const outlive = async (session: Session, lease: number, on: number): Promise<void> => {
  const gateway = session.cluster.gateway(session.member(on))
  session.note(`wait until lease ${lease} is gone`)
  for (const end = Date.now() + LEASE_GONE_MS_MAX; Date.now() < end; await sleep(20)) {
    const reply = await gateway.ask('/v3/lease/leases', {}, 2_000)
    if (reply.kind !== 'answer' || leasesIn(reply.body).includes(String(lease))) continue
    session.heardOfEnd(lease)
    return
  }
  throw session.difference(`etcd:    lease ${lease} lives on\n  reducer: ends it after its time`)
}

export interface Saved {
  readonly file: string
  readonly store: StoreSnapshot
}

export const save = async (session: Session, on: number): Promise<void> => {
  const index = session.member(on)
  if (!(await session.isCaughtUp(index)) || !session.isSettled) {
    skipped(session.tally, 'save', 'what a snapshot would hold could not be known')
    return
  }
  session.note(`save a snapshot of member ${index + 1}`)
  session.saved = { file: await session.cluster.save(index), store: session.twin.store }
}

/** All members die and begin anew with what was saved. */
export const restore = async (session: Session): Promise<boolean> => {
  const { cluster, saved } = session
  if (saved === null) return false
  session.note('kill all members and restore the snapshot')
  await cluster.restore(saved.file)
  const twin = session.twin.fork()
  twin.restore(saved.store)
  session.worlds = [{ twin, open: [] }]
  for (const index of cluster.indexes()) {
    session.watches.endOn(index)
    session.forgetShown(index)
  }
  await settle(session)
  agreed(session.tally, 'restore')
  return true
}
