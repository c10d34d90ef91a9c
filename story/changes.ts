/** What a step changed that a user would see: stored objects field by field, containers, and what is broken. */
import type { ClusterState } from '../model/state.ts'
import type { Truth } from '../model/truth.ts'
import { pathOf } from '../model/truth.ts'
import type { ChangeView } from '../reports/result.ts'

const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const MAX_TEXT = 300

/** Addresses of endpoints by the names of their pods. */
const podNames = (value: unknown): string | null => {
  if (!Array.isArray(value) || value.length === 0) return null
  const names = value.flatMap((item: unknown) => (isRecord(item) && typeof item.pod === 'string' ? [item.pod] : []))
  return names.length === value.length ? names.join(', ') : null
}

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (podNames(value) ?? JSON.stringify(value))
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
}

/** Conditions by their type, as `kubectl describe` shows them: the status of each, and why. */
const byType = (value: unknown): { readonly [type: string]: string } | null => {
  if (!Array.isArray(value) || value.length === 0) return null
  const rows = value.flatMap((item: unknown): (readonly [string, string])[] => {
    if (!isRecord(item) || typeof item.type !== 'string' || typeof item.status !== 'string') return []
    return [[item.type, typeof item.reason === 'string' ? `${item.status} (${item.reason})` : item.status]]
  })
  return rows.length === value.length ? Object.fromEntries(rows) : null
}

/** Fields that differ, by path; whole arrays of scalars and small records are shown as one. */
export const fieldChanges = (object: string, before: unknown, after: unknown, path = ''): ChangeView[] => {
  if (before === after) return []
  const [old, current] = [byType(before), byType(after)]
  if (
    (old ?? current) !== null &&
    (before === undefined || old !== null) &&
    (after === undefined || current !== null)
  ) {
    return fieldChanges(object, old ?? {}, current ?? {}, path)
  }
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    return keys.flatMap((key) => fieldChanges(object, before[key], after[key], path === '' ? key : `${path}.${key}`))
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  return [
    {
      object,
      path,
      before: before === undefined ? null : shown(before),
      after: after === undefined ? null : shown(after),
    },
  ]
}

/** Bookkeeping that would hide what matters. */
const isNoise = ({ path }: ChangeView): boolean =>
  path === 'metadata.resourceVersion' || path === 'metadata.creationTimestamp'

export const changesBetween = (truth: Truth, before: ClusterState, after: ClusterState): ChangeView[] => [
  ...storeChanges(truth, before, after),
  ...containerChanges(truth, before, after),
  ...(before.outages === after.outages ? [] : fieldChanges('broken', before.outages, after.outages)),
]

const storeChanges = (truth: Truth, before: ClusterState, after: ClusterState): ChangeView[] => {
  const [was, is] = [truth.objects(before), truth.objects(after)]
  if (was === is) return []
  const paths = [...new Set([...was.byKey.keys(), ...is.byKey.keys()])].sort()
  return paths.flatMap((path): ChangeView[] => {
    const [old, current] = [was.byKey.get(path), is.byKey.get(path)]
    if (old === current) return []
    if (old === undefined) return [{ object: path, path: '', before: null, after: 'created' }]
    if (current === undefined) return [{ object: path, path: '', before: 'existed', after: null }]
    return fieldChanges(pathOf(current), old, current).filter((change) => !isNoise(change))
  })
}

const containerChanges = (truth: Truth, before: ClusterState, after: ClusterState): ChangeView[] => {
  const names = (state: ClusterState): ReadonlySet<string> =>
    new Set(truth.running(state).map(({ id, node }) => `container ${id} on ${node}`))
  const [was, is] = [names(before), names(after)]
  const started = [...is].filter((name) => !was.has(name))
  const stopped = [...was].filter((name) => !is.has(name))
  return [
    ...started.map((object): ChangeView => ({ object, path: '', before: null, after: 'runs' })),
    ...stopped.map((object): ChangeView => ({ object, path: '', before: 'ran', after: null })),
  ]
}
