/** Long work in small pieces, so that the page stays quick: the most wanted first, a few milliseconds at a time. */
interface Job {
  readonly key: string
  readonly piece: () => boolean
}

/** A frame is 16 ms long; the page needs some of it itself. */
const SLICE_MS = 10

export class Work {
  readonly #jobs: Job[] = []
  readonly #clock: () => number
  readonly #later: (then: () => void) => void
  #isWaiting = false

  constructor(clock: () => number, later: (then: () => void) => void) {
    this.#clock = clock
    this.#later = later
  }

  /** `make` begins the work; `done` gets its result, `failed` what it threw. */
  add<R>(
    key: string,
    make: () => Generator<void, R>,
    done: (result: R) => void,
    failed: (error: unknown) => void,
  ): void {
    let running: Generator<void, R> | null = null
    const piece = (): boolean => {
      try {
        running ??= make()
        const { done: isOver, value } = running.next()
        if (isOver === true) done(value)
        return isOver === true
      } catch (error) {
        failed(error)
        return true
      }
    }
    this.#jobs.push({ key, piece })
    this.#wake()
  }

  /** Goes on with this before all else. */
  prefer(key: string): void {
    const at = this.#jobs.findIndex((job) => job.key === key)
    const [job] = at === -1 ? [] : this.#jobs.splice(at, 1)
    if (job !== undefined) this.#jobs.unshift(job)
  }

  #wake(): void {
    if (this.#isWaiting || this.#jobs.length === 0) return
    this.#isWaiting = true
    this.#later(() => {
      this.#isWaiting = false
      this.#work()
      this.#wake()
    })
  }

  #work(): void {
    const until = this.#clock() + SLICE_MS
    while (this.#jobs.length > 0 && this.#clock() < until) {
      const [job] = this.#jobs
      if (job?.piece() === true) this.#jobs.splice(this.#jobs.indexOf(job), 1)
    }
  }
}
