/**
 * One whole run: free steps and faults are chosen by functions, and it is judged as far as it
 * went.
 */
import type { Eventually, LeadsTo, Property } from './property.ts'
import type { Walker } from './walk.ts'
import { FREE } from './walked-states.ts'

/** No fault strikes here. */
export const NO_FAULT = -1

export interface Choices {
  /** Which of several free steps of a state, from 0. */
  readonly free: (state: number, count: number) => number
  /** A fault to inject before this step: an edge, or NO_FAULT. When the run is stuck it is now or never. */
  readonly fault: (step: number, isStuck: boolean, state: number) => number
  /** Asked from time to time: false ends the run where it is. */
  readonly goesOn: () => boolean
}

export interface Walk<S> {
  readonly initial: number
  /** The start, and the state after each step, as the walker numbers them. */
  readonly states: readonly number[]
  readonly edges: readonly number[]
  /**
   * Number of steps after which the run goes round and round; null: it does not, or nobody knows.
   */
  readonly loopStart: number | null
  /** The run has come to its end or its cycle, so that `eventually` can be judged. */
  readonly isOver: boolean
  /** After how many steps each property was first broken (liveness: all of them). */
  readonly broken: ReadonlyMap<Property<S>, number>
}

/** Steps between two questions whether a run shall go on. */
const ASK_EVERY = 64

/**
 * Walks until nothing is enabled, a state comes back and there was no choice since, `maxSteps`, or until nobody wants
 * to go on.
 */
export const walkRun = <S>(walker: Walker<S>, initial: number, choices: Choices, maxSteps: number): Walk<S> => {
  let state = walker.start(initial)
  const states = [state]
  const edges: number[] = []
  const broken = new Map<Property<S>, number>()
  const note = (properties: readonly Property<S>[]): void => {
    for (const property of properties) if (!broken.has(property)) broken.set(property, edges.length)
  }
  /** States since the last choice, and after how many steps. */
  const visited = new Map<number, number>()
  let loopStart: number | null = null
  let isOver = false
  note(walker.brokenIn(state))
  for (;;) {
    const count = walker.countEdges(state, FREE)
    if (count > 1) visited.clear()
    loopStart = count === 1 ? (visited.get(state) ?? null) : null
    if (count === 1 && loopStart === null) visited.set(state, edges.length)
    const isStuck = count === 0 || loopStart !== null
    const isLast = edges.length >= maxSteps || (edges.length % ASK_EVERY === ASK_EVERY - 1 && !choices.goesOn())
    const fault = isLast ? NO_FAULT : choices.fault(edges.length, isStuck, state)
    isOver = isStuck && fault === NO_FAULT
    if (isOver || isLast) break
    if (fault !== NO_FAULT) visited.clear()
    const edge = fault === NO_FAULT ? freeEdge(walker, choices, state, count) : fault
    state = walker.take(state, edge)
    edges.push(edge)
    states.push(state)
    note(walker.brokenBy(edge))
    note(walker.brokenIn(state))
  }
  const walk = { initial, states, edges, loopStart: isOver ? loopStart : null, isOver, broken }
  if (isOver) judgeEnd(walker, walk, broken)
  return walk
}

const freeEdge = <S>(walker: Walker<S>, choices: Choices, state: number, count: number): number =>
  walker.firstEdge(state, FREE) + (count === 1 ? 0 : choices.free(state, count))

/** Liveness is judged where the run ended or began to repeat itself. */
const judgeEnd = <S>(walker: Walker<S>, walk: Walk<S>, broken: Map<Property<S>, number>): void => {
  if (walker.liveness.length === 0) return
  const lastFault = walk.edges.findLastIndex((edge) => walker.isFault(edge)) + 1
  for (const property of walker.liveness) {
    if (missesGoal(walker, property, walk, lastFault)) broken.set(property, walk.edges.length)
  }
}

const missesGoal = <S>(
  walker: Walker<S>,
  property: Eventually<S> | LeadsTo<S>,
  { loopStart, edges, states }: Walk<S>,
  lastFault: number,
): boolean => {
  const holds = (state: number): boolean => walker.holds(property, state)
  const tail = states.slice(loopStart ?? -1)
  if (property.kind === 'leadsTo') {
    const owed = Math.max(lastFault, states.findLastIndex(holds) + 1)
    return !tail.some(holds) && states.slice(owed).some((state) => walker.isObliged(property, state))
  }
  if (property.once === true) return !states.some(holds)
  const stays = property.stays !== false
  if (!(stays ? tail.every(holds) : tail.some(holds))) return true
  if (property.within === undefined) return false
  const met = stays
    ? Math.max(lastFault, states.findLastIndex((state) => !holds(state)) + 1)
    : states.findIndex((state, i) => i >= lastFault && holds(state))
  const time = edges.slice(lastFault, met).reduce((sum, edge) => sum + walker.successor(edge).duration, 0)
  return time > property.within
}
