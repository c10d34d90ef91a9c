/**
 * The slow twin's liveness, from the definition: a run that is over stays for ever in a set of states that reach each
 * other, and treats every rule as its fairness asks. All sets that can matter are tried, one by one.
 */
import type { Machine } from './machine.ts'
import type { NaiveState } from './naive.ts'
import type { Eventually, LeadsTo } from './property.ts'

type Table = readonly (readonly boolean[])[]

/** Least numbers of faults of the states from which a fair run misses the goal. */
export const missesGoal = <S>(
  machine: Machine<S>,
  all: readonly NaiveState<S>[],
  property: Eventually<S> | LeadsTo<S>,
): readonly number[] => {
  const fails = all.map(({ state }) => !property.holds(state))
  const mayVisitGoal = property.kind === 'eventually' && property.stays !== false && property.once !== true
  const doomed = fairSets(machine, all, mayVisitGoal ? fails.map(() => true) : fails)
  if (property.kind === 'eventually') return all.flatMap((s, i) => (fails[i] && doomed[i] ? [s.level] : []))
  const reach = reachable(all, fails)
  return all.flatMap((s, i) =>
    fails[i] && property.from(s.state) && reach[i]?.some((is, j) => is && doomed[j]) ? [s.level] : [],
  )
}

/** Which states reach which through states that are `inside`, both ends included; each reaches itself. */
const reachable = <S>(all: readonly NaiveState<S>[], inside: readonly boolean[]): Table =>
  all.map((_, start) => {
    const row = all.map(() => false)
    const queue = inside[start] === true ? [start] : []
    for (const at of queue) {
      if (row[at] === true) continue
      row[at] = true
      for (const { to } of all[at]?.next ?? []) if (inside[to] === true) queue.push(to)
    }
    return row
  })

/** States that lie in a set, all of it `inside`, in which a fair run may stay for ever. */
const fairSets = <S>(
  { rules }: Machine<S>,
  all: readonly NaiveState<S>[],
  inside: readonly boolean[],
): readonly boolean[] => {
  const fairness = rules.map((rule) => (rule.fault === true ? 'none' : (rule.fairness ?? 'weak')))
  const isOn = (i: number, rule: number): boolean => all[i]?.next.some((step) => step.rule === rule) === true
  const strong = fairness.flatMap((kind, rule) => (kind === 'strong' ? [rule] : []))
  const found = all.map(() => false)
  // A strongly fair rule is off throughout the set, or it is taken in it: both are tried for each.
  for (let choice = 0; choice < 2 ** strong.length; choice += 1) {
    const off = strong.filter((_, k) => (choice & (1 << k)) !== 0)
    const reach = reachable(
      all,
      inside.map((is, i) => is && !off.some((rule) => isOn(i, rule))),
    )
    for (const i of all.keys()) {
      const set = all.flatMap((_, j) => (reach[i]?.[j] === true && reach[j]?.[i] === true ? [j] : []))
      const isTaken = (rule: number): boolean =>
        set.some((j) => all[j]?.next.some((step) => step.rule === rule && set.includes(step.to)) === true)
      const isFair = fairness.every(
        (kind, rule) =>
          kind === 'none' ||
          off.includes(rule) ||
          isTaken(rule) ||
          (kind === 'weak' ? set.some((j) => !isOn(j, rule)) : !set.some((j) => isOn(j, rule))),
      )
      if (set.length > 0 && isFair) found[i] = true
    }
  }
  return found
}
