/** One whole run with a plan of departures: free steps are chosen by a function, faults where the plan says. */
import type { Property } from './property.ts'
import type { Enabled, Walked, Walker } from './walk.ts'
import type { Trace } from './verdict.ts'

export interface Broken<S> {
  readonly property: Property<S>
  readonly trace: Trace<S>
}

export interface RunResult<S> {
  readonly walked: readonly Walked[]
  readonly start: Int32Array
  readonly broken: readonly Broken<S>[]
  /** Names of `sometimes` properties that were seen. */
  readonly seen: readonly string[]
  readonly settled: boolean
}

export interface Choices {
  /** Which free step, of several. */
  readonly free: (enabled: readonly Enabled[]) => number
  /** A fault to inject at this step, or null. */
  readonly fault: (step: number, enabled: () => readonly Enabled[]) => Enabled | null
}

/** Walks until nothing is enabled, a state comes back with no fault since, or `maxSteps`. */
export const walkRun = <S>(
  walker: Walker<S>,
  properties: readonly Property<S>[],
  choices: Choices,
  maxSteps: number,
): RunResult<S> => {
  const start = walker.start()
  const walked: Walked[] = []
  const broken = new Map<Property<S>, Trace<S>>()
  const seen = new Set<string>()
  let vector = start
  let visited = new Map<string, number>([[start.join(), 0]])
  let deterministic = true
  let loop: number | null = null
  let ended = false
  noteSeen(walker, properties, vector, seen)
  while (walked.length < maxSteps && loop === null) {
    const fault = choices.fault(walked.length, () => walker.faults(vector))
    const free = fault === null ? walker.free(vector) : []
    if (free.length > 1) deterministic = false
    const enabled = fault ?? free[choices.free(free)]
    if (enabled === undefined) {
      ended = true
      break
    }
    const { after, broken: now } = walker.take(vector, enabled)
    walked.push({ enabled, vector: after })
    for (const property of now) if (!broken.has(property)) broken.set(property, walker.trace(start, walked))
    vector = after
    noteSeen(walker, properties, vector, seen)
    if (fault !== null) visited = new Map()
    const key = vector.join()
    const before = visited.get(key)
    if (before !== undefined && deterministic) loop = before
    visited.set(key, walked.length)
  }
  if (ended || loop !== null) judgeEnd(walker, properties, start, walked, loop, broken)
  return {
    walked,
    start,
    broken: [...broken].map(([property, trace]) => ({ property, trace })),
    seen: [...seen],
    settled: ended || loop !== null,
  }
}

const noteSeen = <S>(
  walker: Walker<S>,
  properties: readonly Property<S>[],
  vector: Int32Array,
  seen: Set<string>,
): void => {
  for (const property of properties) {
    if (property.kind === 'sometimes' && !seen.has(property.name) && walker.holds(property, vector)) {
      seen.add(property.name)
    }
  }
}

/** `eventually` is judged where the run ended or began to repeat itself. */
const judgeEnd = <S>(
  walker: Walker<S>,
  properties: readonly Property<S>[],
  start: Int32Array,
  walked: readonly Walked[],
  loop: number | null,
  broken: Map<Property<S>, Trace<S>>,
): void => {
  const states = [start, ...walked.map(({ vector }) => vector)]
  const cycle = loop === null ? states.slice(-1) : states.slice(loop)
  for (const property of properties) {
    if (property.kind !== 'eventually') continue
    const holds = (vector: Int32Array): boolean => walker.holds(property, vector)
    const isGood = property.stays === false ? cycle.some(holds) : cycle.every(holds)
    if (!isGood) broken.set(property, walker.trace(start, walked, loop ?? undefined))
  }
}
