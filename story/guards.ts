/**
 * Every fault that could strike in a state, and why; every one that could not, and why not. What is possible is
 * asked of the model itself; only the words are from here.
 */
import type { Action } from '../checker/machine.ts'
import { dueIn, isWorld } from '../model/agenda.ts'
import { Draft } from '../model/draft.ts'
import type { FaultKind } from '../model/fault-kinds.ts'
import { FAULT_KINDS, actionTypeOf } from '../model/fault-kinds.ts'
import { faultSteps, isQuiet } from '../model/faults.ts'
import { sparedWorkers } from '../model/interchangeable.ts'
import type { Address } from '../model/messages.ts'
import { has, isRunning } from '../model/outages.ts'
import { hostFaults, processFaults } from '../model/process-faults.ts'
import type { ClusterState } from '../model/state.ts'
import { hostsOf, isWorker, processOf, processesOf } from '../model/topology.ts'
import type { Cluster } from '../model/world.ts'
import { faultSentence } from './sentences.ts'

export interface Guard {
  readonly kind: FaultKind
  /** The fault in words, or whom it would hit. */
  readonly what: string
  /** Null: not possible here. */
  readonly action: Action | null
  readonly why: string
}

const ALL: ReadonlySet<FaultKind> = new Set(FAULT_KINDS)

/** All faults, the possible ones first. */
export const guardsIn = (cluster: Cluster, state: ClusterState): readonly Guard[] => {
  const offered = offeredIn(cluster, state)
  const named = new Set(offered.map(({ kind, action }) => `${kind} ${targetOf(action)}`))
  const scene = { cluster, state, spared: sparedWorkers(cluster.settings, state) }
  const closed = FAULT_KINDS.flatMap((kind) => {
    const refused = refusedTargets(scene, kind).filter(({ target }) => !named.has(`${kind} ${target}`))
    if (refused.length > 0) return refused.map(({ target, why }) => ({ kind, what: target, action: null, why }))
    if (offered.some((guard) => guard.kind === kind)) return []
    return [{ kind, what: '', action: null, why: NOTHING_TO_HIT[kind] ?? 'there is nothing that it could hit' }]
  })
  return [...offered, ...closed]
}

const offeredIn = (cluster: Cluster, state: ClusterState) => {
  const kinds = new Map(FAULT_KINDS.map((kind) => [actionTypeOf(kind), kind]))
  return faultSteps(cluster, state, ALL, 'near').flatMap(({ action }) => {
    const kind = kinds.get(action.type)
    return kind === undefined ? [] : [{ kind, what: faultSentence(action), action, why: momentOf(action, state) }]
  })
}

/** Why it is offered at this moment and not only later. */
const momentOf = (action: Action, state: ClusterState): string => {
  if (typeof action.after === 'number') return `in the middle of the next moment, after ${action.after} of its turns`
  if (action.when !== undefined) return 'right before what is due next'
  if (isQuiet(state)) return 'nothing happens for a while, so anything may fail'
  return 'its target is about to take something'
}

const targetOf = (action: Action): string => {
  const { process, host, node, client, server } = action
  const first = [process, host, node, client, server].find((name) => typeof name === 'string')
  return typeof first === 'string' ? first : ''
}

interface Scene {
  readonly cluster: Cluster
  readonly state: ClusterState
  /** Workers whose like are struck instead. */
  readonly spared: ReadonlySet<string>
}

interface Refusal {
  readonly target: string
  readonly why: string
}

/** Kinds of fault that hit one process, by the kind of process. */
const OF_PROCESS: { readonly [kind in FaultKind]?: readonly string[] } = {
  'crash-kubectl': ['kubectl'],
  'crash-scheduler': ['scheduler'],
  'crash-controller-manager': ['controller-manager'],
  'crash-kube-proxy': ['kube-proxy'],
  'crash-kubelet': ['kubelet'],
  'crash-apiserver': ['apiserver'],
  'crash-etcd-member': ['etcd'],
  'crash-runtime': ['runtime'],
  'lose-leadership': ['etcd', 'scheduler', 'controller-manager'],
  'lose-etcd-disk': ['etcd'],
}

