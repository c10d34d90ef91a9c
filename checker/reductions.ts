/** Which ways to look at fewer states a search goes, and why it does not go the others. */
import { isLive } from './findings.ts'
import type { Machine } from './machine.ts'
import type { Property } from './property.ts'
import type { Reduction, ReductionName } from './verdict.ts'

export const reductionsFor = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  wanted: readonly ReductionName[] = ['symmetry'],
): readonly Reduction[] => {
  const isOffered = (machine.symmetry ?? []).length > 0
  return wanted
    .filter((name) => name !== 'symmetry' || isOffered)
    .map((name) => {
      const reason = reasonAgainst(properties)
      return { name, isApplied: reason === null, reason }
    })
}

/** A cycle of representatives need not be a cycle of states, nor a fair one. */
const reasonAgainst = <S>(properties: readonly Property<S>[]): string | null => {
  const live = properties.filter(({ kind }) => isLive(kind)).map(({ name }) => name)
  return live.length === 0 ? null : `${live.join(', ')} must hold at last, which is judged on all states`
}
