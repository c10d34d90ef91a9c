/** Ports of the host: NodePorts at v1.31.0. */
import type { ContainerPort, Pod } from '../objects.ts'
import type { Filter } from './snapshot.ts'
import { podsOn, resolvable } from './snapshot.ts'

const hostPortsOf = ({ spec }: Pod): readonly ContainerPort[] =>
  [...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'), ...spec.containers]
    .flatMap(({ ports }) => ports ?? [])
    .filter(({ hostPort }) => hostPort !== undefined && hostPort > 0)

const isAny = (ip: string | undefined): boolean => ip === undefined || ip === '' || ip === '0.0.0.0'

const clash = (a: ContainerPort, b: ContainerPort): boolean =>
  a.hostPort === b.hostPort &&
  (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP') &&
  (isAny(a.hostIP) || isAny(b.hostIP) || a.hostIP === b.hostIP)

export const portsClash = (pod: Pod, others: readonly Pod[]): boolean => {
  const wanted = hostPortsOf(pod)
  const taken = wanted.length === 0 ? [] : others.flatMap(hostPortsOf)
  return wanted.some((port) => taken.some((other) => clash(port, other)))
}

export const nodePorts: Filter = (pod, world) => (node) =>
  portsClash(pod, podsOn(world, node)) ? resolvable("node(s) didn't have free ports for the requested pod ports") : null
