/**
 * What the user's own workload needs, derived from the manifests: each service keeps a ready endpoint, each
 * workload enough ready pods, not all on one node, and all of them again in time. Bad luck breaks these sooner
 * or later; the answer is how much, and for how long.
 */

import { maxUnavailable } from '../model/deployment/bounds.ts'
import type { KubeObject, LabelSelector, Pod, PodSpec } from '../model/objects.ts'
import { keyOf } from '../model/objects.ts'
import { isReady, isTerminating } from '../model/pod.ts'
import { selects } from '../model/selector.ts'
import type { Truth } from '../model/truth.ts'
import type { ClusterProperty, State } from './claim.ts'
import { always, eventually, noneOnStep, onEveryStep, none } from './claim.ts'
import { readyAddresses } from './services.ts'
import type { SpreadWorkload } from './spread.ts'
import { staysSpread } from './spread.ts'

/** A promise that the user states in kubeproof.config.yaml. */
export interface StatedPromise {
  /** `deployment/web`, or `deployment/prod/web`. */
  readonly workload: string
  /** `>= 2` */
  readonly ready: string
  /** ms of cluster time */
  readonly within?: number
  readonly survives?: number
}

interface Workload extends SpreadWorkload {
  readonly replicas: number
  readonly selector: LabelSelector
  /** Fewer ready pods than this break the promise. */
  readonly enough: number
}

const nameOf = (object: KubeObject): string =>
  `${object.kind.toLowerCase()}/${keyOf(object).replace(/^default\//, '')}`

export const workloadsOf = (objects: readonly KubeObject[]): readonly Workload[] =>
  objects.flatMap((object): readonly Workload[] => {
    const namespace = object.metadata.namespace ?? 'default'
    const base = { name: nameOf(object), namespace, spreads: hardSpreads(object) }
    switch (object.kind) {
      case 'Deployment': {
        const { replicas, selector } = object.spec
        return [{ ...base, replicas, selector, enough: replicas - maxUnavailable(object) }]
      }
      case 'ReplicaSet':
      case 'ReplicationController': {
        const { replicas, selector } = object.spec
        return [{ ...base, replicas, selector, enough: replicas }]
      }
      default:
        return []
    }
  })

const templateOf = (object: KubeObject): PodSpec | null =>
  object.kind === 'Deployment' || object.kind === 'ReplicaSet' || object.kind === 'ReplicationController'
    ? object.spec.template.spec
    : null

const hardSpreads = (object: KubeObject): SpreadWorkload['spreads'] =>
  (templateOf(object)?.topologySpreadConstraints ?? []).filter((s) => s.whenUnsatisfiable === 'DoNotSchedule')

const readyPodsOf = (truth: Truth, state: State, workload: Workload): readonly Pod[] =>
  truth
    .objects(state)
    .pods.filter(
      (pod) =>
        pod.metadata.namespace === workload.namespace &&
        selects(workload.selector, pod.metadata.labels) &&
        isReady(pod) &&
        !isTerminating(pod),
    )

const keepsAnEndpoint = (truth: Truth, name: string, key: string): ClusterProperty =>
  onEveryStep({
    name: `${name} keeps a ready endpoint`,
    clause: 'USER-1',
    description: 'Once it has a ready endpoint, the service never has none.',
    witness: 'some-service-has-an-endpoint',
    ...noneOnStep((before, after) => {
      const [was, is] = [truth.objects(before), truth.objects(after)]
      if (was === is) return []
      const ready = (objects: typeof was): number =>
        objects.services.filter((s) => keyOf(s) === key).flatMap((s) => readyAddresses(objects, s)).length
      return ready(was) > 0 && ready(is) === 0 ? [`${name} has no ready endpoint`] : []
    }),
  })

const hasAnEndpointAgain = (truth: Truth, name: string, key: string): ClusterProperty =>
  eventually({
    name: `${name} has a ready endpoint again`,
    clause: 'USER-1',
    description: 'In the end the service has a ready endpoint; the worst time until then is given.',
    witness: 'some-service-has-an-endpoint',
    ...none((state) => {
      const objects = truth.objects(state)
      const services = objects.services.filter((s) => keyOf(s) === key)
      return services.some((s) => readyAddresses(objects, s).length > 0) ? [] : [`${name} has no ready endpoint`]
    }),
  })

/** The promise that tells for how long another one, which forbids a moment, was broken. */
export const recoveryOf = (name: string): string => name.replace(/ keeps a ready endpoint$/, ' has a ready endpoint again').replace(/ keeps \d+ ready$/, ' is all ready again')

const keepsEnoughReady = (truth: Truth, workload: Workload): ClusterProperty =>
  onEveryStep({
    name: `${workload.name} keeps ${workload.enough} ready`,
    clause: 'USER-2',
    description: `Once ${workload.enough} of ${workload.replicas} are ready, it never falls below (replicas - maxUnavailable).`,
    witness: 'some-replica-set-is-complete',
    ...noneOnStep((before, after) => {
      if (truth.objects(before) === truth.objects(after)) return []
      const was = readyPodsOf(truth, before, workload).length
      const is = readyPodsOf(truth, after, workload).length
      return was >= workload.enough && is < workload.enough
        ? [`${workload.name} has ${is} of ${workload.replicas} ready`]
        : []
    }),
  })

