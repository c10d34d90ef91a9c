/**
 * One whole run: free steps and faults are chosen by functions, and it is judged as far as it
 * went.
 */
import type { Property } from './property.ts'
import type { Enabled, Walked, Walker } from './walk.ts'

export interface Choices {
  /** Which of several free steps. */
  readonly free: (enabled: readonly Enabled[]) => number
  /** A fault to inject before this step, or null. When the run is stuck it is now or never. */
  readonly fault: (
    step: number,
    isStuck: boolean,
    enabled: () => readonly Enabled[],
  ) => Enabled | null
}

export interface Walk<S> {
  readonly initial: number
  readonly start: Int32Array
  readonly walked: readonly Walked[]
  /**
   * Number of steps after which the run goes round and round; null: it does not, or nobody knows.
   */
  readonly loopStart: number | null
  /** The run has come to its end or its cycle, so that `eventually` can be judged. */
  readonly isOver: boolean
  /** After how many steps each property was first broken (liveness: all of them). */
  readonly broken: ReadonlyMap<Property<S>, number>
  /** Names of `sometimes` properties that were reached. */
  readonly reached: ReadonlySet<string>
}

/**
 * Walks until nothing is enabled, a state comes back and there was no choice since, or `maxSteps`.
 */
export const walkRun = <S>(
  walker: Walker<S>,
  initial: number,
  choices: Choices,
  maxSteps: number,
): Walk<S> => {
  const start = walker.start(initial)
  const walked: Walked[] = []
  const broken = new Map(walker.brokenIn(start).map((property) => [property, 0]))
  const reached = new Set<string>()
  /** States since the last choice, and after which step. */
  const visited = new Map<Int32Array, number>()
  let vector = start
  let loopStart: number | null = null
  let isOver = false
  note(reached, walker.reachedIn(vector))
  for (;;) {
    const free = walker.enabled(vector, false)
    if (free.length > 1) visited.clear()
    loopStart = free.length === 1 ? (visited.get(vector) ?? null) : null
    if (loopStart === null) visited.set(vector, walked.length)
    const isStuck = free.length === 0 || loopStart !== null
    const isLast = walked.length >= maxSteps
    const fault = isLast
      ? null
      : choices.fault(walked.length, isStuck, () => walker.enabled(vector, true))
    isOver = isStuck && fault === null
    if (isOver || isLast) break
    if (fault !== null) visited.clear()
    const enabled = fault ?? free[free.length === 1 ? 0 : choices.free(free)]
    if (enabled === undefined)
      throw new Error('internal error: a step was chosen that is not enabled')
    const { after, broken: now } = walker.take(vector, enabled)
    walked.push({ enabled, after })
    for (const property of now) if (!broken.has(property)) broken.set(property, walked.length)
    vector = after
    note(reached, walker.reachedIn(vector))
  }
  const walk = {
    initial,
    start,
    walked,
    loopStart: isOver ? loopStart : null,
    isOver,
    broken,
    reached,
  }
  if (isOver) judgeEnd(walker, walk, broken)
  return walk
}

const note = (reached: Set<string>, names: readonly string[]): void => {
  for (const name of names) reached.add(name)
}

/** Liveness is judged where the run ended or began to repeat itself. */
const judgeEnd = <S>(walker: Walker<S>, walk: Walk<S>, broken: Map<Property<S>, number>): void => {
  const states = [walk.start, ...walk.walked.map(({ after }) => after)]
  const lastFault = walk.walked.findLastIndex(({ enabled }) => enabled.fault) + 1
  for (const property of walker.properties) {
    if (missesGoal(walker, property, walk, states, lastFault))
      broken.set(property, walk.walked.length)
  }
}

const missesGoal = <S>(
  walker: Walker<S>,
  property: Property<S>,
  { loopStart, walked }: Walk<S>,
  states: readonly Int32Array[],
  lastFault: number,
): boolean => {
  const holds = (vector: Int32Array): boolean => walker.holds(property, vector)
  const tail = states.slice(loopStart ?? -1)
  if (property.kind === 'leadsTo') {
    const owed = Math.max(lastFault, states.findLastIndex(holds) + 1)
    return !tail.some(holds) && states.slice(owed).some((v) => walker.isObliged(property, v))
  }
  if (property.kind !== 'eventually') return false
  if (property.once === true) return !states.some(holds)
  const stays = property.stays !== false
  if (!(stays ? tail.every(holds) : tail.some(holds))) return true
  if (property.within === undefined) return false
  const met = stays
    ? Math.max(lastFault, states.findLastIndex((v) => !holds(v)) + 1)
    : states.findIndex((v, i) => i >= lastFault && holds(v))
  const time = walked
    .slice(lastFault, met)
    .reduce((sum, { enabled }) => sum + enabled.successor.duration, 0)
  return time > property.within
}
