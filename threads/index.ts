/** Exploring with two threads. */
export { explore } from './explore.ts'
export type { ThreadedOptions } from './explore.ts'
