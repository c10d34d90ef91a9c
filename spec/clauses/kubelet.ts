/** The kubelet: what it takes on, keeps running, reports, and remembers. */
import type { ClauseForm } from '../clause.ts'
import { code, docs, notes } from '../clause.ts'

const SECTION = 'Kubelet'
const LIFECYCLE = 'concepts/workloads/pods/pod-lifecycle/'
const POD_WORKERS = 'pkg/kubelet/pod_workers.go'
const RUNTIME_MANAGER = 'pkg/kubelet/kuberuntime/kuberuntime_manager.go'
const STATUS = 'pkg/kubelet/status/status_manager.go'

export const kubelet = [
  {
    id: 'KUBELET-1',
    text:
      'The kubelet admits what the scheduler bound; only what does not fit its own view it ' +
      'refuses.',
    source: code('pkg/kubelet/lifecycle/predicate.go', 'predicateAdmitHandler.Admit'),
    modelled: 'The kubelet admits by its own Node object and what it runs: OutOf..., NodeAffinity.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-2',
    text: 'A restart of the kubelet kills no container that should run.',
    source: code(RUNTIME_MANAGER, 'kubeGenericRuntimeManager.computePodActions'),
    modelled:
      'A restarted kubelet waits for API server and runtime, and takes running containers on.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-3',
    text: 'A container that failed is started again, with back-off 10, 20, 40, ... 300 s.',
    source: docs(`${LIFECYCLE}#restart-policy`),
    modelled:
      'The kubelet counts restarts and arms a back-off timer, reset after 10 min of health.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-4',
    text: 'Each worker node has one kubelet.',
    source: notes(SECTION, 'An agent that runs on each worker node.'),
    modelled: 'kubelet/n1, kubelet/n2, ... one for each machine that has a runtime.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-5',
    text:
      'It takes the pods of its node from the API server, and starts and stops their ' +
      'containers.',
    source: notes(
      SECTION,
      'Listens to the API server and executes instructions such as starting/stopping containers.',
    ),
    modelled: 'The kubelet watches pods with its node name and sends cri/start and cri/stop.',
    differs: 'There are no instructions: the kubelet compares what is wanted with what runs.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-6',
    text: 'It reports back to the API server again and again.',
    source: notes(SECTION, 'Sends periodic status reports back to the API server.'),
    modelled: 'The kubelet sends a status on change; what repeats without change is not sent.',
    differs: 'Reports without news are modelled by their absence: they would change nothing.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-7',
    text: 'What it reports is the health of its node and the state of its containers.',
    source: notes(
      SECTION,
      "Kubelet periodically reports the node's health and running container statuses to the " +
        'kube-apiserver.',
    ),
    modelled: 'The kubelet writes the status of its Node and of each of its pods.',
    differs: 'Health of a node is mostly its lease (NODE-6).',
    status: 'partly',
    reason: 'Disk, memory and process pressure are left out: no fault of the model causes them.',
  },
  {
    id: 'KUBELET-8',
    text: 'A deleted pod is stopped gracefully, and only then removed from the API.',
    source: docs(`${LIFECYCLE}#pod-termination`),
    modelled:
      'The kubelet deletes with grace period 0 when its runtime has no container of it left.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-9',
    text: 'A restart of kubelet or runtime in the middle of a termination starts its grace anew.',
    source: docs(`${LIFECYCLE}#pod-termination`),
    modelled: 'A restarted kubelet sends cri/stop again with the whole grace period.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-10',
    text: 'Nothing on disk tells a kubelet what it started: only API server and runtime do.',
    source: code(POD_WORKERS, 'podWorkers.SyncKnownPods'),
    modelled: 'The kubelet has memory and no disk; a crash empties it.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-11',
    text: 'A status that somebody else changed is written again at the next sync.',
    source: code(STATUS, 'manager.syncBatch'),
    modelled: 'The kubelet compares its caches with what it last reported, every 10 s.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-12',
    text: 'Containers of unknown pods are stopped, but not before all sources of pods reported.',
    source: code('pkg/kubelet/kubelet_pods.go', 'Kubelet.HandlePodCleanups'),
    modelled: 'The kubelet cleans up after its first list from the API server.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-13',
    text: 'A container whose liveness probe fails is restarted.',
    source: docs(`${LIFECYCLE}#container-probes`),
    modelled: 'The fault exit-container stands for it: to the cluster both are an exit.',
    status: 'out-of-scope',
    reason: 'Whether a program answers is up to the program, which is not modelled.',
  },
  {
    id: 'KUBELET-14',
    text: 'A kubelet registers its node when the node is not known.',
    source: docs('concepts/architecture/nodes/#self-registration-of-nodes'),
    modelled: 'The kubelet creates its Node object once in the life of its process.',
    status: 'modelled',
  },
] as const satisfies readonly ClauseForm[]
