/** For recordings without requests: who may have written a change, judging by what it changes. */
import { controllerOf } from '../../model/claim.ts'
import { canonical } from '../../model/same.ts'
import type { KubeObject, Pod } from '../../model/objects.ts'
import type { Version } from './history.ts'
import type { RequestLine } from './recording.ts'
import { PLAIN } from './recording.ts'

type Guess = Pick<RequestLine, 'actor' | 'verb'> & Partial<RequestLine>

const statusOf = (object: KubeObject | null): unknown =>
  object !== null && 'status' in object ? object.status : undefined

const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b)

/** A deployment's revision is written along with its status, or alone. */
const isRevision = ({ before, object }: Version): boolean =>
  object.kind === 'Deployment' && before?.kind === 'Deployment' && isSame(before.spec, object.spec)

const onlyStatus = (version: Version): boolean =>
  !isSame(statusOf(version.before), statusOf(version.object)) || isRevision(version)

const isMark = ({ before, object }: Version): boolean =>
  object.metadata.deletionGracePeriodSeconds !== before?.metadata.deletionGracePeriodSeconds ||
  (object.metadata.deletionTimestamp !== undefined && before?.metadata.deletionTimestamp === undefined)

const nodeOf = ({ object, before }: Version): string => {
  const pod = [object, before].find((each): each is Pod => each?.kind === 'Pod')
  return pod?.spec.nodeName ?? ''
}

const CREATORS: { readonly [kind: string]: string } = {
  ReplicaSet: 'kcm/replicaset-controller',
  ReplicationController: 'kcm/replication-controller',
  Deployment: 'kcm/deployment-controller',
  StatefulSet: 'kcm/statefulset-controller',
  DaemonSet: 'kcm/daemon-set-controller',
  Job: 'kcm/job-controller',
}

/** The controller of the object's owner, by whom it is also scaled and adopted. */
const owner = ({ object, before }: Version): readonly Guess[] =>
  [object, before].flatMap((each) => {
    const kind = each === null ? undefined : controllerOf(each)?.kind
    const actor = kind === undefined ? undefined : CREATORS[kind]
    return actor === undefined ? [] : [{ actor, verb: 'patch' }]
  })

const OF_STATUS: { readonly [resource: string]: readonly string[] } = {
  deployments: ['kcm/deployment-controller'],
  replicasets: ['kcm/replicaset-controller'],
  replicationcontrollers: ['kcm/replication-controller'],
  nodes: ['kcm/node-controller'],
  pods: ['kcm/node-controller', 'scheduler', 'kcm/pod-garbage-collector'],
  namespaces: ['kcm/namespace-controller'],
}

const deletions = (version: Version): readonly Guess[] => [
  { actor: `kubelet/${nodeOf(version)}`, verb: 'delete', gracePeriodSeconds: 0 },
  ...owner(version).map((guess) => ({ ...guess, verb: 'delete' })),
  { actor: 'kcm/node-controller', verb: 'delete' },
  { actor: 'kcm/generic-garbage-collector', verb: 'delete', propagationPolicy: 'Background' },
  { actor: 'kcm/pod-garbage-collector', verb: 'delete', gracePeriodSeconds: 0 },
  { actor: 'kcm/namespace-controller', verb: 'delete' },
  { actor: 'user', verb: 'delete' },
  { actor: 'user', verb: 'delete', gracePeriodSeconds: version.object.metadata.deletionGracePeriodSeconds ?? 0 },
  ...(['Background', 'Foreground', 'Orphan'] as const).map((policy) => ({
    actor: 'user',
    verb: 'delete',
    propagationPolicy: policy,
  })),
  { actor: 'kcm/generic-garbage-collector', verb: 'patch' },
]

const changes = (version: Version): readonly Guess[] => {
  const { resource, object, before } = version
  const isBinding = object.kind === 'Pod' && before?.kind === 'Pod' && before.spec.nodeName !== object.spec.nodeName
  if (isBinding)
    return [{ actor: 'scheduler', verb: 'create', subresource: 'binding', target: object.spec.nodeName ?? '' }]
  if (onlyStatus(version)) {
    const node = resource === 'nodes' ? object.metadata.name : nodeOf(version)
    const kubelet = resource === 'nodes' || resource === 'pods' ? [`kubelet/${node}`] : []
    return [...kubelet, ...(OF_STATUS[resource] ?? [])].map((actor) => ({
      actor,
      verb: 'patch',
      subresource: 'status',
    }))
  }
  return [
    ...owner(version),
    ...(resource === 'nodes' ? [{ actor: 'kcm/node-controller', verb: 'patch' }] : []),
    ...(resource === 'endpoints' ? [{ actor: 'kcm/endpoint-controller', verb: 'update' }] : []),
    { actor: 'kcm/generic-garbage-collector', verb: 'patch' },
    { actor: 'user', verb: 'update' },
  ]
}

const creations = (version: Version): readonly Guess[] => {
  const owned = owner(version)
  if (owned.length > 0) return owned.map((guess) => ({ ...guess, verb: 'create' }))
  if (version.resource === 'endpoints') return [{ actor: 'kcm/endpoint-controller', verb: 'create' }]
  if (version.resource === 'nodes') return [{ actor: `kubelet/${version.object.metadata.name}`, verb: 'create' }]
  return [{ actor: 'user', verb: 'create' }]
}

const guesses = (version: Version): readonly Guess[] => {
  if (version.event === 'ADDED') return creations(version)
  return version.event === 'DELETED' || isMark(version) ? deletions(version) : changes(version)
}

/** Requests that nobody recorded, the likeliest first; the user's last. */
export const guessed = (version: Version): readonly RequestLine[] =>
  guesses(version).map((guess) => ({
    ...PLAIN,
    line: version.told.line,
    t: version.t,
    received: version.t,
    resource: version.resource,
    namespace: version.object.metadata.namespace ?? '',
    name: version.object.metadata.name,
    revision: version.revision,
    ...guess,
  }))
