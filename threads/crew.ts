/** Threads that make some of the runs of a sampling. */
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads'
import type { MessagePort, ResourceLimits } from 'node:worker_threads'
import { MachineError } from '../checker/index.ts'
import type { Machine, Property, SearchEnd } from '../checker/index.ts'
import type { Crew } from '../checker/sample.ts'
import type { Plan } from '../checker/sampler.ts'
import type { Share } from '../checker/tally.ts'
import { BEAT, CUT, DONE, MADE, chunkFor, claims, newRuns } from './runs-in-turn.ts'

/** What is sampled. */
export interface Subject<S> {
  readonly machine: Machine<S>
  readonly properties: readonly Property<S>[]
}

/**
 * Where a thread finds what is sampled: functions cannot be sent to it. The module exports `subject`, which is given
 * `data` and returns the machine and its properties; whoever calls it with the same data gets the same.
 */
export interface Source {
  readonly module: URL
  /** Anything that can be sent to a thread: plain data. */
  readonly data?: unknown
}

/** What one of the crew begins with. */
export interface CrewStart {
  /** Address of the module. */
  readonly module: string
  readonly data: unknown
  readonly plan: Plan
  readonly numbers: Int32Array
  readonly chunk: number
  readonly port: MessagePort
}

export interface ThreadCrew extends Crew {
  /** No sampling will be given it: it makes no more runs. */
  readonly cut: () => void
}

export type CrewMessage =
  | { readonly type: 'done'; readonly share: Share; readonly end: SearchEnd | null }
  | { readonly type: 'failed'; readonly reason: string; readonly isOfMachine: boolean }

/** How often it is asked whether to go on waiting. */
const ASK_MS = 50
/** A thread that shows no sign of life for so long is dead. */
const PATIENCE_MS = 60_000
const THREAD = new URL('./crew-thread.js', import.meta.url)

/**
 * Begins to make runs in so many other threads. The sampling that is given this crew makes the rest, and takes in what
 * they found.
 */
export const crewOf = (
  { module, data = null }: Source,
  plan: Plan,
  size: number,
  resourceLimits: ResourceLimits = {},
): ThreadCrew => {
  const numbers = newRuns()
  const chunk = chunkFor(plan.runs)
  const ports = Array.from({ length: size }, () => {
    const { port1, port2: port } = new MessageChannel()
    const start: CrewStart = { module: module.href, data, plan, numbers, chunk, port }
    const thread = new Worker(THREAD, { workerData: start, transferList: [port], execArgv: [], resourceLimits })
    // Neither keeps the process alive: when the caller's work is over, so is theirs.
    thread.unref()
    port1.unref()
    return port1
  })
  const cut = (): void => void Atomics.store(numbers, CUT, 1)
  return {
    size,
    cut,
    isOurs: claims(numbers, chunk),
    made: () => Atomics.load(numbers, MADE),
    finish: (goesOn) => {
      awaitAll(numbers, size, () => goesOn() || cut())
      const found = ports.map(received)
      return { shares: found.map(({ share }) => share), end: found.find(({ end }) => end !== null)?.end ?? null }
    },
  }
}

const awaitAll = (numbers: Int32Array, size: number, ask: () => void): void => {
  let beat = 0
  let silentMs = 0
  for (let done = Atomics.load(numbers, DONE); done < size; done = Atomics.load(numbers, DONE)) {
    ask()
    if (Atomics.wait(numbers, DONE, done, ASK_MS) !== 'timed-out') continue
    const now = Atomics.load(numbers, BEAT)
    silentMs = now === beat ? silentMs + ASK_MS : 0
    beat = now
    if (silentMs > PATIENCE_MS) throw new Error('a thread that makes runs does not answer (out of memory?)')
  }
}

const received = (port: MessagePort): Extract<CrewMessage, { readonly type: 'done' }> => {
  const message: CrewMessage | undefined = receiveMessageOnPort(port)?.message
  if (message === undefined) throw new Error('internal error: a message was lost')
  if (message.type === 'done') return message
  throw message.isOfMachine ? new MachineError(message.reason) : new Error(`a thread that makes runs failed: ${message.reason}`)
}
