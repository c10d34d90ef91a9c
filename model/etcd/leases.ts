/**
 * Clocks of leases. Only the leader runs them; a new leader starts them anew with their full
 * time, so a lease may live longer than its time but never shorter. A leader that was deposed in
 * its sleep proposes a revocation in vain, since that needs the log of a leader.
 *
 * Here upstream differs: before etcd-io/etcd#16822 a leader that has lost its majority, but has not
 * noticed yet, answers keep-alives at once; here it waits for its majority, as it does since. Such
 * a renewal counts for nothing in either: the next leader starts all clocks anew.
 */
import type { Timer } from '../component.ts'
import type { Turn } from './turn.ts'
import { arming, disarming, forEach } from './turn.ts'

const timerOf = (lease: number | string): Timer => ({ name: 'lease', key: String(lease) })

/** Starts the clock of a lease, or starts it again (keep-alive). */
export const armLease = (turn: Turn, lease: number | string): Turn => {
  const granted = turn.disk.snapshot.store.leases[String(lease)]
  return granted === undefined ? turn : arming(turn, timerOf(lease), granted.ttlSeconds * 1_000)
}

export const disarmLease = (turn: Turn, lease: number | string): Turn =>
  disarming(turn, timerOf(lease))

const leasesOf = ({ disk }: Turn): readonly string[] => Object.keys(disk.snapshot.store.leases)

export const armLeases = (turn: Turn): Turn => forEach(turn, leasesOf(turn), armLease)

export const disarmLeases = (turn: Turn): Turn => forEach(turn, leasesOf(turn), disarmLease)
