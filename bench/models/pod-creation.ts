/**
 * How a pod comes to run: kubectl and a replica set submit pods, the API server stores them in etcd, the scheduler
 * binds them, kubelets start containers, and nodes, kubelets and etcd members fail. Any message may be late, in any
 * order. Source: our own definition, 22 actions on small integers; Spin, rumur, TLC and Stateright agree on its counts.
 */
import { update } from '../../checker/index.ts'
import type { Machine, Property, Rule, Update, Writes } from '../../checker/index.ts'
import { podInvariants } from './pod-creation-invariants.ts'
import type { Kubelet, Node, PodCreation, PodCreationParameters, PodObject, Wire } from './pod-creation-state.ts'
import {
  countLive,
  hasQuorum,
  initial,
  isAlive,
  isPlaced,
  isStored,
  kubeletOf,
  kubeletSlot,
  nodeOf,
  nodeSlot,
  objectOf,
  objectSlot,
  placedPodsOn,
  podsOn,
  wireOf,
  wireSlot,
} from './pod-creation-state.ts'
import { put, step, upTo } from './rules.ts'

export const podCreation = (
  parameters: PodCreationParameters,
): { readonly machine: Machine<PodCreation>; readonly properties: readonly Property<PodCreation>[] } => {
  const pods = upTo(parameters.pods)
  const nodes = upTo(parameters.nodes)
  return {
    machine: {
      name: `pod creation, ${pods.length} pods, ${nodes.length} nodes`,
      initial: [initial(parameters)],
      rules: [
        ...pods.flatMap((i) => podRules(i, pods, nodes, parameters)),
        ...nodes.flatMap((n) => nodeRules(n, pods)),
        ...[0, 1, 2].flatMap(etcdRules),
      ],
    },
    properties: podInvariants(pods, parameters),
  }
}

type Changes = Writes<PodCreation>

const rule = step<PodCreation>

const podRules = (
  i: number,
  pods: readonly number[],
  nodes: readonly number[],
  { replicas, guarded = true }: PodCreationParameters,
): readonly Rule<PodCreation>[] => {
  const object = (s: PodCreation, change: Partial<PodObject>): Changes =>
    put(objectSlot(i), { ...objectOf(s, i), ...change })
  const wire = (s: PodCreation, change: Partial<Wire>): Changes => put(wireSlot(i), { ...wireOf(s, i), ...change })
  const kubelet = (s: PodCreation, change: Partial<Kubelet>): Changes =>
    put(kubeletSlot(i), { ...kubeletOf(s, i), ...change })
  const isIdle = (s: PodCreation): boolean => {
    const { kubectl, event, bind, status } = wireOf(s, i)
    return !kubectl && !event && bind === 0 && !status && !kubeletOf(s, i).event
  }
  return [
    rule('kubectl/create', i, (s) =>
      wireOf(s, i).kubectl ? { ...wire(s, { kubectl: false }), ...object(s, { request: 'to-api-server' }) } : null,
    ),
    rule('replicaSet/create', i, (s) => {
      const { request, phase } = objectOf(s, i)
      const isFree = request === 'none' && phase === 'Absent'
      return isFree && countLive(s, pods) < replicas && isIdle(s) ? object(s, { request: 'to-api-server' }) : null
    }),
    rule('replicaSet/delete', i, (s) =>
      isStored(objectOf(s, i).phase) && countLive(s, pods) > replicas && hasQuorum(s)
        ? object(s, { phase: 'Terminating' })
        : null,
    ),
    rule('apiServer/validate', i, (s) =>
      objectOf(s, i).request === 'to-api-server' ? object(s, { request: 'to-etcd' }) : null,
    ),
    rule('etcd/store', i, (s) =>
      objectOf(s, i).request === 'to-etcd' && hasQuorum(s)
        ? { ...object(s, { request: 'none', phase: 'Pending' }), ...wire(s, { event: true }) }
        : null,
    ),
    {
      name: `scheduler/assign ${i}`,
      next: (s) => {
        if (!wireOf(s, i).event || objectOf(s, i).phase !== 'Pending') return []
        const ready = nodes.filter((n) => nodeOf(s, n).ready)
        return ready.map((n) => ({
          action: { type: 'scheduler/assign', on: i, node: n },
          writes: wire(s, { event: false, bind: n }),
        }))
      },
    },
    rule('scheduler/drop', i, (s) =>
      wireOf(s, i).event && objectOf(s, i).phase !== 'Pending' ? wire(s, { event: false }) : null,
    ),
    rule('etcd/bind', i, (s) => {
      const node = wireOf(s, i).bind
      if (node === 0 || !hasQuorum(s)) return null
      const done = wire(s, { bind: 0 })
      if (objectOf(s, i).phase !== 'Pending') return done
      return { ...done, ...object(s, { phase: 'Bound', node }), ...kubelet(s, { event: true }) }
    }),
    rule('kubelet/sync', i, (s) => {
      if (!kubeletOf(s, i).event || !isAlive(s, objectOf(s, i).node)) return null
      const { phase } = objectOf(s, i)
      const { container } = kubeletOf(s, i)
      if (container === 'none' && isPlaced(phase)) return kubelet(s, { event: false, container: 'provisioning' })
      const tells = container === 'up' && phase === 'Bound'
      return { ...kubelet(s, { event: false }), ...(tells ? wire(s, { status: true }) : {}) }
    }),
    rule('kubelet/provision', i, (s) =>
      kubeletOf(s, i).container === 'provisioning' && isAlive(s, objectOf(s, i).node)
        ? { ...kubelet(s, { container: 'up' }), ...wire(s, { status: true }) }
        : null,
    ),
    rule('etcd/storeStatus', i, (s) => {
      if (!wireOf(s, i).status || !hasQuorum(s)) return null
      return {
        ...wire(s, { status: false }),
        ...(objectOf(s, i).phase === 'Bound' ? object(s, { phase: 'Running' }) : {}),
      }
    }),
    rule('kubelet/kill', i, (s) => {
      const { phase, node } = objectOf(s, i)
      if (phase !== 'Terminating' || kubeletOf(s, i).container === 'none' || !isAlive(s, node)) return null
      return kubelet(s, { container: 'none' })
    }),
    rule('apiServer/delete', i, (s) => {
      if (objectOf(s, i).phase !== 'Terminating' || (guarded && kubeletOf(s, i).container !== 'none')) return null
      return hasQuorum(s) ? { ...object(s, { phase: 'Absent', node: 0 }), ...kubelet(s, { event: false }) } : null
    }),
    rule('nodeController/evict', i, (s) => {
      const { phase, node } = objectOf(s, i)
      return isPlaced(phase) && !nodeOf(s, node).ready && hasQuorum(s) ? object(s, { phase: 'Terminating' }) : null
    }),
  ]
}

