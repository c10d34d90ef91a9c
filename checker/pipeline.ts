/** Batches that are under way between being filled and being recorded: first come, first served. */
import { Batch } from './batch.ts'
import type { Engine, Seen } from './engine.ts'
import type { Settling } from './settling.ts'

export class Pipeline<S> {
  readonly #settling: Settling
  readonly #engine: Engine<S>
  readonly #batches: readonly Batch<S>[]
  /** How many batches were handed in, and how many were taken out. */
  #submitted = 0
  #taken = 0

  /** What had been seen when the last batch was filled, and how often user code had been asked. */
  #seen: Seen
  #asked: number

  constructor(settling: Settling, engine: Engine<S>) {
    this.#settling = settling
    this.#engine = engine
    this.#seen = engine.seen()
    this.#asked = engine.asked
    const { depth, batchStates, allocate } = settling
    this.#batches = Array.from({ length: depth }, () => new Batch<S>(batchStates, allocate))
  }

  get isEmpty(): boolean {
    return this.#taken === this.#submitted
  }

  get hasRoom(): boolean {
    return this.#submitted - this.#taken < this.#batches.length
  }

  /** The batch that is to be filled and handed in next. */
  get next(): Batch<S> {
    return this.#at(this.#submitted)
  }

  #at(number: number): Batch<S> {
    const batch = this.#batches[number % this.#batches.length]
    if (batch === undefined) throw new Error('internal error: there are no batches')
    return batch
  }

  /** Hands the next batch in, with all that whoever settles or records it must know. */
  submit(): void {
    const { asked, steps } = this.#engine
    if (asked !== this.#asked) this.#seen = this.#engine.seen()
    this.#asked = asked
    this.next.seen = this.#seen
    this.next.compiled = steps.compiled
    this.#settling.submit(this.next)
    this.#submitted += 1
  }

  /** The batch that was handed in first, settled. It stays as it is until the next one is filled. */
  take(): Batch<S> {
    this.#settling.finish()
    this.#taken += 1
    return this.#at(this.#taken - 1)
  }
}