const isSpread = (truth: Truth, workload: Workload): ClusterProperty =>
  always({
    name: `${workload.name} is not all on one node`,
    clause: 'USER-3',
    description: 'When all of its pods are ready, they are not all on one node.',
    witness: 'some-replica-set-is-complete',
    ...none((state) => {
      const pods = readyPodsOf(truth, state, workload)
      const nodes = new Set(pods.map((pod) => pod.spec.nodeName))
      return pods.length >= workload.replicas && nodes.size === 1
        ? [`all ${pods.length} ready pods of ${workload.name} are on ${[...nodes].join()}`]
        : []
    }),
  })

const isReadyAgain = (truth: Truth, workload: Workload): ClusterProperty =>
  eventually({
    name: `${workload.name} is all ready again`,
    clause: 'USER-4',
    description: `All ${workload.replicas} pods are ready in the end; the worst time until then is given.`,
    witness: 'some-replica-set-is-complete',
    ...none((state) => {
      const ready = readyPodsOf(truth, state, workload).length
      return ready < workload.replicas ? [`${workload.name} has ${ready} of ${workload.replicas} ready`] : []
    }),
  })

const comparison = (ready: string): ((count: number) => boolean) => {
  const [, operator, number] = /^\s*(>=|>|==)\s*(\d+)\s*$/.exec(ready) ?? []
  const bound = Number(number)
  return (count) => (operator === '>' ? count > bound : operator === '==' ? count === bound : count >= bound)
}

const stated = (truth: Truth, workload: Workload, promise: StatedPromise): ClusterProperty => {
  const isKept = comparison(promise.ready)
  const within = promise.within === undefined ? '' : ` within ${promise.within / 1000} s`
  const offenders = (state: State): readonly string[] => {
    const ready = readyPodsOf(truth, state, workload).length
    return isKept(ready) ? [] : [`${workload.name} has ${ready} ready, promised is ${promise.ready}${within}`]
  }
  const common = {
    name: `${workload.name} ready ${promise.ready}${within}`,
    clause: 'USER-5',
    description: 'Stated in kubeproof.config.yaml.',
    witness: 'some-replica-set-is-complete',
  } as const
  if (promise.within !== undefined) {
    return eventually({ ...common, within: promise.within, ...none(offenders) })
  }
  return onEveryStep({
    ...common,
    ...noneOnStep((before, after) => (offenders(before).length === 0 ? offenders(after) : [])),
  })
}

/** Promises about objects that are not in the input are told apart by the caller. */
export const unknownWorkloads = (
  objects: readonly KubeObject[],
  promises: readonly StatedPromise[],
): readonly StatedPromise[] => {
  const known = new Set(workloadsOf(objects).map(({ name }) => name))
  return promises.filter(({ workload }) => !known.has(workload))
}

/** Is there a pod in the input, or a workload with replicas, that the service selects? */
const isServed = (service: KubeObject, objects: readonly KubeObject[]): boolean => {
  if (service.kind !== 'Service' || service.spec.selector === undefined) return false
  const matchLabels = service.spec.selector
  return objects.some((object) => {
    if (object.metadata.namespace !== service.metadata.namespace) return false
    if (object.kind === 'Pod') return selects({ matchLabels }, object.metadata.labels)
    const isWorkload =
      object.kind === 'Deployment' || object.kind === 'ReplicaSet' || object.kind === 'ReplicationController'
    return isWorkload && object.spec.replicas > 0 && selects({ matchLabels }, object.spec.template.metadata.labels)
  })
}

export const userPromises = (
  truth: Truth,
  objects: readonly KubeObject[],
  promises: readonly StatedPromise[],
): readonly ClusterProperty[] => {
  const workloads = workloadsOf(objects).filter(({ replicas }) => replicas > 0)
  const services = objects.filter((o) => o.kind === 'Service' && o.spec.selector !== undefined)
  const served = services.filter((service) => isServed(service, objects))
  return [
    ...promises.flatMap((promise) =>
      workloads.filter(({ name }) => name === promise.workload).map((w) => stated(truth, w, promise)),
    ),
    ...services.map((service) => keepsAnEndpoint(truth, nameOf(service), keyOf(service))),
    ...served.map((service) => hasAnEndpointAgain(truth, nameOf(service), keyOf(service))),
    ...workloads.map((workload) => keepsEnoughReady(truth, workload)),
    ...workloads.map((workload) => isReadyAgain(truth, workload)),
    ...workloads.filter(({ replicas }) => replicas > 1).map((workload) => isSpread(truth, workload)),
    ...workloads.filter(({ spreads }) => spreads.length > 0).map((workload) => staysSpread(truth, workload)),
  ]
}
