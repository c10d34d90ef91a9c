/** Calls that are not made, since nothing could be claimed of what comes after them. */
import type { EtcdCall } from '../../model/etcd/messages.ts'
import { isRead } from '../../model/etcd/requests.ts'
import type { Session } from './session.ts'

/** Each write without an answer doubles what may be the case. */
const OPEN_MAX = 3

type Txn = Extract<EtcdCall, { call: 'txn' }>

const isWriting = ({ success, failure }: Txn): boolean => [...success, ...failure].some(({ op }) => op !== 'range')

/** Why this call is better not made; null: nothing speaks against it. */
export const hazardOf = async (session: Session, call: EtcdCall, on: number): Promise<string | null> => {
  if (!isRead(call) && session.worlds.some(({ open }) => open.length >= OPEN_MAX)) {
    return 'too many writes before it have no answer'
  }
  if (call.call === 'compact' && !(await session.watches.mayCompact())) {
    return 'a watch is behind: whether it is cancelled depends on how long etcd keeps its log'
  }
  if (call.call !== 'txn' || !isWriting(call) || !(session.mayRestart || session.cluster.size > 1)) return null
  const error = session.twin.fork().call(call, on)?.error
  return error === 'compacted' || error === 'future-revision'
    ? 'etcd refuses it, and yet carries it out on other members and after a restart, so that they differ (etcd-io/etcd#18667)'
    : null
}
