/** Exploring with two threads: the same search, with the same result. */
import { MachineError, explore as exploreAlone } from '../checker/index.ts'
import type { ExploreOptions, Machine, Property, SearchResult } from '../checker/index.ts'
import { threadHelper } from './thread-helper.ts'

export interface ThreadedOptions extends Omit<ExploreOptions, 'helper'> {
  /** Threads at most (2). More than two are no use: one works out steps, the other looks up where they lead. */
  readonly workers?: number
}

/**
 * Explores like `explore` of `kubeproof/checker`: same counts, same depths, same runs. `stats.workers` tells how many
 * threads took part; a small search stays with one. The machine stays where it is: nothing of it is sent anywhere.
 * @throws {MachineError} if `workers` is no whole number from 1, and whatever `explore` throws
 */
export const explore = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  { workers = 2, ...options }: ThreadedOptions,
): SearchResult<S> => {
  if (!(Number.isInteger(workers) && workers >= 1)) throw new MachineError(`${workers} workers is no whole number from 1`)
  return exploreAlone(machine, properties, workers === 1 ? options : { ...options, helper: threadHelper() })
}
