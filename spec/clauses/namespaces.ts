/** Namespaces and garbage collection. */
import type { Clause } from '../clause.ts'

export const NAMESPACES = [
  {
    id: 'NS-1',
    text: 'Names are unique within a namespace.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
    },
    modelled: 'Keys of objects.',
    status: 'modelled',
  },
  {
    id: 'NS-2',
    text: 'A namespace that is deleted loses its contents and then goes.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/tasks/administer-cluster/namespaces/',
    },
    modelled: 'model/namespace.',
    status: 'modelled',
  },
  {
    id: 'NS-3',
    text: 'Nothing is created in a terminating namespace.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/tasks/administer-cluster/namespaces/',
    },
    modelled: 'Admission.',
    status: 'modelled',
  },
  {
    id: 'GC-1',
    text: 'A dependent all of whose owners are gone is collected.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/architecture/garbage-collection/#owners-dependents',
    },
    modelled: 'model/garbage-collector.',
    status: 'modelled',
  },
  {
    id: 'GC-2',
    text: 'Foreground deletion deletes dependents first.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/architecture/garbage-collection/#foreground-deletion',
    },
    modelled: 'model/garbage-collector.',
    status: 'modelled',
  },
  {
    id: 'GC-3',
    text: 'Orphan deletion keeps the dependents.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/architecture/garbage-collection/#orphaned-dependents',
    },
    modelled: 'model/garbage-collector.',
    status: 'modelled',
  },
  {
    id: 'GC-4',
    text: 'Pods of a node that does not exist are collected.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-garbage-collection',
    },
    modelled: 'model/pod-gc.',
    status: 'modelled',
  },
] as const satisfies readonly Clause[]
