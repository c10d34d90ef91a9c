/** Container runtimes: Docker with its daemon, rkt without. */
import type { ClauseForm } from '../clause.ts'
import { docs, notes, upstream } from '../clause.ts'

const SECTION = 'Container Runtime Engine'

export const runtime = [
  {
    id: 'RUNTIME-1',
    text: 'Containers are run by the runtime of their node.',
    source: notes(SECTION, 'Runs containers using a runtime such as:'),
    modelled: 'Containers live on the disk of runtime/n, apart from what its kubelet believes.',
    status: 'modelled',
  },
  {
    id: 'RUNTIME-2',
    text: 'The runtime may be Docker, whose containers end with its daemon by default.',
    source: notes(SECTION, '**Docker**'),
    modelled: 'A crash of a Docker runtime ends its containers; with live-restore they run on.',
    differs: 'Upstream removed dockershim in v1.24; Docker stands for any runtime with a daemon.',
    status: 'modelled',
  },
  {
    id: 'RUNTIME-3',
    text: 'The runtime may be rkt, which has no daemon.',
    source: notes(SECTION, '**Rocket (rkt)**'),
    modelled: 'A crash of a rkt runtime leaves its containers running; it only cannot be asked.',
    differs: 'rkt was archived in 2020; it stands for any runtime whose containers outlive it.',
    status: 'modelled',
  },
  {
    id: 'RUNTIME-4',
    text: 'With live-restore, containers of Docker outlive its daemon.',
    source: upstream(
      'https://docs.docker.com/engine/daemon/live-restore/',
      'Engine 1.12 and later',
    ),
    modelled: 'The setting liveRestore of the topology.',
    status: 'modelled',
  },
  {
    id: 'RUNTIME-5',
    text: 'rkt launches containers straight from client commands: no daemon holds them.',
    source: upstream(
      'https://github.com/rkt/rkt/blob/v1.30.0/Documentation/rkt-vs-other-projects.md',
      'v1.30.0',
    ),
    modelled: 'The disk of a rkt runtime is unchanged by its crash.',
    status: 'modelled',
  },
  {
    id: 'RUNTIME-6',
    text: 'The kubelet talks to the runtime of its node by the container runtime interface.',
    source: docs('concepts/architecture/cri/'),
    modelled: 'Messages cri/... between kubelet/n and runtime/n, and between no others.',
    status: 'modelled',
  },
  {
    id: 'RUNTIME-7',
    text: 'Containers do not end with their kubelet.',
    source: docs('concepts/architecture/cri/'),
    modelled: 'A crash of a kubelet touches nothing of its runtime.',
    status: 'modelled',
  },
  {
    id: 'RUNTIME-8',
    text: 'An image that cannot be pulled delays its container, and is tried again with back-off.',
    source: docs('concepts/containers/images/'),
    modelled:
      'The runtime answers cri/failed while its registry is out of reach; the kubelet retries.',
    status: 'modelled',
  },
  {
    id: 'RUNTIME-9',
    text: 'Power loss of a node ends all its containers.',
    source: docs('concepts/cluster-administration/node-shutdown/'),
    modelled: 'Faults reboot-node and power-off-node empty the running containers of the runtime.',
    differs: 'Only sudden loss is modelled: a graceful shutdown is a drain, not bad luck.',
    status: 'modelled',
  },
] as const satisfies readonly ClauseForm[]
