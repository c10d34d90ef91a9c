/** The worker thread's side: runs one job and posts what it found. */
import { parentPort, workerData } from 'node:worker_threads'
import { CheckpointError } from '../checker/index.ts'
import { crewOf } from '../threads/crew.ts'
import { isHeapFull } from '../threads/heap.ts'
import { checkpointIn } from './checkpoint.ts'
import { runJob } from './job.ts'
import type { Finished, Surroundings } from './job.ts'
import type { ThreadData, ThreadMessage } from './search-thread.ts'
import { THREAD_LIMITS } from './thread-limits.ts'

const { job, stop }: ThreadData = workerData
const port = parentPort
if (port === null) throw new Error('search-worker runs in a worker thread only')

const post = (message: ThreadMessage): void => port.postMessage(message)

const CLUSTER = new URL('./sampled-cluster.js', import.meta.url)
const PROGRESS_MS = 100
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

const beginCrew: Surroundings['beginCrew'] = ({ world, properties }, plan) =>
  crewOf({ module: CLUSTER, data: { world, properties } }, plan, job.workers - 1, THREAD_LIMITS)

const around: Surroundings = {
  clock: () => performance.now(),
  isInterrupted: () => Atomics.load(stop, 0) !== 0,
  isFull: isHeapFull,
  onProgress: (progress) => {
    if (performance.now() - last < PROGRESS_MS) return
    last = performance.now()
    post({ type: 'progress', progress })
  },
  ...(job.workers === 1 ? {} : { beginCrew }),
  ...(job.checkpoint === undefined ? {} : { checkpoint: checkpointIn(job.checkpoint, post) }),
}

const finished = attempt()
if (finished !== null) post({ type: 'finished', finished })
