/** Who finds out to which states steps lead: this thread, or another one while this one goes on. */
import type { Arena } from './arena.ts'
import type { Layout } from './layout.ts'
import { plain } from './int-array.ts'
import type { Allocate } from './int-array.ts'
import type { Rows } from './rows.ts'
import { StateTable } from './state-table.ts'

export interface Settling {
  /** So many batches may be under way. */
  readonly depth: number
  /** A batch has at most so many states. */
  readonly batchStates: number
  /** Of what states are found by. */
  readonly bytes: number
  /** Does another thread look states up? */
  readonly isElsewhere: boolean
  /** Memory for what is submitted. */
  readonly allocate: Allocate
  /** Hands in rows, which are left alone until they are settled. */
  submit(rows: Rows): void
  /** Returns when the rows that were handed in first are settled. New states are numbered in the order of the rows. */
  finish(): void
  /** States are packed otherwise from now on. Nothing is under way. */
  widen(layout: Layout): void
  /** Nobody is going to hand in anything any more. */
  end(): void
}

/** Another thread that can be asked to settle. */
export interface Helper {
  /** It is worth while from so many states on. */
  readonly from: number
  /** Takes over the look-ups in an arena, whose states have these hashes: its chunks are shared from then on. */
  begin(arena: Arena, hashes: Int32Array): Settling
}

/** Enough look-ups to wait for memory together, few enough to stay in the cache. */
export const BATCH_STATES = 128

/** This thread, at once. */
export class SettlingHere implements Settling {
  readonly depth = 1
  readonly batchStates = BATCH_STATES
  readonly isElsewhere = false
  readonly #arena: Arena
  readonly #table: StateTable

  constructor(arena: Arena) {
    this.#arena = arena
    this.#table = new StateTable(arena)
  }

  get bytes(): number {
    return this.#table.index.bytes
  }

  allocate(ints: number): Int32Array {
    return plain(ints)
  }

  submit(rows: Rows): void {
    this.#table.settle(rows)
  }

  finish(): void {
    // It was settled when it was handed in.
  }

  widen(layout: Layout): void {
    this.#arena.widen(layout)
  }

  end(): void {
    // There is nothing to end.
  }
}
