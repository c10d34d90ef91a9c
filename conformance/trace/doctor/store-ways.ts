/** Tampering that no etcd and no API server would let through, whoever asked. */
import type { KubeObject } from '../../../model/objects.ts'
import type { Way } from './tools.ts'
import {
  askedBy,
  changes,
  edited,
  inserted,
  isPod,
  nextAfter,
  replaced,
  requestOf,
  soonAfter,
  steps,
  withMetadata,
  without,
} from './tools.ts'

const bindings = (recording: Parameters<Way>[0]) =>
  steps(recording, 'pods').flatMap(({ before, after }) =>
    isPod(before.object) &&
    isPod(after.object) &&
    before.object.spec.nodeName === undefined &&
    after.object.spec.nodeName !== undefined
      ? [{ before, after, pod: after.object, node: after.object.spec.nodeName }]
      : [],
  )

/** An event that a request was answered for is gone. */
const eventIsMissing: Way = (recording) => {
  const found = steps(recording, 'pods').find(
    ({ after }) => after.event === 'MODIFIED' && requestOf(recording, after) !== undefined,
  )
  if (found === undefined) return null
  return { recording: without(recording, found.after), revision: nextAfter(recording, found.after.revision) }
}

const creationIsMissing: Way = (recording) => {
  const found = steps(recording, 'pods').find(({ before }) => before.event === 'ADDED')
  if (found === undefined) return null
  return { recording: without(recording, found.before), revision: nextAfter(recording, found.before.revision) }
}

const bindingIsMissing: Way = (recording) => {
  const [binding] = bindings(recording)
  if (binding === undefined) return null
  const next = steps(recording, 'pods').find(({ before }) => before === binding.after)
  return next === undefined ? null : { recording: without(recording, binding.after), revision: next.after.revision }
}

const removalIsMissing: Way = (recording) => {
  const found = changes(recording, 'pods').findLast(({ event }) => event === 'DELETED')
  if (found === undefined) return null
  const isAnswered = requestOf(recording, found) !== undefined
  return { recording: without(recording, found), revision: isAnswered ? nextAfter(recording, found.revision) : null }
}

/** What a kubelet wrote of a bound pod comes before the binding. */
const statusBeforeBinding: Way = (recording) => {
  for (const { after } of bindings(recording)) {
    const next = steps(recording, 'pods').find(({ before }) => before === after)
    if (next === undefined) continue
    const early = {
      ...next.after,
      revision: after.revision,
      object: withMetadata(next.after.object, { resourceVersion: after.revision }),
    }
    const late = {
      ...after,
      revision: next.after.revision,
      object: withMetadata(after.object, { resourceVersion: next.after.revision }),
    }
    return { recording: replaced(replaced(recording, after, early), next.after, late), revision: after.revision }
  }
  return null
}

const podMoves: Way = (recording) => {
  const [binding] = bindings(recording)
  const next = steps(recording, 'pods').find(({ before }) => before === binding?.after)
  if (next === undefined || !isPod(next.after.object)) return null
  return edited(recording, next.after, {
    ...next.after.object,
    spec: { ...next.after.object.spec, nodeName: 'elsewhere' },
  })
}

/** A revision on the watch that lies before the one just told. */
const revisionGoesBack: Way = (recording) => {
  const found = steps(recording, 'pods').at(-1)?.after
  const [first] = changes(recording, 'pods')
  if (found === undefined || first === undefined) return null
  const back = {
    ...found,
    revision: first.revision - 0.5,
    object: withMetadata(found.object, { resourceVersion: first.revision - 0.5 }),
  }
  return { recording: replaced(recording, found, back), revision: back.revision }
}

const revisionIsUsedTwice: Way = (recording) => {
  const found = steps(recording, 'pods').find(({ after }) => requestOf(recording, after) !== undefined)?.after
  const other = found === undefined ? undefined : nextAfter(recording, found.revision)
  if (found === undefined || other === undefined || other === null) return null
  const isPodToo = changes(recording, 'pods').some(({ revision }) => revision === other)
  if (isPodToo) return null
  const twice = { ...found, revision: other, object: withMetadata(found.object, { resourceVersion: other }) }
  const missing = nextAfter(recording, found.revision)
  return { recording: replaced(recording, found, twice), revision: missing }
}

const changed =
  (resource: string, change: (object: KubeObject) => KubeObject): Way =>
  (recording) => {
    const found = steps(recording, resource).find(({ after }) => after.event === 'MODIFIED')?.after
    return found === undefined ? null : edited(recording, found, change(found.object))
  }

const anotherUid = changed('pods', (object) => withMetadata(object, { uid: 'another' }))

const generationJumps = changed('replicasets', (object) =>
  withMetadata(object, { generation: object.metadata.generation + 3 }),
)

const imageChanges = changed('pods', (object) =>
  isPod(object)
    ? {
        ...object,
        spec: { ...object.spec, containers: object.spec.containers.map((c) => ({ ...c, image: 'other:9' })) },
      }
    : object,
)

const markVanishes: Way = (recording) => {
  const found = steps(recording, 'pods').find(
    ({ before, after }) => before.object.metadata.deletionTimestamp !== undefined && after.event === 'MODIFIED',
  )
  if (found === undefined) return null
  const { deletionTimestamp: _no, deletionGracePeriodSeconds: _nor, ...metadata } = found.after.object.metadata
  return edited(recording, found.after, { ...found.after.object, metadata })
}

const addedTwice: Way = (recording) => {
  const found = changes(recording, 'pods').find(({ event }) => event === 'ADDED')
  return found === undefined ? null : inserted(recording, found, soonAfter(found, found.object, 'ADDED'))
}

/** An update that insisted on a version which was no longer there. */
const conflictIsIgnored: Way = (recording) => {
  for (const { before, after } of steps(recording, 'replicasets')) {
    const request = requestOf(recording, after)
    if (request?.basis !== before.revision || after.event !== 'MODIFIED') continue
    const stale = { ...request, basis: before.revision - 1 }
    return { recording: replaced(recording, request, stale), revision: after.revision }
  }
  return null
}

/** A running pod is gone at once, and nobody had asked it to go. */
const removedUnmarked: Way = (recording) => {
  const found = steps(recording, 'pods').find(
    ({ after }) => isPod(after.object) && after.object.status.phase === 'Running',
  )?.after
  if (found === undefined || !isPod(found.object)) return null
  const gone = soonAfter(found, found.object, 'DELETED')
  return inserted(
    recording,
    found,
    gone,
    askedBy(`kubelet/${found.object.spec.nodeName ?? ''}`, gone, { verb: 'delete', gracePeriodSeconds: 0 }),
  )
}

const lastListDiffers: Way = (recording) => {
  const list = recording.lines.find((line) => line.kind === 'final' && line.resource === 'pods')
  if (list?.kind !== 'final' || list.items.length === 0) return null
  return { recording: replaced(recording, list, { ...list, items: list.items.slice(1) }), revision: null }
}

export const STORE_WAYS: { readonly [name: string]: Way } = {
  eventIsMissing,
  creationIsMissing,
  bindingIsMissing,
  removalIsMissing,
  statusBeforeBinding,
  podMoves,
  revisionGoesBack,
  revisionIsUsedTwice,
  anotherUid,
  generationJumps,
  imageChanges,
  markVanishes,
  addedTwice,
  conflictIsIgnored,
  removedUnmarked,
  lastListDiffers,
}
