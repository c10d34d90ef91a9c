/** Why something in a cluster takes the time it takes: for each timer that a person would wait for, what it is. */
import type { Entry } from '../model/agenda.ts'
import { isAlarm, isWorld } from '../model/agenda.ts'

/** By `component timer`. Figures are Kubernetes' defaults; a model may be told others. */
const TIMERS: { readonly [timer: string]: string } = {
  'node-lifecycle grace': 'a silent node counts as Unknown only after the node monitor grace period (40 s)',
  'node-lifecycle no-execute': 'the node controller looks at taints every 5 s',
  'node-lifecycle evict': 'every pod tolerates an unreachable or not-ready node for 300 s by default',
  'node-lifecycle rate': 'nodes of one zone are evicted one per 10 s',
  'kubelet restart': 'a container that failed restarts after a back-off that doubles from 10 s',
  'kubelet probe': 'the readiness probe waits for its initial delay',
  'kubelet status-sync': 'the kubelet compares statuses every 10 s',
  'kubelet node': 'the kubelet reports its node every 10 s',
  'runtime start': 'a container takes a moment to start',
  'runtime stop': 'a container has its grace period to stop',
  'scheduler backoff': 'a pod that did not fit is tried again after a back-off',
  'scheduler flush': 'an unschedulable pod is tried again after 300 s at the latest',
  'scheduler assumed': 'a binding that is not confirmed is forgotten after 30 s',
  'scheduler lease': 'a new leader waits until the old lease is over (15 s)',
  'controller-manager lease': 'a new leader waits until the old lease is over (15 s)',
  'replicaset expire': 'expectations count as satisfied after 5 min',
  'etcd election': 'members elect a leader after an election timeout',
  'etcd request': 'a write without a quorum is given up after 7 s',
  'pod-gc pass': 'the pod garbage collector passes every 20 s',
}

/** By what the world will change. */
const CHANGES: { readonly [change: string]: string } = {
  restart: 'its supervisor starts it again',
  'power-on': 'a reboot takes 120 s',
  heal: 'the cut lasts 400 s, longer than detection and eviction',
  resume: 'it is stopped for 20 s, longer than a leader lease',
  unstall: 'the stream delivers nothing for 400 s, longer than every timer',
  'registry-back': 'images cannot be pulled for 120 s',
  'replace-disk': 'a replacement joins after 30 s',
  'restore-etcd': 'an operator restores etcd after 60 s',
  'renew-deadline': 'a leader that cannot renew its lease gives up after 10 s',
}

const kindOf = (address: string): string => address.split('/')[0] ?? ''

/** By a component and the label of its timer, as a story tells them; empty: nobody waits for it. */
export const reasonForTimer = (component: string, label: string): string => {
  const key = `${kindOf(component)} ${label.split(' ')[0] ?? ''}`
  return Object.hasOwn(TIMERS, key) ? (TIMERS[key] ?? '') : ''
}

export const reasonFor = (entry: Entry): string => {
  if (isWorld(entry)) return CHANGES[entry.world.change] ?? ''
  return isAlarm(entry) ? reasonForTimer(entry.to, entry.timer.name) : ''
}