const OF_HOST: ReadonlySet<FaultKind> = new Set(['reboot-node', 'cut-off-node', 'isolate-node', 'power-off-node'])

const NOTHING_TO_HIT: { readonly [kind in FaultKind]?: string } = {
  'delay-message': 'no message is about to arrive',
  'drop-request': 'no request is about to reach an API server',
  'drop-answer': 'no answer is about to reach a client',
  'late-answer': 'no answer is about to reach a client',
  'break-watch': 'no watch is about to deliver, and the cluster is not quiet',
  'break-watch-compacted': 'etcd is about to tell no API server of a change',
  'stall-watch': 'no watch is about to deliver, and the cluster is not quiet',
  'stale-apiserver-cache': 'etcd is about to tell no API server of a change, and the cluster is not quiet',
  'exit-container': 'no container runs on a node that is about to do something',
  'fail-image-pull': 'no runtime is about to do something',
  'pause-process': 'no process is about to do something',
  'restore-etcd-snapshot': 'no write is about to be seen, and the cluster is not quiet',
  'lose-etcd-cluster': 'the cluster is not quiet',
}

const refusedTargets = (scene: Scene, kind: FaultKind): readonly Refusal[] => {
  const { settings } = scene.cluster
  const processes = OF_PROCESS[kind]
  if (processes !== undefined) {
    return processesOf(settings)
      .filter(({ name }) => processes.includes(name.split('/')[0] ?? ''))
      .map(({ name }) => ({ target: name, why: whyNotProcess(scene, kind, name) }))
  }
  if (!OF_HOST.has(kind)) return []
  return hostsOf(settings).map((host) => ({ target: host, why: whyNotHost(scene, kind, host) }))
}

const whyNotProcess = (scene: Scene, kind: FaultKind, name: Address): string => {
  const { cluster, state } = scene
  const { settings } = cluster
  const { host } = processOf(settings, name)
  if (has(state.outages.off, host)) return `${host} has no power`
  if (!isRunning(settings, state.outages, name)) return `it is down${soon(state, name)}`
  if (has(state.outages.paused, name)) return `it is stopped${soon(state, name)}`
  if (processFaults(cluster, new Draft(state), name).some((departure) => departure.kind === kind))
    return leftOut(scene, host, name)
  return kind === 'lose-leadership' ? 'it does not lead' : 'the model offers none here'
}

const whyNotHost = (scene: Scene, kind: FaultKind, host: string): string => {
  const { cluster, state } = scene
  if (has(state.outages.off, host)) return 'it has no power'
  if (has(state.outages.cut, host)) return 'it is cut off already'
  const isPossible = hostFaults(cluster, new Draft(state), host).some((departure) => departure.kind === kind)
  if (isPossible) return leftOut(scene, host, `kubelet/${host}`)
  return isWorker(cluster.settings, host) ? 'the model offers none here' : 'it is no worker node'
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(3)} s`

/** When the world changes a process again. */
const soon = ({ agenda }: ClusterState, name: Address): string => {
  const ms = dueIn(agenda, (entry) => isWorld(entry) && 'process' in entry.world && entry.world.process === name)
  return ms === null ? '' : `, for ${seconds(ms)} more`
}

const SPARED =
  'it is one of several idle workers that are just the same: of those, faults strike only the first two and the last'

/** Why what would be possible is not looked at here. */
const leftOut = ({ state, spared }: Scene, host: string, name: Address): string =>
  spared.has(host) ? SPARED : later(state, name)

/** A fault of a process that does nothing now equals one right before its next event. */
const later = ({ agenda }: ClusterState, name: Address): string => {
  const ms = dueIn(agenda, (entry) => !isWorld(entry) && entry.to === name)
  const next = ms === null ? 'in a quiet moment' : `right before its next event in ${seconds(ms)}`
  return `it does nothing now: a fault here is the same as one ${next}`
}
