/** Pods and their containers: phases, one container each, nothing left behind. */
import type { Pod } from '../model/objects.ts'
import { keyOf } from '../model/objects.ts'
import { policyOf } from '../model/kubelet/restart.ts'
import { isTerminal, isTerminating } from '../model/pod.ts'
import type { Container, Truth } from '../model/truth.ts'
import type { Claim, State } from './claim.ts'
import { always, eventually, none, noneOnStep, onEveryStep, sometimes } from './claim.ts'

const byUid = (pods: readonly Pod[]): ReadonlyMap<string, Pod> =>
  new Map(pods.map((pod) => [pod.metadata.uid, pod]))

export const terminalPhaseIsFinal: Claim = (truth) =>
  onEveryStep({
    name: 'terminal-phase-is-final',
    clause: 'POD-1',
    description: 'A pod that Succeeded or Failed never changes its phase again.',
    witness: 'some-pod-is-running',
    ...noneOnStep((before, after) => {
      const [was, is] = [truth.objects(before), truth.objects(after)]
      if (was === is) return []
      const now = byUid(is.pods)
      return was.pods.filter(isTerminal).flatMap((pod) => {
        const next = now.get(pod.metadata.uid)
        return next === undefined || next.status.phase === pod.status.phase
          ? []
          : [`${keyOf(pod)} went from ${pod.status.phase} to ${next.status.phase}`]
      })
    }),
  })

const twins = (containers: readonly Container[], key: (c: Container) => string): readonly [Container, Container][] => {
  const seen = new Map<string, Container>()
  return containers.flatMap((container): [Container, Container][] => {
    const first = seen.get(key(container))
    seen.set(key(container), container)
    return first === undefined ? [] : [[first, container]]
  })
}

export const podRunsEachContainerOnce: Claim = (truth) =>
  always({
    name: 'pod-runs-each-container-once',
    clause: 'POD-2',
    description: 'No two running containers belong to the same container of the same pod uid.',
    witness: 'some-pod-is-running',
    ...none((state) =>
      twins(truth.running(state), (c) => `${c.podUid}/${c.name}`).map(
        ([a, b]) => `container ${a.name} of ${a.pod} runs on ${a.node} and again on ${b.node}`,
      ),
    ),
  })

/** Two pods of one name at once: what a StatefulSet identity must never do. */
export const podNameRunsInOnePlace: Claim = (truth) =>
  always({
    name: 'pod-name-runs-in-one-place',
    clause: 'POD-2',
    description: 'No two pods of the same name (one deleted, one new) run at once on nodes in contact.',
    witness: 'some-pod-is-running',
    ...none((state) => {
      const reporting = truth.running(state).filter(({ node }) => truth.isReporting(state, node))
      const stored = byUid(truth.objects(state).pods)
      const known = new Map<string, Container>()
      for (const c of reporting) if (stored.has(c.podUid)) known.set(c.pod, c)
      return reporting.flatMap((c) => {
        const current = known.get(c.pod)
        return current !== undefined && current.podUid !== c.podUid && current.node !== c.node
          ? [`${c.pod} runs on ${current.node}, and its predecessor ${c.podUid} still on ${c.node}`]
          : []
      })
    }),
  })

export const gonePodHasNoContainer: Claim = (truth) =>
  eventually({
    name: 'gone-pod-has-no-container',
    clause: 'POD-3',
    description: 'A container whose pod is gone, or belongs elsewhere, is killed once its node is in contact.',
    witness: 'some-pod-is-running',
    ...none((state) => {
      const stored = byUid(truth.objects(state).pods)
      return truth
        .running(state)
        .filter(({ node }) => truth.isReporting(state, node))
        .filter(({ podUid, node }) => stored.get(podUid)?.spec.nodeName !== node)
        .map((c) => {
          const node = stored.get(c.podUid)?.spec.nodeName
          const pod = stored.has(c.podUid) ? `bound to ${node ?? 'no node'}` : 'gone'
          return `container ${c.name} of ${c.podUid} runs on ${c.node}, its pod is ${pod}`
        })
    }),
  })

export const deletedPodGoesAway: Claim = (truth) =>
  eventually({
    name: 'deleted-pod-goes-away',
    clause: 'POD-3',
    description: 'A pod that is being deleted is gone in the end, unless its node is silent.',
    witness: 'some-pod-is-running',
    ...none((state) =>
      truth
        .objects(state)
        .pods.filter(isTerminating)
        .filter(({ metadata }) => (metadata.finalizers ?? []).length === 0)
        .filter(({ spec }) => spec.nodeName === undefined || truth.isReporting(state, spec.nodeName))
        .map((pod) => `${keyOf(pod)} stays Terminating on ${pod.spec.nodeName ?? 'no node'}`),
    ),
  })

