/** The slow twin: the same search by fault budget with JSON keys in a Map, and nothing clever. */
import { canonicalJson } from './intern.ts'
import type { Json, Machine } from './machine.ts'
import type { Property } from './property.ts'
import { offers } from './trace.ts'

export interface NaiveResult {
  readonly states: readonly number[]
  readonly transitions: number
  readonly depth: number
  /** Per property: the least number of faults that breaks it; null: none; `sometimes`: level of the witness. */
  readonly least: { readonly [property: string]: number | null }
}

interface Found<S> {
  readonly state: S
  readonly level: number
  readonly depth: number
  readonly next: number[]
}

const keyOf = (state: unknown): string => canonicalJson(JSON.parse(JSON.stringify(state)) as Json)

export const naiveExplore = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  faults: number,
): NaiveResult => {
  const found = new Map<string, number>()
  const all: Found<S>[] = []
  const least: { [property: string]: number | null } = Object.fromEntries(properties.map((p) => [p.name, null]))
  let transitions = 0
  const hit = (name: string, level: number): void => {
    const known = least[name] ?? null
    least[name] = known === null ? level : Math.min(known, level)
  }
  const add = (state: S, level: number, depth: number): number => {
    const key = keyOf(state)
    const known = found.get(key)
    if (known !== undefined) return known
    found.set(key, all.length)
    all.push({ state, level, depth, next: [] })
    for (const p of properties) {
      if (p.kind === 'always' && !p.holds(state)) hit(p.name, level)
      if (p.kind === 'sometimes' && p.holds(state)) hit(p.name, level)
    }
    return all.length - 1
  }
  const expand = (from: number, fault: boolean, level: number): void => {
    const at = all[from]
    if (at === undefined) return
    for (const offer of offers(machine, at.state).filter((o) => o.fault === fault)) {
      transitions += 1
      for (const p of properties) {
        if (p.kind === 'onEveryStep' && !p.holds(at.state, offer.after, offer.action)) hit(p.name, level)
      }
      const to = add(offer.after, level, at.depth + 1)
      if (!fault) at.next.push(to)
    }
  }
  for (let level = 0; level <= faults; level += 1) {
    const first = all.length
    if (level === 0) for (const state of machine.initial) add(state, 0, 0)
    const below = all.map((s, i) => ({ s, i })).filter(({ s }) => s.level === level - 1)
    const done = new Set<number>()
    for (let depth = 0; ; depth += 1) {
      for (const { s, i } of below) if (s.depth === depth) expand(i, true, level)
      const due = all.map((_, i) => i).filter((i) => i >= first && all[i]?.depth === depth && !done.has(i))
      for (const i of due) {
        done.add(i)
        expand(i, false, level)
      }
      const isOver = all.every((s, i) => i < first || done.has(i)) && below.every(({ s }) => s.depth <= depth)
      if (isOver) break
    }
  }
  for (const p of properties) if (p.kind === 'eventually') judgeEventually(all, p, hit)
  const states = Array.from({ length: faults + 1 }, (_, level) => all.filter((s) => s.level === level).length)
  return { states, transitions, depth: Math.max(0, ...all.map((s) => s.depth + 1)), least }
}

/** Deterministic machines only: follows each state to its end or around its cycle. */
const judgeEventually = <S>(
  all: readonly Found<S>[],
  p: Extract<Property<S>, { kind: 'eventually' }>,
  hit: (name: string, level: number) => void,
): void => {
  all.forEach(({ level }, start) => {
    const path: number[] = []
    let at: number | undefined = start
    while (at !== undefined && !path.includes(at)) {
      path.push(at)
      at = all[at]?.next[0]
    }
    const tail = at === undefined ? path.slice(-1) : path.slice(path.indexOf(at))
    const holds = (i: number): boolean => all[i] !== undefined && p.holds((all[i] as Found<S>).state)
    if (!(p.stays === false ? tail.some(holds) : tail.every(holds))) hit(p.name, level)
  })
}
