/**
 * Priorities by class: what the API server's Priority plugin makes of `priorityClassName`, worked out from the classes
 * in the input, because the model keeps no PriorityClass objects. Source: plugin/pkg/admission/priority at v1.31.0.
 */
import type { PodSpec } from '../../model/objects.ts'
import type { Manifest, ManifestOf } from './schema.ts'

export type PriorityClass = Pick<ManifestOf<'PriorityClass'>, 'value' | 'preemptionPolicy' | 'globalDefault'>

/** Every cluster has these two. */
const SYSTEM: readonly (readonly [string, PriorityClass])[] = [
  ['system-cluster-critical', { value: 2_000_000_000 }],
  ['system-node-critical', { value: 2_000_001_000 }],
]

export type Classes = ReadonlyMap<string, PriorityClass>

export const classesIn = (manifests: readonly Manifest[]): Classes =>
  new Map([...SYSTEM, ...manifests.flatMap((m) => (m.kind === 'PriorityClass' ? [[m.metadata.name, m] as const] : []))])

type GivenSpec = PodSpec & { readonly priorityClassName?: string }

/** The class's name gives way to what it stands for; a priority that is written out stays as it is. */
const prioritised = ({ priorityClassName, ...spec }: GivenSpec, classes: Classes): PodSpec => {
  const standard = [...classes.values()].find(({ globalDefault }) => globalDefault === true)
  const found = priorityClassName === undefined ? standard : classes.get(priorityClassName)
  if (found === undefined) return spec
  const { value, preemptionPolicy } = found
  return { priority: value, ...(preemptionPolicy === undefined ? {} : { preemptionPolicy }), ...spec }
}

/** The pods that a manifest describes, and where; null: none. */
const podsOf = (manifest: Manifest): { readonly spec: GivenSpec; readonly path: readonly string[] } | null => {
  switch (manifest.kind) {
    case 'Pod':
      return { spec: manifest.spec, path: ['spec'] }
    case 'Deployment':
    case 'ReplicaSet':
    case 'ReplicationController':
      return { spec: manifest.spec.template.spec, path: ['spec', 'template', 'spec'] }
    case 'Service':
    case 'Namespace':
    case 'PriorityClass':
      return null
  }
}

/** A class that a manifest names, with nothing to say what it stands for; null: there is none. */
export const unknownClass = (
  manifest: Manifest,
  classes: Classes,
): { readonly name: string; readonly path: readonly string[] } | null => {
  const pods = podsOf(manifest)
  const name = pods?.spec.priorityClassName
  if (pods === null || name === undefined || classes.has(name) || pods.spec.priority !== undefined) return null
  return { name, path: [...pods.path, 'priorityClassName'] }
}

export const withPriority = <M extends Manifest>(manifest: M, classes: Classes): M => {
  switch (manifest.kind) {
    case 'Pod':
      return { ...manifest, spec: prioritised(manifest.spec, classes) }
    case 'Deployment':
    case 'ReplicaSet':
    case 'ReplicationController': {
      const { template } = manifest.spec
      const spec = { ...manifest.spec, template: { ...template, spec: prioritised(template.spec, classes) } }
      return { ...manifest, spec }
    }
    case 'Service':
    case 'Namespace':
    case 'PriorityClass':
      return manifest
  }
}