const containersOf = (truth: Truth, state: State, pod: Pod): readonly Container[] =>
  truth.running(state).filter(({ podUid }) => podUid === pod.metadata.uid)

export const failedContainersAreRestarted: Claim = (truth) =>
  eventually({
    name: 'failed-containers-are-restarted',
    clause: 'KUBELET-3',
    description: 'With restartPolicy Always every container of a bound pod runs, on a node that works.',
    witness: 'some-pod-is-running',
    ...none((state) =>
      truth
        .objects(state)
        .pods.filter((pod) => !isTerminal(pod) && !isTerminating(pod))
        .filter(({ spec }) => spec.containers.every((container) => policyOf(container, spec) === 'Always'))
        .filter(({ spec }) => spec.nodeName !== undefined && truth.isReporting(state, spec.nodeName))
        .filter((pod) => containersOf(truth, state, pod).length < pod.spec.containers.length)
        .map((pod) => `${keyOf(pod)} does not run all its containers on ${pod.spec.nodeName ?? '?'}`),
    ),
  })

const isStartedOnce = (pod: Pod | undefined, name: string): boolean =>
  [...(pod?.spec.containers ?? []), ...(pod?.spec.initContainers ?? [])].some(
    (container) =>
      container.name === name &&
      pod !== undefined &&
      policyOf(container, pod.spec) === 'Never' &&
      (container.restartPolicyRules ?? []).length === 0,
  )

export const neverPodStartsOnce: Claim = (truth) =>
  always({
    name: 'never-pod-starts-once',
    clause: 'POD-2',
    description: 'A container with restartPolicy Never, of its own or of its pod, is started at most once.',
    witness: 'some-pod-is-running',
    ...none((state) => {
      const pods = byUid(truth.objects(state).pods)
      return truth
        .running(state)
        .filter(({ podUid, attempt, name }) => attempt > 0 && isStartedOnce(pods.get(podUid), name))
        .map((c) => `container ${c.name} of ${c.pod} was started ${c.attempt + 1} times, policy is Never`)
    }),
  })

/** Reasons with which a kubelet refuses a pod, or kills one that it ran before. */
const REFUSALS = /^(OutOf|NodeAffinity|NodePorts|UnexpectedAdmissionError)/

export const kubeletRefusesNoBoundPod: Claim = (truth) =>
  always({
    name: 'kubelet-refuses-no-bound-pod',
    clause: 'KUBELET-1',
    description: 'Scheduler and kubelet agree on what fits: a bound pod is not rejected.',
    witness: 'some-pod-is-running',
    ...none((state) =>
      truth
        .objects(state)
        .pods.filter(({ status }) => status.phase === 'Failed' && REFUSALS.test(status.reason ?? ''))
        .map((pod) => `${keyOf(pod)} was refused by ${pod.spec.nodeName ?? '?'}: ${pod.status.reason ?? ''}`),
    ),
  })

export const runningPodSurvivesKubeletRestart: Claim = (truth) =>
  onEveryStep({
    name: 'running-pod-survives-kubelet-restart',
    clause: 'KUBELET-2',
    description: 'A restarted kubelet never fails a pod that ran before, while its node fits it.',
    witness: 'some-pod-is-running',
    ...noneOnStep((before, after) => {
      const [was, is] = [truth.objects(before), truth.objects(after)]
      if (was === is) return []
      const now = byUid(is.pods)
      return was.pods
        .filter(({ status }) => status.phase === 'Running')
        .filter(({ metadata }) => REFUSALS.test(now.get(metadata.uid)?.status.reason ?? ''))
        .map((pod) => `${keyOf(pod)} ran and was refused: ${now.get(pod.metadata.uid)?.status.reason ?? ''}`)
    }),
  })

export const somePodIsRunning: Claim = (truth) =>
  sometimes({
    name: 'some-pod-is-running',
    clause: 'POD-1',
    holds: (state) => truth.objects(state).pods.some(({ status }) => status.phase === 'Running'),
  })

export const PODS: readonly Claim[] = [
  terminalPhaseIsFinal,
  podRunsEachContainerOnce,
  podNameRunsInOnePlace,
  gonePodHasNoContainer,
  deletedPodGoesAway,
  failedContainersAreRestarted,
  neverPodStartsOnce,
  kubeletRefusesNoBoundPod,
  runningPodSurvivesKubeletRestart,
  somePodIsRunning,
]
