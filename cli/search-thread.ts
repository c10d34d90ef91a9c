/**
 * Runs a job in a worker thread, so that signals are noticed while a search is busy: the main thread sets a
 * flag in shared memory, the search looks at it often.
 */
import { Worker } from 'node:worker_threads'
import type { Finished, Job, Progress } from './job.ts'
import { progressReporter } from './progress.ts'

export interface ThreadData {
  readonly job: Job
  readonly stop: Int32Array<SharedArrayBuffer>
}

export type ThreadMessage =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'finished'; readonly finished: Finished }

export interface Outcome {
  readonly finished: Finished
  readonly signal: 'SIGINT' | 'SIGTERM' | null
}

const WORKER = new URL('./search-worker.js', import.meta.url)
const HEAP_MB = 16_384

export const runInWorker = (job: Job): Promise<Outcome> => {
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const data: ThreadData = { job, stop }
  const worker = new Worker(WORKER, {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, stackSizeMb: 64 },
  })
  const reporter = progressReporter(process.stderr)
  let signal: Outcome['signal'] = null
  const interrupt = (name: 'SIGINT' | 'SIGTERM') => (): void => {
    if (signal !== null) process.exit(name === 'SIGINT' ? 130 : 143)
    signal = name
    Atomics.store(stop, 0, 1)
  }
  const [onInt, onTerm] = [interrupt('SIGINT'), interrupt('SIGTERM')]
  process.on('SIGINT', onInt)
  process.on('SIGTERM', onTerm)
  return new Promise<Outcome>((resolve, reject) => {
    worker.on('message', (message: ThreadMessage) => {
      if (message.type === 'progress') reporter.show(message.progress)
      else resolve({ finished: message.finished, signal })
    })
    worker.on('error', reject)
    worker.on('exit', (code) => {
      if (code !== 0) reject(new Error(`the search ended with code ${code} (out of memory?)`))
    })
  }).finally(() => {
    reporter.done()
    process.off('SIGINT', onInt)
    process.off('SIGTERM', onTerm)
  })
}
