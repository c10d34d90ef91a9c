/** Silent nodes are noticed, tainted and emptied in time; when all are silent nothing is evicted. */
import type { Node, Pod } from '../model/objects.ts'
import { keyOf } from '../model/objects.ts'
import { isTerminal, isTerminating } from '../model/pod.ts'
import type { Truth } from '../model/truth.ts'
import type { Claim, State } from './claim.ts'
import { eventually, none, noneOnStep, onEveryStep, sometimes } from './claim.ts'

const UNREACHABLE = 'node.kubernetes.io/unreachable'
const NOT_READY = 'node.kubernetes.io/not-ready'

const readiness = (node: Node): string =>
  node.status.conditions.find(({ type }) => type === 'Ready')?.status ?? 'absent'

const isTainted = (node: Node, effect: string): boolean =>
  (node.spec.taints ?? []).some(
    (taint) => taint.effect === effect && (taint.key === UNREACHABLE || taint.key === NOT_READY),
  )

/** Nodes that cannot report although the control plane works: somebody else can. */
const silentAmongOthers = (truth: Truth, state: State): readonly Node[] => {
  const nodes = truth.objects(state).nodes
  const silent = nodes.filter((node) => !truth.isReporting(state, node.metadata.name))
  return silent.length < nodes.length ? silent : []
}

export const silentNodeIsMarkedUnknown: Claim = (truth) =>
  eventually({
    name: 'silent-node-is-marked-unknown',
    clause: 'NODE-2',
    description: 'A node that no longer reports is marked Ready=Unknown.',
    witness: 'some-node-is-unknown',
    ...none((state) =>
      silentAmongOthers(truth, state)
        .filter((node) => readiness(node) !== 'Unknown')
        .map((node) => `${node.metadata.name} is silent and is Ready=${readiness(node)}`),
    ),
  })

export const silentNodeIsTainted: Claim = (truth) =>
  eventually({
    name: 'silent-node-is-tainted',
    clause: 'NODE-3',
    description: 'A silent node is tainted, so that nothing new is put on it.',
    witness: 'some-node-is-unknown',
    ...none((state) =>
      silentAmongOthers(truth, state)
        .filter((node) => !isTainted(node, 'NoSchedule'))
        .map((node) => `${node.metadata.name} is silent and has no taint for it`),
    ),
  })

const toleratesForEver = (pod: Pod): boolean =>
  (pod.spec.tolerations ?? []).some(
    ({ key, effect, tolerationSeconds }) =>
      (key === undefined || key === UNREACHABLE) &&
      (effect === undefined || effect === 'NoExecute') &&
      tolerationSeconds === undefined,
  )

export const podsOfSilentNodeAreEvicted: Claim = (truth) =>
  eventually({
    name: 'pods-of-silent-node-are-evicted',
    clause: 'NODE-4',
    description: 'Pods on a silent node are evicted when their toleration is over, while other nodes live.',
    witness: 'some-pod-is-evicted',
    ...none((state) => {
      const silent = new Set(silentAmongOthers(truth, state).map((node) => node.metadata.name))
      return truth
        .objects(state)
        .pods.filter((pod) => silent.has(pod.spec.nodeName ?? ''))
        .filter((pod) => !isTerminating(pod) && !isTerminal(pod) && !toleratesForEver(pod))
        .map((pod) => `${keyOf(pod)} stays on silent node ${pod.spec.nodeName ?? ''}`)
    }),
  })

export const allSilentNodesEvictNothing: Claim = (truth) =>
  onEveryStep({
    name: 'all-silent-nodes-evict-nothing',
    clause: 'NODE-5',
    description: 'When every node is silent the fault is with the control plane: nothing is evicted.',
    witness: 'some-node-is-unknown',
    ...noneOnStep((before, after) => {
      const [was, is] = [truth.objects(before), truth.objects(after)]
      if (was === is || was.nodes.length === 0) return []
      if (!was.nodes.every((node) => readiness(node) === 'Unknown')) return []
      const known = new Map(was.pods.map((pod) => [pod.metadata.uid, pod]))
      return is.pods
        .filter((pod) => isTerminating(pod) && isDisrupted(pod))
        .filter((pod) => known.has(pod.metadata.uid) && !isTerminating(known.get(pod.metadata.uid) ?? pod))
        .map((pod) => `${keyOf(pod)} is evicted while every node is silent`)
    }),
  })

const isDisrupted = ({ status }: Pod): boolean =>
  status.conditions?.some(({ type }) => type === 'DisruptionTarget') ?? false

export const reportingNodeIsReady: Claim = (truth) =>
  eventually({
    name: 'reporting-node-is-ready',
    clause: 'NODE-1',
    description: 'A node whose kubelet reports is Ready and carries no taint for being silent.',
    witness: 'some-node-is-ready',
    ...none((state) => {
      const { byKey } = truth.objects(state)
      return truth.nodeNames
        .filter((name) => truth.isReporting(state, name) && truth.isWorking(state, name))
        .flatMap((name) => {
          const node = byKey.get(`nodes/${name}`)
          if (node?.kind !== 'Node') return [`${name} reports and is not registered`]
          if (readiness(node) !== 'True') return [`${name} reports and is Ready=${readiness(node)}`]
          return isTainted(node, 'NoExecute') || isTainted(node, 'NoSchedule')
            ? [`${name} reports and is still tainted`]
            : []
        })
    }),
  })

export const someNodeIsUnknown: Claim = (truth) =>
  sometimes({
    name: 'some-node-is-unknown',
    clause: 'NODE-2',
    holds: (state) => truth.objects(state).nodes.some((node) => readiness(node) === 'Unknown'),
  })

export const someNodeIsReady: Claim = (truth) =>
  sometimes({
    name: 'some-node-is-ready',
    clause: 'NODE-1',
    holds: (state) => truth.objects(state).nodes.some((node) => readiness(node) === 'True'),
  })

export const somePodIsEvicted: Claim = (truth) =>
  sometimes({
    name: 'some-pod-is-evicted',
    clause: 'NODE-4',
    holds: (state) => truth.objects(state).pods.some((pod) => isTerminating(pod) && isDisrupted(pod)),
  })

export const NODES: readonly Claim[] = [
  silentNodeIsMarkedUnknown,
  silentNodeIsTainted,
  podsOfSilentNodeAreEvicted,
  allSilentNodesEvictNothing,
  reportingNodeIsReady,
  someNodeIsUnknown,
  someNodeIsReady,
  somePodIsEvicted,
]
