/** Which ways to look at fewer states a search goes, and why it does not go the others. */
import type { ExploreOptions } from './explore-options.ts'
import { isLive } from './findings.ts'
import type { Machine } from './machine.ts'
import type { Property } from './property.ts'
import type { Reduction, ReductionName } from './verdict.ts'

export const reductionsFor = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  options: ExploreOptions,
): readonly Reduction[] => {
  const isOffered = (machine.symmetry ?? []).length > 0
  const wanted = (options.reduce ?? ['symmetry', 'partial-order']).filter((name) => name !== 'symmetry' || isOffered)
  const reasons: { readonly [name in ReductionName]: () => string | null } = {
    symmetry: () => reasonAgainstBoth(properties),
    'partial-order': () =>
      offersFew(machine)
        ? reasonAgainstFew(properties, options)
        : (reasonAgainstBoth(properties) ?? reasonAgainstOrder(machine, properties, options)),
  }
  return wanted.map((name) => {
    const reason = reasons[name]()
    return { name, isApplied: reason === null, reason }
  })
}

/** A cycle of representatives need not be a cycle of states, nor a fair one; a run that was left out neither. */
const reasonAgainstBoth = <S>(properties: readonly Property<S>[]): string | null => {
  const live = properties.filter(({ kind }) => isLive(kind)).map(({ name }) => name)
  return live.length === 0 ? null : `${live.join(', ')} must hold at last, which is judged on all states`
}

const reasonAgainstOrder = <S>(
  { rules, normalise }: Machine<S>,
  properties: readonly Property<S>[],
  { untilBroken = false, checkpoint }: ExploreOptions,
): string | null => {
  const free = rules.filter(({ fault = false }) => !fault)
  const unwatched = rules.find(({ remember }) => remember === 'never')
  const acting = properties.find((property) => property.kind === 'onEveryStep' && property.holds.length > 2)
  if (free.length < 2) return 'there is one rule, so there is no order to choose'
  if (unwatched !== undefined) return `what ${unwatched.name} reads is not watched (remember: 'never')`
  if (normalise !== undefined) return 'states are normalised, which may change what any rule reads'
  if (acting !== undefined) return `${acting.name} looks at actions`
  if (untilBroken) return 'the search ends at the first run that breaks something'
  return checkpoint === undefined ? null : 'a checkpoint does not keep who is in whose way'
}

/** Does the machine itself say which steps suffice? */
const offersFew = <S>({ rules }: Machine<S>): boolean => rules.some(({ enough }) => enough !== undefined)

/** A search that takes the steps that suffice sees where runs end, and each change that a property can see. */
const reasonAgainstFew = <S>(properties: readonly Property<S>[], { checkpoint }: ExploreOptions): string | null => {
  const asking = properties.filter(
    (property) =>
      property.kind === 'leadsTo' ||
      (property.kind === 'eventually' && (property.once === true || property.within !== undefined)) ||
      (property.kind === 'onEveryStep' && property.holds.length > 2),
  )
  if (checkpoint !== undefined) return 'a checkpoint must serve larger budgets, for which other steps suffice'
  if (asking.length === 0) return null
  return `${asking.map(({ name }) => name).join(', ')} asks for more than where runs end and what changes on the way`
}

export const isApplied = (reductions: readonly Reduction[], name: ReductionName): boolean =>
  reductions.some((reduction) => reduction.name === name && reduction.isApplied)

/** Does the machine say which steps are taken, or are its rules watched to find out? */
export const takesEnough = <S>(machine: Machine<S>, reductions: readonly Reduction[]): boolean =>
  offersFew(machine) && isApplied(reductions, 'partial-order')

export const watchesRules = <S>(machine: Machine<S>, reductions: readonly Reduction[]): boolean =>
  !offersFew(machine) && isApplied(reductions, 'partial-order')
