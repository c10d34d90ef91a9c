/** A checked manifest to the object that kubectl sends. Server-set fields are left to the API server. */
import type { KubeObject, Metadata, PodSpec, PodTemplate } from '../../model/objects.ts'
import type { Manifest } from './schema.ts'

const metadataOf = ({ kind, metadata }: Manifest): Metadata => ({
  name: metadata.name,
  ...(kind === 'Namespace' ? {} : { namespace: metadata.namespace ?? 'default' }),
  uid: '',
  resourceVersion: 0,
  generation: 0,
  creationTimestamp: 0,
  labels: metadata.labels ?? {},
})

const templateOf = (template: {
  readonly metadata?: { readonly labels?: PodTemplate['metadata']['labels'] }
  readonly spec: PodSpec
}): PodTemplate => ({
  metadata: { labels: template.metadata?.labels ?? {} },
  spec: template.spec,
})

const NO_REPLICAS = { replicas: 0, readyReplicas: 0, availableReplicas: 0, observedGeneration: 0 }

/** Only what a live cluster put there keeps a pod from being scheduled anew. */
const podSpecOf = (spec: PodSpec, isLive: boolean): PodSpec => {
  if (!isLive || spec.nodeName === undefined) return spec
  const { nodeName: _assigned, ...rest } = spec
  return rest
}

export const toObject = (manifest: Exclude<Manifest, { readonly kind: 'PriorityClass' }>): KubeObject => {
  const metadata = metadataOf(manifest)
  switch (manifest.kind) {
    case 'Namespace':
      return {
        kind: 'Namespace',
        metadata,
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      }
    case 'Pod': {
      const spec = podSpecOf(manifest.spec, manifest.metadata.uid !== undefined)
      return { kind: 'Pod', metadata, spec, status: { phase: 'Pending' } }
    }
    case 'ReplicaSet': {
      const { replicas, selector, template } = manifest.spec
      const spec = { replicas, selector, template: templateOf(template) }
      return { kind: 'ReplicaSet', metadata, spec, status: NO_REPLICAS }
    }
    case 'ReplicationController': {
      const template = templateOf(manifest.spec.template)
      const matchLabels = manifest.spec.selector ?? template.metadata.labels
      const spec = { replicas: manifest.spec.replicas, selector: { matchLabels }, template }
      return { kind: 'ReplicationController', metadata, spec, status: NO_REPLICAS }
    }
    case 'Deployment': {
      const { replicas, selector, template, strategy, paused } = manifest.spec
      const { type = 'RollingUpdate', rollingUpdate } = strategy ?? {}
      return {
        kind: 'Deployment',
        metadata,
        spec: {
          replicas,
          selector,
          template: templateOf(template),
          strategy: { type, ...(rollingUpdate ? { rollingUpdate } : {}) },
          ...(paused === undefined ? {} : { paused }),
        },
        status: { ...NO_REPLICAS, updatedReplicas: 0, unavailableReplicas: 0 },
      }
    }
    case 'Service':
      return { kind: 'Service', metadata, spec: manifest.spec }
  }
}
