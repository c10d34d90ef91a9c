/** Pod assignment: bound once, to a node that exists, fits and has room; whoever can be bound is. */
import { feasibleNodes, fitsTogether } from '../model/scheduler/feasible.ts'
import { snapshot } from '../model/scheduler/snapshot.ts'
import { keyOf } from '../model/objects.ts'
import type { Pod } from '../model/objects.ts'
import { isTerminal, isTerminating } from '../model/pod.ts'
import type { Objects } from '../model/truth.ts'
import type { Claim } from './claim.ts'
import { always, eventually, none, noneOnStep, onEveryStep, sometimes } from './claim.ts'
import { leadersOf } from '../model/leaders.ts'

export const boundPodStaysOnItsNode: Claim = (truth) =>
  onEveryStep({
    name: 'bound-pod-stays-on-its-node',
    clause: 'SCHED-2',
    description: 'A pod is bound once and never moves: Kubernetes has no unbind.',
    witness: 'some-pod-is-bound',
    ...noneOnStep((before, after) => {
      const [was, is] = [truth.objects(before), truth.objects(after)]
      if (was === is) return []
      const now = new Map(is.pods.map((pod) => [pod.metadata.uid, pod]))
      return was.pods.flatMap((pod) => {
        const next = now.get(pod.metadata.uid)
        const { nodeName } = pod.spec
        return nodeName === undefined || next === undefined || next.spec.nodeName === nodeName
          ? []
          : [`${keyOf(pod)} moved from ${nodeName} to ${next.spec.nodeName ?? 'no node'}`]
      })
    }),
  })

const livePodsOn = (objects: Objects, node: string): readonly Pod[] =>
  objects.pods.filter((pod) => pod.spec.nodeName === node && !isTerminal(pod))

export const podsFitOnTheirNode: Claim = (truth) =>
  always({
    name: 'pods-fit-on-their-node',
    clause: 'SCHED-4',
    description: 'What the pods bound to a node request is never more than it has, ports included.',
    witness: 'some-pod-is-bound',
    ...none((state) => {
      const objects = truth.objects(state)
      const used = new Set(objects.pods.map(({ spec }) => spec.nodeName))
      const nodes = objects.nodes.filter(({ metadata }) => used.has(metadata.name))
      return nodes.flatMap((node) => {
        const pods = livePodsOn(objects, node.metadata.name)
        return fitsTogether(pods, node)
          ? []
          : [`the pods on ${node.metadata.name} request more than it has: ${pods.map(keyOf).join(', ')}`]
      })
    }),
  })

/** Binding to a node that was just deleted is possible with a cache that lags; for ever it is not. */
export const newPodIsBoundToALiveNode: Claim = (truth) =>
  eventually({
    name: 'pod-is-bound-to-a-live-node',
    clause: 'SCHED-3',
    description: 'In the end no pod waits on a node that does not exist.',
    witness: 'some-pod-is-bound',
    ...none((state) => {
      const objects = truth.objects(state)
      const nodes = new Set(objects.nodes.map(({ metadata }) => metadata.name))
      return objects.pods
        .filter((pod) => !isTerminal(pod) && pod.spec.nodeName !== undefined)
        .filter((pod) => !nodes.has(pod.spec.nodeName ?? ''))
        .map((pod) => `${keyOf(pod)} is bound to ${pod.spec.nodeName ?? ''}, which does not exist`)
    }),
  })

export const schedulablePodIsBound: Claim = (truth) =>
  eventually({
    name: 'schedulable-pod-is-bound',
    clause: 'SCHED-1',
    description: 'A pod that fits on some ready node is bound in the end.',
    witness: 'some-pod-is-bound',
    ...none((state) => {
      const objects = truth.objects(state)
      const waiting = objects.pods.filter(
        (pod) => pod.spec.nodeName === undefined && !isTerminal(pod) && !isTerminating(pod),
      )
      const { nodes: all, pods } = objects
      const namespaces = Object.fromEntries(objects.namespaces.map(({ metadata }) => [metadata.name, metadata.labels]))
      const world = snapshot({ nodes: all, pods, namespaces, profile: truth.settings.scheduling })
      return waiting.flatMap((pod) => {
        const nodes = feasibleNodes(pod, world)
        return nodes.length === 0
          ? []
          : [`${keyOf(pod)} is pending, it would fit on ${nodes.map((n) => n.metadata.name).join(', ')}`]
      })
    }),
  })

export const oneSchedulerLeads: Claim = (truth) =>
  always({
    name: 'at-most-one-leader-acts',
    clause: 'KCM-2',
    description: 'No two schedulers and no two controller managers lead at once, unless one was paused.',
    witness: 'some-process-leads',
    ...none((state) =>
      (['scheduler', 'controller-manager'] as const).flatMap((kind) => {
        const leaders = leadersOf(truth.settings, state, kind)
        return leaders.length > 1 && Object.keys(state.outages.paused).length === 0
          ? [`${leaders.join(' and ')} lead at once`]
          : []
      }),
    ),
  })

export const somePodIsBound: Claim = (truth) =>
  sometimes({
    name: 'some-pod-is-bound',
    clause: 'SCHED-2',
    holds: (state) => truth.objects(state).pods.some(({ spec }) => spec.nodeName !== undefined),
  })

export const someProcessLeads: Claim = (truth) =>
  sometimes({
    name: 'some-process-leads',
    clause: 'KCM-2',
    holds: (state) => leadersOf(truth.settings, state, 'scheduler').length > 0,
  })

export const ASSIGNMENT: readonly Claim[] = [
  boundPodStaysOnItsNode,
  podsFitOnTheirNode,
  newPodIsBoundToALiveNode,
  schedulablePodIsBound,
  oneSchedulerLeads,
  somePodIsBound,
  someProcessLeads,
]
