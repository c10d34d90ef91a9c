/** What one tool did with one model. */
export interface Timed {
  readonly states: number
  readonly transitions: number
  /** Levels, initial = 1; null: the tool does not search breadth first. */
  readonly depth: number | null
  /** Of wall time, from the start of the process to its end. */
  readonly seconds: number
  /** Over all tables of the search; null: the tool does not tell. */
  readonly bytesPerState: number | null
}

/** What random runs did. */
export interface Sampled {
  readonly steps: number
  /** States of the longest run; null: the tool does not tell. */
  readonly longest: number | null
  readonly seconds: number
}

export interface Row extends Omit<Timed, 'states'> {
  readonly model: string
  readonly tool: string
  /** Null: random runs count none. */
  readonly states: number | null
  /** Only random runs. */
  readonly stepsPerSecond: number | null
  /** Of seconds, or of seconds per step of random runs; null: Spin was not run. */
  readonly ratioToSpin: number | null
}

/** A tool that is not there, or does not fit. */
export interface Skipped {
  readonly model: string
  readonly tool: string
  readonly why: string
}
