/** Tampering that the API server would let through, and the component that is to have asked for it would not. */
import { controllerOf } from '../../../model/claim.ts'
import type { Condition, Pod } from '../../../model/objects.ts'
import type { Changed, Way } from './tools.ts'
import {
  askedBy,
  changes,
  edited,
  inserted,
  isPod,
  replaced,
  requestOf,
  soonAfter,
  steps,
  withMetadata,
  without,
} from './tools.ts'

type Recorded = Parameters<Way>[0]

const isCalm = ({ lines }: Recorded): boolean => !lines.some((line) => line.kind === 'fault' && line.node === null)

const withReady = (pod: Pod, status: 'True' | 'False'): Pod => {
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'Ready')
  const ready: Condition = { type: 'Ready', status }
  return { ...pod, status: { ...pod.status, conditions: [...others, ready] } }
}

/** A pod that runs, is ready, and is not leaving. */
const settled = (recording: Recorded): Changed | undefined =>
  changes(recording, 'pods').find(
    ({ object, event }) =>
      event === 'MODIFIED' &&
      isPod(object) &&
      object.metadata.deletionTimestamp === undefined &&
      object.status.phase === 'Running' &&
      (object.status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True'),
  )

/** One pod more than the set was to have, asked for by its controller. */
const replicaTooMany: Way = (recording) => {
  const created = changes(recording, 'pods').findLast(
    ({ event, object }) => event === 'ADDED' && controllerOf(object)?.kind === 'ReplicaSet',
  )
  const last = changes(recording, 'pods').at(-1)
  if (created === undefined || last === undefined || !isCalm(recording)) return null
  const { object } = created
  const surplus = withMetadata(object, { name: `${object.metadata.name}x`, uid: 'surplus' })
  const event = soonAfter({ ...created, revision: last.revision, t: last.t }, surplus, 'ADDED')
  return inserted(recording, last, event, askedBy('kcm/replicaset-controller', event, { verb: 'create', code: 201 }))
}

const podFromNowhere: Way = (recording) => {
  const created = changes(recording, 'pods').find(({ event }) => event === 'ADDED')
  if (created === undefined) return null
  const { object } = created
  return inserted(
    recording,
    created,
    soonAfter(created, withMetadata(object, { name: 'nowhere', uid: 'nowhere' }), 'ADDED'),
  )
}

const statusFromNowhere: Way = (recording) => {
  const found = settled(recording)
  return found === undefined || !isPod(found.object)
    ? null
    : inserted(recording, found, soonAfter(found, withReady(found.object, 'False')))
}

const statusByAnotherNode: Way = (recording) => {
  for (const { after } of steps(recording, 'pods')) {
    const request = requestOf(recording, after)
    if (request === undefined || !request.actor.startsWith('kubelet')) continue
    const other = { ...request, actor: 'kubelet-standin/elsewhere' }
    return { recording: replaced(recording, request, other), revision: after.revision }
  }
  return null
}

/** A status says that a container runs which nobody had started. */
const runningUnstarted: Way = (recording) => {
  const found = steps(recording, 'pods').find(
    ({ before, after }) =>
      isPod(before.object) &&
      isPod(after.object) &&
      before.object.status.phase === 'Pending' &&
      after.object.status.phase === 'Running',
  )
  const start = recording.lines.find(
    (line) => line.kind === 'ground' && line.what === 'container-started' && line.uid === found?.after.uid,
  )
  if (found === undefined || start?.kind !== 'ground') return null
  // A node of which no start at all is recorded is not held against what it did.
  const others = recording.lines.filter(
    (line) => line.kind === 'ground' && line.node === start.node && line.what === start.what,
  )
  return others.length < 2 ? null : { recording: without(recording, start), revision: found.after.revision }
}

const phaseGoesBack: Way = (recording) => {
  const found = settled(recording)
  if (found === undefined || !isPod(found.object)) return null
  const { object } = found
  const event = soonAfter(found, { ...object, status: { ...object.status, phase: 'Pending' } })
  const request = askedBy(`kubelet-standin/${object.spec.nodeName ?? ''}`, event, { subresource: 'status' })
  return inserted(recording, found, event, request)
}

const boundToNoNode: Way = (recording) => {
  for (const { before, after } of steps(recording, 'pods')) {
    if (!isPod(before.object) || !isPod(after.object) || before.object.spec.nodeName !== undefined) continue
    const { nodeName } = after.object.spec
    if (nodeName === undefined) continue
    const binding = recording.lines.find(
      (line) => line.kind === 'request' && line.subresource === 'binding' && line.name === after.object.metadata.name,
    )
    if (binding?.kind !== 'request') continue
    const object = { ...after.object, spec: { ...after.object.spec, nodeName: 'n99' } }
    const { recording: moved } = edited(recording, after, object)
    return { recording: replaced(moved, binding, { ...binding, target: 'n99' }), revision: after.revision }
  }
  return null
}

const boundElsewhereThanAsked: Way = (recording) => {
  const found = boundToNoNode(recording)
  const binding = recording.lines.find((line) => line.kind === 'request' && line.subresource === 'binding')
  if (found === null || binding === undefined) return null
  const after = changes(found.recording, 'pods').find(({ revision }) => revision === found.revision)
  const original = changes(recording, 'pods').find(({ revision }) => revision === found.revision)
  const other = changes(recording, 'nodes').find(
    ({ object }) =>
      original !== undefined && isPod(original.object) && object.metadata.name !== original.object.spec.nodeName,
  )
  if (after === undefined || original === undefined || other === undefined || !isPod(original.object)) return null
  const spec = { ...original.object.spec, nodeName: other.object.metadata.name }
  return edited(recording, original, { ...original.object, spec })
}

/** The node controller deletes a pod of a healthy node. */
const evictedUntainted: Way = (recording) => {
  const found = settled(recording)
  if (found === undefined || !isCalm(recording)) return null
  const event = soonAfter(
    found,
    withMetadata(found.object, { deletionTimestamp: true, deletionGracePeriodSeconds: graceOf(found) }),
  )
  return inserted(recording, found, event, askedBy('kcm/node-controller', event, { verb: 'delete' }))
}

const graceOf = ({ object }: Changed): number => (isPod(object) ? (object.spec.terminationGracePeriodSeconds ?? 30) : 0)

/** A node is called Unknown though its lease was just renewed. */
const unknownTooEarly: Way = (recording) => {
  const found = changes(recording, 'nodes').findLast(
    ({ object, event }) =>
      event === 'MODIFIED' &&
      object.kind === 'Node' &&
      object.status.conditions.some((c) => c.type === 'Ready' && c.status === 'True'),
  )
  if (found?.object.kind !== 'Node' || !isCalm(recording)) return null
  const { object } = found
  const conditions = object.status.conditions.map((c) =>
    c.type === 'Ready' ? { ...c, status: 'Unknown' as const } : c,
  )
  const event = soonAfter(found, { ...object, status: { ...object.status, conditions } })
  return inserted(
    recording,
    found,
    event,
    askedBy('kcm/node-controller', event, { verb: 'update', subresource: 'status' }),
  )
}

/** A taint that nothing called for. */
const taintFromNowhere: Way = (recording) => {
  const found = changes(recording, 'nodes').findLast(
    ({ object, event }) => event === 'MODIFIED' && object.kind === 'Node',
  )
  if (found?.object.kind !== 'Node' || !isCalm(recording)) return null
  const { object } = found
  const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' } as const
  const isReady = object.status.conditions.some((c) => c.type === 'Ready' && c.status === 'True')
  if (!isReady) return null
  const event = soonAfter(found, {
    ...object,
    spec: { ...object.spec, taints: [...(object.spec.taints ?? []), taint] },
  })
  return inserted(recording, found, event, askedBy('kcm/node-controller', event))
}

/** The controller of a deployment gives a set another size than its arithmetic. */
const setIsTooLarge: Way = (recording) => {
  for (const { before, after } of steps(recording, 'replicasets')) {
    const [was, is] = [before.object, after.object]
    const isByDeployment = requestOf(recording, after)?.actor === 'kcm/deployment-controller'
    if (
      was.kind !== 'ReplicaSet' ||
      is.kind !== 'ReplicaSet' ||
      !isByDeployment ||
      was.spec.replicas === is.spec.replicas
    )
      continue
    return edited(recording, after, { ...is, spec: { ...is.spec, replicas: is.spec.replicas + 9 } })
  }
  return null
}

const countIsWrong: Way = (recording) => {
  for (const { before, after } of steps(recording, 'replicasets')) {
    const [was, is] = [before.object, after.object]
    if (was.kind !== 'ReplicaSet' || is.kind !== 'ReplicaSet' || was.status.readyReplicas === is.status.readyReplicas)
      continue
    return edited(recording, after, { ...is, status: { ...is.status, readyReplicas: is.status.readyReplicas + 5 } })
  }
  return null
}

/** An address that is ready although its pod is not, or is no pod of the service. */
const addressFromNowhere: Way = (recording) => {
  for (const { after } of steps(recording, 'endpoints')) {
    const { object } = after
    if (object.kind !== 'Endpoints' || after.event !== 'MODIFIED') continue
    const stray = { pod: 'stray', podUid: 'stray', nodeName: 'n1', ip: '10.0.0.9' }
    return edited(recording, after, { ...object, ready: [...object.ready, stray] })
  }
  return null
}

/** Pods of an owner that lives are no garbage. */
const collectedWithOwner: Way = (recording) => {
  const found = changes(recording, 'pods').find(
    ({ event, object }) => event === 'ADDED' && controllerOf(object) !== undefined,
  )
  if (found === undefined || !isPod(found.object) || !isCalm(recording)) return null
  const object = withMetadata(found.object, { deletionTimestamp: true, deletionGracePeriodSeconds: 0 })
  const event = soonAfter(found, object)
  return inserted(
    recording,
    found,
    event,
    askedBy('kcm/generic-garbage-collector', event, { verb: 'delete', propagationPolicy: 'Background' }),
  )
}

const otherOwner: Way = (recording) => {
  const found = changes(recording, 'pods').find(
    ({ event, object }) => event === 'ADDED' && controllerOf(object) !== undefined,
  )
  if (found === undefined) return null
  const owners = (found.object.metadata.ownerReferences ?? []).map((owner) => ({ ...owner, uid: 'other' }))
  return edited(recording, found, withMetadata(found.object, { ownerReferences: owners }))
}

/** The user asked for another size. */
const sizeNobodyAskedFor: Way = (recording) => {
  for (const { before, after } of steps(recording, 'deployments')) {
    const [was, is] = [before.object, after.object]
    if (was.kind !== 'Deployment' || is.kind !== 'Deployment' || was.spec.replicas === is.spec.replicas) continue
    return edited(recording, after, { ...is, spec: { ...is.spec, replicas: is.spec.replicas + 1 } })
  }
  return null
}

export const AUTHOR_WAYS: { readonly [name: string]: Way } = {
  replicaTooMany,
  podFromNowhere,
  statusFromNowhere,
  statusByAnotherNode,
  runningUnstarted,
  phaseGoesBack,
  boundToNoNode,
  boundElsewhereThanAsked,
  evictedUntainted,
  unknownTooEarly,
  taintFromNowhere,
  setIsTooLarge,
  countIsWrong,
  addressFromNowhere,
  collectedWithOwner,
  otherOwner,
  sizeNobodyAskedFor,
}
