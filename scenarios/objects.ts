/** Small objects to build scenarios from, as kubectl would send them. */
import type { Command } from '../model/kubectl.ts'
import type { Container, Deployment, KubeObject, Metadata, Namespace, Pod, PodSpec, ReplicaSet, ReplicationController, Service } from '../model/objects.ts'

const metadata = (name: string, labels: Metadata['labels'], inNamespace: string | null = 'default'): Metadata => ({
  name,
  ...(inNamespace === null ? {} : { namespace: inNamespace }),
  uid: '',
  resourceVersion: 0,
  generation: 0,
  creationTimestamp: 0,
  labels,
})

const container = (cpu: string): Container => ({
  name: 'main',
  image: 'app:1',
  resources: { requests: { cpu, memory: '64Mi' } },
})

/** A pod's spec with one container; `cpu` is its request. */
export const podSpec = (cpu = '100m', more: Partial<PodSpec> = {}): PodSpec => ({
  containers: [container(cpu)],
  ...more,
})

export const pod = (name: string, spec: PodSpec = podSpec(), inNamespace = 'default'): Pod => ({
  kind: 'Pod',
  metadata: metadata(name, { app: name }, inNamespace),
  spec,
  status: { phase: 'Pending' },
})

const STATUS = { replicas: 0, readyReplicas: 0, availableReplicas: 0, observedGeneration: 0 }

export const replicaSet = (name: string, replicas: number, spec: PodSpec = podSpec()): ReplicaSet => ({
  kind: 'ReplicaSet',
  metadata: metadata(name, { app: name }),
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec },
  },
  status: STATUS,
})

export const replicationController = (name: string, replicas: number, spec: PodSpec = podSpec()): ReplicationController => ({
  ...replicaSet(name, replicas, spec),
  kind: 'ReplicationController',
})

export const namespace = (name: string): Namespace => ({
  kind: 'Namespace',
  metadata: metadata(name, {}, null),
  spec: { finalizers: ['kubernetes'] },
  status: { phase: 'Active' },
})

export const deployment = (
  name: string,
  replicas: number,
  spec: PodSpec = podSpec(),
  strategy: Deployment['spec']['strategy'] = { type: 'RollingUpdate' },
): Deployment => ({
  kind: 'Deployment',
  metadata: metadata(name, { app: name }),
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec },
    strategy,
  },
  status: { ...STATUS, updatedReplicas: 0, unavailableReplicas: 0 },
})

export const service = (name: string, protocol = 'TCP'): Service => ({
  kind: 'Service',
  metadata: metadata(name, { app: name }),
  spec: { selector: { app: name }, ports: [{ port: 80, protocol }] },
})

export const apply = (object: KubeObject): Command => ({ do: 'apply', object })
export const wait = (seconds: number): Command => ({ do: 'wait', seconds })
