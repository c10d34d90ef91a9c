/** The second thread of a check: it explores the same machine ahead of the first. */
import type { Scouts } from '../checker/ahead.ts'
import { scoutThread } from '../threads/index.ts'
import type { Job } from './job.ts'
import { LIMITS } from './search-thread.ts'

const ENTRY = new URL('./scout-worker.js', import.meta.url)

export const scoutsFor =
  ({ world, faults }: Job) =>
  (isOver: () => boolean): Scouts =>
    scoutThread({ entry: ENTRY, data: world, faults, limits: LIMITS, isOver })
