/** What every textual format says alike about a result: which promises it tells, in which order, and how sure it is. */
import { plural } from '../plural.ts'
import type { PropertyResult, ResultFile } from '../result.ts'

/** Promises that are told: witnesses only show that something happened, and weakenings never count as broken. */
export const promisesOf = ({ properties }: ResultFile): readonly PropertyResult[] =>
  properties.filter(({ kind, family }) => kind !== 'sometimes' && family !== 'weakening')

/** A user's promise that more faults break than it is to survive: worth telling, and no failure. */
export const isSpared = ({ verdict, family, leastFaults, survive }: PropertyResult): boolean =>
  verdict === 'broken' && family === 'user' && (leastFaults ?? 0) > (survive ?? 0)

export const isFailure = (p: PropertyResult): boolean => p.verdict === 'broken' && !isSpared(p)

/** How far was looked, in one sentence: no more certainty than the search earned. */
export const honesty = ({ search }: ResultFile): string => {
  const levels = search.levels
    .map((l) => `${plural(l.faults, 'fault')}: ${plural(l.states, 'state')}${l.complete ? '' : ' (not complete)'}`)
    .join(', ')
  const sampled = search.runs > 0 ? `; ${plural(search.runs, 'sampled run')}` : ''
  return `${search.order} order, ${levels}${sampled}; ${search.complete ? 'complete' : `ended early: ${search.end}`}`
}

export const NEVER_TESTED = 'never put to the test: nothing that it speaks of happened'
