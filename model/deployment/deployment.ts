/**
 * The controller that rolls out pod templates: one ReplicaSet per template, new ones up and old
 * ones down within maxSurge and maxUnavailable. It never touches a pod. Every write names the
 * version that it was decided on, so a decision made on an old cache is refused with 409 and made
 * again.
 *
 * A sync makes one round of writes (all sizes that change at once; upstream one after another,
 * stopping at the first failure, and an old set twice where both its unavailable pods and others go), then
 * writes the status, and with it the revision, which upstream writes by itself just before.
 *
 * Left out: rollback as a request (it is an update to an old template, whose ReplicaSet is taken up
 * again; history is kept by age), conditions and progressDeadlineSeconds
 * (they are reported, nothing acts on them), minReadySeconds, and collisionCount: where upstream
 * answers a name taken by somebody else's ReplicaSet with another hash, this controller retries
 * until the garbage collector has removed that set.
 */
import type { Claim } from '../claim.ts'
import { adopted, claim, controllerOf, isControlledBy, released } from '../claim.ts'
import type { Change, Pending } from '../client.ts'
import { cached, lookUp } from '../client.ts'
import type { Component } from '../component.ts'
import type { Answer, ControllerMemory, Logic, Step } from '../controller.ts'
import {
  ask,
  begin,
  fail,
  finish,
  isBusy,
  newController,
  succeeded,
  andThen,
} from '../controller.ts'
import { controller } from '../controller-loop.ts'
import type { Address } from '../messages.ts'
import type { Deployment, KubeObject, Pod, ReplicaSet, Resource } from '../objects.ts'
import { keyOf } from '../objects.ts'
import { isTerminal } from '../pod.ts'
import { same } from '../same.ts'
import type { Settings } from '../settings.ts'
import { planFor, viewOf } from './plan.ts'
import { withRevision } from './revision.ts'
import type { Resize } from './rolling.ts'
import { sizeAnnotations } from './scaling.ts'

/** claim: the owner of a set changes. write: a set is created, resized or dropped. */
type Stage = 'verify' | 'claim' | 'write' | 'status'

interface Purpose {
  readonly key: string
  readonly what: Stage
}

interface Sync {
  /** To be written when the other writes have succeeded. */
  readonly status?: Deployment['status']
  readonly revision?: string
  readonly failed?: true
}

export interface DeploymentMemory extends ControllerMemory<Purpose> {
  /** Syncs that await answers. */
  readonly syncs: { readonly [key: string]: Sync }
}

type Memory = DeploymentMemory

const deploymentOf = ({ client }: Memory, key: string): Deployment | undefined =>
  lookUp(client, 'deployments', 'Deployment', key)

const setsIn = ({ client }: Memory, namespace: string | undefined): readonly ReplicaSet[] =>
  cached(client, 'replicasets', 'ReplicaSet').filter(
    ({ metadata }) => metadata.namespace === namespace,
  )

const claimed = (memory: Memory, deployment: Deployment, wanted: Claim): readonly ReplicaSet[] =>
  setsIn(memory, deployment.metadata.namespace).filter((set) => claim(deployment, set) === wanted)

const askAs = (memory: Memory, spec: Parameters<typeof ask>[1], purpose: Purpose): Step<Memory> =>
  ask<Purpose, Memory>(memory, spec, purpose)

const all = <T>(memory: Memory, items: readonly T[], go: (m: Memory, item: T) => Step<Memory>) =>
  items.reduce<Step<Memory>>((step, item) => andThen(step, (m) => go(m, item)), begin(memory))

const setSync = (memory: Memory, key: string, sync: Sync): Memory => ({
  ...memory,
  syncs: { ...memory.syncs, [key]: sync },
})

const syncOf = (memory: Memory, key: string): Sync =>
  (Object.hasOwn(memory.syncs, key) ? memory.syncs[key] : undefined) ?? {}

const updateSet = (memory: Memory, key: string, what: Stage, set: ReplicaSet): Step<Memory> =>
  askAs(
    memory,
    { verb: 'update', resource: 'replicasets', key: keyOf(set), object: set },
    { key, what },
  )

const sync = (memory: Memory, key: string): Step<Memory> => {
  const deployment = deploymentOf(memory, key)
  if (deployment === undefined) return finish(memory, key)
  const release = claimed(memory, deployment, 'release')
  const adopts = claimed(memory, deployment, 'adopt').length > 0
  if (release.length === 0 && !adopts) return rollOut(memory, key, deployment)
  const releasing = all(memory, release, (m, set) =>
    updateSet(m, key, 'claim', { ...set, metadata: released(set.metadata, deployment) }),
  )
  if (!adopts) return releasing
  return andThen(releasing, (m) =>
    askAs(m, { verb: 'get', resource: 'deployments', key }, { key, what: 'verify' }),
  )
}

const rollOut = (memory: Memory, key: string, deployment: Deployment): Step<Memory> => {
  const sets = claimed(memory, deployment, 'mine')
  const pods = cached(memory.client, 'pods', 'Pod')
  const { create, resize, drop, status, revision, newSet } = planFor(viewOf(deployment, sets, pods))
  const planned = begin(
    setSync(memory, key, { status, ...(revision === undefined ? {} : { revision }) }),
  )
  const made = create === undefined ? planned : andThen(planned, (m) => createSet(m, key, create))
  const sized = andThen(made, (m) =>
    all(m, resize, (each, r) =>
      resizeSet(
        each,
        key,
        deployment,
        revision !== undefined && r.set === newSet
          ? { ...r, set: withRevision(r.set, revision) }
          : r,
      ),
    ),
  )
  const dropped = andThen(sized, (m) => all(m, drop, (each, set) => dropSet(each, key, set)))
  return andThen(dropped, (m) => (isBusy(m, key) ? begin(m) : writeStatus(m, key)))
}

