/** A scout in a thread of its own: the side of the search. */
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads'
import type { ResourceLimits } from 'node:worker_threads'
import type { Block, Scout, Scouts } from '../checker/ahead.ts'
import { BEGIN, POSITION, POSTED, TAKEN, newControl } from './ahead-control.ts'
import type { Control } from './ahead-control.ts'
import type { ScoutStart } from './run-scout.ts'

export interface ScoutThreadOptions {
  /** The module that the thread runs: it makes the machine and calls `runScout`. */
  readonly entry: URL
  /** Plain data of which it makes the machine. */
  readonly data: unknown
  /** Largest number of faults in a run. */
  readonly faults: number
  /** What the thread may use. */
  readonly limits: ResourceLimits
  /** Asked while it is waited for: is the search over? */
  readonly isOver: () => boolean
}

/** A block takes some hundredths of a second; a thread that is silent for so long is dead. */
const PATIENCE_MS = 10_000
const LOOK_MS = 100

/** A smaller search is over before a thread has begun. */
const MIN_STATES = 1 << 9

export const scoutThread = (options: ScoutThreadOptions): Scouts => ({ from: MIN_STATES, begin: () => beginThread(options) })

const beginThread = ({ entry, data, faults, limits, isOver }: ScoutThreadOptions): Scout => {
  const control = newControl()
  const { port1: port, port2 } = new MessageChannel()
  const start: ScoutStart = { control, port: port2, faults, data }
  const thread = new Worker(entry, {
    workerData: start,
    transferList: [port2],
    resourceLimits: limits,
  })
  // If it fails the search goes on without it.
  thread.on('error', () => undefined)
  thread.unref()
  port.unref()
  return {
    begins: (position) => {
      Atomics.store(control, POSITION, position)
      return Atomics.load(control, BEGIN)
    },
    next: () => {
      const taken = Atomics.load(control, TAKEN)
      if (!isThereMore(control, taken, isOver)) return null
      const block: Block | null = receiveMessageOnPort(port)?.message ?? null
      Atomics.store(control, TAKEN, taken + 1)
      Atomics.notify(control, TAKEN)
      return block
    },
    end: () => {
      port.close()
      void thread.terminate()
    },
  }
}

/** Waits until more was posted than was taken; false: there is no use in waiting any longer. */
const isThereMore = (control: Control, taken: number, isOver: () => boolean): boolean => {
  for (let left = PATIENCE_MS; left > 0 && !isOver(); left -= LOOK_MS) {
    if (Atomics.wait(control, POSTED, taken, LOOK_MS) !== 'timed-out') return true
  }
  return false
}
