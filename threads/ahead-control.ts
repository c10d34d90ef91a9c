/** What a search and the thread that explores ahead of it tell each other in shared memory. */

/** Numbers in the control block: blocks that were posted, and taken; */
export const POSTED = 0
export const TAKEN = 1
/** the state of which the search looks at faults, and the first one of which the scout does. */
export const POSITION = 2
export const BEGIN = 3
const SIZE = 4

/** Beyond every state. */
export const NEVER = 0x7fffffff

export type Control = Int32Array<SharedArrayBuffer>

export const newControl = (): Control => {
  const control = new Int32Array(new SharedArrayBuffer(4 * SIZE))
  control[BEGIN] = NEVER
  return control
}
