/** Services: endpoints are the ready pods, and every packet arrives at one of them. */
import { isReady, isTerminal, isTerminating } from '../model/pod.ts'
import type { Endpoints, Pod, Service } from '../model/objects.ts'
import { keyOf } from '../model/objects.ts'
import { includesLabels } from '../model/selector.ts'
import type { Objects, Truth } from '../model/truth.ts'
import type { Claim, State } from './claim.ts'
import { always, eventually, none, sometimes } from './claim.ts'
import { cached, lookUp } from '../model/client.ts'
import type { EndpointsMemory } from '../model/endpoints/endpoints.ts'
import { addressesOf } from '../model/topology.ts'
import { routesOn } from '../model/routes.ts'

/** Services with a selector, and the pods that they select. */
const backends = (
  objects: Objects,
): readonly { readonly service: Service; readonly pods: readonly Pod[] }[] =>
  objects.services.flatMap((service) => {
    const { selector } = service.spec
    if (selector === undefined || Object.keys(selector).length === 0) return []
    const pods = objects.pods.filter(
      (pod) =>
        pod.metadata.namespace === service.metadata.namespace &&
        includesLabels(pod.metadata.labels, selector),
    )
    return [{ service, pods }]
  })

const endpointsOf = (objects: Objects, service: Service): Endpoints | undefined =>
  objects.endpoints.find((endpoints) => keyOf(endpoints) === keyOf(service))

export const readyAddresses = (objects: Objects, service: Service): readonly string[] =>
  (endpointsOf(objects, service)?.ready ?? []).map(({ podUid }) => podUid)

/** Its user did not ask for the pods that are not ready too. */
const wantsReadyPods = ({ spec }: Service): boolean => spec.publishNotReadyAddresses !== true

const isServing = (pod: Pod): boolean => isReady(pod) && !isTerminal(pod) && !isTerminating(pod)

export const readyPodIsAnEndpoint: Claim = (truth) =>
  eventually({
    name: 'ready-pod-is-an-endpoint',
    clause: 'SVC-2',
    description: 'A pod whose containers run and are ready, on a node in contact, gets traffic of its services.',
    witness: 'some-service-has-an-endpoint',
    ...none((state) => {
      const objects = truth.objects(state)
      return backends(objects).flatMap(({ service, pods }) => {
        const ready = new Set(readyAddresses(objects, service))
        return pods
          .filter((pod) => runsHealthily(truth, state, pod) && !ready.has(pod.metadata.uid))
          .map((pod) => `${keyOf(pod)} runs and is no endpoint of ${keyOf(service)}`)
      })
    }),
  })

/** All its containers run on a node that is in contact: its kubelet finds it ready. */
const runsHealthily = (truth: Truth, state: State, pod: Pod): boolean => {
  const { nodeName, containers } = pod.spec
  if (nodeName === undefined || isTerminal(pod) || isTerminating(pod)) return false
  if (!truth.isReporting(state, nodeName) || !truth.isWorking(state, nodeName)) return false
  const running = truth.running(state).filter(({ podUid }) => podUid === pod.metadata.uid)
  return running.length >= containers.length
}

/** A level-triggered controller that has nothing left to do believes that all is as it should be. */
const idleControllers = (truth: Truth, state: State): readonly EndpointsMemory[] =>
  addressesOf(truth.settings, 'endpoints').flatMap((address) => {
    const memory = isEndpoints(address) ? state[address] : undefined
    if (memory === undefined || !memory.leading || memory.client.server === null) return []
    const isIdle = Object.keys(memory.queue).length === 0 && Object.keys(memory.client.pending).length === 0
    return isIdle ? [memory] : []
  })

const isEndpoints = (address: string): address is `endpoints/${string}` => address.startsWith('endpoints/')

export const terminatingPodIsNoEndpoint: Claim = (truth) =>
  always({
    name: 'terminating-pod-is-no-endpoint',
    clause: 'SVC-3',
    description: 'When the endpoints controller has nothing left to do, no pod that it knows to terminate is a ready endpoint.',
    witness: 'some-service-has-an-endpoint',
    ...none((state) =>
      idleControllers(truth, state).flatMap(({ client }) => {
        const pods = cached(client, 'pods', 'Pod').filter(isTerminating)
        const terminating = new Set(pods.map(({ metadata }) => metadata.uid))
        return cached(client, 'endpoints', 'Endpoints')
          .filter((endpoints) => !publishesAll(client, keyOf(endpoints)))
          .flatMap((endpoints) =>
            endpoints.ready
              .filter(({ podUid }) => terminating.has(podUid))
              .map(({ podUid }) => `${podUid} is terminating and still a ready endpoint of ${keyOf(endpoints)}`),
          )
      }),
    ),
  })

