/** The controller manager as a whole: reconciling, work queues, leader election. */
import type { ClauseForm } from '../clause.ts'
import { code, docs, notes } from '../clause.ts'

const SECTION = 'Controller Manager'
const ELECTION = 'staging/src/k8s.io/client-go/tools/leaderelection/leaderelection.go'

export const controllers = [
  {
    id: 'KCM-1',
    text: 'Controllers bring the state of the cluster to the desired one, again and again.',
    source: notes(SECTION, 'Manages control loops to ensure the desired state is maintained.'),
    modelled:
      'Seven controllers share the process of controller-manager/n, each a reducer of its own.',
    status: 'modelled',
  },
  {
    id: 'KCM-2',
    text: 'One process leads at a time; another takes over when its lease is not renewed for 15 s.',
    source: docs('concepts/architecture/leases/#leader-election'),
    modelled:
      'Controller managers and schedulers write a Lease; the kernel tells when it is stale.',
    status: 'modelled',
  },
  {
    id: 'KCM-3',
    text: 'A failed container is made good by creating and scheduling anew.',
    source: notes(SECTION, 'request scheduler to create a container if the container failes'),
    modelled:
      'The kubelet restarts a failed container in place; a lost pod is replaced by its ' +
      'replicaset ' +
      'controller, and the scheduler sees the new pod by its watch.',
    differs:
      'No controller ever talks to the scheduler, and a failed container is no business of ' +
      'either. ' +
      'Creating a pod through the API server is all the "request" there is.',
    status: 'modelled',
  },
  {
    id: 'KCM-4',
    text: 'There is no fencing: requests of a former leader may still arrive and be carried out.',
    source: code(ELECTION, 'package documentation'),
    modelled: 'A paused leader resumes, and messages in flight arrive, whoever leads by then.',
    status: 'modelled',
  },
  {
    id: 'KCM-5',
    text: 'Controllers are level-triggered: they need no single event, only the latest state.',
    source: docs('concepts/architecture/controller/#controller-pattern'),
    modelled: 'A sync of a controller reads its caches by key; events only say which keys are due.',
    status: 'modelled',
  },
  {
    id: 'KCM-6',
    text:
      'A work queue merges equal keys, never syncs one key twice at once, and retries with ' +
      'back-off.',
    source: code('staging/src/k8s.io/client-go/util/workqueue/doc.go', 'package documentation'),
    modelled: 'All controllers share model/work-queue.',
    status: 'modelled',
  },
  {
    id: 'KCM-7',
    text: 'A leader that cannot renew within 10 s exits.',
    source: code(ELECTION, 'LeaderElector.renew'),
    modelled: 'The kernel tells controller manager and scheduler the renew deadline; they exit.',
    status: 'modelled',
  },
  {
    id: 'KCM-8',
    text:
      'A restarted candidate waits a whole lease from its own first look, even for its own ' +
      'lease.',
    source: code(ELECTION, 'LeaderElector.tryAcquireOrRenew'),
    modelled: 'A candidate starts its clock when it first reads the Lease of another identity.',
    status: 'modelled',
  },
] as const satisfies readonly ClauseForm[]
