/**
 * Properties come in the four kinds of design.md. Each is plain data around pure predicates, so that the
 * checker can judge it, a report can show it and a test can list it.
 */
import type { Action } from './machine.ts'

interface Common {
  /** Positive claim, subject first, kebab-case: `bound-pod-stays-on-its-node`. */
  readonly name: string
  /** Id of the clause that promises it, such as `SCHED-2`. */
  readonly clause: string
  /** One sentence a user understands. */
  readonly description?: string
  /**
   * Name of the `sometimes` property that shows this one is not vacuous. When the partner is never
   * reached, the verdict is marked vacuous.
   */
  readonly witness?: string
}

/** Must hold in every reachable state. */
export interface Always<S> extends Common {
  readonly kind: 'always'
  readonly holds: (state: S) => boolean
  /** Names the offending objects, one sentence each; called only on a violating state. */
  readonly explain: (state: S) => readonly string[]
}

/** Must hold for every transition. */
export interface OnEveryStep<S> extends Common {
  readonly kind: 'onEveryStep'
  readonly holds: (before: S, after: S, action: Action) => boolean
  readonly explain: (before: S, after: S, action: Action) => readonly string[]
}

/**
 * After the faults are spent, every fair run reaches the goal, and keeps it from some point on
 * (`stays`, the default) or comes back to it for ever (`stays: false`).
 */
export interface Eventually<S> extends Common {
  readonly kind: 'eventually'
  readonly holds: (state: S) => boolean
  readonly explain: (state: S) => readonly string[]
  readonly stays?: boolean
  /**
   * The classical reading, instead of `stays`: a run that reached the goal at any moment, faults or not, has met
   * it for good. Judged by a search of its own.
   */
  readonly once?: boolean
  /** A bound in ms of modelled time from any moment at which the goal does not hold; nominal order only. */
  readonly within?: number
}

/** Whenever `from` holds, `holds` holds in the same state or later, on every fair run without further faults. */
export interface LeadsTo<S> extends Common {
  readonly kind: 'leadsTo'
  readonly from: (state: S) => boolean
  readonly holds: (state: S) => boolean
  readonly explain: (state: S) => readonly string[]
}

/** Must be reachable: the proof that something happens at all. */
export interface Sometimes<S> extends Common {
  readonly kind: 'sometimes'
  readonly holds: (state: S) => boolean
}

export type Property<S> = Always<S> | OnEveryStep<S> | Eventually<S> | LeadsTo<S> | Sometimes<S>
export type PropertyKind = Property<never>['kind']

type Without<P> = Omit<P, 'kind'>
export const always = <S>(property: Without<Always<S>>): Always<S> => ({
  kind: 'always',
  ...property,
})
export const onEveryStep = <S>(property: Without<OnEveryStep<S>>): OnEveryStep<S> => ({
  kind: 'onEveryStep',
  ...property,
})
export const eventually = <S>(property: Without<Eventually<S>>): Eventually<S> => ({
  kind: 'eventually',
  ...property,
})
export const leadsTo = <S>(property: Without<LeadsTo<S>>): LeadsTo<S> => ({
  kind: 'leadsTo',
  ...property,
})
export const sometimes = <S>(property: Without<Sometimes<S>>): Sometimes<S> => ({
  kind: 'sometimes',
  ...property,
})
