/** Exploring and sampling with more than one thread. */
export { explore } from './explore.ts'
export type { ThreadedOptions } from './explore.ts'
export { sample } from './sample.ts'
export type { ThreadedSampleOptions } from './sample.ts'
export type { Source, Subject } from './crew.ts'
