/**
 * What the faults that may still come do at once, for the choice of what can go first (first-messages.ts): whose
 * memory or incoming messages they touch, whom they make act, and of whom they leave nothing that was not sent before.
 * Faults of single messages and of streams are no threat: what they do to a message is done to it wherever it is.
 */
import type { FaultKind } from './fault-kinds.ts'
import type { Address } from './messages.ts'
import type { Settings } from './settings.ts'
import type { Process } from './topology.ts'
import { addressesOf, isWorker, processesOf } from './topology.ts'

export interface Threat {
  readonly strikes: ReadonlySet<Address>
  readonly tells: ReadonlySet<Address>
  readonly erases: ReadonlySet<Address>
}

const kindOf = (address: Address): string => address.slice(0, address.indexOf('/'))

const threat = (strikes: readonly Address[], tells: readonly Address[], erases: readonly Address[] = []): Threat => ({
  strikes: new Set(strikes),
  tells: new Set(tells),
  erases: new Set(erases),
})

const union = (threats: readonly Threat[]): Threat =>
  threat(
    threats.flatMap(({ strikes }) => [...strikes]),
    threats.flatMap(({ tells }) => [...tells]),
    threats.flatMap(({ erases }) => [...erases]),
  )

const everybody = (settings: Settings): Threat => {
  const all = processesOf(settings).flatMap(({ components }) => components)
  return threat(all, all)
}

/** A process dies: what its clients were sent is lost, they and its servers notice, leases are not renewed. */
const crashOf = (settings: Settings, { name, components }: Process): Threat => {
  const [servers, members] = [addressesOf(settings, 'apiserver'), addressesOf(settings, 'etcd')]
  const nodeControllers = addressesOf(settings, 'node-lifecycle')
  const node = name.slice(name.indexOf('/') + 1)
  switch (kindOf(name)) {
    case 'apiserver':
      return everybody(settings)
    case 'etcd':
      return threat([...members, ...servers], [...members, ...servers, ...nodeControllers])
    case 'runtime':
      return threat([name, `kubelet/${node}`], [name, `kubelet/${node}`])
    case 'kubelet':
      return threat([name], [...servers, `runtime/${node}`, ...nodeControllers], [name])
    default:
      return threat(components, [...servers, ...addressesOf(settings, kindOf(name))], components)
  }
}

const processesAt = (settings: Settings, host: string): readonly Process[] =>
  processesOf(settings).filter((process) => process.host === host)

const powerLoss = (settings: Settings, host: string): Threat =>
  union(processesAt(settings, host).map((process) => crashOf(settings, process)))

/** Both ends of what is cut lose what is under way. */
const cut = (settings: Settings, host: string): Threat => {
  if (!isWorker(settings, host)) return everybody(settings)
  const servers = addressesOf(settings, 'apiserver')
  const ends = [...processesAt(settings, host).flatMap(({ components }) => components), ...servers]
  return threat(ends, [...ends, ...addressesOf(settings, 'node-lifecycle')])
}

const pauseOf = (settings: Settings, { components }: Process): Threat =>
  threat(components, [...addressesOf(settings, 'node-lifecycle'), ...addressesOf(settings, 'etcd')])

const hostsOf = (settings: Settings): readonly string[] => [...new Set(processesOf(settings).map(({ host }) => host))]

const processesOfKind = (settings: Settings, kind: string): readonly Process[] =>
  processesOf(settings).filter(({ name }) => kindOf(name) === kind)

/** Where a supervisor is itself a container, its death takes others along. */
const isNested = ({ topology }: Settings): boolean =>
  topology.controlPlane === 'containers' || topology.nodeAgents === 'containers'

const threatsOfKind = (settings: Settings, fault: FaultKind, target?: string): readonly Threat[] => {
  const isTarget = (name: string): boolean => target === undefined || target === name
  const crashes = (kind: string): readonly Threat[] =>
    processesOfKind(settings, kind).map((process) => crashOf(settings, process))
  const workers = hostsOf(settings).filter((host) => isWorker(settings, host))
  switch (fault) {
    case 'crash-kubectl':
    case 'crash-scheduler':
    case 'crash-controller-manager':
    case 'crash-kube-proxy':
    case 'crash-kubelet':
    case 'crash-apiserver':
      return crashes(fault.slice('crash-'.length))
    case 'crash-runtime':
    case 'exit-container':
    case 'fail-image-pull':
      return isNested(settings) ? [everybody(settings)] : crashes('runtime')
    case 'crash-etcd-member':
    case 'lose-etcd-disk':
    case 'restore-etcd-snapshot':
    case 'lose-etcd-cluster':
      return crashes('etcd')
    case 'lose-leadership':
      return ['etcd', 'scheduler', 'controller-manager'].flatMap(crashes)
    case 'pause-process':
      return processesOf(settings)
        .filter(({ name }) => isTarget(name))
        .map((process) => pauseOf(settings, process))
    case 'reboot-node':
      return hostsOf(settings).map((host) => powerLoss(settings, host))
    case 'power-off-node':
      return workers.map((host) => powerLoss(settings, host))
    case 'isolate-node':
      return hostsOf(settings)
        .filter(isTarget)
        .map((host) => cut(settings, host))
    case 'cut-off-node':
      return workers.map((host) => cut(settings, host))
    default:
      return []
  }
}

/** `target`: the only process or machine that a pause or an isolation strikes. */
export const threatsOf = (settings: Settings, allow: Iterable<FaultKind>, target?: string): readonly Threat[] =>
  [...allow].flatMap((kind) => threatsOfKind(settings, kind, target))
