/**
 * What the cluster is made of, what may run as a container, and the topics that the notes only
 * link to.
 */
import type { ClauseForm } from '../clause.ts'
import { docs, notes } from '../clause.ts'

const CLUSTER = 'Cluster Architecture'
const DEPLOYMENT = 'Deployment of Master and Worker Components'

export const architecture = [
  {
    id: 'ARCH-1',
    text:
      'Master nodes carry the control plane, worker nodes the workload; parts talk by message ' +
      'only.',
    source: notes(CLUSTER, 'Kubernetes follows a **Master-Worker architecture**.'),
    modelled:
      'Each component is a process on a master or worker machine of model/topology; every ' +
      'message ' +
      'must follow an edge of spec/architecture.ts.',
    status: 'modelled',
  },
  {
    id: 'ARCH-2',
    text: 'The control plane on the master schedules, watches over and orchestrates containers.',
    source: notes(
      CLUSTER,
      'The **Master Node** manages the cluster by scheduling, monitoring, and orchestrating ' +
        'containers.',
    ),
    modelled: 'Scheduler, node controller and workload controllers run on the machines m1, m2, ...',
    differs:
      'It manages pods, not containers; containers are the business of each kubelet. That is ' +
      'modelled.',
    status: 'modelled',
  },
  {
    id: 'ARCH-3',
    text: 'Containers of the workload run on worker nodes, and nowhere else.',
    source: notes(CLUSTER, 'The **Worker Nodes** host and run application containers.'),
    modelled: 'Only runtimes hold containers; workload pods are bound to worker nodes n1, n2, ...',
    status: 'modelled',
  },
  {
    id: 'ARCH-4',
    text: 'etcd, API server, scheduler and controller manager belong to the master.',
    source: notes('Master Node Components', 'Master Node Components'),
    modelled:
      'The topology places them on masters, and etcd on machines of its own if numbers differ.',
    differs: 'There may be several masters, API servers and etcd members; all are modelled.',
    status: 'modelled',
  },
  {
    id: 'ARCH-5',
    text: 'Container runtime, kubelet and kube-proxy run on each worker node.',
    source: notes('Worker Node Components', 'Worker Node Components'),
    modelled: 'The topology gives each worker n a runtime/n, a kubelet/n and a kube-proxy/n.',
    status: 'modelled',
  },
  {
    id: 'HOST-1',
    text: 'The API server may run as a container on the master.',
    source: notes(
      'Kube-API Server',
      'The **kube-apiserver** can be deployed as a container on the master node.',
    ),
    modelled: 'With `--control-plane containers` its process ends with the runtime of its master.',
    status: 'modelled',
  },
  {
    id: 'HOST-2',
    text: 'Parts of the control plane may run as containers on the master.',
    source: notes(DEPLOYMENT, 'On the **Master Node**, the following can run as containers:'),
    modelled:
      'The topology ties each of them to the runtime of its master; etcd stays a host process.',
    status: 'partly',
    reason:
      'Static pods, their files and mirror pods are left out: the tie to the runtime is what ' +
      'can fail.',
  },
  {
    id: 'HOST-3',
    text: 'One of those parts is the API server.',
    source: notes(DEPLOYMENT, '**kube-apiserver**'),
    modelled: 'See HOST-1: apiserver/1 becomes a container of runtime/m1.',
    status: 'modelled',
  },
  {
    id: 'HOST-4',
    text: 'One of those parts is the scheduler.',
    source: notes(DEPLOYMENT, '**kube-scheduler**'),
    modelled: 'With `--control-plane containers` scheduler/1 becomes a container of runtime/m1.',
    status: 'modelled',
  },
  {
    id: 'HOST-5',
    text: 'One of those parts is the controller manager.',
    source: notes(DEPLOYMENT, '**controller manager**'),
    modelled:
      'With `--control-plane containers` controller-manager/1 is a container of runtime/m1.',
    status: 'modelled',
  },
  {
    id: 'HOST-6',
    text: 'Agents of a worker node may run as containers.',
    source: notes(DEPLOYMENT, 'On the **Worker Nodes**, the following can be containerized:'),
    modelled: 'The topology can tie kubelet and kube-proxy to the runtime of their node.',
    status: 'modelled',
  },
  {
    id: 'HOST-7',
    text: 'One of those agents is the kubelet.',
    source: notes(DEPLOYMENT, '**kubelet**'),
    modelled: 'With `nodeAgents: containers` a fault of runtime/n takes kubelet/n down.',
    differs:
      'Upstream no longer supports a containerised kubelet (who would restart it?). It is ' +
      'modelled ' +
      'because the notes allow it; a supervisor of the host restarts it with the runtime.',
    status: 'modelled',
  },
  {
    id: 'HOST-8',
    text: 'One of those agents is kube-proxy.',
    source: notes(DEPLOYMENT, '**kube-proxy**'),
    modelled: 'With `nodeAgents: containers` a fault of runtime/n takes kube-proxy/n down.',
    status: 'modelled',
  },
  {
    id: 'HOST-9',
    text: 'A control plane in containers is run by a kubelet from files, without an API server.',
    source: docs('tasks/configure-pod-container/static-pod/'),
    modelled: 'A supervisor in the kernel restarts the container with its runtime.',
    status: 'partly',
    reason: 'Mirror pods are left out: deleting one stops nothing, so no promise depends on them.',
  },
  {
    id: 'TOPIC-1',
    text: 'Services give a changing set of pods one stable address.',
    source: notes('Components', '[[services]]'),
    modelled: 'Clauses SVC-n: endpoints controller and kube-proxy.',
    status: 'modelled',
  },
  {
    id: 'TOPIC-2',
    text: 'Controllers bring what is to what should be.',
    source: notes('Components', '[[K8s Controllers]]'),
    modelled: 'Clauses KCM-n, NODE-n, REPL-n, DEPLOY-n, NS-n, GC-n: one reducer per controller.',
    status: 'modelled',
  },
  {
    id: 'TOPIC-3',
    text: 'Pods are the unit that is scheduled, run and replaced.',
    source: notes('Components', '[[Pods]]'),
    modelled: 'Clauses POD-n: kubelet, runtime and API server.',
    status: 'modelled',
  },
  {
    id: 'TOPIC-4',
    text: 'Scheduling chooses a node for each pod.',
    source: notes('Components', '[[Scheduling]]'),
    modelled: 'Clauses SCHED-n: the scheduler.',
    status: 'modelled',
  },
  {
    id: 'TOPIC-5',
    text: 'Namespaces divide names, and are deleted as a whole.',
    source: notes('Components', '[[k8s namespaces]]'),
    modelled: 'Clauses NS-n: API server and namespace controller.',
    status: 'modelled',
  },
] as const satisfies readonly ClauseForm[]
