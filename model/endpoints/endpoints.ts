/**
 * The endpoints controller: for each Service with a selector, one Endpoints object of its name with
 * the addresses of the pods that it selects. Only a Ready pod is a ready address; a terminating pod
 * is none.
 *
 * One object stands for Endpoints and EndpointSlices alike: their controllers follow the same
 * rules, 10 ms apart. Left out: batching of updates (--endpoint-updates-batch-period is 0 by
 * default), ports (kube-proxy forwards to the pod whatever the port), subsets and the limit of 1000
 * addresses, annotations.
 */
import type { Change, Pending } from '../client.ts'
import { cached, lookUp } from '../client.ts'
import type { Component } from '../component.ts'
import type { Answer, ControllerMemory, Logic, Step } from '../controller.ts'
import { ask, fail, finish, newController, succeeded } from '../controller.ts'
import { controller } from '../controller-loop.ts'
import { newMetadata } from '../claim.ts'
import type { Address } from '../messages.ts'
import type { EndpointAddress, Endpoints, KubeObject, Pod, Resource, Service } from '../objects.ts'
import { keyOf } from '../objects.ts'
import { isReady, isTerminal, isTerminating } from '../pod.ts'
import { same } from '../same.ts'
import { includesLabels } from '../selector.ts'
import type { Settings } from '../settings.ts'

interface Purpose {
  readonly key: string
}

export type EndpointsMemory = ControllerMemory<Purpose>

type Memory = EndpointsMemory

/** Services without selector are the user's own business; external names have no pods. */
const isManaged = ({ spec }: Service): boolean =>
  spec.selector !== undefined &&
  Object.keys(spec.selector).length > 0 &&
  spec.type !== 'ExternalName'

const isSelected = ({ metadata, spec }: Service, pod: Pod): boolean =>
  metadata.namespace === pod.metadata.namespace &&
  includesLabels(pod.metadata.labels, spec.selector ?? {})

/** May this pod be an address at all? It needs an IP and life ahead. */
export const isAddress = (pod: Pod, withTerminating: boolean): boolean =>
  !isTerminal(pod) &&
  pod.status.podIP !== undefined &&
  pod.status.podIP !== '' &&
  (withTerminating || !isTerminating(pod))

const addressOf = ({ metadata, spec, status }: Pod): EndpointAddress => ({
  pod: metadata.name,
  podUid: metadata.uid,
  nodeName: spec.nodeName ?? '',
  ip: status.podIP ?? '',
})

type Addresses = Pick<Endpoints, 'ready' | 'notReady'>

export const addressesFor = (
  settings: Settings,
  service: Service,
  pods: readonly Pod[],
): Addresses => {
  const publishAll = service.spec.publishNotReadyAddresses ?? false
  // kubernetes/kubernetes#54723: a terminating pod stays a ready address until it is gone.
  const withTerminating = publishAll || settings.defects.includes('ready-while-terminating')
  const backends = pods.filter((pod) => isSelected(service, pod) && isAddress(pod, withTerminating))
  const isReadyAddress = (pod: Pod): boolean => publishAll || isReady(pod)
  return {
    ready: backends.filter(isReadyAddress).map(addressOf),
    notReady: backends.filter((pod) => !isReadyAddress(pod)).map(addressOf),
  }
}

const serviceOf = ({ client }: Memory, key: string): Service | undefined =>
  lookUp(client, 'services', 'Service', key)

const endpointsOf = ({ client }: Memory, key: string): Endpoints | undefined =>
  lookUp(client, 'endpoints', 'Endpoints', key)

const sync = (settings: Settings, memory: Memory, key: string): Step<Memory> => {
  const service = serviceOf(memory, key)
  // Also when the cache has none: it may be older than the object.
  if (service === undefined) {
    return ask<Purpose, Memory>(memory, { verb: 'delete', resource: 'endpoints', key }, { key })
  }
  if (!isManaged(service)) return finish(memory, key)
  const addresses = addressesFor(settings, service, cached(memory.client, 'pods', 'Pod'))
  const current = endpointsOf(memory, key)
  const { labels, name, namespace } = service.metadata
  if (current === undefined) {
    const metadata = newMetadata(name, namespace, labels)
    return write(memory, key, 'create', { kind: 'Endpoints', metadata, ...addresses })
  }
  const wanted: Endpoints = {
    kind: 'Endpoints',
    metadata: { ...current.metadata, labels },
    ...addresses,
  }
  return same(current, wanted) ? finish(memory, key) : write(memory, key, 'update', wanted)
}

const write = (
  memory: Memory,
  key: string,
  verb: 'create' | 'update',
  object: Endpoints,
): Step<Memory> =>
  ask<Purpose, Memory>(memory, { verb, resource: 'endpoints', key, object }, { key })

/**
 * 404 to a delete: gone already. 403 to a create: the namespace is terminating, every try would
 * fail. Anything else comes back after a back-off.
 */
const onAnswer = (
  memory: Memory,
  { purpose: { key }, request }: Pending<Purpose>,
  answer: Answer,
): Step<Memory> => {
  const moot =
    (request.verb === 'delete' && answer?.code === 404) ||
    (request.verb === 'create' && answer?.code === 403)
  return succeeded(answer) || moot ? finish(memory, key) : fail(memory, key)
}

const asPod = (object: KubeObject | undefined): readonly Pod[] =>
  object?.kind === 'Pod' ? [object] : []

/** What of a pod shows in an address; other changes of it concern no service. */
const footprint = (pod: Pod | undefined): unknown =>
  pod === undefined
    ? null
    : [pod.metadata.labels, isAddress(pod, true), isTerminating(pod), isReady(pod), addressOf(pod)]

const affected = (memory: Memory, resource: Resource, change: Change): readonly string[] => {
  if (resource === 'services') return [change.key]
  // Somebody changed the object, or our own write has arrived in the cache: compare once more. This
  // is what upstream's tracker of stale informer caches is for.
  if (resource === 'endpoints') {
    return serviceOf(memory, change.key) === undefined ? [] : [change.key]
  }
  const [before] = asPod(change.before)
  const [after] = asPod(change.after)
  if (same(footprint(before), footprint(after))) return []
  const versions = [before, after].filter((pod) => pod !== undefined)
  return cached(memory.client, 'services', 'Service')
    .filter((service) => isManaged(service) && versions.some((pod) => isSelected(service, pod)))
    .map(keyOf)
}

/** Endpoints without a Service are left over from one that was deleted while nobody led. */
const keys = ({ client }: Memory): readonly string[] => {
  const services = cached(client, 'services', 'Service').map(keyOf)
  const leftOver = cached(client, 'endpoints', 'Endpoints')
    .map(keyOf)
    .filter((key) => !services.includes(key))
  return [...services, ...leftOver]
}

const logic = (settings: Settings): Logic<Purpose, Memory> => ({
  kind: 'endpoints',
  watches: [{ resource: 'services' }, { resource: 'pods' }, { resource: 'endpoints' }],
  initial: newController<Purpose>(),
  keys,
  affected,
  sync: (memory, key) => sync(settings, memory, key),
  answered: onAnswer,
})

export const endpoints = (settings: Settings, address: Address): Component<EndpointsMemory> =>
  controller(logic(settings), address)
