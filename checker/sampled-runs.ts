/**
 * An arbitrary whose values are whole runs: it walks enabled actions, so no offered step is
 * wasted, and shrinks on actions. What it generates depends on its random numbers alone, not on
 * earlier runs, so a seed and a path give the same run again.
 */
import fc from 'fast-check'
import { faultCount, follow, planOf, rerun } from './rerun.ts'
import { walkRun } from './run.ts'
import type { Choices, Walk } from './run.ts'
import type { Enabled, Walker } from './walk.ts'

export interface RunSettings {
  /** Largest number of faults in a run. */
  readonly faults: number
  readonly maxSteps: number
  /** Steps that a run usually takes: faults are spread over so many. */
  readonly length: number
  /** How often each kind of fault was possible in a usual run: rare kinds are preferred. */
  readonly chances: ReadonlyMap<string, number>
  /** Nobody wants more runs. */
  readonly isStopped: () => boolean
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

  override generate(random: fc.Random): fc.Value<Walk<S>> {
    const { maxSteps, isStopped } = this.#settings
    const initials = this.#walker.engine.machine.initial.length
    const initial = random.nextInt(0, initials - 1)
    const choices = randomChoices(random, this.#settings)
    const walk = walkRun(this.#walker, initial, choices, isStopped() ? 0 : maxSteps)
    return new fc.Value(walk, undefined)
  }

  override canShrinkWithoutContext(_value: unknown): _value is Walk<S> {
    return false
  }

  override shrink(walk: Walk<S>): fc.Stream<fc.Value<Walk<S>>> {
    return fc.stream(this.#smaller(walk)).map((smaller) => new fc.Value(smaller, undefined))
  }

  /** Cut where something broke; then without halves of the faults; then without single ones. */
  *#smaller(walk: Walk<S>): IterableIterator<Walk<S>> {
    const plan = planOf(walk)
    for (const length of new Set([...walk.broken.values()].sort((a, b) => a - b))) {
      if (length >= plan.steps.length) continue
      const shorter = follow(this.#walker, { ...plan, steps: plan.steps.slice(0, length) })
      if (shorter !== null) yield shorter
    }
    const count = faultCount(plan)
    for (let size = count; size >= 1; size = Math.floor(size / 2)) {
      for (let from = 0; from < count; from += size) {
        const keep = (fault: number): boolean => fault < from || fault >= from + size
        const fewer = rerun(this.#walker, plan, keep, this.#settings.maxSteps)
        if (fewer !== null) yield fewer
      }
    }
  }
}

/** When faults strike: spread over the run, or one right after the other. */
const moments = (random: fc.Random, { faults, length }: RunSettings): number[] => {
  if (faults === 0) return []
  const count = random.nextInt(1, faults)
  const isClumped = random.nextInt(0, 2) === 0
  let at = random.nextInt(0, length)
  return Array.from({ length: count }, (_, i) => {
    if (i > 0) at = isClumped ? at + random.nextInt(1, CLUMP_STEPS) : random.nextInt(0, length)
    return at
  }).sort((a, b) => a - b)
}

const randomChoices = (random: fc.Random, settings: RunSettings): Choices => {
  const due = moments(random, settings)
  return {
    free: (enabled) => random.nextInt(0, enabled.length - 1),
    fault: (step, isStuck, enabled) => {
      const next = due[0]
      if (next === undefined || (next > step && !isStuck)) return null
      const possible = enabled()
      if (possible.length === 0) return null
      due.shift()
      return pick(random, possible, settings.chances)
    },
  }
}

/** First a kind, rare ones more often; then one of that kind. */
const pick = (
  random: fc.Random,
  possible: readonly Enabled[],
  chances: ReadonlyMap<string, number>,
): Enabled | null => {
  const kinds = [...new Set(possible.map(({ successor }) => successor.action.type))]
  const weights = kinds.map((kind) => 1 + Math.floor(100 / Math.sqrt(1 + (chances.get(kind) ?? 0))))
  let left = random.nextInt(0, weights.reduce((sum, weight) => sum + weight, 0) - 1)
  const kind = kinds.find((_, i) => (left -= weights[i] ?? 0) < 0)
  const ofKind = possible.filter(({ successor }) => successor.action.type === kind)
  return ofKind[random.nextInt(0, ofKind.length - 1)] ?? null
}
