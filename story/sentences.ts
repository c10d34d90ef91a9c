/** Faults in words that a Kubernetes engineer would use. */
import type { Action } from '../checker/machine.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

type Telling = (detail: (name: string) => string) => string

const TOLD: { readonly [type: string]: Telling } = {
  'fault/delayMessage': (d) => `"${d('message')}" from ${d('from')} to ${d('to')} is 1 s late`,
  'fault/dropRequest': (d) => `the request "${d('message')}" from ${d('from')} is lost`,
  'fault/dropAnswer': (d) => `the answer "${d('message')}" to ${d('to')} is lost`,
  'fault/lateAnswer': (d) => `the answer "${d('message')}" to ${d('to')} comes too late`,
  'fault/breakWatch': (d) => `the watches of ${d('client')} break`,
  'fault/breakWatchCompacted': (d) => `the watch of ${d('server')} breaks and history is compacted`,
  'fault/stallWatch': (d) => `the watches of ${d('client')} deliver nothing for 400 s`,
  'fault/staleApiserverCache': (d) => `the cache of ${d('server')} is stale for 400 s`,
  'fault/exitContainer': (d) => `container ${d('container')} on ${d('node')} exits`,
  'fault/failImagePull': (d) => `${d('node')} cannot pull images for 120 s`,
  'fault/loseLeadership': (d) => `${d('process')} loses its leadership`,
  'fault/pauseProcess': (d) => `${d('process')} is stopped for 20 s`,
  'fault/rebootNode': (d) => `${d('host')} reboots`,
  'fault/cutOffNode': (d) => `${d('host')} is cut off from the control plane for 400 s`,
  'fault/isolateNode': (d) => `${d('host')} is cut off from everything for 400 s`,
  'fault/powerOffNode': (d) => `${d('host')} dies`,
  'fault/loseEtcdDisk': (d) => `${d('process')} loses its disk`,
  'fault/restoreEtcdSnapshot': () => 'all etcd disks are lost and restored from the last backup',
  'fault/loseEtcdCluster': () => 'all etcd disks are lost, without a backup',
}

/** `n2 dies`, `scheduler/1 crashes`. */
export const faultSentence = (action: Action): string => {
  const detail = (name: string): string => text(action[name])
  const told = TOLD[action.type]
  const sentence = told === undefined ? `${detail('process')} crashes` : told(detail)
  return action.when === undefined ? sentence : `${sentence} (${text(action.when)} the next event)`
}
