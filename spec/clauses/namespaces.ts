/** Namespaces and garbage: what is deleted together, and who cleans up. */
import type { ClauseForm } from '../clause.ts'
import { code, docs } from '../clause.ts'

const COLLECTION = 'concepts/architecture/garbage-collection/'
const POD_GC = 'pkg/controller/podgc/gc_controller.go'

export const namespaces = [
  {
    id: 'NS-1',
    text: 'Names are unique within a namespace, not across namespaces.',
    source: docs('concepts/overview/working-with-objects/namespaces/'),
    modelled: 'The API server stores an object under its namespace and name.',
    status: 'modelled',
  },
  {
    id: 'NS-2',
    text: 'A deleted namespace is Terminating, is emptied, and goes.',
    source: docs('tasks/administer-cluster/namespaces/'),
    modelled: 'The namespace controller deletes the contents, then takes its finalizer away.',
    status: 'modelled',
  },
  {
    id: 'NS-3',
    text: 'A namespace that is Terminating gets nothing new.',
    source: code(
      'staging/src/k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go',
      'Lifecycle.Admit',
    ),
    modelled: 'Admission of the API server looks at its cache and refuses creation with 403.',
    differs: 'With a stale cache something may slip in; the namespace controller looks again.',
    status: 'modelled',
  },
  {
    id: 'NS-4',
    text: 'A namespace waits for pods that stop gracefully, and for finalizers of its contents.',
    source: code(
      'pkg/controller/namespace/deletion/namespaced_resources_deleter.go',
      'namespacedResourcesDeleter.Delete',
    ),
    modelled: 'The namespace controller lists again until nothing is left.',
    status: 'modelled',
  },
  {
    id: 'NS-5',
    text: 'A namespace of an API that is down stays Terminating.',
    source: code(
      'pkg/controller/namespace/deletion/namespaced_resources_deleter.go',
      'namespacedResourcesDeleter.Delete',
    ),
    modelled: 'Not at all: all kinds are served by the API server itself.',
    status: 'out-of-scope',
    reason: 'Aggregated API servers and custom resources are not modelled.',
  },
  {
    id: 'GC-1',
    text: 'Dependents of an owner that is gone go as well.',
    source: docs(`${COLLECTION}#cascading-deletion`),
    modelled: 'The garbage collector deletes objects whose owners are all absent.',
    status: 'modelled',
  },
  {
    id: 'GC-2',
    text: 'An object goes only if all its owners are absent or have another uid, asked live.',
    source: code(
      'pkg/controller/garbagecollector/garbagecollector.go',
      'GarbageCollector.attemptToDeleteItem',
    ),
    modelled: 'The garbage collector gets each owner from the API server and deletes by uid.',
    status: 'modelled',
  },
  {
    id: 'GC-3',
    text: 'Foreground deletes dependents that block first; orphan lets them go free.',
    source: docs(`${COLLECTION}#foreground-deletion`),
    modelled: 'API server and garbage collector use the finalizers foregroundDeletion and orphan.',
    status: 'modelled',
  },
  {
    id: 'GC-4',
    text: 'Pods of a node that no longer exists are removed.',
    source: code(POD_GC, 'PodGCController.gcOrphaned'),
    modelled:
      'pod-gc looks every 20 s, waits 40 s, asks live, marks Failed and deletes with grace 0.',
    status: 'modelled',
  },
  {
    id: 'GC-5',
    text: 'A pod that terminates before it was bound is removed.',
    source: code(POD_GC, 'PodGCController.gcUnscheduledTerminating'),
    modelled: 'The API server removes an unbound pod at once; pod-gc what a race left over.',
    status: 'modelled',
  },
  {
    id: 'GC-6',
    text: 'Finished pods beyond a threshold are removed, oldest first.',
    source: docs('concepts/workloads/pods/pod-lifecycle/#pod-garbage-collection'),
    modelled: 'Not at all: finished pods stay.',
    status: 'out-of-scope',
    reason: 'The threshold is 12500 pods by default, far above any cluster that is explored.',
  },
] as const satisfies readonly ClauseForm[]
