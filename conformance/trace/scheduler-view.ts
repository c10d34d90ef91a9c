/** Would the model's scheduler have written this? Asked of its own filters, from the views that it may have had. */
import type { Node, Pod } from '../../model/objects.ts'
import { isTerminal, isTerminating } from '../../model/pod.ts'
import { diagnose } from '../../model/scheduler/filters.ts'
import { preempt } from '../../model/scheduler/preemption.ts'
import type { Snapshot } from '../../model/scheduler/snapshot.ts'
import { priorityOf, snapshot } from '../../model/scheduler/snapshot.ts'
import type { History, Version } from './history.ts'
import type { RequestLine } from './recording.ts'

const LAG_MS = 5_000
/** Views of nodes and of pods that are tried. */
const MAX_BACK = 60

const isHolding = ({ spec, ...pod }: Pod): boolean => spec.nodeName !== undefined && !isTerminal({ spec, ...pod })

/** What it bound itself it has assumed, however old its cache. */
const withAssumed = (old: readonly Pod[], now: readonly Pod[]): readonly Pod[] => {
  const holding = old.filter(isHolding)
  const known = new Set(holding.map(({ metadata }) => metadata.uid))
  return [...holding, ...now.filter((pod) => isHolding(pod) && !known.has(pod.metadata.uid))]
}

function* back(history: History, resource: string, t: number | null, isDisturbed: boolean): Generator<number> {
  const latest = history.length(resource)
  const oldest = isDisturbed || t === null ? 0 : history.positionAt(resource, t - LAG_MS)
  for (let i = latest; i >= Math.max(oldest, latest - MAX_BACK); i -= 1) yield i
}

const onto = (pod: Pod, nodeName: string): Pod => ({ ...pod, spec: { ...pod.spec, nodeName } })

/** Views that it may have, latest first: old nodes with the latest pods, and the reverse. */
function* snapshots(history: History, { t }: Version, isDisturbed: boolean): Generator<Snapshot> {
  const now = history.pods()
  const nominated = now.flatMap((pod) => {
    const { nominatedNodeName } = pod.status
    return nominatedNodeName === undefined || pod.spec.nodeName !== undefined ? [] : [onto(pod, nominatedNodeName)]
  })
  const namespaces = Object.fromEntries(
    history.objects('namespaces').map(({ metadata }) => [metadata.name, metadata.labels]),
  )
  const world = (nodes: readonly Node[], pods: readonly Pod[]): Snapshot =>
    snapshot({ nodes, pods, nominated, namespaces })
  for (const position of back(history, 'nodes', t, isDisturbed)) {
    yield world(history.nodes(position), now.filter(isHolding))
  }
  for (const position of back(history, 'pods', t, isDisturbed)) {
    const old = history.pods(position)
    yield world(history.nodes(), withAssumed(old, now))
  }
}

const bindingObjection = (history: History, version: Version, node: string, isDisturbed: boolean): string | null => {
  const { before } = version
  if (before?.kind !== 'Pod') return 'it binds pods only'
  if (history.length('nodes') === 0) return null
  let first: string | null = null
  for (const world of snapshots(history, version, isDisturbed)) {
    const target = world.nodes.find(({ metadata }) => metadata.name === node)
    const { fits, refusals } = diagnose(before, world)
    if (target !== undefined && fits.includes(target)) return null
    const reasons = target === undefined ? undefined : refusals.get(target)?.reasons.join(', ')
    first ??= reasons ?? `there is no node ${node}`
  }
  return `the scheduler does not bind ${version.key} to ${node}: ${first ?? 'it knows no nodes'}`
}

/** A pod is told that it fits nowhere only if it fits nowhere. */
const unschedulableObjection = (history: History, version: Version, isDisturbed: boolean): string | null => {
  const { before, object } = version
  if (before?.kind !== 'Pod' || object.kind !== 'Pod') return 'it writes the status of pods only'
  const isTold =
    object.status.conditions?.some(({ type, status }) => type === 'PodScheduled' && status === 'False') ?? false
  if (!isTold) return 'the scheduler writes no other status than that a pod cannot be scheduled'
  // A leader that was paused still believes that the pod waits.
  if (isDisturbed) return null
  if (before.spec.nodeName !== undefined) return `the scheduler leaves ${version.key} alone: it is bound`
  for (const world of snapshots(history, version, isDisturbed)) {
    if (diagnose(before, world).fits.length === 0) return null
  }
  return `the scheduler would bind ${version.key}: a node fits`
}

/** Victims make room for a pod of higher priority that fits nowhere. Which of equally good ones is not looked at. */
const preemptionObjection = (history: History, version: Version, isDisturbed: boolean): string | null => {
  const { object, key } = version
  if (object.kind !== 'Pod') return 'it deletes pods only'
  for (const world of snapshots(history, version, isDisturbed)) {
    const isFor = history
      .pods()
      .some(
        (pod) =>
          pod.spec.nodeName === undefined &&
          !isTerminating(pod) &&
          priorityOf(pod) > priorityOf(object) &&
          'victims' in preempt(pod, world, diagnose(pod, world)),
      )
    if (isFor) return null
  }
  return `the scheduler does not preempt ${key}: no pod of higher priority needs its room`
}

/** A victim gets a condition before it goes. */
const isDisrupting = ({ object }: Version): boolean =>
  object.kind === 'Pod' &&
  (object.status.conditions ?? []).some(({ type, status }) => type === 'DisruptionTarget' && status === 'True')

export const schedulerObjection = (
  history: History,
  version: Version,
  line: RequestLine,
  isDisturbed: boolean,
): string | null => {
  if (line.subresource === 'binding') {
    const { object } = version
    const node = object.kind === 'Pod' ? object.spec.nodeName : undefined
    if (line.target !== null && node !== line.target)
      return `the binding names ${line.target}, not ${node ?? 'nothing'}`
    return bindingObjection(history, version, node ?? '', isDisturbed)
  }
  if (line.verb === 'delete' || isDisrupting(version)) return preemptionObjection(history, version, isDisturbed)
  return unschedulableObjection(history, version, isDisturbed)
}
