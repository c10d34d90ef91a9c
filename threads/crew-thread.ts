/** What one of a crew runs: it makes its runs, and posts what they did. */
import { workerData } from 'node:worker_threads'
import { MachineError } from '../checker/index.ts'
import type { SearchEnd } from '../checker/index.ts'
import { Sampler } from '../checker/sampler.ts'
import type { CrewMessage, CrewStart, Subject } from './crew.ts'
import { isHeapFull } from './heap.ts'
import { BEAT, CUT, DONE, MADE, claims } from './runs-in-turn.ts'

const { module, data, plan, numbers, chunk, port }: CrewStart = workerData

/** To ask how full the heap is takes as long as some steps. */
const ASK_HEAP_EVERY = 64

let asked = 0

const shouldStop = (): SearchEnd | null => {
  Atomics.add(numbers, BEAT, 1)
  asked += 1
  if (Atomics.load(numbers, CUT) !== 0) return 'interrupted'
  return asked % ASK_HEAP_EVERY === 0 && isHeapFull() ? 'out-of-memory' : null
}

const made = async (): Promise<CrewMessage> => {
  const { subject }: { readonly subject: (given: unknown) => Subject<unknown> } = await import(module)
  const { machine, properties } = subject(data)
  const sampler = new Sampler(machine, properties, plan, shouldStop)
  sampler.make(claims(numbers, chunk), () => Atomics.add(numbers, MADE, 1))
  return { type: 'done', share: sampler.tally.share, end: sampler.reason }
}

const failed = (error: unknown): CrewMessage => ({
  type: 'failed',
  reason: error instanceof Error ? error.message : String(error),
  isOfMachine: error instanceof MachineError,
})

port.postMessage(await made().catch(failed))
Atomics.add(numbers, DONE, 1)
Atomics.notify(numbers, DONE)
port.close()
