/**
 * The result file `kubeproof/result@1`: everything that a view needs, as plain data. Written by
 * `check --json`, read by `report`. Reading checks it, so that a view can trust every field.
 */
import { z } from 'zod'

const event = z.object({
  /** Who sent it and who took it; equal for a timer or a decision of one component. */
  from: z.string(),
  to: z.string(),
  label: z.string(),
  kind: z.enum(['message', 'timer', 'world']),
  /** Step A-J of the pod-creation protocol that this event performs, if any. */
  protocol: z.string().nullable(),
})

const change = z.object({
  /** `pods/default/web-1` in the store, or `cache of scheduler/1: ...`. */
  object: z.string(),
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})

const step = z.object({
  index: z.number(),
  /** Seconds of cluster time since the user began. */
  seconds: z.number(),
  title: z.string(),
  /** The fault injected by this step, in words; null: the nominal run goes on. */
  fault: z.string().nullable(),
  events: z.array(event),
  changes: z.array(change),
  /** Properties that do not hold after this step, among those checked. */
  broken: z.array(z.string()),
})

/** Enough to execute a run again, and to see that it is the same run. */
const execution = z.object({
  /** One per step, as the rules gave them. */
  actions: z.array(z.looseObject({ type: z.string() })),
  /** Fingerprint of the state before the first step, and after each. */
  states: z.array(z.string()),
  /** Actions of the longer run from which a sampled one was made small; absent: exploring found it. */
  original: z.array(z.looseObject({ type: z.string() })).optional(),
})

const run = z.object({
  faults: z.array(z.string()),
  steps: z.array(step),
  /** Index of the step at which an endless cycle begins; null: the run ends. */
  loopStart: z.number().nullable(),
  /** Index of the step after which the property is broken. */
  brokenAt: z.number().nullable(),
  /** How to execute it again; absent in files of older versions. */
  execution: execution.optional(),
})

const recovery = z.object({ faults: z.number(), seconds: z.number().nullable() })

const property = z.object({
  name: z.string(),
  kind: z.enum(['always', 'onEveryStep', 'eventually', 'leadsTo', 'sometimes']),
  family: z.enum(['user', 'kubernetes', 'weakening']),
  clause: z.string(),
  description: z.string(),
  verdict: z.enum(['holds', 'broken', 'inconclusive']),
  /** How it breaks, in one sentence for an engineer; absent where it does not, and in older files. */
  lesson: z.string().optional(),
  /** The verdict in one sentence, with its bound. */
  sentence: z.string(),
  leastFaults: z.number().nullable(),
  /** Faults that a promise is to survive; fewer that break it make the result broken. */
  survive: z.number().nullable(),
  exhaustiveUpTo: z.number().nullable(),
  order: z.enum(['nominal', 'any', 'asynchronous']),
  worstRecoverySeconds: z.number().nullable(),
  recoveries: z.array(recovery),
  /** Worst recovery per set of kinds of faults, slowest first. */
  slowest: z.array(z.object({ faults: z.array(z.string()), seconds: z.number() })),
  witness: z.string().nullable(),
  vacuous: z.boolean(),
  explanation: z.array(z.string()),
  /** Other sets of faults, as few, that break it too. */
  ways: z.array(z.array(z.string())),
  /** Its own run: how it breaks, else its slowest recovery; of a `sometimes` that takes bad luck, how it is reached. */
  counterexample: run.nullable(),
  /** Where the run without faults first reaches it, for `sometimes`; null: nowhere, or it is none. */
  reachedAt: z.number().nullable().optional(),
  /** File of the counterexample, for replay; null: none was written. */
  file: z.string().nullable(),
  suggestions: z.array(
    z.object({ text: z.string(), verified: z.string() }),
  ),
})

const level = z.object({
  faults: z.number(),
  states: z.number(),
  transitions: z.number(),
  depth: z.number(),
  seconds: z.number(),
  complete: z.boolean(),
})

const count = z.object({
  name: z.string(),
  taken: z.number(),
  fresh: z.number(),
  /** States in which it was possible. */
  enabled: z.number().optional(),
})

export const resultSchema = z.object({
  format: z.literal('kubeproof/result@1'),
  version: z.string(),
  verdict: z.enum(['holds', 'broken', 'inconclusive']),
  properties: z.array(property),
  search: z.object({
    mode: z.enum(['explore', 'sample', 'explore+sample']),
    order: z.enum(['nominal', 'any', 'asynchronous']),
    end: z.enum(['complete', 'max-states', 'time-limit', 'out-of-memory', 'interrupted']),
    seed: z.string().nullable(),
    runs: z.number(),
    steps: z.number(),
    faults: z.number(),
    states: z.number(),
    transitions: z.number(),
    depth: z.number(),
    complete: z.boolean(),
    levels: z.array(level),
    reductions: z.array(z.string()),
    seconds: z.number(),
  }),
  coverage: z.object({
    /** Rules that never offered a step, and by slot the number of values that it was seen to hold. */
    neverEnabled: z.array(z.string()).optional(),
    values: z.array(z.object({ name: z.string(), count: z.number() })).optional(),
    actions: z.array(count),
    faults: z.array(count),
    clauses: z.array(z.object({ id: z.string(), properties: z.array(z.string()) })),
    protocol: z.array(z.object({ step: z.string(), name: z.string(), taken: z.number() })),
    /** At which steps of the protocol each kind of fault could strike first; absent in older files. */
    strikes: z.array(z.object({ fault: z.string(), step: z.string(), count: z.number() })).optional(),
  }),
  /** The run in which nothing goes wrong, to look at where nothing broke; absent in older files. */
  nominal: run.optional(),
  /** Whatever rebuilds the machine, for executing runs again; absent in older files. */
  scenario: z.record(z.string(), z.unknown()).optional(),
  input: z.object({
    files: z.array(z.string()),
    objects: z.array(z.string()),
    /** Where each object stands in the user's files; line from 1. Absent in results of older versions. */
    places: z.array(z.object({ object: z.string(), file: z.string(), line: z.number() })).optional(),
    warnings: z.array(z.string()),
    cluster: z.string(),
    command: z.string(),
  }),
})

export type ResultFile = z.output<typeof resultSchema>
export type PropertyResult = z.output<typeof property>
export type RunView = z.output<typeof run>
export type StepView = z.output<typeof step>
export type EventView = z.output<typeof event>
export type ChangeView = z.output<typeof change>
export type LevelView = z.output<typeof level>
