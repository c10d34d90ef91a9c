/**
 * Who makes which run of a sampling, by numbers in shared memory: whoever is free takes the next few. A thread goes
 * through all runs in their order, since the random numbers of a run follow from those before it, and makes its own.
 */

/** The chunk of runs that nobody took yet. */
const NEXT = 0
/** Runs that the crew made. */
export const MADE = 1
/** Not 0: nobody is to make any more. */
export const CUT = 2
/** How many of the crew are done. */
export const DONE = 3
/** Changes as long as one of the crew is alive. */
export const BEAT = 4

const LARGEST_CHUNK = 64
const CHUNKS = 256

export const newRuns = (): Int32Array => new Int32Array(new SharedArrayBuffer(5 * Int32Array.BYTES_PER_ELEMENT))

/** Few enough runs that all end at about the same time, enough to ask seldom. */
export const chunkFor = (runs: number): number => Math.max(1, Math.min(LARGEST_CHUNK, Math.floor(runs / CHUNKS)))

/** Asked of each run in its turn: is it made here? Each is made by one of those who share `numbers`. */
export const claims = (numbers: Int32Array, chunk: number): ((run: number) => boolean) => {
  let taken = -1
  return (run) => {
    const wanted = Math.floor(run / chunk)
    // Chunks before this one were all taken when this thread passed them.
    if (taken < wanted) taken = Atomics.add(numbers, NEXT, 1)
    return taken === wanted
  }
}
