/** Lets a helper look states up: the caller's side. */
import { applySteps } from '../checker/apply-steps.ts'
import type { Arena } from '../checker/arena.ts'
import type { Layout } from '../checker/layout.ts'
import type { RowMemory, Rows } from '../checker/rows.ts'
import { BATCH_STATES } from '../checker/settling.ts'
import type { Settling } from '../checker/settling.ts'
import {
  DEPTH,
  ENDED,
  FAILED,
  INDEX_KB,
  POSTED,
  SETTLED,
  SUBMITTED,
  WANTED,
  headOf,
  newControl,
  shared,
} from './control.ts'
import type { Link, Start, ToHelper } from './messages.ts'

/** A helper for which more batches than that are waiting has more to do than its caller. */
const BEHIND = 2

export class SettlingElsewhere implements Settling {
  readonly depth: number
  readonly batchStates: number
  readonly allocate = shared
  readonly isElsewhere = true
  readonly #arena: Arena
  readonly #control = newControl()
  readonly #link: Link
  /** The memory that the helper knows: by batch, and of steps. */
  readonly #memory: RowMemory[] = []
  #compiled: Int32Array | null = null
  #submitted = 0
  #finished = 0

  /** The arena is shared from now on. `begin` starts a helper. */
  constructor(arena: Arena, hashes: Int32Array, begin: (start: Start) => Link, batchStates = BATCH_STATES, depth = DEPTH) {
    this.batchStates = batchStates
    this.depth = depth
    this.#arena = arena
    const chunks = arena.chunks().map((words, number) => {
      const copy = shared(words.length)
      copy.set(words)
      arena.adopt(number, copy)
      return copy
    })
    this.#link = begin({ control: this.#control, widths: arena.layout.widths, chunks, hashes })
  }

  get bytes(): number {
    return Atomics.load(this.#control, INDEX_KB) * 1024
  }

  submit(batch: Rows): void {
    this.#introduce(this.#submitted % DEPTH, batch)
    const waiting = this.#submitted - Atomics.load(this.#control, SETTLED)
    // Whoever has less to do writes out what the steps do.
    const isBehind = waiting > BEHIND
    if (isBehind) applySteps(batch, this.#arena)
    const head = headOf(this.#submitted)
    this.#control[head] = batch.count
    this.#control[head + 1] = batch.stride
    this.#control[head + 2] = isBehind ? batch.to : batch.from
    this.#control[head + 3] = batch.to
    this.#submitted += 1
    Atomics.store(this.#control, SUBMITTED, this.#submitted)
    // It costs less to wake the helper up now and then.
    if (waiting > 0) this.#link.wake()
  }

  /** Arrays are replaced when they have to grow. */
  #introduce(batch: number, { rows, steps, targets, states, compiled }: Rows): void {
    const known = this.#memory[batch]
    if (known?.rows !== rows || known.steps !== steps || known.targets !== targets) {
      const memory = { rows, steps, targets, states }
      this.#memory[batch] = memory
      this.#post({ type: 'rows', batch, memory })
    }
    if (compiled === this.#compiled) return
    this.#compiled = compiled
    this.#post({ type: 'steps', compiled })
  }

  finish(): void {
    for (;;) {
      const settled = Atomics.load(this.#control, SETTLED)
      if (settled > this.#finished) break
      if (settled === FAILED) this.#readMail()
      this.#sleep(settled)
    }
    this.#finished += 1
    this.#readMail()
  }

  /** Until there is room for some batches: falling asleep takes as long as filling one. */
  #sleep(settled: number): void {
    this.#link.wake()
    Atomics.store(this.#control, WANTED, Math.min(this.#submitted, this.#finished + DEPTH / 2))
    if (!this.#link.wait(settled)) throw new Error('the thread that looks states up does not answer')
  }

  widen(layout: Layout): void {
    this.#arena.widen(layout)
    this.#post({ type: 'widen', widths: layout.widths })
  }

  end(): void {
    Atomics.store(this.#control, SUBMITTED, ENDED)
    this.#link.wake()
  }

  #post(message: ToHelper): void {
    this.#link.post(message)
    Atomics.add(this.#control, POSTED, 1)
  }

  /** The helper posts a chunk before it reports the batch of which states lie in it. */
  #readMail(): void {
    for (let message = this.#link.receive(); message !== undefined; message = this.#link.receive()) {
      if (message.type === 'failed') throw new Error(`the thread that looks states up failed: ${message.reason}`)
      this.#arena.adopt(message.number, message.words)
    }
  }
}
