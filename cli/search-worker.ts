/** The worker thread's side: runs one job and posts what it found. */
import { parentPort, workerData } from 'node:worker_threads'
import { runJob } from './job.ts'
import type { ThreadData, ThreadMessage } from './search-thread.ts'

const { job, stop }: ThreadData = workerData
const port = parentPort
if (port === null) throw new Error('search-worker runs in a worker thread only')

const post = (message: ThreadMessage): void => port.postMessage(message)

const PROGRESS_MS = 100
let last = 0

const finished = runJob(job, {
  clock: () => performance.now(),
  isInterrupted: () => Atomics.load(stop, 0) !== 0,
  onProgress: (progress) => {
    if (performance.now() - last < PROGRESS_MS) return
    last = performance.now()
    post({ type: 'progress', progress })
  },
})
post({ type: 'finished', finished })
