/**
 * Would the model's kubelet have written this? The containers are read from the recorded status (they are the
 * hidden steps, held against what the runtime did where that is recorded); what follows from them, phase and
 * conditions, is the model's.
 */
import type { ContainerStatus, Pod, PodStatus } from '../../model/objects.ts'
import { isTerminating } from '../../model/pod.ts'
import type { Worker } from '../../model/kubelet/memory.ts'
import { latestOf } from '../../model/kubelet/memory.ts'
import { planOf } from '../../model/kubelet/plan.ts'
import { isOver, observedStatus, refusedStatus } from '../../model/kubelet/status.ts'
import type { ContainerRecord } from '../../model/runtime/messages.ts'
import type { Version } from './history.ts'
import type { Grounds } from './grounds.ts'
import { nodeOfActor } from './writes.ts'
import type { RequestLine } from './recording.ts'

const recordOf = (pod: Pod, name: string, attempt: number, exitCode?: number): ContainerRecord => ({
  id: `${pod.metadata.uid}/${name}/${attempt}`,
  podUid: pod.metadata.uid,
  pod: pod.metadata.name,
  name,
  attempt,
  image: '',
  state: exitCode === undefined ? 'running' : 'exited',
  ...(exitCode === undefined ? {} : { exitCode }),
})

/** A container that waits after an end: its last attempt has exited. */
const recordsOf = (pod: Pod, { name, state, restartCount, exitCode }: ContainerStatus): readonly ContainerRecord[] => {
  if (state === 'running') return [recordOf(pod, name, restartCount)]
  if (state === 'terminated') return [recordOf(pod, name, restartCount, exitCode ?? 0)]
  return restartCount > 0 || exitCode !== undefined ? [recordOf(pod, name, restartCount, exitCode ?? 1)] : []
}

const PULLING = ['ErrImagePull', 'ImagePullBackOff'] as const

const workOf = ({
  name,
  state,
  ready,
  reason,
  restartCount,
  exitCode,
}: ContainerStatus): NonNullable<Worker['containers']> => {
  const pull = PULLING.find((each) => each === reason)
  const waits = state === 'waiting' && (restartCount > 0 || exitCode !== undefined)
  return {
    [name]: {
      ...(ready ? { ready } : {}),
      ...(pull === undefined ? {} : { pull: { reason: pull, delay: 0 } }),
      ...(waits ? { wait: 'on' } : {}),
    },
  }
}

/** What the init containers may have done: their statuses are not in the model's objects. */
const initRecords = (pod: Pod): readonly (readonly ContainerRecord[])[] => {
  const init = pod.spec.initContainers ?? []
  if (init.length === 0) return [[]]
  const done = init.map(({ name }) => recordOf(pod, name, 0, 0))
  return [
    done,
    ...init.flatMap(({ name }, i) => [
      [...done.slice(0, i), recordOf(pod, name, 0)],
      [...done.slice(0, i), recordOf(pod, name, 0, 1)],
      done.slice(0, i),
    ]),
  ]
}

/** The readiness of a stand-in's containers is scripted, as if all of them were probed. */
const probed = (pod: Pod): Pod => ({
  ...pod,
  spec: { ...pod.spec, containers: pod.spec.containers.map((container) => ({ ...container, readinessProbe: {} })) },
})

const statusesFor = (pod: Pod, recorded: PodStatus): readonly PodStatus[] => {
  const containers = recorded.containerStatuses ?? []
  const worker: Worker = { key: pod.metadata.name, containers: Object.assign({}, ...containers.map(workOf)) }
  const own = containers.flatMap((status) => recordsOf(pod, status))
  const isRunning = own.some(({ state }) => state === 'running')
  return initRecords(pod).flatMap((init) => {
    const records = [...init, ...own]
    const plan = planOf(pod.spec, ({ name }) => latestOf(records, name))
    const observed = observedStatus(pod, records, worker, plan)
    return [observed, refusedStatus(observed, recorded.reason ?? '', isRunning)]
  })
}

const conditionOf = ({ conditions = [] }: PodStatus, type: string): string =>
  conditions.find((condition) => condition.type === type)?.status ?? 'absent'

const factsOf = (status: PodStatus): readonly (readonly [what: string, value: string])[] => [
  ['phase', status.phase],
  ...['Initialized', 'Ready', 'ContainersReady'].map((type) => [type, conditionOf(status, type)] as const),
  ...(status.containerStatuses ?? []).map(({ name, ready }) => [`${name} ready`, String(ready)] as const),
]

const differing = (recorded: PodStatus, derived: PodStatus): readonly string[] => {
  const now = new Map(factsOf(recorded))
  return factsOf(derived).flatMap(([what, value]) =>
    now.get(what) === value ? [] : [`${what} is ${now.get(what) ?? 'absent'}, by its containers ${value}`],
  )
}

/** A container does not become what it was before, and its attempts do not become fewer. */
const containerObjection = (before: Pod, after: Pod): string | null => {
  for (const now of after.status.containerStatuses ?? []) {
    const was = before.status.containerStatuses?.find(({ name }) => name === now.name)
    if (was === undefined) continue
    if (now.restartCount < was.restartCount) return `the restarts of ${now.name} become fewer`
    if (was.state === 'terminated' && now.state === 'running' && now.restartCount === was.restartCount) {
      return `${now.name} runs again without a restart`
    }
  }
  return null
}

const statusObjection = (before: Pod, after: Pod, grounds: Grounds, { t, actor }: RequestLine): string | null => {
  if (isOver(before.status)) {
    return after.status.phase === before.status.phase ? null : `the phase ${before.status.phase} is final`
  }
  const pod = actor.startsWith('kubelet-standin/') ? probed(before) : before
  const [first = [], ...others] = statusesFor(pod, after.status).map((status) => differing(after.status, status))
  if (first.length > 0 && others.every((found) => found.length > 0)) {
    return `the kubelet would not report this: ${first.slice(0, 3).join('; ')}`
  }
  return containerObjection(before, after) ?? grounds.statusObjection(before, after, t)
}

export const kubeletObjection = (version: Version, line: RequestLine, grounds: Grounds): string | null => {
  const { object, before, key } = version
  const node = nodeOfActor(line.actor) ?? ''
  const silent = grounds.silence(node, line.received ?? version.t)
  if (silent !== null) return `the kubelet of ${node} cannot write: ${silent}`
  if (object.kind === 'Node') {
    const ready = object.status.conditions.find(({ type }) => type === 'Ready')?.status
    return ready === 'Unknown' && line.subresource === 'status' ? 'a kubelet never says that its node is Unknown' : null
  }
  if (object.kind !== 'Pod' || before?.kind !== 'Pod') return 'a kubelet writes its node and its pods only'
  if (line.verb === 'delete') {
    if (!isTerminating(before)) return `the kubelet of ${node} does not delete ${key}: it is not being deleted`
    return grounds.deletionObjection(before, line.received ?? version.t)
  }
  return statusObjection(before, object, grounds, line)
}
