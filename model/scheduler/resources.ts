/**
 * What pods request and nodes have. Source: pkg/api/v1/resource/helpers.go and NodeResourcesFit at v1.31.0.
 */
import type { Container, Node, Pod, PodSpec, ResourceList } from '../objects.ts'
import { milliCpu, parseQuantity } from '../quantity.ts'
import { remember } from '../remember.ts'

/** cpu in thousandths of a core, everything else in base units. */
export type Amounts = { readonly [resource: string]: number }

const amountsOf = (list: ResourceList): Amounts =>
  Object.fromEntries(
    Object.entries(list).map(([name, text]) => [name, name === 'cpu' ? milliCpu(text) : parseQuantity(text)]),
  )

const combine = (a: Amounts, b: Amounts, join: (x: number, y: number) => number): Amounts => {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...names].sort().map((name) => [name, join(a[name] ?? 0, b[name] ?? 0)]))
}

const plus = (a: Amounts, b: Amounts): Amounts => combine(a, b, (x, y) => x + y)
const atLeast = (a: Amounts, b: Amounts): Amounts => combine(a, b, Math.max)

/** Limits stand in for requests that are not given, as the API server's defaulting does. */
const containerRequests = ({ resources }: Container): Amounts =>
  amountsOf({ ...resources?.limits, ...resources?.requests })

/** Containers add up; init containers run before them, sidecars beside. */
const podRequests = (spec: PodSpec): Amounts => {
  const running = spec.containers.map(containerRequests).reduce(plus, {})
  let sidecars: Amounts = {}
  let highest: Amounts = {}
  for (const init of spec.initContainers ?? []) {
    const own = containerRequests(init)
    if (init.restartPolicy === 'Always') {
      sidecars = plus(sidecars, own)
      highest = atLeast(highest, sidecars)
    } else {
      highest = atLeast(highest, plus(sidecars, own))
    }
  }
  return plus(atLeast(plus(running, sidecars), highest), amountsOf(spec.overhead ?? {}))
}

export const requestsOf = remember(({ spec }: Pod): Amounts => podRequests(spec))

export const allocatableOf = remember(({ status }: Node): Amounts => amountsOf(status.allocatable))

export const sumOf = (pods: readonly Pod[]): Amounts => pods.map(requestsOf).reduce(plus, {})

/** Resources of which a node would have too little, by name; `pods` for their number. */
export const insufficient = (pod: Pod, node: Node, others: readonly Pod[]): readonly string[] => {
  const has = allocatableOf(node)
  const used = sumOf(others)
  const wanted = requestsOf(pod)
  const missing = Object.keys(wanted).filter((name) => {
    const amount = wanted[name] ?? 0
    return amount > 0 && amount > (has[name] ?? 0) - (used[name] ?? 0)
  })
  const isFull = others.length + 1 > (has.pods ?? Infinity)
  return isFull ? ['pods', ...missing] : missing
}
