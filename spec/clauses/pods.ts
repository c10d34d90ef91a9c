/** Pods: identity, phases, containers, readiness. */
import type { ClauseForm } from '../clause.ts'
import { code, docs } from '../clause.ts'

const LIFECYCLE = 'concepts/workloads/pods/pod-lifecycle/'

export const pods = [
  {
    id: 'POD-1',
    text: 'A terminal phase (Succeeded, Failed) is final.',
    source: docs(`${LIFECYCLE}#pod-phase`),
    modelled: 'The kubelet never reports another phase once it reported a terminal one.',
    status: 'modelled',
  },
  {
    id: 'POD-2',
    text: 'For one pod uid no container runs twice at the same time.',
    source: code(
      'pkg/kubelet/kuberuntime/kuberuntime_manager.go',
      'kubeGenericRuntimeManager.computePodActions',
    ),
    modelled: 'The kubelet starts a container only when its runtime lists none that runs.',
    status: 'modelled',
  },
  {
    id: 'POD-3',
    text: 'A pod that is gone has no container left, and a deleted pod goes, once all is settled.',
    source: docs(`${LIFECYCLE}#pod-termination`),
    modelled: 'The kubelet stops containers of pods that are deleted or that it does not know.',
    status: 'modelled',
  },
  {
    id: 'POD-4',
    text: 'A pod is known by its uid: a new pod of the same name is another pod.',
    source: docs(`${LIFECYCLE}#pod-fault-recovery`),
    modelled: 'Kubelet, runtime and controllers compare uids; the API server never repeats one.',
    status: 'modelled',
  },
  {
    id: 'POD-5',
    text: 'The phase follows from the containers: Pending, Running, then Succeeded or Failed.',
    source: docs(`${LIFECYCLE}#pod-phase`),
    modelled: 'The kubelet computes it from the containers that its runtime lists.',
    status: 'modelled',
  },
  {
    id: 'POD-6',
    text: 'A pod is Ready when all its containers run and their readiness probes succeed.',
    source: docs(`${LIFECYCLE}#pod-conditions`),
    modelled:
      'The kubelet sets Ready; a probed container is ready one probe period after its start.',
    status: 'partly',
    reason:
      'Readiness gates are left out, and a probe of a running container never fails by itself.',
  },
  {
    id: 'POD-7',
    text: 'restartPolicy says whether a container that ended is started again.',
    source: docs(`${LIFECYCLE}#restart-policy`),
    modelled: 'The kubelet follows Always, OnFailure and Never, for each container.',
    status: 'modelled',
  },
  {
    id: 'POD-8',
    text: 'A pod with restartPolicy Never has each of its containers started once.',
    source: docs(`${LIFECYCLE}#restart-policy`),
    modelled: 'The kubelet looks for exited containers in its runtime before it starts one.',
    differs: 'Upstream does not promise it around a crash (WEAK-2).',
    status: 'modelled',
  },
  {
    id: 'POD-9',
    text: 'Init containers run one after another, before the others.',
    source: docs('concepts/workloads/pods/init-containers/'),
    modelled: 'The kubelet starts one init container after another, sidecars beside the main ones.',
    status: 'modelled',
  },
  {
    id: 'POD-10',
    text: 'A pod that stops is given its grace period, 30 s by default, before it is killed.',
    source: docs(`${LIFECYCLE}#pod-termination`),
    modelled: 'The kubelet passes the grace period to its runtime with cri/stop.',
    status: 'modelled',
  },
  {
    id: 'POD-11',
    text: 'Voluntary evictions respect PodDisruptionBudgets.',
    source: docs('concepts/workloads/pods/disruptions/'),
    modelled: 'Not at all: the eviction subresource of the API server always allows it.',
    status: 'out-of-scope',
    reason: 'PodDisruptionBudget is not modelled; manifests with one are warned about.',
  },
] as const satisfies readonly ClauseForm[]
