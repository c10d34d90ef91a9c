/**
 * What pods request and nodes have. Source: component-helpers/resource/helpers.go at v1.33.0 (with resources of the
 * whole pod, which v1.31 has not) and pkg/scheduler/framework/types.go.
 */
import type { Container, Node, Pod, PodSpec, ResourceList } from '../objects.ts'
import { milliCpu, parseQuantity } from '../quantity.ts'
import { remember } from '../remember.ts'

/** cpu in thousandths of a core, everything else in base units. */
export type Amounts = { readonly [resource: string]: number }

/** Fractions of a byte or piece count as a whole one; a rounding error of the conversion does not. */
const wholeUnits = (text: string): number => Math.ceil(parseQuantity(text) - 1e-6)

const amountsOf = (list: ResourceList): Amounts =>
  Object.fromEntries(
    Object.entries(list).map(([name, text]) => [name, name === 'cpu' ? milliCpu(text) : wholeUnits(text)]),
  )

const combine = (a: Amounts, b: Amounts, join: (x: number, y: number) => number): Amounts => {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...names].sort().map((name) => [name, join(a[name] ?? 0, b[name] ?? 0)]))
}

const plus = (a: Amounts, b: Amounts): Amounts => combine(a, b, (x, y) => x + y)
const atLeast = (a: Amounts, b: Amounts): Amounts => combine(a, b, Math.max)

const isOfWholePod = (name: string): boolean => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')

/**
 * Containers add up; init containers run before them, sidecars beside. A container without a request counts as
 * `missing`.
 */
const podRequests = (spec: PodSpec, missing: Amounts): Amounts => {
  // Limits stand in for requests that are not given, as the API server's defaulting does.
  const ofContainer = ({ resources }: Container): Amounts => ({
    ...missing,
    ...amountsOf({ ...resources?.limits, ...resources?.requests }),
  })
  const running = spec.containers.map(ofContainer).reduce(plus, {})
  let sidecars: Amounts = {}
  let highest: Amounts = {}
  for (const init of spec.initContainers ?? []) {
    const own = ofContainer(init)
    if (init.restartPolicy === 'Always') sidecars = plus(sidecars, own)
    highest = atLeast(highest, init.restartPolicy === 'Always' ? sidecars : plus(sidecars, own))
  }
  const ofContainers = atLeast(plus(running, sidecars), highest)
  const ofPod = Object.entries(spec.resources?.requests ?? {}).filter(([name]) => isOfWholePod(name))
  return plus({ ...ofContainers, ...amountsOf(Object.fromEntries(ofPod)) }, amountsOf(spec.overhead ?? {}))
}

export const requestsOf = remember(({ spec }: Pod): Amounts => podRequests(spec, {}))

/** A container without requests counts as this much when nodes are compared, so that such pods spread too. */
const LITTLE: Amounts = { cpu: 100, memory: 200 * 1024 * 1024 }

export const nonZeroRequestsOf = remember(({ spec }: Pod): Amounts => podRequests(spec, LITTLE))

export const allocatableOf = remember(({ status }: Node): Amounts => amountsOf(status.allocatable))

export const sumOf = (pods: readonly Pod[]): Amounts => pods.map(requestsOf).reduce(plus, {})
