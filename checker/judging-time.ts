/**
 * How long it is judged what happens for ever. Who stops a search wants to see now what is known: looks at states go on
 * for a moment, which is enough for a small search, and then what is not judged yet stays undecided.
 */
import type { SearchEnd } from './verdict.ts'

/** Looks between two questions whether to stop. */
const ASK_EVERY = 4_096
/** Looks after the answer was yes: some tenths of a second. */
const LAST_LOOKS = 50_000

/** There is no more time to judge. */
export class TimeIsUp extends Error {}

export class JudgingTime {
  /** Why the time was limited; null: it was not, so far. */
  reason: SearchEnd | null = null
  isUp = false
  readonly #shouldStop: () => SearchEnd | null
  #left = ASK_EVERY

  constructor(shouldStop: () => SearchEnd | null = () => null) {
    this.#shouldStop = shouldStop
  }

  /** Takes note of a look at a state; throws `TimeIsUp`. */
  readonly look = (): void => {
    this.#left -= 1
    if (this.#left > 0) return
    if (this.reason !== null) {
      this.isUp = true
      throw new TimeIsUp('judging was stopped')
    }
    this.reason = this.#shouldStop()
    this.#left = this.reason === null ? ASK_EVERY : LAST_LOOKS
  }
}
