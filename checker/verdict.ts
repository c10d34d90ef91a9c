/** What a search found out, and how far that goes. Nothing but a complete search may say `survives`. */
import type { Action, Json } from './machine.ts'
import type { PropertyKind } from './property.ts'

/** Why the search ended. Only 'complete' covers everything that was asked for. */
export type SearchEnd = 'complete' | 'max-states' | 'time-limit' | 'out-of-memory' | 'interrupted'

/** One step of a run. `state` is the full state after it. */
export interface TraceStep<S> {
  readonly action: Action
  readonly rule: string
  readonly fault: boolean
  /** Modelled time since the start of the run at which the step is over, in ms. */
  readonly time: number
  readonly state: S
}

/** A run from an initial state; a lasso when `loopStart` is given (index into `steps` where the cycle begins). */
export interface Trace<S> {
  readonly initial: S
  readonly steps: readonly TraceStep<S>[]
  readonly loopStart?: number
}

export interface PropertyVerdict<S> {
  readonly name: string
  readonly kind: PropertyKind
  readonly clause: string
  /** 'holds': over everything that was searched (see `exhaustiveUpTo` for how far that is). */
  readonly verdict: 'holds' | 'broken' | 'inconclusive'
  /** Smallest number of faults that breaks it, if broken; a minimum only if `exhaustiveUpTo` >= it - 1. */
  readonly leastFaults: number | null
  /** Largest fault budget for which every run was looked at; null: none was completed. */
  readonly exhaustiveUpTo: number | null
  /** Worst time from a false goal until it holds for good, in ms, by budget level; only eventually, nominal order. */
  readonly worstRecovery: readonly (number | null)[]
  /** The worst such time per set of kinds of faults, slowest first. */
  readonly recoveries: readonly { readonly faults: readonly string[]; readonly ms: number }[]
  /** A run with the worst recovery (its last fault is where the clock starts), null if there is none. */
  readonly worstRecoveryTrace: Trace<S> | null
  /** For `sometimes`, and for the partner of another property: was it reached? */
  readonly witnessed: boolean
  /** Only exploring: a run with fewest faults, then fewest steps, that reaches a `sometimes`; null: none does. */
  readonly reachedBy: Trace<S> | null
  readonly vacuous: boolean
  /** Broken run with fewest faults, then with the faults that are preferred, then with fewest steps. */
  readonly counterexample: Trace<S> | null
  /** Only sampling: the run as it was found, before it was made small. */
  readonly original?: Trace<S>
  /** Sentences of the property's `explain` for the last state of the counterexample. */
  readonly explanation: readonly string[]
  /**
   * Distinct ways (kinds of faults, sorted) that were seen to break it at the least budget, one run each, preferred
   * faults first, then in order of discovery; at most 40. Runs that meet before they break it count as the first of them.
   */
  readonly ways: readonly { readonly faults: readonly string[]; readonly trace: Trace<S> }[]
  /** Only sampling: fast-check's path to the run that broke it; with the same seed it gives that run again. */
  readonly path?: string
}

export interface LevelStats {
  readonly faults: number
  readonly states: number
  readonly transitions: number
  readonly depth: number
  readonly seconds: number
  readonly complete: boolean
}

export interface ActionCounts {
  /** Steps that were looked at, also those that led to a known state. */
  readonly taken: number
  /** Steps that led to a new state. */
  readonly fresh: number
  /** Only exploring: states in which it was possible. */
  readonly enabled?: number
}

export interface Coverage {
  /** States without any free step: the run is over there. */
  readonly deadEnds: number
  /** Rules that never offered a step: what they wait for never was. */
  readonly neverEnabled: readonly string[]
  /** By slot: how many values it was seen to hold. */
  readonly values: Readonly<Record<string, number>>
}

export type ReductionName = 'symmetry' | 'partial-order'

/** A way to look at fewer states for the same verdicts; `reason` tells why it was not gone. */
export interface Reduction {
  readonly name: ReductionName
  readonly isApplied: boolean
  readonly reason: string | null
  /** Only partial order: how often the search began anew because it had learnt who is in whose way. */
  readonly restarts?: number
  /** Only partial order: states that were looked at once more, in all orders, to find the shortest runs. */
  readonly statesForRuns?: number
}

export interface SearchStats {
  readonly mode: 'explore' | 'sample'
  readonly end: SearchEnd
  readonly states: number
  readonly transitions: number
  readonly depth: number
  readonly levels: readonly LevelStats[]
  readonly runs: number
  readonly steps: number
  readonly seed: string | null
  readonly seconds: number
  /** Only with more than one thread: how many took part. A small search stays with one. */
  readonly workers?: number
  /** Those that were asked for, or that the machine offers. */
  readonly reductions?: readonly Reduction[]
  /** Only exploring: bytes of all tables that grow with the states. */
  readonly bytes?: number
  /** By action type. */
  readonly actions: Readonly<Record<string, ActionCounts>>
  /** Only exploring: where the search did not get to. */
  readonly coverage?: Coverage
}

export interface SearchResult<S> {
  readonly verdicts: readonly PropertyVerdict<S>[]
  readonly stats: SearchStats
}

/** The file of a counterexample: replays with no generator and no random number. */
export interface CounterexampleFile {
  readonly format: 'kubeproof/counterexample@1'
  readonly version: string
  /** Hash of the model: a replay against another model says so. */
  readonly model: string
  /** Whatever rebuilds the machine: manifests, cluster, settings, defects. */
  readonly scenario: Json
  readonly property: string
  readonly clause: string
  readonly order: 'nominal' | 'any' | 'asynchronous'
  readonly faults: readonly Action[]
  readonly actions: readonly Action[]
  readonly loopStart: number | null
  readonly explanation: readonly string[]
}
