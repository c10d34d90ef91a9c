/** Exploring with two threads. */
export { explore } from './explore.ts'
export type { ThreadedOptions } from './explore.ts'
export { scoutThread } from './scout-thread.ts'
export type { ScoutThreadOptions } from './scout-thread.ts'
export { runScout } from './run-scout.ts'
export type { ScoutStart } from './run-scout.ts'
