/** What changed from one result to another: of a manifest that was edited, or of a model that was. */
import type { PropertyResult, ResultFile } from '../result.ts'
import { promisesOf } from './wording.ts'

export type Change = 'better' | 'worse' | 'new' | 'gone' | 'other'

export interface Difference {
  readonly name: string
  readonly change: Change
  readonly before: PropertyResult | null
  readonly after: PropertyResult | null
}

/** Promises of which the verdict, the least bad luck or the worst recovery differ, worse ones first. */
export const compare = (before: ResultFile, after: ResultFile): readonly Difference[] => {
  const [old, current] = [byName(before), byName(after)]
  const names = [...new Set([...old.keys(), ...current.keys()])]
  return names
    .flatMap((name): Difference[] => {
      const [was, is] = [old.get(name) ?? null, current.get(name) ?? null]
      const change = changeOf(was, is)
      return change === null ? [] : [{ name, change, before: was, after: is }]
    })
    .sort((a, b) => ORDER.indexOf(a.change) - ORDER.indexOf(b.change))
}

const ORDER: readonly Change[] = ['worse', 'gone', 'other', 'new', 'better']

const byName = (result: ResultFile): ReadonlyMap<string, PropertyResult> =>
  new Map(promisesOf(result).map((p) => [p.name, p]))

const changeOf = (was: PropertyResult | null, is: PropertyResult | null): Change | null => {
  if (was === null) return 'new'
  if (is === null) return 'gone'
  if (was.verdict === 'inconclusive' || is.verdict === 'inconclusive') return was.verdict === is.verdict ? null : 'other'
  if (was.verdict !== is.verdict) return turned(was, is)
  if (was.leastFaults !== is.leastFaults) return (is.leastFaults ?? 0) > (was.leastFaults ?? 0) ? 'better' : 'worse'
  const [timeBefore, timeAfter] = [was.worstRecoverySeconds, is.worstRecoverySeconds]
  if (timeBefore === timeAfter) return null
  return timeBefore !== null && timeAfter !== null ? (timeAfter < timeBefore ? 'better' : 'worse') : 'other'
}

/** One held and one was broken: by faults that both searches looked at, or did one only look further? */
const turned = (was: PropertyResult, is: PropertyResult): Change => {
  const [held, broken] = was.verdict === 'holds' ? [was, is] : [is, was]
  if ((broken.leastFaults ?? 0) > (held.exhaustiveUpTo ?? -1)) return 'other'
  return held === is ? 'better' : 'worse'
}
