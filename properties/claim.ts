/** What every property of this folder is made from: the cluster's truth, and clauses that exist. */
import type { Always, Eventually, LeadsTo, OnEveryStep, Property, Sometimes } from '../checker/property.ts'
import type { ClusterState } from '../model/state.ts'
import type { Truth } from '../model/truth.ts'
import type { ClauseId } from '../spec/index.ts'

export type State = ClusterState
export type ClusterProperty = Property<ClusterState> & { readonly clause: ClauseId }

type Claimed<P> = Omit<P, 'kind' | 'clause'> & { readonly clause: ClauseId }

/** A property of a given cluster. */
export type Claim = (truth: Truth) => ClusterProperty

export const always = (claim: Claimed<Always<State>>): ClusterProperty => ({ kind: 'always', ...claim })
export const onEveryStep = (claim: Claimed<OnEveryStep<State>>): ClusterProperty => ({
  kind: 'onEveryStep',
  ...claim,
})
export const eventually = (claim: Claimed<Eventually<State>>): ClusterProperty => ({
  kind: 'eventually',
  ...claim,
})
export const leadsTo = (claim: Claimed<LeadsTo<State>>): ClusterProperty => ({ kind: 'leadsTo', ...claim })
export const sometimes = (claim: Claimed<Sometimes<State>>): ClusterProperty => ({
  kind: 'sometimes',
  ...claim,
})

/**
 * A property is often "there is no offender": one function finds the offenders in words, the claim is that it
 * finds none.
 */
export const none = (offenders: (state: State) => readonly string[]) => ({
  holds: (state: State): boolean => offenders(state).length === 0,
  explain: offenders,
})

export const noneOnStep = (offenders: (before: State, after: State) => readonly string[]) => ({
  holds: (before: State, after: State): boolean => offenders(before, after).length === 0,
  explain: offenders,
})
