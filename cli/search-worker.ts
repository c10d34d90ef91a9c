/** The worker thread's side: runs one job and posts what it found. */
import { getHeapStatistics } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { CheckpointError } from '../checker/index.ts'
import { checkpointIn } from './checkpoint.ts'
import { runJob } from './job.ts'
import type { Finished, Surroundings } from './job.ts'
import type { ThreadData, ThreadMessage } from './search-thread.ts'

const { job, stop }: ThreadData = workerData
const port = parentPort
if (port === null) throw new Error('search-worker runs in a worker thread only')

const post = (message: ThreadMessage): void => port.postMessage(message)

const PROGRESS_MS = 100
/** Share of the heap at which a search ends, so that its verdict can still be told. */
const FULL = 0.85
let last = 0

/** Null: its checkpoint does not fit, or cannot be written. */
const attempt = (): Finished | null => {
  try {
    return runJob(job, around)
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error
    post({ type: 'refused', why: error.message })
    return null
  }
}

const around: Surroundings = {
  clock: () => performance.now(),
  isInterrupted: () => Atomics.load(stop, 0) !== 0,
  isFull: () => {
    const { used_heap_size: used, heap_size_limit: limit, external_memory: outside } = getHeapStatistics()
    return used + outside > FULL * limit
  },
  onProgress: (progress) => {
    if (performance.now() - last < PROGRESS_MS) return
    last = performance.now()
    post({ type: 'progress', progress })
  },
  ...(job.checkpoint === undefined ? {} : { checkpoint: checkpointIn(job.checkpoint, post) }),
}

const finished = attempt()
if (finished !== null) post({ type: 'finished', finished })
