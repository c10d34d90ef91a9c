/**
 * The checker, useful without Kubernetes: describe a machine, state its properties, and explore,
 * sample, replay or minimise its runs.
 */
export type { Action, Fairness, Json, Machine, Rule, Transition, Writes } from './machine.ts'
export type {
  Always,
  Eventually,
  LeadsTo,
  OnEveryStep,
  Property,
  PropertyKind,
  Sometimes,
} from './property.ts'
export { always, eventually, leadsTo, onEveryStep, sometimes } from './property.ts'
export type {
  CounterexampleFile,
  LevelStats,
  PropertyVerdict,
  Reduction,
  ReductionName,
  SearchEnd,
  SearchResult,
  SearchStats,
  Trace,
  TraceStep,
} from './verdict.ts'
export { project, update } from './projection.ts'
export type { Part, Update } from './projection.ts'
export type { Renaming, Symmetry } from './symmetry.ts'
export { explore } from './explore.ts'
export type { ExploreOptions, ExploreProgress } from './explore.ts'
export { firstBroken, replay } from './replay.ts'
export type { Misfit, Replay, ReplayedStep } from './replay.ts'
export { explain, isBrokenBy } from './explain.ts'
export { canonicalJson, fingerprint } from './json.ts'
export { sample } from './sample.ts'
export type { SampleOptions } from './sample.ts'
export { minimise } from './minimise.ts'
export type { MinimiseOptions } from './minimise.ts'
export { CheckpointError } from './checkpoint/store.ts'
export type { CheckpointOptions } from './checkpoint/checkpoint.ts'
export type { Store } from './checkpoint/store.ts'
export { MachineError } from './errors.ts'
