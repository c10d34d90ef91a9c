/**
 * Manifests to objects of the model: every document is either modelled, reported as ignored, or refused with
 * its place. Lists (kubectl get -o yaml) are taken apart; what controllers made is left to the controllers.
 */
import type { KubeObject } from '../../model/objects.ts'
import { keyOf } from '../../model/objects.ts'
import type { LocatedDocument } from './documents.ts'
import { formatPath, parseDocuments } from './documents.ts'
import { toObject } from './objects.ts'
import type { Classes } from './priorities.ts'
import { classesIn, unknownClass, withPriority } from './priorities.ts'
import type { Place, Problem } from './problem.ts'
import { InputError } from './problem.ts'
import type { Manifest, ManifestKind } from './schema.ts'
import { SCHEMAS, isHarmless } from './schema.ts'
import { selectorProblems } from './selectors.ts'
import type { Source } from './source.ts'
import { protoPath, wordingOf } from './wording.ts'

export interface Workload {
  readonly files: readonly string[]
  readonly objects: readonly KubeObject[]
  /** Where the objects that were given stand, by the name that users give them. */
  readonly places: ReadonlyMap<string, Place>
  /** What was not looked at but could matter to a verdict. */
  readonly warnings: readonly Problem[]
}

interface Item {
  readonly value: Readonly<Record<string, unknown>>
  readonly path: readonly PropertyKey[]
  readonly document: LocatedDocument
}

interface Read {
  readonly item: Item
  readonly manifest: Manifest
}

type Path = readonly PropertyKey[]

export const readManifests = (sources: readonly Source[]): Workload => {
  const documents = sources.flatMap(({ file, bytes }) => parseDocuments(file, bytes))
  const items = documents.flatMap((document) => itemsOf(document, document.value, []))
  const files = sources.map(({ file }) => file)
  if (items.length === 0) {
    throw new InputError([
      { file: files.join(', '), text: 'contains no Kubernetes object; give at least one manifest' },
    ])
  }
  const warnings: Problem[] = []
  const read = items.flatMap((item) => readItem(item, warnings))
  refuse(duplicates(read))
  const kept = read.filter(({ manifest }) => !isMadeByController(manifest, read))
  refuse(inconsistencies(kept))
  const classes = classesIn(kept.map(({ manifest }) => manifest))
  warnings.push(...unknownClasses(kept, classes))
  const made = kept.flatMap(({ item, manifest }) =>
    manifest.kind === 'PriorityClass'
      ? []
      : [{ object: toObject(withPriority(manifest, classes)), place: item.document.placeOf(item.path) }],
  )
  const objects = [...missingNamespaces(kept, warnings), ...made.map(({ object }) => object)]
  if (made.length === 0) {
    throw new InputError([
      { file: files.join(', '), text: 'contains no object of a kind that is modelled' },
    ])
  }
  const places = new Map(made.map(({ object, place }) => [nameForUser(object), place]))
  return { files, objects: inOrder(objects), places, warnings }
}

const unknownClasses = (read: readonly Read[], classes: Classes): readonly Problem[] =>
  read.flatMap(({ item: { document, path }, manifest }) => {
    const unknown = unknownClass(manifest, classes)
    if (unknown === null) return []
    const text = `PriorityClass ${unknown.name} is not in the input: its pods are taken to have priority 0`
    return [{ ...document.placeOf([...path, ...unknown.path]), text }]
  })

