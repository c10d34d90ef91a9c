/** Services, endpoints and kube-proxy: a packet to a service reaches a pod that can answer. */
import type { ClauseForm } from '../clause.ts'
import { code, docs, notes } from '../clause.ts'

const SERVICE = 'concepts/services-networking/service/'
const SLICES = 'concepts/services-networking/endpoint-slices/'
const VIRTUAL_IPS = 'reference/networking/virtual-ips/'

export const services = [
  {
    id: 'SVC-1',
    text: 'A Service stands for the pods that its selector matches, whatever their names.',
    source: docs(SERVICE),
    modelled: 'The endpoints controller selects pods of the namespace by their labels.',
    status: 'modelled',
  },
  {
    id: 'SVC-2',
    text: 'The ready endpoints of a Service are its pods that are Ready, once all is settled.',
    source: docs(`${SLICES}#conditions`),
    modelled:
      'The endpoints controller writes ready and other addresses into one Endpoints object.',
    differs: 'One object stands for Endpoints and EndpointSlices: both follow the same rules.',
    status: 'modelled',
  },
  {
    id: 'SVC-3',
    text: 'A pod that terminates, or whose node is out of reach, is no ready endpoint for long.',
    source: code('staging/src/k8s.io/endpointslice/utils.go', 'podToEndpoint'),
    modelled: 'The endpoints controller leaves terminating pods out; unreachable ones are unready.',
    status: 'modelled',
  },
  {
    id: 'SVC-4',
    text: 'With publishNotReadyAddresses pods are endpoints whether ready or not.',
    source: docs('reference/kubernetes-api/service-resources/service-v1/'),
    modelled: 'The endpoints controller treats pods of such a Service as ready.',
    status: 'modelled',
  },
  {
    id: 'SVC-5',
    text: 'A finished pod (Failed, Succeeded) is no endpoint.',
    source: code('staging/src/k8s.io/endpointslice/utils.go', 'podToEndpoint'),
    modelled: 'The endpoints controller leaves pods in a terminal phase out.',
    status: 'modelled',
  },
  {
    id: 'SVC-6',
    text: 'A Service without a selector has the endpoints that its user gives it.',
    source: docs(`${SERVICE}#services-without-selectors`),
    modelled: 'The endpoints controller leaves such a Service alone.',
    status: 'modelled',
  },
  {
    id: 'SVC-7',
    text: 'Traffic may prefer or demand endpoints of the same node or zone, or stick to one.',
    source: docs(`${VIRTUAL_IPS}#traffic-policies`),
    modelled: 'Not at all: a kube-proxy may pick any ready endpoint.',
    status: 'out-of-scope',
    reason: 'Policies narrow the choice; manifests that set one are warned about.',
  },
  {
    id: 'PROXY-1',
    text: 'Each node keeps rules that lead from services to pods, also of other nodes.',
    source: notes(
      'Kube-Proxy',
      'Maintains network rules and facilitates communication between pods and services across ' +
        'nodes.',
    ),
    modelled: 'kube-proxy/n watches Services and Endpoints and keeps the rules of its node.',
    status: 'modelled',
  },
  {
    id: 'PROXY-2',
    text: 'A packet to a service arrives at a live, ready pod, once all is settled.',
    source: docs(VIRTUAL_IPS),
    modelled:
      'A packet from node n follows the rules of kube-proxy/n; the pod must run and be ready.',
    status: 'modelled',
  },
  {
    id: 'PROXY-3',
    text: 'kube-proxy is what lets pods of a cluster reach each other.',
    source: notes(
      'Kube-Proxy',
      'The **kube-proxy** is key for enabling seamless pod-to-pod communication within the ' +
        'cluster.',
    ),
    modelled: 'A packet from a pod to a service goes by the rules of kube-proxy.',
    differs:
      'Pods reach each other by their own addresses through the network plugin, without kube-' +
      'proxy; ' +
      'only the way through a service needs it. That is modelled.',
    status: 'modelled',
  },
  {
    id: 'PROXY-4',
    text: 'Nodes can reach each other.',
    source: notes(
      'Kubernetes Network',
      'The **Kube-Proxy** ensures connectivity between worker nodes, enabling them to ' +
        'communicate ' +
        'and work collaboratively.',
    ),
    modelled: 'The network of the model: nodes are connected unless a fault cuts one off.',
    differs:
      'Connectivity of nodes is the business of the network and its plugin. kube-proxy makes ' +
      'none; ' +
      'its rules only choose a pod.',
    status: 'modelled',
  },
  {
    id: 'PROXY-5',
    text: 'Rules follow the endpoints: what is ready is reachable, what is gone is forgotten.',
    source: code('pkg/proxy/iptables/proxier.go', 'Proxier.syncProxyRules'),
    modelled: 'kube-proxy replaces the rules of a service whenever its watch brings a change.',
    status: 'modelled',
  },
  {
    id: 'PROXY-6',
    text: 'Rules stay in the node while kube-proxy is down.',
    source: docs(VIRTUAL_IPS),
    modelled: 'The rules are on the disk of kube-proxy/n; a restart reconciles them.',
    status: 'modelled',
  },
  {
    id: 'PROXY-7',
    text: 'A flow to an endpoint that is gone is cleaned up, for UDP too.',
    source: code('pkg/proxy/conntrack/cleanup.go', 'CleanStaleEntries'),
    modelled: 'kube-proxy drops the flow entries of endpoints that it removes.',
    status: 'modelled',
  },
] as const satisfies readonly ClauseForm[]
