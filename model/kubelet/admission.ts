/**
 * Whether a kubelet takes a pod that was bound to its node: the scheduler's predicates once more, against its
 * own node object and the pods that it admitted before. It refuses for the first of: resources, node selector
 * and affinity, node name, host ports.
 *
 * Left out: NoExecute taints (the node controller evicts for them), pods from files and critical pods that may
 * preempt, topology and device managers, extended resources that the node does not announce (upstream ignores
 * those as well).
 */
import type {
  Container,
  ContainerPort,
  NodeSelectorTerm,
  Pod,
  PodSpec,
  ResourceList,
} from '../objects.ts'
import { remember } from '../remember.ts'
import { includesLabels, meets } from '../selector.ts'
import type { NodeShape } from '../settings.ts'
import { isSidecar } from './phase.ts'

const SUFFIXES: { readonly [suffix: string]: number } = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** A quantity in thousandths, as a whole number: `1500m` and `1.5` are equal. */
export const thousandths = (quantity: string): number => {
  const [, number = '0', suffix = ''] =
    /^([-+]?[0-9.]+(?:[eE][-+]?\d+)?)([a-zA-Z]*)$/.exec(quantity) ?? []
  return Math.ceil(Number(number) * 1_000 * (SUFFIXES[suffix] ?? 1))
}

type Amounts = { readonly [resource: string]: number }

const amountsOf = remember((list: ResourceList): Amounts =>
  Object.fromEntries(Object.entries(list).map(([name, quantity]) => [name, thousandths(quantity)])),
)

const combine = (a: Amounts, b: Amounts, how: (x: number, y: number) => number): Amounts =>
  Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])].map((name) => [
      name,
      how(a[name] ?? 0, b[name] ?? 0),
    ]),
  )

const plus = (a: Amounts, b: Amounts): Amounts => combine(a, b, (x, y) => x + y)
const atLeast = (a: Amounts, b: Amounts): Amounts => combine(a, b, Math.max)

const ofContainer = ({ resources }: Container): Amounts => amountsOf(resources?.requests ?? {})

const NOTHING: { readonly beside: Amounts; readonly peak: Amounts } = { beside: {}, peak: {} }

/** What a pod needs at its hungriest moment: its init containers run one after the other, sidecars beside. */
export const requestsOf = remember((spec: PodSpec): Amounts => {
  const { containers, initContainers = [], overhead = {} } = spec
  const init = initContainers.reduce<typeof NOTHING>(({ beside, peak }, container) => {
    const mine = plus(ofContainer(container), beside)
    return { beside: isSidecar(container) ? mine : beside, peak: atLeast(peak, mine) }
  }, NOTHING)
  const running = containers.map(ofContainer).reduce(plus, init.beside)
  return plus(atLeast(running, init.peak), amountsOf(overhead))
})

const matchesTerm = (
  node: NodeShape,
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm,
) =>
  matchExpressions.length + matchFields.length > 0 &&
  matchExpressions.every((requirement) => meets(node.labels, requirement)) &&
  matchFields.every((requirement) => meets({ 'metadata.name': node.name }, requirement))

const attracts = (node: NodeShape, { nodeSelector = {}, affinity }: PodSpec): boolean => {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return (
    includesLabels(node.labels, nodeSelector) &&
    (required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(node, term)))
  )
}

const hostPorts = ({ containers }: PodSpec): readonly ContainerPort[] =>
  containers.flatMap(({ ports = [] }) => ports.filter(({ hostPort = 0 }) => hostPort > 0))

const anyAddress = ({ hostIP = '' }: ContainerPort): boolean =>
  hostIP === '' || hostIP === '0.0.0.0'

const clash = (a: ContainerPort, b: ContainerPort): boolean =>
  a.hostPort === b.hostPort &&
  (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP') &&
  (anyAddress(a) || anyAddress(b) || a.hostIP === b.hostIP)

/** Checked whatever the node announces. Others are not checked unless it announces them. */
const BASIC: ReadonlySet<string> = new Set(['cpu', 'memory'])

const missing = (node: NodeShape, pod: Pod, others: readonly Pod[]): string | undefined => {
  const free = amountsOf(node.allocatable)
  if (others.length * 1_000 + 1_000 > (free['pods'] ?? Infinity)) return 'pods'
  const used = others.map(({ spec }) => requestsOf(spec)).reduce(plus, {})
  const wanted = requestsOf(pod.spec)
  return Object.keys(wanted)
    .sort()
    .filter((name) => BASIC.has(name) || free[name] !== undefined)
    .find((name) => {
      const amount = wanted[name] ?? 0
      return amount > 0 && amount > (free[name] ?? 0) - (used[name] ?? 0)
    })
}

/** Why the pod cannot run here beside the others; undefined: it can. */
export const refusal = (node: NodeShape, pod: Pod, others: readonly Pod[]): string | undefined => {
  const resource = missing(node, pod, others)
  if (resource !== undefined) return `OutOf${resource}`
  if (!attracts(node, pod.spec)) return 'NodeAffinity'
  if ((pod.spec.nodeName ?? node.name) !== node.name) return 'NodeName'
  const taken = others.flatMap(({ spec }) => hostPorts(spec))
  const clashes = hostPorts(pod.spec).some((port) => taken.some((other) => clash(port, other)))
  return clashes ? 'NodePorts' : undefined
}