const refuse = (problems: readonly Problem[]): void => {
  if (problems.length > 0) throw new InputError(problems)
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const itemsOf = (document: LocatedDocument, value: unknown, path: Path): readonly Item[] => {
  const place = document.placeOf(path)
  if (!isRecord(value)) {
    throw new InputError([{ ...place, text: 'is not an object; expected apiVersion, kind, metadata' }])
  }
  if (typeof value.kind !== 'string') {
    throw new InputError([{ ...place, text: 'has no kind; expected a Kubernetes object' }])
  }
  if (!value.kind.endsWith('List') || !Array.isArray(value.items)) return [{ value, path, document }]
  return value.items.flatMap((item: unknown, i) => itemsOf(document, item, [...path, 'items', i]))
}

const isModelled = (kind: string): kind is ManifestKind => Object.hasOwn(SCHEMAS, kind)

/** Objects that the server or a controller keeps by itself; that they are not read changes nothing. */
const KEPT_BY_SYSTEM: ReadonlySet<string> = new Set(['Endpoints', 'EndpointSlice', 'Event', 'Lease'])

const readItem = (item: Item, warnings: Problem[]): readonly Read[] => {
  const { value, document, path } = item
  const kind = String(value.kind)
  if (!isModelled(kind)) {
    if (!KEPT_BY_SYSTEM.has(kind)) {
      const text = `kind ${kind} is not modelled: ignored`
      warnings.push({ ...document.placeOf([...path, 'kind']), text })
    }
    return []
  }
  const modern = modernised(value, kind, document.placeOf([...path, 'apiVersion']), warnings)
  return [{ item, manifest: parseStrictly(item, kind, modern, warnings) }]
}

const OLD_VERSIONS: ReadonlySet<string> = new Set(['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2'])

const modernised = (
  value: Item['value'],
  kind: ManifestKind,
  place: Place,
  warnings: Problem[],
): Item['value'] => {
  if (typeof value.apiVersion !== 'string' || !OLD_VERSIONS.has(value.apiVersion)) return value
  if (kind !== 'Deployment' && kind !== 'ReplicaSet') return value
  warnings.push({ ...place, text: `${value.apiVersion} is no longer served: read as apps/v1` })
  return { ...value, apiVersion: 'apps/v1' }
}

/** Unknown fields become warnings and are taken out; everything else that is wrong is an error. */
const parseStrictly = (
  item: Item,
  kind: ManifestKind,
  value: unknown,
  warnings: Problem[],
): Manifest => {
  const hidden = protoPath(value)
  if (hidden !== null) {
    throw new InputError([{ ...item.document.placeOf([...item.path, ...hidden]), text: 'is not a valid key; remove it' }])
  }
  const result = SCHEMAS[kind].safeParse(value)
  if (result.success) return result.data
  const unknown = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [],
  )
  const wrong = result.error.issues.filter((issue) => issue.code !== 'unrecognized_keys')
  refuse(
    wrong.map((issue) => ({
      ...item.document.placeOf([...item.path, ...issue.path]),
      text: `${wordingOf(issue)}${receivedAt(value, issue.path)}`,
    })),
  )
  if (unknown.length === 0) throw new Error(`the schema of ${kind} refused without a reason`)
  for (const path of unknown) {
    if (isHarmless(formatPath(path.map(keyText)), valueAt(value, path))) continue
    const text = 'is not looked at by the model: ignored, though it could matter'
    warnings.push({ ...item.document.placeOf([...item.path, ...path]), text })
  }
  return parseStrictly(item, kind, unknown.reduce(withoutPath, value), warnings)
}

const keyText = (key: PropertyKey): string | number => (typeof key === 'number' ? key : String(key))

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, key) => (isRecord(inner) || Array.isArray(inner) ? Reflect.get(inner, key) : undefined),
    value,
  )

const receivedAt = (value: unknown, path: Path): string => {
  const found = valueAt(value, path)
  if (found === undefined) return ' (it is missing)'
  if (typeof found === 'object') return ''
  return ` (found ${typeof found === 'number' ? String(found) : JSON.stringify(found)})`
}

const withoutPath = (value: unknown, path: Path): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (Array.isArray(value)) {
    return value.map((child: unknown, i) => (i === key ? withoutPath(child, rest) : child))
  }
  if (!isRecord(value)) return value
  const entries = Object.entries(value).flatMap(([name, child]): [string, unknown][] =>
    name !== key ? [[name, child]] : rest.length === 0 ? [] : [[name, withoutPath(child, rest)]],
  )
  return Object.fromEntries(entries)
}

