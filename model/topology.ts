/**
 * Which processes there are, on which machines, and which component lives in which process. Derived from the
 * settings alone.
 */
import type { Address, ControllerKind } from './messages.ts'
import { remember } from './remember.ts'
import type { Settings, Topology } from './settings.ts'

/** A process is named by its main component: `kubelet/n1`, `controller-manager/1`. */
export type ProcessName = Address

export interface Process {
  readonly name: ProcessName
  readonly host: string
  /** Components that share its fate, itself first. */
  readonly components: readonly Address[]
  /** The runtime in which it runs as a container; absent: a process of the host. */
  readonly container?: Address
}

export const CONTROLLERS: readonly ControllerKind[] = [
  'node-lifecycle',
  'replicaset',
  'deployment',
  'endpoints',
  'namespace',
  'garbage-collector',
  'pod-gc',
]

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1)

const master = (topology: Topology, index: number): string =>
  `m${((index - 1) % topology.masters) + 1}`

/** Members sit on the masters when there is one for each, else on machines of their own. */
const etcdHost = (topology: Topology, index: number): string =>
  topology.etcd === topology.masters ? `m${index}` : `e${index}`

const single = (name: ProcessName, host: string): Process => ({ name, host, components: [name] })

const controlPlane = (topology: Topology): readonly Process[] => {
  const contained = (process: Process): Process =>
    topology.controlPlane === 'containers'
      ? { ...process, container: `runtime/${process.host}` }
      : process
  const managers = numbers(topology.controllerManagers).map((i): Process => ({
    name: `controller-manager/${i}`,
    host: master(topology, i),
    components: [
      `controller-manager/${i}`,
      ...CONTROLLERS.map((kind): Address => `${kind}/${i}`),
    ],
  }))
  return [
    ...numbers(topology.etcd).map((i) => single(`etcd/${i}`, etcdHost(topology, i))),
    ...numbers(topology.apiservers).map((i) => contained(single(`apiserver/${i}`, master(topology, i)))),
    ...numbers(topology.schedulers).map((i) => contained(single(`scheduler/${i}`, master(topology, i)))),
    ...managers.map(contained),
  ]
}

const agents = (node: string, contained: boolean, proxy: boolean): readonly Process[] => {
  const inRuntime = contained ? { container: `runtime/${node}` as const } : {}
  return [
    single(`runtime/${node}`, node),
    { ...single(`kubelet/${node}`, node), ...inRuntime },
    ...(proxy ? [{ ...single(`kube-proxy/${node}`, node), ...inRuntime }] : []),
  ]
}

/** Every process of the cluster, in a fixed order. */
export const processesOf = remember((settings: Settings): readonly Process[] => {
  const { topology } = settings
  const contained = topology.nodeAgents === 'containers'
  const masters =
    topology.controlPlane === 'containers'
      ? numbers(topology.masters).flatMap((i) => agents(`m${i}`, false, false))
      : []
  return [
    ...controlPlane(topology),
    ...masters,
    ...topology.nodes.flatMap(({ name }) => agents(name, contained, true)),
    single('kubectl/user', 'user'),
  ]
})

const byComponent = remember(
  (settings: Settings): ReadonlyMap<Address, Process> =>
    new Map(processesOf(settings).flatMap((p) => p.components.map((c) => [c, p]))),
)

export const processOf = (settings: Settings, address: Address): Process => {
  const found = byComponent(settings).get(address)
  if (found === undefined) throw new Error(`no process has a component ${address}`)
  return found
}

/** Machines of the cluster, in a fixed order. */
export const hostsOf = remember((settings: Settings): readonly string[] => [
  ...new Set(processesOf(settings).map((p) => p.host).filter((host) => host !== 'user')),
])

export const isWorker = (settings: Settings, host: string): boolean =>
  settings.topology.nodes.some((node) => node.name === host)

const byKind = remember((settings: Settings): ReadonlyMap<string, readonly Address[]> => {
  const found = new Map<string, Address[]>()
  for (const address of processesOf(settings).flatMap((process) => process.components)) {
    const kind = address.slice(0, address.indexOf('/'))
    found.set(kind, [...(found.get(kind) ?? []), address])
  }
  return found
})

const NOBODY: readonly Address[] = []

export const addressesOf = (settings: Settings, kind: string): readonly Address[] =>
  byKind(settings).get(kind) ?? NOBODY