const publishesAll = (client: EndpointsMemory['client'], key: string): boolean =>
  lookUp(client, 'services', 'Service', key)?.spec.publishNotReadyAddresses === true

export const unreachablePodIsNoEndpoint: Claim = (truth) =>
  eventually({
    name: 'unreachable-pod-is-no-endpoint',
    clause: 'SVC-3',
    description: 'Once settled, no ready endpoint is on a node that cannot be reached.',
    witness: 'some-service-has-an-endpoint',
    ...none((state) => {
      const objects = truth.objects(state)
      const reporting = truth.nodeNames.filter((node) => truth.isReporting(state, node))
      if (reporting.length === 0) return []
      const byUid = new Map(objects.pods.map((pod) => [pod.metadata.uid, pod]))
      return objects.services.filter(wantsReadyPods).flatMap((service) =>
        readyAddresses(objects, service).flatMap((uid) => {
          const node = byUid.get(uid)?.spec.nodeName
          return node === undefined || reporting.includes(node)
            ? []
            : [`${uid} on silent node ${node} is still an endpoint of ${keyOf(service)}`]
        }),
      )
    }),
  })

export const endpointsAreReadyPods: Claim = (truth) =>
  eventually({
    name: 'endpoints-are-ready-pods',
    clause: 'SVC-2',
    description: 'The ready endpoints of a service are exactly the ready pods that it selects.',
    witness: 'some-service-has-an-endpoint',
    ...none((state) => {
      const objects = truth.objects(state)
      return backends(objects).flatMap(({ service, pods }) => {
        if (!wantsReadyPods(service)) return []
        const want = pods.filter(isServing).map((pod) => pod.metadata.uid).sort()
        const have = [...readyAddresses(objects, service)].sort()
        return want.join() === have.join()
          ? []
          : [`${keyOf(service)} has endpoints [${have.join(', ')}], ready pods are [${want.join(', ')}]`]
      })
    }),
  })

export const packetsReachAReadyPod: Claim = (truth) =>
  eventually({
    name: 'packet-reaches-a-ready-pod',
    clause: 'PROXY-2',
    description: 'From every working node every packet to a service with endpoints arrives at a live, ready pod.',
    witness: 'some-packet-arrives',
    ...none((state) => {
      const objects = truth.objects(state)
      const live = new Set(truth.running(state).map(({ podUid }) => podUid))
      return truth.settings.topology.nodes
        .map(({ name }) => name)
        .filter((name) => truth.isReporting(state, name))
        .flatMap((name) => deadRoutes(objects, state, name, live))
    }),
  })

const deadRoutes = (
  objects: Objects,
  state: State,
  node: string,
  live: ReadonlySet<string>,
): readonly string[] =>
  objects.services.filter(wantsReadyPods).flatMap((service) => {
    const ready = readyAddresses(objects, service)
    if (ready.length === 0) return []
    const routes = routesOn(state, node, keyOf(service))
    const dead = routes.filter((uid) => !live.has(uid) || !ready.includes(uid))
    if (routes.length === 0) return [`packets from ${node} to ${keyOf(service)} go nowhere`]
    return dead.map((uid) => `packets from ${node} to ${keyOf(service)} go to ${uid}, which is not ready`)
  })

export const someServiceHasAnEndpoint: Claim = (truth) =>
  sometimes({
    name: 'some-service-has-an-endpoint',
    clause: 'SVC-2',
    holds: (state) => truth.objects(state).endpoints.some(({ ready }) => ready.length > 0),
  })

export const somePacketArrives: Claim = (truth) =>
  sometimes({
    name: 'some-packet-arrives',
    clause: 'PROXY-2',
    holds: (state) =>
      truth.settings.topology.nodes.some(({ name }) =>
        truth
          .objects(state)
          .services.some((service) => routesOn(state, name, keyOf(service)).length > 0),
      ),
  })

export const SERVICES: readonly Claim[] = [
  readyPodIsAnEndpoint,
  terminatingPodIsNoEndpoint,
  unreachablePodIsNoEndpoint,
  endpointsAreReadyPods,
  packetsReachAReadyPod,
  someServiceHasAnEndpoint,
  somePacketArrives,
]
