/** A scout in a thread of its own: what that thread runs. */
import { getHeapStatistics } from 'node:v8'
import type { MessagePort } from 'node:worker_threads'
import type { Block } from '../checker/ahead.ts'
import { scouting } from '../checker/ahead-scouting.ts'
import type { Machine } from '../checker/index.ts'
import { BEGIN, POSITION, POSTED, TAKEN } from './ahead-control.ts'
import type { Control } from './ahead-control.ts'

/** What the thread gets. */
export interface ScoutStart {
  readonly control: Control
  readonly port: MessagePort
  /** Largest number of faults in a run. */
  readonly faults: number
  readonly data: unknown
}

const BLOCK_STATES = 256
/** Blocks that nobody took so far, at most: some tens of MB. */
const MAX_AHEAD = 256
/** Share of its heap at which it gives up. */
const FULL = 0.85
/**
 * Of so many states that follow each other it takes the first ones: faults that strike at about the same time lead to
 * much the same. It takes most of them, because the search has those before it began, and judges all that is found.
 */
const TURN = 24
const MINE = 20

const isFull = (): boolean => {
  const { used_heap_size: used, heap_size_limit: limit, external_memory: outside } = getHeapStatistics()
  return used + outside > FULL * limit
}

/** Explores a machine ahead of the search that began this thread. */
export const runScout = <S>(machine: Machine<S>, { control, port, faults }: ScoutStart): void => {
  const post = (block: Block | null): void => {
    port.postMessage(block)
    Atomics.add(control, POSTED, 1)
    Atomics.notify(control, POSTED)
  }
  /** The search may have gone further while the machine was made. */
  const begin = (): number => {
    const first = Atomics.load(control, POSITION) + 1
    Atomics.store(control, BEGIN, first)
    return first
  }
  const isFollowed = (state: number): boolean => state % TURN < MINE
  try {
    for (const block of scouting(machine, { faults, isFollowed, begin, blockStates: BLOCK_STATES })) {
      waitForRoom(control)
      post(block)
      if (isFull()) return
    }
  } finally {
    post(null)
  }
}

const waitForRoom = (control: Control): void => {
  for (;;) {
    const taken = Atomics.load(control, TAKEN)
    if (Atomics.load(control, POSTED) - taken < MAX_AHEAD) return
    Atomics.wait(control, TAKEN, taken)
  }
}
