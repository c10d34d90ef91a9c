/**
 * Runs a job in a worker thread, so that signals are noticed while a search is busy: the main thread sets a
 * flag in shared memory, the search looks at it often.
 */
import { Worker } from 'node:worker_threads'
import { CheckpointError } from '../checker/index.ts'
import { plural } from '../reports/plural.ts'
import { printable } from './input/problem.ts'
import type { Finished, Job, Progress } from './job.ts'
import { progressReporter } from './progress.ts'
import { THREAD_LIMITS } from './thread-limits.ts'

export interface ThreadData {
  readonly job: Job
  readonly stop: Int32Array<SharedArrayBuffer>
}

export type ThreadMessage =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'resumed'; readonly states: number; readonly faults: number }
  | { readonly type: 'refused'; readonly why: string }
  | { readonly type: 'finished'; readonly finished: Finished }

export interface Outcome {
  readonly finished: Finished
  readonly signal: 'SIGINT' | 'SIGTERM' | null
}

const resumedText = ({ checkpoint = '' }: Job, { states, faults }: { readonly states: number; readonly faults: number }): string =>
  printable(`resumed at ${plural(states, 'state')} with up to ${plural(faults, 'fault')} (checkpoint ${checkpoint})`)

const WORKER = new URL('./search-worker.js', import.meta.url)

export const runInWorker = (job: Job): Promise<Outcome> => {
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const data: ThreadData = { job, stop }
  const worker = new Worker(WORKER, { workerData: data, resourceLimits: THREAD_LIMITS })
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
      switch (message.type) {
        case 'progress':
          return reporter.show(message.progress)
        case 'resumed':
          return reporter.say(resumedText(job, message))
        case 'refused':
          return reject(new CheckpointError(message.why))
        case 'finished':
          return resolve({ finished: message.finished, signal })
      }
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
