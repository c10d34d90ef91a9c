/** Looks states up for another thread: the helper's side. It knows packed words and hashes, and no machine. */
import { Arena } from '../checker/arena.ts'
import { plain } from '../checker/int-array.ts'
import { Layout } from '../checker/layout.ts'
import { Rows } from '../checker/rows.ts'
import { StateTable } from '../checker/state-table.ts'
import { DEPTH, ENDED, FAILED, INDEX_KB, POSTED, SETTLED, SUBMITTED, WANTED, headOf, shared } from './control.ts'
import type { Start, ToCaller, ToHelper } from './messages.ts'

/** The helper's way to its caller. */
export interface Port {
  post(message: ToCaller): void
  /** The next message from the caller, if there is one. */
  receive(): ToHelper | undefined
}

/** Nothing will be settled any more. */
export const tellFailure = (control: Int32Array, port: Port, error: unknown): void => {
  port.post({ type: 'failed', reason: error instanceof Error ? error.message : String(error) })
  Atomics.store(control, SETTLED, FAILED)
  Atomics.notify(control, SETTLED)
}

export class Helper {
  readonly #control: Int32Array
  readonly #port: Port
  readonly #arena: Arena
  readonly #table: StateTable
  readonly #batches = Array.from({ length: DEPTH }, () => new Rows(0, plain))
  #compiled: Int32Array = new Int32Array(0)
  #settled = 0
  #read = 0

  constructor({ control, widths, chunks, hashes }: Start, port: Port) {
    this.#control = control
    this.#port = port
    this.#arena = new Arena(new Layout(widths), shared)
    for (const [number, words] of chunks.entries()) this.#arena.adopt(number, words)
    this.#arena.size = hashes.length
    this.#arena.onChunk = (number, words) => port.post({ type: 'chunk', number, words })
    this.#table = new StateTable(this.#arena)
    for (const [index, hash] of hashes.entries()) this.#table.index.add(hash, index)
  }

  /** Settles all batches that were handed in; the number of them so far, or ENDED. */
  settleAll(): number {
    for (;;) {
      const submitted = Atomics.load(this.#control, SUBMITTED)
      if (submitted === ENDED || submitted === this.#settled) return submitted
      if (!this.settleNext()) return ENDED
    }
  }

  /** Settles one batch that was handed in; false: it cannot go on. */
  settleNext(): boolean {
    try {
      this.#readMail()
      this.#settle(this.#settled)
      this.#settled += 1
    } catch (error) {
      tellFailure(this.#control, this.#port, error)
      return false
    }
    this.#report(this.#settled)
    return true
  }

  #settle(batch: number): void {
    const rows = this.#batches[batch % DEPTH]
    if (rows === undefined) throw new Error('internal error: there are no batches')
    const head = headOf(batch)
    rows.count = this.#control[head] ?? 0
    rows.stride = this.#control[head + 1] ?? 0
    rows.from = this.#control[head + 2] ?? 0
    rows.to = this.#control[head + 3] ?? 0
    rows.compiled = this.#compiled
    this.#table.settle(rows)
    this.#control[INDEX_KB] = this.#table.index.bytes / 1024
  }

  #report(settled: number): void {
    Atomics.store(this.#control, SETTLED, settled)
    if (settled >= Atomics.load(this.#control, WANTED)) Atomics.notify(this.#control, SETTLED)
  }

  #readMail(): void {
    const posted = Atomics.load(this.#control, POSTED)
    for (; this.#read < posted; this.#read += 1) {
      const message = this.#port.receive()
      if (message === undefined) throw new Error('internal error: a message was lost')
      if (message.type === 'widen') this.#arena.widen(new Layout(message.widths))
      else if (message.type === 'steps') this.#compiled = message.compiled
      else this.#batches[message.batch]?.adopt(message.memory)
    }
  }
}
