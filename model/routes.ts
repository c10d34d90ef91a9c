/** Where packets to a service go, from a node: the pods that its rules name. For properties. */
import type { ClusterState } from './state.ts'
import { routeOf } from './kube-proxy.ts'

/** Uids of the pods to which the rules in a node send packets for a service; none: the packets go nowhere. */
export const routesOn = (state: ClusterState, node: string, service: string): readonly string[] => {
  const disk = state[`disk:kube-proxy/${node}`]
  return disk === undefined ? [] : routeOf(disk, service).map(({ podUid }) => podUid)
}
