/** What kubectl's commands make of a live object. Pure edits; the API server judges them. */
import type { Container, KubeObject, Labels, Metadata, Pod, PodSpec, Taint } from './objects.ts'

/**
 * The object with other metadata. Spreads each kind by itself, so that the union keeps its
 * discriminant.
 */
const withMetadata = <O extends KubeObject>(object: O, metadata: Metadata): O => ({
  ...object,
  metadata,
})

const mergedMetadata = (live: Metadata, wanted: Metadata): Metadata => ({
  ...live,
  labels: { ...live.labels, ...wanted.labels },
  ...(wanted.annotations === undefined
    ? {}
    : { annotations: { ...live.annotations, ...wanted.annotations } }),
})

const withImages = (
  spec: PodSpec,
  imageOf: (container: Container) => string | undefined,
): PodSpec => ({
  ...spec,
  containers: spec.containers.map((c) => ({ ...c, image: imageOf(c) ?? c.image })),
})

const appliedPod = (live: Pod, wanted: Pod): Pod => ({
  ...live,
  spec: withImages(
    live.spec,
    ({ name }) => wanted.spec.containers.find((container) => container.name === name)?.image,
  ),
})

/** Fields that the manifest has replace the live ones; all others stay. */
const mergedSpec = (live: KubeObject, wanted: KubeObject): KubeObject => {
  if (live.kind === 'Pod') return wanted.kind === 'Pod' ? appliedPod(live, wanted) : live
  if (live.kind === 'Deployment' && wanted.kind === 'Deployment') {
    return { ...live, spec: { ...live.spec, ...wanted.spec } }
  }
  if (live.kind === 'ReplicaSet' && wanted.kind === 'ReplicaSet') {
    return { ...live, spec: { ...live.spec, ...wanted.spec } }
  }
  if (live.kind === 'ReplicationController' && wanted.kind === 'ReplicationController') {
    return { ...live, spec: { ...live.spec, ...wanted.spec } }
  }
  if (live.kind === 'Service' && wanted.kind === 'Service') {
    return { ...live, spec: { ...live.spec, ...wanted.spec } }
  }
  if (live.kind === 'Node' && wanted.kind === 'Node') {
    return { ...live, spec: { ...live.spec, ...wanted.spec } }
  }
  if (live.kind === 'Endpoints' && wanted.kind === 'Endpoints') {
    return { ...live, ready: wanted.ready, notReady: wanted.notReady }
  }
  return live
}

export const applied = (live: KubeObject, wanted: KubeObject): KubeObject => {
  const merged = mergedSpec(live, wanted)
  return withMetadata(merged, mergedMetadata(live.metadata, wanted.metadata))
}

export const scaled = (live: KubeObject, replicas: number): KubeObject => {
  switch (live.kind) {
    case 'Deployment':
      return { ...live, spec: { ...live.spec, replicas } }
    case 'ReplicaSet':
      return { ...live, spec: { ...live.spec, replicas } }
    case 'ReplicationController':
      return { ...live, spec: { ...live.spec, replicas } }
    default:
      return live
  }
}

export const labelled = (
  live: KubeObject,
  changes: { readonly [key: string]: string | null },
): KubeObject => {
  const all = Object.entries({ ...live.metadata.labels, ...changes })
  const labels: Labels = Object.fromEntries(
    all.flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])),
  )
  return withMetadata(live, { ...live.metadata, labels })
}

export const tainted = (live: KubeObject, taint: Taint, remove: boolean): KubeObject => {
  if (live.kind !== 'Node') return live
  const { taints = [], ...spec } = live.spec
  const others = taints.filter(({ key, effect }) => key !== taint.key || effect !== taint.effect)
  const next = remove ? others : [...others, taint]
  return { ...live, spec: next.length === 0 ? spec : { ...spec, taints: next } }
}

export const cordoned = (live: KubeObject, unschedulable: boolean): KubeObject => {
  if (live.kind !== 'Node') return live
  const { unschedulable: _was, ...spec } = live.spec
  return { ...live, spec: unschedulable ? { ...spec, unschedulable } : spec }
}

export const withImage = (live: KubeObject, image: string, container?: string): KubeObject => {
  const imageOf = ({ name }: Container): string | undefined =>
    container === undefined || container === name ? image : undefined
  if (live.kind === 'Pod') return { ...live, spec: withImages(live.spec, imageOf) }
  const templated = (spec: PodSpec): PodSpec => withImages(spec, imageOf)
  switch (live.kind) {
    case 'Deployment': {
      const { template } = live.spec
      const next = { ...template, spec: templated(template.spec) }
      return { ...live, spec: { ...live.spec, template: next } }
    }
    case 'ReplicaSet': {
      const { template } = live.spec
      const next = { ...template, spec: templated(template.spec) }
      return { ...live, spec: { ...live.spec, template: next } }
    }
    case 'ReplicationController': {
      const { template } = live.spec
      const next = { ...template, spec: templated(template.spec) }
      return { ...live, spec: { ...live.spec, template: next } }
    }
    default:
      return live
  }
}
