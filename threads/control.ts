/**
 * What two threads tell each other by numbers in shared memory. Numbers of batches only ever grow, so a thread that
 * sees a new one also sees all that the other one wrote before it.
 */

/** Integers per cache line: what two threads write must not stand in one line. */
const LINE = 16

/** How many batches were handed in; ENDED: no more will be. */
export const SUBMITTED = 0
/** How many batches were settled; FAILED: no more will be. */
export const SETTLED = LINE
/** How many messages were posted to the helper. */
export const POSTED = 1
/** The caller sleeps until so many batches are settled. */
export const WANTED = 2
/** Size of the helper's index, in KiB. */
export const INDEX_KB = LINE + 1

export const ENDED = -1
export const FAILED = -1

/** Batches that may be under way. */
export const DEPTH = 8

/** Where the numbers of a batch stand: of its rows, of integers per row, of its first state and of the one after its last. */
export const headOf = (batch: number): number => 2 * LINE + HEAD_INTS * (batch % DEPTH)
const HEAD_INTS = 4

export const newControl = (): Int32Array => shared(2 * LINE + HEAD_INTS * DEPTH)

export const shared = (ints: number): Int32Array => new Int32Array(new SharedArrayBuffer(ints * Int32Array.BYTES_PER_ELEMENT))
