/**
 * What pod creation consists of. A pod is three slots, cut by who looks at them: `object` is read for every pod by the
 * replica set (is it live?), `kubelet` for every pod by a failing node, `wire` only by rules of that pod: a rule that
 * looks at all pods sees few values.
 */
import { project } from '../../checker/index.ts'
import { upTo } from './rules.ts'

export type Phase = 'Absent' | 'Pending' | 'Bound' | 'Running' | 'Terminating'

/** The create request and the stored object. Node 0: none. */
export interface PodObject {
  readonly request: 'none' | 'to-api-server' | 'to-etcd'
  readonly phase: Phase
  readonly node: number
}

/** What is on its way elsewhere: kubectl's submission, scheduler event, binding (0: none), status update. */
export interface Wire {
  readonly kubectl: boolean
  readonly event: boolean
  readonly bind: number
  readonly status: boolean
}

/** Watch event on its way to the kubelet, and the container. */
export interface Kubelet {
  readonly event: boolean
  readonly container: 'none' | 'provisioning' | 'up'
}

export interface Node {
  readonly up: boolean
  readonly kubelet: boolean
  readonly ready: boolean
}

export interface PodCreation {
  readonly [object: `object${number}`]: PodObject
  readonly [wire: `wire${number}`]: Wire
  readonly [kubelet: `kubelet${number}`]: Kubelet
  readonly [node: `node${number}`]: Node
  readonly etcd: { readonly members: readonly boolean[]; readonly lossesLeft: number }
  readonly faultsLeft: { readonly nodes: number; readonly kubelets: number }
}

export interface PodCreationParameters {
  readonly pods: number
  readonly nodes: number
  /** Replicas that the replica set wants. */
  readonly replicas: number
  /** Pods that kubectl creates. */
  readonly kubectl: number
  readonly etcdLosses: number
  readonly nodeFailures: number
  readonly kubeletCrashes: number
  /** False: ApiDelete does not wait until the container is gone, which breaks `container-has-its-node`. */
  readonly guarded?: boolean
}

export const initial = (parameters: PodCreationParameters): PodCreation => {
  const pods = upTo(parameters.pods)
  const object: PodObject = { request: 'none', phase: 'Absent', node: 0 }
  const kubelet: Kubelet = { event: false, container: 'none' }
  const wire = (i: number): Wire => ({ kubectl: i <= parameters.kubectl, event: false, bind: 0, status: false })
  const node: Node = { up: true, kubelet: true, ready: true }
  return {
    ...Object.fromEntries(pods.map((i) => [`object${i}`, object])),
    ...Object.fromEntries(pods.map((i) => [`wire${i}`, wire(i)])),
    ...Object.fromEntries(pods.map((i) => [`kubelet${i}`, kubelet])),
    ...Object.fromEntries(upTo(parameters.nodes).map((n) => [`node${n}`, node])),
    etcd: { members: [true, true, true], lossesLeft: parameters.etcdLosses },
    faultsLeft: { nodes: parameters.nodeFailures, kubelets: parameters.kubeletCrashes },
  }
}

export const objectSlot = (i: number) => `object${i}` as const
export const wireSlot = (i: number) => `wire${i}` as const
export const kubeletSlot = (i: number) => `kubelet${i}` as const
export const nodeSlot = (n: number) => `node${n}` as const

/* Every slot that is asked for exists; the types cannot know how many pods there are. */
const missing = (slot: string): never => {
  throw new Error(`the model has no slot ${slot}`)
}
export const objectOf = (s: PodCreation, i: number): PodObject => s[objectSlot(i)] ?? missing(objectSlot(i))
export const wireOf = (s: PodCreation, i: number): Wire => s[wireSlot(i)] ?? missing(wireSlot(i))
export const kubeletOf = (s: PodCreation, i: number): Kubelet => s[kubeletSlot(i)] ?? missing(kubeletSlot(i))
export const nodeOf = (s: PodCreation, n: number): Node => s[nodeSlot(n)] ?? missing(nodeSlot(n))

export const isStored = (phase: Phase): boolean => phase === 'Pending' || isPlaced(phase)
export const isPlaced = (phase: Phase): boolean => phase === 'Bound' || phase === 'Running'

/* What a rule needs to know of a slot that it need not read as a whole. */
const isLive = ({ request, phase }: PodObject): boolean => request !== 'none' || isStored(phase)
const nodeOfPod = ({ node }: PodObject): number => node
const nodeOfPlacedPod = ({ phase, node }: PodObject): number => (isPlaced(phase) ? node : 0)
const isQuorate = ({ members }: PodCreation['etcd']): boolean => members.filter((isUp) => isUp).length >= 2

export const countLive = (s: PodCreation, pods: readonly number[]): number =>
  pods.filter((i) => project(s, objectSlot(i), isLive)).length
export const hasQuorum = (s: PodCreation): boolean => project(s, 'etcd', isQuorate)
export const podsOn = (s: PodCreation, pods: readonly number[], n: number): readonly number[] =>
  pods.filter((i) => project(s, objectSlot(i), nodeOfPod) === n)
export const placedPodsOn = (s: PodCreation, pods: readonly number[], n: number): readonly number[] =>
  pods.filter((i) => project(s, objectSlot(i), nodeOfPlacedPod) === n)
export const isAlive = (s: PodCreation, n: number): boolean => n !== 0 && nodeOf(s, n).up && nodeOf(s, n).kubelet