const createSet = (memory: Memory, key: string, set: ReplicaSet): Step<Memory> =>
  askAs(
    memory,
    { verb: 'create', resource: 'replicasets', key: keyOf(set), object: set },
    { key, what: 'write' },
  )

const resizeSet = (
  memory: Memory,
  key: string,
  deployment: Deployment,
  { set, replicas }: Resize,
): Step<Memory> =>
  updateSet(memory, key, 'write', {
    ...set,
    metadata: {
      ...set.metadata,
      annotations: { ...set.metadata.annotations, ...sizeAnnotations(deployment) },
    },
    spec: { ...set.spec, replicas },
  })

const dropSet = (memory: Memory, key: string, set: ReplicaSet): Step<Memory> =>
  askAs(
    memory,
    { verb: 'delete', resource: 'replicasets', key: keyOf(set), uid: set.metadata.uid },
    { key, what: 'write' },
  )

const writeStatus = (memory: Memory, key: string): Step<Memory> => {
  const deployment = deploymentOf(memory, key)
  const { status, revision } = syncOf(memory, key)
  if (deployment === undefined || status === undefined) return end(memory, key)
  const revised = revision === undefined ? deployment : withRevision(deployment, revision)
  if (same(deployment.status, status) && same(deployment.metadata, revised.metadata)) {
    return end(memory, key)
  }
  const object = { ...revised, status }
  return askAs(
    memory,
    { verb: 'update', resource: 'deployments', subresource: 'status', key, object },
    { key, what: 'status' },
  )
}

const end = (memory: Memory, key: string): Step<Memory> => {
  const { failed } = syncOf(memory, key)
  const { [key]: _over, ...syncs } = memory.syncs
  const over = { ...memory, syncs }
  return failed ? fail(over, key) : finish(over, key)
}

const noted = (memory: Memory, key: string, good: boolean): Step<Memory> =>
  begin(good ? memory : setSync(memory, key, { ...syncOf(memory, key), failed: true }))

/** Before it adopts, it asks the store whether it still exists: its cache may be old. */
const verified = (memory: Memory, key: string, answer: Answer): Step<Memory> => {
  const deployment = deploymentOf(memory, key)
  const fresh = succeeded(answer) ? answer?.object : undefined
  if (
    deployment === undefined ||
    fresh?.metadata.uid !== deployment.metadata.uid ||
    fresh.metadata.deletionTimestamp !== undefined
  ) {
    return noted(memory, key, false)
  }
  return all(memory, claimed(memory, deployment, 'adopt'), (m, set) =>
    updateSet(m, key, 'claim', { ...set, metadata: adopted(set.metadata, deployment) }),
  )
}

/**
 * After a change of owner the sync ends; the set's own event brings the key back. 404 means that it
 * is gone anyway. 403 means that the namespace is terminating, and this deployment with it.
 */
const onAnswer = (
  memory: Memory,
  { purpose: { key, what }, request }: Pending<Purpose>,
  answer: Answer,
): Step<Memory> => {
  const moot = answer?.code === 404 && request.verb !== 'create'
  const good = succeeded(answer) || moot || answer?.code === 403
  const heard = what === 'verify' ? verified(memory, key, answer) : noted(memory, key, good)
  return andThen(heard, (m) => {
    if (isBusy(m, key)) return begin(m)
    return what === 'write' && !syncOf(m, key).failed ? writeStatus(m, key) : end(m, key)
  })
}

const asSet = (object: KubeObject | undefined): readonly ReplicaSet[] =>
  object?.kind === 'ReplicaSet' ? [object] : []

const asPod = (object: KubeObject | undefined): readonly Pod[] =>
  object?.kind === 'Pod' ? [object] : []

/** Deployments that own this set, or might adopt it. */
const ownerKeys = (memory: Memory, set: ReplicaSet): readonly string[] => {
  const orphan = controllerOf(set) === undefined
  return cached(memory.client, 'deployments', 'Deployment')
    .filter((each) => (orphan ? claim(each, set) === 'adopt' : isControlledBy(set, each)))
    .map(keyOf)
}

/** Only a Recreate deployment looks at pods: it waits until the last old one is gone. */
const waitingFor = (memory: Memory, pod: Pod): readonly string[] =>
  setsIn(memory, pod.metadata.namespace)
    .filter((set) => isControlledBy(pod, set))
    .flatMap((set) => ownerKeys(memory, set))
    .filter((key) => deploymentOf(memory, key)?.spec.strategy.type === 'Recreate')

const affected = (memory: Memory, resource: Resource, change: Change): readonly string[] => {
  const { key, before, after } = change
  if (resource === 'deployments') return [key]
  if (resource === 'replicasets') {
    return [...asSet(before), ...asSet(after)].flatMap((set) => ownerKeys(memory, set))
  }
  if (asPod(after).some((pod) => !isTerminal(pod))) return []
  return asPod(before).flatMap((pod) => waitingFor(memory, pod))
}

const logic: Logic<Purpose, Memory> = {
  kind: 'deployment',
  watches: [{ resource: 'deployments' }, { resource: 'replicasets' }, { resource: 'pods' }],
  initial: { ...newController<Purpose>(), syncs: {} },
  keys: ({ client }) => cached(client, 'deployments', 'Deployment').map(keyOf),
  affected,
  sync,
  answered: onAnswer,
  lost: (memory) => begin({ ...memory, syncs: {} }),
}

/** No setting changes what it does; it has the signature of every component. */
export const deployment = (_settings: Settings, address: Address): Component<DeploymentMemory> =>
  controller(logic, address)