const identity = ({ kind, metadata }: Manifest): string =>
  `${kind} ${kind === 'Namespace' ? '' : `${metadata.namespace ?? 'default'}/`}${metadata.name}`

const duplicates = (read: readonly Read[]): readonly Problem[] => {
  const seen = new Map<string, Place>()
  return read.flatMap(({ item, manifest }): readonly Problem[] => {
    const place = item.document.placeOf([...item.path, 'metadata', 'name'])
    const first = seen.get(identity(manifest))
    seen.set(identity(manifest), first ?? place)
    if (first === undefined) return []
    const where = `${first.file}:${first.line ?? 1}`
    return [{ ...place, text: `${identity(manifest)} is given twice (first at ${where}); remove one` }]
  })
}

/** What an owner in the same input will make again by itself. */
const isMadeByController = ({ metadata, kind }: Manifest, read: readonly Read[]): boolean =>
  (kind === 'Namespace' && SYSTEM_NAMESPACES.has(metadata.name)) ||
  (metadata.ownerReferences ?? []).some((owner) =>
    read.some(
      ({ manifest }) =>
        manifest.kind === owner.kind &&
        manifest.metadata.name === owner.name &&
        (manifest.metadata.namespace ?? 'default') === (metadata.namespace ?? 'default'),
    ),
  )

const SYSTEM_NAMESPACES: ReadonlySet<string> = new Set([
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
])

const inconsistencies = (read: readonly Read[]): readonly Problem[] => {
  const namespaces = new Set(read.map(({ manifest }) => manifest).filter(isNamespace).map((n) => n.metadata.name))
  return read.flatMap(({ item, manifest }): readonly Problem[] => {
    const at = (...path: Path): Place => item.document.placeOf([...item.path, ...path])
    const { namespace } = manifest.metadata
    const known =
      namespace === undefined || SYSTEM_NAMESPACES.has(namespace) || namespaces.has(namespace)
    const unknown =
      known || manifest.metadata.uid !== undefined
        ? []
        : [
            {
              ...at('metadata', 'namespace'),
              text: `namespace ${namespace} is not in the input; add a Namespace object for it`,
            },
          ]
    return [...unknown, ...selectorProblems(manifest, at)]
  })
}

const isNamespace = (manifest: Manifest): boolean => manifest.kind === 'Namespace'

/** Objects read from a live cluster live in namespaces that exist there. */
const missingNamespaces = (read: readonly Read[], warnings: Problem[]): readonly KubeObject[] => {
  const given = new Set(read.filter((r) => isNamespace(r.manifest)).map((r) => r.manifest.metadata.name))
  const named = new Map(
    read.flatMap(({ manifest, item }) => {
      const { namespace } = manifest.metadata
      return namespace === undefined || SYSTEM_NAMESPACES.has(namespace) || given.has(namespace)
        ? []
        : [[namespace, item] as const]
    }),
  )
  return [...named].map(([name, { document, path }]) => {
    const place = document.placeOf([...path, 'metadata', 'namespace'])
    warnings.push({ ...place, text: `namespace ${name} is not in the input: taken to exist` })
    return toObject({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  })
}

/** Namespaces first, as kubectl needs them; otherwise in the order of the input. */
const inOrder = (objects: readonly KubeObject[]): readonly KubeObject[] => {
  const namespaces = objects.filter(({ kind }) => kind === 'Namespace')
  const others = objects.filter(({ kind }) => kind !== 'Namespace')
  return [...namespaces, ...others]
}

/** `deployment/web`, or `deployment/prod/web` outside the default namespace: how users name an object. */
export const nameForUser = (object: KubeObject): string =>
  `${object.kind.toLowerCase()}/${keyOf(object).replace(/^default\//, '')}`