/* What becomes of a kubelet's view of a pod, whatever it was. */
const isRelisted = update<Kubelet>((kubelet) => ({ ...kubelet, event: true }))
const isStopped = update<Kubelet>((kubelet) => ({ ...kubelet, container: 'none' }))
const hasForgotten = update<Kubelet>((kubelet) =>
  kubelet.container === 'provisioning' ? { ...kubelet, container: 'none' } : kubelet,
)
const change = (pods: readonly number[], to: Update<Kubelet>): Changes =>
  pods.reduce<Changes>((writes, i) => ({ ...writes, ...put(kubeletSlot(i), to) }), {})

const nodeRules = (n: number, pods: readonly number[]): readonly Rule<PodCreation>[] => {
  const node = (s: PodCreation, change: Partial<Node>): Changes => put(nodeSlot(n), { ...nodeOf(s, n), ...change })
  const relist = (s: PodCreation): Changes => change(placedPodsOn(s, pods, n), isRelisted)
  return [
    rule('nodeController/notReady', n, (s) =>
      !nodeOf(s, n).up && nodeOf(s, n).ready && hasQuorum(s) ? node(s, { ready: false }) : null,
    ),
    rule('nodeController/ready', n, (s) =>
      nodeOf(s, n).up && !nodeOf(s, n).ready && hasQuorum(s) ? node(s, { ready: true }) : null,
    ),
    rule('fault/failNode', n, (s) => {
      const { faultsLeft } = s
      if (faultsLeft.nodes === 0 || !nodeOf(s, n).up) return null
      return {
        faultsLeft: { ...faultsLeft, nodes: faultsLeft.nodes - 1 },
        ...node(s, { up: false, kubelet: false }),
        ...change(podsOn(s, pods, n), isStopped),
      }
    }),
    rule('node/recover', n, (s) =>
      nodeOf(s, n).up ? null : { ...node(s, { up: true, kubelet: true }), ...relist(s) },
    ),
    rule('fault/crashKubelet', n, (s) => {
      const { faultsLeft } = s
      if (faultsLeft.kubelets === 0 || !nodeOf(s, n).up || !nodeOf(s, n).kubelet) return null
      return {
        faultsLeft: { ...faultsLeft, kubelets: faultsLeft.kubelets - 1 },
        ...node(s, { kubelet: false }),
        ...change(podsOn(s, pods, n), hasForgotten),
      }
    }),
    rule('kubelet/restart', n, (s) =>
      nodeOf(s, n).up && !nodeOf(s, n).kubelet ? { ...node(s, { kubelet: true }), ...relist(s) } : null,
    ),
  ]
}

const etcdRules = (member: number): readonly Rule<PodCreation>[] => [
  rule('fault/loseEtcdMember', member, ({ etcd }) =>
    etcd.lossesLeft > 0 && etcd.members[member] === true
      ? { etcd: { members: etcd.members.with(member, false), lossesLeft: etcd.lossesLeft - 1 } }
      : null,
  ),
  rule('etcd/recoverMember', member, ({ etcd }) =>
    etcd.members[member] === false ? { etcd: { ...etcd, members: etcd.members.with(member, true) } } : null,
  ),
]
