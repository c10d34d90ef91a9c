/** The engine against its slow twin, on machines that nobody thought of. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { always, eventually, explore, leadsTo, onEveryStep, replay, sometimes } from './index.ts'
import type { Machine, Property, Rule, Transition } from './index.ts'
import { naiveExplore } from './naive.ts'

interface State {
  readonly a: number
  readonly b: { readonly v: number; readonly tags: readonly string[] }
  readonly c: boolean
}

/** If `a` and `b.v` fit (4: any), the new values. */
interface Row {
  readonly a: number
  readonly v: number
  readonly toA: number
  readonly toV: number
  readonly writes: 'a' | 'b' | 'ab' | 'c' | 'none'
}

const row: fc.Arbitrary<Row> = fc.record({
  a: fc.nat(4),
  v: fc.nat(4),
  toA: fc.nat(3),
  toV: fc.nat(3),
  writes: fc.constantFrom('a', 'b', 'ab', 'c', 'none'),
})

const ruleOf = (
  table: { rows: readonly Row[]; remember: boolean; fair: boolean },
  name: string,
) => ({
  name,
  remember: table.remember ? ('reads' as const) : ('never' as const),
  ...(table.fair ? {} : { fairness: 'none' as const }),
  next: (s: State): Transition<State>[] =>
    table.rows
      .filter((r) => (r.a === 4 || r.a === s.a) && (r.v === 4 || r.v === s.b.v))
      .map((r, i) => ({
        action: { type: `${name}/${i % 2}`, to: r.toA },
        duration: i,
        writes: writesOf(r, s),
      })),
})

const writesOf = (r: Row, s: State): Partial<State> => {
  const b = { tags: r.toV % 2 ? ['odd'] : [], v: r.toV }
  if (r.writes === 'c') return { c: !s.c }
  return {
    ...(r.writes.includes('a') ? { a: r.toA } : {}),
    ...(r.writes.includes('b') ? { b: s.c ? b : { v: b.v, tags: b.tags } } : {}),
  }
}

const tables = fc.array(
  fc.record({ rows: fc.array(row, { maxLength: 4 }), remember: fc.boolean(), fair: fc.boolean() }),
  { minLength: 1, maxLength: 3 },
)
const start = fc.record({ a: fc.nat(3), v: fc.nat(3) })

const machines: fc.Arbitrary<Machine<State>> = fc
  .record({
    free: tables,
    faults: tables,
    starts: fc.array(start, { minLength: 1, maxLength: 2 }),
    one: fc.boolean(),
  })
  .map(({ free, faults, starts, one }) => ({
    name: 'random',
    initial: starts.map(({ a, v }) => ({ a, b: { v, tags: [] }, c: false })),
    rules: [
      ...(one
        ? [single(free.map((table, i) => ruleOf(table, `free${i}`)))]
        : free.map((t, i) => ruleOf(t, `free${i}`))),
      ...faults.map((table, i) => ({ ...ruleOf(table, `fault${i}`), fault: true })),
    ],
  }))

/** At most one free successor, as in nominal order. */
const single = (rules: readonly Rule<State>[]): Rule<State> => ({
  name: 'only',
  next: (s) => rules.flatMap((rule) => rule.next(s)).slice(0, 1),
})

const propertiesFor = (x: number, y: number): readonly Property<State>[] => {
  const common = { clause: 'c', explain: () => ['broken'] }
  return [
    always({ name: 'always', ...common, holds: (s) => s.a !== x || s.b.v !== y }),
    onEveryStep({
      name: 'step',
      ...common,
      holds: (p, q) => p.a !== x || q.b.v !== y || p.c === q.c,
    }),
    onEveryStep({
      name: 'action',
      ...common,
      holds: (_, q, action) => q.a !== x || action.to !== y,
    }),
    sometimes({ name: 'sometimes', clause: 'c', holds: (s) => s.b.v === y && s.c }),
    eventually({ name: 'stays', ...common, holds: (s) => s.a === x }),
    eventually({ name: 'comes-back', ...common, stays: false, holds: (s) => s.b.v === y }),
  ]
}

test('it finds the states, transitions, depth and verdicts that the slow twin finds', () => {
  fc.assert(
    fc.property(machines, fc.nat(3), fc.nat(3), (machine, x, y) => {
      const properties = propertiesFor(x, y)
      const slow = naiveExplore(machine, properties, 2)
      const { stats, verdicts } = explore(machine, properties, { faults: 2 })
      expect(
        stats.levels.map(({ states, transitions, depth }) => ({ states, transitions, depth })),
      ).toEqual(slow.levels)
      for (const v of verdicts) {
        const expected = slow.least[v.name]
        if (v.kind === 'sometimes')
          expect([v.name, v.witnessed]).toEqual([v.name, expected !== null])
        else
          expect([v.name, v.leastFaults, v.verdict]).toEqual([
            v.name,
            expected,
            expected === null ? 'holds' : 'broken',
          ])
      }
    }),
    { numRuns: 600, seed: 20261123 },
  )
})

test('every counterexample has as many faults as it says, and replays to its last state', () => {
  fc.assert(
    fc.property(machines, fc.nat(3), fc.nat(3), (machine, x, y) => {
      const promise = leadsTo<State>({
        name: 'promise',
        clause: 'c',
        from: (s) => s.c,
        holds: (s) => s.a === x,
        explain: () => [],
      })
      const { verdicts } = explore(machine, [...propertiesFor(x, y), promise], { faults: 2 })
      for (const { leastFaults, counterexample, ways } of verdicts) {
        if (counterexample === null) continue
        for (const { faults, trace } of ways) {
          expect(
            trace.steps
              .filter((s) => s.fault)
              .map((s) => s.action.type)
              .sort(),
          ).toEqual(faults)
          expect(faults.length).toBe(leastFaults)
          const actions = trace.steps.map((s) => s.action)
          const { trace: again, misfit } = replay(machine, [], actions, trace.initial)
          expect(misfit).toBeNull()
          expect(again.steps.at(-1)?.state).toEqual(trace.steps.at(-1)?.state)
        }
      }
    }),
    { numRuns: 300, seed: 7 },
  )
})

test('a search that is cut short never says more than the whole search', () => {
  fc.assert(
    fc.property(machines, fc.nat(3), fc.nat(3), fc.nat(30), (machine, x, y, maxStates) => {
      const properties = propertiesFor(x, y)
      const whole = explore(machine, properties, { faults: 1 })
      const part = explore(machine, properties, { faults: 1, maxStates })
      if (whole.stats.states <= maxStates) return void expect(part).toEqual(whole)
      expect(part.stats).toMatchObject({ end: 'max-states', states: maxStates })
      part.verdicts.forEach((v, i) => {
        if (v.kind === 'sometimes') return expect(v.verdict).not.toBe('broken')
        expect(v.verdict).not.toBe('holds')
        if (v.verdict === 'broken') expect(v.leastFaults).toBe(whole.verdicts[i]?.leastFaults)
      })
    }),
    { numRuns: 300, seed: 11 },
  )
})
