/** What two threads tell each other by messages: which memory is theirs together. Typed arrays lie in shared memory. */

import type { RowMemory } from '../checker/rows.ts'

/** What the helper begins with. */
export interface Start {
  readonly control: Int32Array
  /** Bits per slot: the layout of the states. */
  readonly widths: Uint8Array
  readonly chunks: readonly Int32Array[]
  /** Of the states that there are, in their order. */
  readonly hashes: Int32Array
}

export type ToHelper =
  | { readonly type: 'rows'; readonly batch: number; readonly memory: RowMemory }
  | { readonly type: 'steps'; readonly compiled: Int32Array }
  | { readonly type: 'widen'; readonly widths: Uint8Array }

export type ToCaller =
  | { readonly type: 'chunk'; readonly number: number; readonly words: Int32Array }
  | { readonly type: 'failed'; readonly reason: string }

/** The caller's way to its helper. */
export interface Link {
  post(message: ToHelper): void
  /** The next message from the helper, if there is one. */
  receive(): ToCaller | undefined
  /** Waits until the number of settled batches is another one; false: it still is not after a long time. */
  wait(settled: number): boolean
  /** Wakes the helper up: there is something new in the control block. */
  wake(): void
}
