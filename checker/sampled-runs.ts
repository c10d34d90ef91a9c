/**
 * An arbitrary whose values are whole runs: it walks enabled actions, so no offered step is
 * wasted, and shrinks on actions. What it generates depends on its random numbers alone, not on
 * earlier runs, so a seed and a path give the same run again.
 */
import fc from 'fast-check'
import { Dice } from './dice.ts'
import { faultCount, follow, planOf, rerun } from './rerun.ts'
import { NO_FAULT, walkRun } from './run.ts'
import type { Choices, Walk } from './run.ts'
import type { Walker } from './walk.ts'
import { FAULT } from './walked-states.ts'

export interface RunSettings {
  /** Largest number of faults in a run. */
  readonly faults: number
  readonly maxSteps: number
  /** Steps that a run usually takes: faults are spread over so many. */
  readonly length: number
  /** How often each kind of fault was possible in a usual run: rare kinds are preferred. */
  readonly chances: ReadonlyMap<string, number>
  /** False: nobody wants more runs. */
  readonly goesOn: () => boolean
}

/** Faults that strike one right after the other are this many steps apart at most. */
const CLUMP_STEPS = 6

export class SampledRuns<S> extends fc.Arbitrary<Walk<S>> {
  readonly #walker: Walker<S>
  readonly #settings: RunSettings

  constructor(walker: Walker<S>, settings: RunSettings) {
    super()
    this.#walker = walker
    this.#settings = settings
  }

  /** fast-check gives the seed of a run; the many choices on its way are cheaper. */
  override generate(random: fc.Random): fc.Value<Walk<S>> {
    const { maxSteps, goesOn } = this.#settings
    const dice = new Dice(random.nextInt(), random.nextInt())
    this.#walker.forgetIfFull()
    const initial = dice.below(this.#walker.engine.machine.initial.length)
    const choices = randomChoices(this.#walker, dice, this.#settings)
    return new fc.Value(walkRun(this.#walker, initial, choices, goesOn() ? maxSteps : 0), undefined)
  }

  override canShrinkWithoutContext(_value: unknown): _value is Walk<S> {
    return false
  }

  override shrink(walk: Walk<S>): fc.Stream<fc.Value<Walk<S>>> {
    return fc.stream(this.#smaller(walk)).map((smaller) => new fc.Value(smaller, undefined))
  }

  /** Cut where something broke; then without halves of the faults; then without single ones. */
  *#smaller(walk: Walk<S>): IterableIterator<Walk<S>> {
    const plan = planOf(this.#walker, walk)
    for (const length of new Set([...walk.broken.values()].sort((a, b) => a - b))) {
      if (length >= plan.steps.length) continue
      const shorter = follow(this.#walker, { ...plan, steps: plan.steps.slice(0, length) })
      if (shorter !== null) yield shorter
    }
    const count = faultCount(plan)
    for (let size = count; size >= 1; size = Math.floor(size / 2)) {
      for (let from = 0; from < count; from += size) {
        const keep = (fault: number): boolean => fault < from || fault >= from + size
        const fewer = rerun(this.#walker, plan, keep, this.#settings)
        if (fewer !== null) yield fewer
      }
    }
  }
}

/** When faults strike: spread over the run, or one right after the other. */
const moments = (dice: Dice, { faults, length }: RunSettings): number[] => {
  if (faults === 0) return []
  const count = 1 + dice.below(faults)
  const isClumped = dice.below(3) === 0
  let at = dice.below(length + 1)
  return Array.from({ length: count }, (_, i) => {
    if (i > 0) at = isClumped ? at + 1 + dice.below(CLUMP_STEPS) : dice.below(length + 1)
    return at
  }).sort((a, b) => a - b)
}

const randomChoices = <S>(walker: Walker<S>, dice: Dice, settings: RunSettings): Choices => {
  const due = moments(dice, settings)
  let struck = 0
  return {
    free: (_state, count) => dice.below(count),
    fault: (step, isStuck, state) => {
      const next = due[struck]
      if (next === undefined || (next > step && !isStuck)) return NO_FAULT
      const possible = walker.edges(state, FAULT)
      if (possible.length === 0) return NO_FAULT
      struck += 1
      return pick(walker, dice, possible, settings.chances)
    },
    goesOn: settings.goesOn,
  }
}

/** First a kind, rare ones more often; then one of that kind. */
const pick = <S>(
  walker: Walker<S>,
  dice: Dice,
  possible: readonly number[],
  chances: ReadonlyMap<string, number>,
): number => {
  const typeOf = (edge: number): string => walker.successor(edge).action.type
  const kinds = [...new Set(possible.map(typeOf))]
  const weights = kinds.map((kind) => 1 + Math.floor(100 / Math.sqrt(1 + (chances.get(kind) ?? 0))))
  let left = dice.below(weights.reduce((sum, weight) => sum + weight, 0))
  const kind = kinds.find((_, i) => (left -= weights[i] ?? 0) < 0)
  const ofKind = possible.filter((edge) => typeOf(edge) === kind)
  return ofKind[dice.below(ofKind.length)] ?? NO_FAULT
}
