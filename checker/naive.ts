/** The slow twin: the same search by fault budget with JSON keys in a Map, and nothing clever. */
import { canonicalJson } from './json.ts'
import type { Machine } from './machine.ts'
import { afterWrites } from './projection.ts'
import type { Property } from './property.ts'

export interface NaiveResult {
  readonly levels: readonly {
    readonly states: number
    readonly transitions: number
    readonly depth: number
  }[]
  /** Least number of faults with which a property is broken (`sometimes`: reached); null: never. */
  readonly least: { readonly [property: string]: number | null }
}

interface Found<S> {
  readonly state: S
  readonly level: number
  readonly depth: number
  /** Free steps: rule and state. */
  readonly next: [number, number][]
}

export const naiveExplore = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  faults: number,
): NaiveResult => {
  const ids = new Map<string, number>()
  const all: Found<S>[] = []
  const least: { [name: string]: number | null } = Object.fromEntries(
    properties.map((p) => [p.name, null]),
  )
  const hit = (name: string, level: number): void => {
    least[name] = Math.min(least[name] ?? Infinity, level)
  }
  const add = (state: S, level: number, depth: number): number => {
    const known = ids.get(canonicalJson(state))
    if (known !== undefined) return known
    ids.set(canonicalJson(state), all.length)
    for (const p of properties) {
      if (p.kind === 'always' && !p.holds(state)) hit(p.name, level)
      if (p.kind === 'sometimes' && p.holds(state)) hit(p.name, level)
    }
    return all.push({ state, level, depth, next: [] }) - 1
  }
  const expand = (from: Found<S>, isFault: boolean, level: number): number =>
    machine.rules.reduce((count, rule, number) => {
      if ((rule.fault ?? false) !== isFault) return count
      const transitions = rule.next(from.state)
      for (const { action, writes } of transitions) {
        const after = afterWrites(from.state, writes)
        for (const p of properties) {
          if (p.kind === 'onEveryStep' && !p.holds(from.state, after, action)) hit(p.name, level)
        }
        const to = add(after, level, from.depth + 1)
        if (!isFault) from.next.push([number, to])
      }
      return count + transitions.length
    }, 0)
  const levels = Array.from({ length: faults + 1 }, (_, level) => {
    const first = all.length
    if (level === 0) for (const state of machine.initial) add(state, 0, 0)
    let transitions = 0
    for (let depth = 0; all.some((s) => s.level >= level - 1 && s.depth >= depth); depth += 1) {
      const due = all.filter((s) => s.depth === depth)
      for (const s of due) if (s.level === level - 1) transitions += expand(s, true, level)
      for (const s of due) if (s.level === level) transitions += expand(s, false, level)
    }
    const depths = all.slice(first).map((s) => s.depth + 1)
    return { states: all.length - first, transitions, depth: Math.max(0, ...depths) }
  })
  for (const p of properties) {
    if (p.kind === 'eventually') for (const level of missedBy(machine, all, p)) hit(p.name, level)
  }
  return { levels, least }
}

/** Levels of the states in which a weakly fair run may stay for ever and miss the goal. */
const missedBy = <S>(
  machine: Machine<S>,
  all: readonly Found<S>[],
  { holds, stays }: Extract<Property<S>, { kind: 'eventually' }>,
): readonly number[] => {
  const inside = all.map((s) => stays !== false || !holds(s.state))
  const reach = all.map((s, i) => all.map((_, j) => i === j || s.next.some(([, to]) => to === j)))
  for (const via of all.keys()) {
    if (!inside[via]) continue
    for (const row of reach) if (row[via]) reach[via]?.forEach((is, j) => (row[j] ||= is))
  }
  return all.flatMap((s, i) => {
    if (!inside[i] || holds(s.state)) return []
    const part = all.flatMap((_, j) => (inside[j] && reach[i]?.[j] && reach[j]?.[i] ? [j] : []))
    const isFair = machine.rules.every((rule, number) => {
      if (rule.fault === true || rule.fairness === 'none') return true
      const steps = part.map((j) => (all[j]?.next ?? []).filter(([by]) => by === number))
      return (
        steps.some((s) => s.length === 0) ||
        steps.some((s) => s.some(([, to]) => part.includes(to)))
      )
    })
    return isFair ? [s.level] : []
  })
}
