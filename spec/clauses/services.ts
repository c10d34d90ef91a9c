/** Services and kube-proxy. */
import type { Clause } from '../clause.ts'

export const SERVICES = [
  {
    id: 'PROXY-0',
    text:
      'Maintains network rules and facilitates communication between pods and services across nodes.',
    source: {
      kind: 'notes',
      quote: 'Maintains network rules and facilitates communication between pods and services across nodes.',
    },
    modelled: 'model/kube-proxy.ts.',
    status: 'modelled',
  },
  {
    id: 'PROXY-0A',
    text:
      'The **kube-proxy** is key for enabling seamless pod-to-pod communication within the cluster.',
    source: {
      kind: 'notes',
      quote: 'The **kube-proxy** is key for enabling seamless pod-to-pod communication within the cluster.',
    },
    modelled: 'Rules route packets for services; pod-to-pod packets need no proxy.',
    differs: 'Upstream, pod-to-pod traffic is the network plugin\'s; kube-proxy handles services.',
    status: 'modelled',
  },
  {
    id: 'PROXY-0B',
    text:
      'The **Kube-Proxy** ensures connectivity between worker nodes, enabling them to communicate and work collaboratively.',
    source: {
      kind: 'notes',
      quote: 'The **Kube-Proxy** ensures connectivity between worker nodes, enabling them to communicate and work collaboratively.',
    },
    modelled: 'As PROXY-0.',
    differs: 'Upstream, nodes reach each other without kube-proxy.',
    status: 'modelled',
  },
  {
    id: 'PROXY-2',
    text: 'A packet to a service with endpoints arrives at a live, ready pod.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/reference/networking/virtual-ips/',
    },
    modelled: 'Judged when a run settles, from every node in contact.',
    status: 'modelled',
  },
  {
    id: 'PROXY-3',
    text: 'Rules stay in the node while the proxy is down.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/reference/networking/virtual-ips/',
    },
    modelled: 'The proxy\'s disk.',
    status: 'modelled',
  },
  {
    id: 'SVC-1',
    text: 'A Service selects pods by labels.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/services-networking/service/',
    },
    modelled: 'model/endpoints.',
    status: 'modelled',
  },
  {
    id: 'SVC-2',
    text: 'The endpoints of a Service are its ready pods.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions',
    },
    modelled: 'Judged when a run settles.',
    status: 'modelled',
  },
  {
    id: 'SVC-3',
    text: 'No terminating or unreachable pod stays a ready endpoint.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions',
    },
    modelled: 'Judged when a run settles.',
    status: 'modelled',
  },
] as const satisfies readonly Clause[]
