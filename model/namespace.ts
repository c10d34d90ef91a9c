/**
 * The namespace controller: empties a namespace that is being deleted, and lets it go when nothing is left.
 * Source: kubernetes pkg/controller/namespace at v1.31.0; recording 18a (nothing happens for about 5 s).
 *
 * Left out: discovery of other kinds; contents with finalizers are waited for, not forced.
 * Timers: sync/<namespace>.
 */
import type { Pending } from './client.ts'
import { cacheOf, cached, lookUp, objectsIn } from './client.ts'
import type { Component } from './component.ts'
import type { Answer, ControllerMemory, Logic, Step } from './controller.ts'
import { andThen, ask, begin, fail, finish, isBusy, newController, succeeded } from './controller.ts'
import { controller } from './controller-loop.ts'
import type { Address } from './messages.ts'
import type { KubeObject, Namespace, Resource } from './objects.ts'
import { keyOf, resourceOf } from './objects.ts'
import type { Settings } from './settings.ts'
import { addAfter } from './work-queue.ts'

interface Purpose {
  readonly key: string
  readonly step: 'delete' | 'finalize'
}

export type NamespaceMemory = ControllerMemory<Purpose>

type Memory = NamespaceMemory

const CONTENTS: readonly Resource[] = [
  'pods',
  'replicasets',
  'replicationcontrollers',
  'deployments',
  'services',
  'endpoints',
]

const namespaceOf = (memory: Memory, key: string): Namespace | undefined =>
  lookUp(memory.client, 'namespaces', 'Namespace', key)

const contentsIn = ({ served = [] }: Settings): readonly Resource[] => [...CONTENTS, ...served]

const contentsOf = (settings: Settings, memory: Memory, key: string): readonly KubeObject[] =>
  contentsIn(settings).flatMap((resource) => objectsIn(cacheOf(memory.client, resource).objects)).filter(
    ({ metadata }) => metadata.namespace === key,
  )

const isTerminating = (namespace: Namespace | undefined): namespace is Namespace =>
  namespace?.status.phase === 'Terminating'

const sync = (settings: Settings) => (memory: Memory, key: string): Step<Memory> => {
  const namespace = namespaceOf(memory, key)
  if (!isTerminating(namespace) || namespace.spec.finalizers.length === 0) return finish(memory, key)
  const contents = contentsOf(settings, memory, key)
  const alive = contents.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  if (contents.length === 0) {
    const object: Namespace = {
      ...namespace,
      metadata: { ...namespace.metadata, resourceVersion: 0 },
      spec: { finalizers: [] },
    }
    const spec = { verb: 'update', subresource: 'finalize', resource: 'namespaces', key, object } as const
    return ask<Purpose, Memory>(memory, spec, { key, step: 'finalize' })
  }
  if (alive.length === 0) return finish(memory, key)
  return alive.reduce<Step<Memory>>(
    (step, object) =>
      andThen(step, (m) =>
        ask<Purpose, Memory>(
          m,
          {
            verb: 'delete',
            resource: resourceOf(object),
            key: keyOf(object),
            uid: object.metadata.uid,
            propagationPolicy: 'Background',
          },
          { key, step: 'delete' },
        ),
      ),
    begin(memory),
  )
}

const onAnswer = (memory: Memory, { purpose: { key } }: Pending<Purpose>, answer: Answer): Step<Memory> => {
  if (isBusy(memory, key)) return begin(memory)
  const isMoot = answer?.code === 404 || answer?.code === 409
  return succeeded(answer) || isMoot ? finish(memory, key) : fail(memory, key)
}

/** A change inside a terminating namespace may have emptied it. */
const affected = (settings: Settings) => (memory: Memory, resource: Resource, key: string): readonly string[] => {
  const name = resource === 'namespaces' ? key : (key.split('/')[0] ?? '')
  return isTerminating(namespaceOf(memory, name)) && settings.timing.namespaceDeletionDelay >= 0 ? [name] : []
}

/** The first look comes after a delay, so that caches have seen what was created just before. */
const delayed = (settings: Settings, memory: Memory, names: readonly string[]): Step<Memory> =>
  names.reduce<Step<Memory>>((step, name) => {
    const { queue, arm } = addAfter(step.memory.queue, name, settings.timing.namespaceDeletionDelay)
    return { ...step, memory: { ...step.memory, queue }, arm: [...step.arm, ...arm] }
  }, begin(memory))

const logic = (settings: Settings): Logic<Purpose, Memory> => ({
  kind: 'namespace',
  watches: [{ resource: 'namespaces' }, ...contentsIn(settings).map((resource) => ({ resource }))],
  initial: newController<Purpose>(),
  keys: (memory) =>
    cached(memory.client, 'namespaces', 'Namespace')
      .filter(isTerminating)
      .map(({ metadata }) => metadata.name),
  affected: (memory, resource, change) =>
    resource === 'namespaces' ? [] : affected(settings)(memory, resource, change.key),
  observed: (memory, message, changes) =>
    message.resource === 'namespaces'
      ? delayed(
          settings,
          memory,
          changes.map(({ key }) => key).filter((key) => isTerminating(namespaceOf(memory, key))),
        )
      : begin(memory),
  sync: sync(settings),
  answered: onAnswer,
})

export const namespaceController = (settings: Settings, address: Address): Component<NamespaceMemory> =>
  controller(logic(settings), address)
