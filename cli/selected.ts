/** The properties that a check is about. */
import type { Property } from '../checker/property.ts'
import type { ClusterState } from '../model/state.ts'

/** The named properties and their witnesses; null: all. */
export const selected = (
  properties: readonly Property<ClusterState>[],
  names: readonly string[] | null,
): readonly Property<ClusterState>[] => {
  if (names === null) return properties
  const chosen = properties.filter(({ name }) => names.includes(name))
  const witnesses = new Set(chosen.map(({ witness }) => witness))
  return properties.filter((p) => chosen.includes(p) || witnesses.has(p.name))
}
