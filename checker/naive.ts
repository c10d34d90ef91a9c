/** The slow twin: the same search by fault budget with JSON keys in a Map, and nothing clever. */
import { canonicalJson } from './json.ts'
import type { Machine } from './machine.ts'
import { missesGoal } from './naive-liveness.ts'
import { afterWrites } from './projection.ts'
import type { Property } from './property.ts'

type Level = { readonly states: number; readonly transitions: number; readonly depth: number }

export interface NaiveState<S> {
  readonly state: S
  /** Least number of faults on a way to it, and steps on the first such way. */
  readonly level: number
  readonly depth: number
  /** Free steps: by which rule, and to which state. */
  readonly next: { readonly rule: number; readonly to: number }[]
}

export interface NaiveResult<S> {
  readonly levels: readonly Level[]
  /** Least number of faults with which a property is broken (`sometimes`: reached); null: never. */
  readonly least: { readonly [property: string]: number | null }
  readonly all: readonly NaiveState<S>[]
}

export const naiveExplore = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  faults: number,
): NaiveResult<S> => {
  const { all, levels, hits } = search(machine, properties, faults, () => false)
  for (const property of properties) {
    if (property.kind !== 'eventually' && property.kind !== 'leadsTo') continue
    const isOnce = property.kind === 'eventually' && property.once === true
    const states = isOnce ? search(machine, [], faults, (s) => property.holds(s)).all : all
    hits.push(...missesGoal(machine, states, property).map((level) => ({ name: property.name, level })))
  }
  const leastOf = (name: string): number | null =>
    hits.reduce<number | null>(
      (least, hit) => (hit.name === name ? Math.min(least ?? hit.level, hit.level) : least),
      null,
    )
  return {
    levels,
    least: Object.fromEntries(properties.map(({ name }) => [name, leastOf(name)])),
    all,
  }
}

const search = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  faults: number,
  isFinal: (state: S) => boolean,
) => {
  const { rules, initial, normalise = (state: S) => state } = machine
  const ids = new Map<string, number>()
  const all: NaiveState<S>[] = []
  const hits: { name: string; level: number }[] = []
  const add = (state: S, level: number, depth: number): number => {
    const key = canonicalJson(state)
    const known = ids.get(key)
    if (known !== undefined) return known
    ids.set(key, all.length)
    for (const p of properties) {
      const isHit = (p.kind === 'always' && !p.holds(state)) || (p.kind === 'sometimes' && p.holds(state))
      if (isHit) hits.push({ name: p.name, level })
    }
    return all.push({ state, level, depth, next: [] }) - 1
  }
  const expand = ({ state, depth, next }: NaiveState<S>, isFault: boolean, level: number): number => {
    if (isFinal(state)) return 0
    const steps = rules.flatMap((rule, number) =>
      (rule.fault ?? false) === isFault ? rule.next(state).map((step) => ({ ...step, number })) : [],
    )
    for (const { action, writes, number } of steps) {
      const after = afterWrites(state, writes)
      for (const p of properties) {
        if (p.kind === 'onEveryStep' && !p.holds(state, after, action)) hits.push({ name: p.name, level })
      }
      const to = add(normalise(after), level, depth + 1)
      if (!isFault) next.push({ rule: number, to })
    }
    return steps.length
  }
  const levels = Array.from({ length: faults + 1 }, (_, level): Level => {
    const first = all.length
    if (level === 0) for (const state of initial) add(normalise(state), 0, 0)
    let transitions = 0
    for (let depth = 0; all.some((s) => s.level >= level - 1 && s.depth >= depth); depth += 1) {
      const due = all.filter((s) => s.depth === depth)
      for (const s of due) if (s.level === level - 1) transitions += expand(s, true, level)
      for (const s of due) if (s.level === level) transitions += expand(s, false, level)
    }
    const depths = all.slice(first).map((s) => s.depth + 1)
    return { states: all.length - first, transitions, depth: Math.max(0, ...depths) }
  })
  return { all, levels, hits }
}
