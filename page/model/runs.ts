/** All runs that can be looked at: those of the file, executed again one after the other, and the reader's own. */
import type { Action } from '../../checker/machine.ts'
import type { ListedRun } from '../../reports/html/runs.ts'
import { runsOf, titleOf } from '../../reports/html/runs.ts'
import type { ResultFile, RunView, StepView } from '../../reports/result.ts'
import { cutAt, goOn, runOn, runViewOf } from './fork.ts'
import { Session } from './session.ts'
import type { Trail } from './trail.ts'
import { execute, firstDoubt } from './trail.ts'
import type { Work } from './work.ts'

export interface Entry {
  readonly title: string
  /** Null: a run of the reader's own. */
  readonly listed: ListedRun | null
  readonly run: RunView
  /** Null: not executed yet. */
  readonly trail: Trail | null
  /** Why it cannot be executed; null: it can, or nobody knows yet. */
  readonly trouble: string | null
}

export interface Confirmation {
  readonly runs: number
  readonly confirmed: number
  readonly doubted: number
  readonly states: number
}

/** Among several results a run is known by its promise and its file. */
const entryOf = (listed: ListedRun, _index: number, all: readonly ListedRun[]): Entry => {
  const { run, result } = listed
  const isOld = run.execution === undefined || result.scenario === undefined
  const trouble = isOld ? 'this file does not say how to execute it again; write it anew with kubeproof check' : null
  const isOne = all.every((other) => other.result === result)
  const title = isOne ? titleOf(listed) : `${titleOf(listed)} (${result.input.files.join(', ')})`
  return { title, listed, run, trail: null, trouble }
}

export class Runs {
  #entries: readonly Entry[]
  readonly #sessions = new Map<ResultFile, Session>()
  readonly #work: Work
  readonly #onChange: () => void

  constructor(results: readonly ResultFile[], work: Work, onChange: () => void) {
    this.#entries = runsOf(results).map(entryOf)
    this.#work = work
    this.#onChange = onChange
  }

  get entries(): readonly Entry[] {
    return this.#entries
  }

  get confirmation(): Confirmation {
    const listed = this.#entries.filter((entry) => entry.listed !== null)
    const trails = listed.flatMap(({ trail, run }) => (trail === null ? [] : [{ trail, run }]))
    const doubted = trails.filter(({ trail, run }) => firstDoubt(trail, run) !== null)
    const failed = listed.filter(({ trouble }) => trouble !== null)
    return {
      runs: listed.length,
      confirmed: trails.length - doubted.length,
      doubted: doubted.length + failed.length,
      states: trails.reduce(
        (sum, { trail }) => sum + trail.checks.filter((check) => check !== 'other state').length,
        0,
      ),
    }
  }

  /** Begins to execute every run of the file. */
  begin(): void {
    for (const [index, { listed, trouble }] of this.#entries.entries()) {
      if (listed === null || trouble !== null) continue
      const failed = (error: unknown): void =>
        this.#change(index, {
          trouble: `it cannot be executed: ${error instanceof Error ? error.message : String(error)}`,
        })
      const { result, run } = listed
      const make = (): Generator<void, Trail> => execute(this.#session(result), run)
      this.#work.add(`run ${index}`, make, (trail) => this.#change(index, { trail }), failed)
    }
  }

  prefer(index: number): void {
    this.#work.prefer(`run ${index}`)
  }

  /** A run of the reader's own that goes on from a step with another action; its index, null: not possible. */
  fork(index: number, step: number, action: Action): number | null {
    const entry = this.#entries[index]
    if (entry === undefined || entry.trail === null) return null
    const next = goOn(cutAt(entry.trail, step), action)
    if (next === null) return null
    const isOwnEnd = entry.listed === null && step === entry.trail.trace.steps.length - 1
    if (isOwnEnd) {
      this.#change(index, { trail: next, run: runViewOf(next) })
      return index
    }
    const title = `Your run from ${entry.title}, step ${step}`
    this.#entries = [...this.#entries, { title, listed: null, run: runViewOf(next), trail: next, trouble: null }]
    this.#onChange()
    return this.#entries.length - 1
  }

  /** Lets a run of the reader's own go on until it is over. */
  runOn(index: number, done: () => void): void {
    const trail = this.#entries[index]?.trail ?? null
    if (trail === null) return
    const finish = (next: Trail): void => {
      this.#change(index, { trail: next, run: runViewOf(next) })
      done()
    }
    this.#work.add(
      `on ${index}`,
      () => runOn(trail),
      finish,
      (error) => this.#change(index, { trouble: String(error) }),
    )
    this.#work.prefer(`on ${index}`)
  }

  /** The run as sampling found it, told step by step. */
  executeOriginal(index: number, done: (steps: readonly StepView[]) => void): void {
    const { listed, run } = this.#entries[index] ?? {}
    const { execution } = run ?? {}
    if (listed === undefined || listed === null || execution?.original === undefined) return
    const original = { ...listed.run, loopStart: null, execution: { actions: execution.original, states: [] } }
    const make = (): Generator<void, Trail> => execute(this.#session(listed.result), original)
    this.#work.add(
      `original ${index}`,
      make,
      ({ views }) => done(views),
      () => done([]),
    )
    this.#work.prefer(`original ${index}`)
  }

  #session(result: ResultFile): Session {
    const known = this.#sessions.get(result) ?? new Session(result)
    this.#sessions.set(result, known)
    return known
  }

  #change(index: number, change: Partial<Entry>): void {
    this.#entries = this.#entries.map((entry, i) => (i === index ? { ...entry, ...change } : entry))
    this.#onChange()
  }
}
