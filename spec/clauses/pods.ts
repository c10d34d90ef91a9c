/** Pods. */
import type { Clause } from '../clause.ts'

export const PODS = [
  {
    id: 'POD-1',
    text: 'A terminal phase is final.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase',
    },
    modelled: 'Judged on every step.',
    status: 'modelled',
  },
  {
    id: 'POD-2',
    text: 'A pod runs each of its containers at most once at a time.',
    source: { kind: 'upstream', url: 'https://kubernetes.io/docs/concepts/workloads/pods/' },
    modelled: 'Judged in every state on what the runtimes hold.',
    status: 'modelled',
  },
  {
    id: 'POD-3',
    text: 'A pod that is gone leaves no container behind.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-garbage-collection',
    },
    modelled: 'Judged when a run settles.',
    status: 'modelled',
  },
  {
    id: 'POD-4',
    text: 'Readiness decides whether a pod gets traffic.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes',
    },
    modelled: 'Ready condition from probes.',
    status: 'modelled',
  },
  {
    id: 'POD-5',
    text: 'A pod belongs to one node for its whole life.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-lifetime',
    },
    modelled: 'See SCHED-2.',
    status: 'modelled',
  },
] as const satisfies readonly Clause[]
