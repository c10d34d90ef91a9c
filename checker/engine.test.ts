import { expect, test } from 'vitest'
import { always, explore, onEveryStep } from './index.ts'
import type { Machine, Property, Rule } from './index.ts'
import { TRIED } from './purity.ts'

interface Counter {
  readonly n: number
  readonly box: { readonly list: readonly number[] }
}

const counting = (extra: Partial<Rule<Counter>> = {}, calls = { count: 0 }): Machine<Counter> => ({
  name: 'counter',
  initial: [{ n: 0, box: { list: [] } }],
  rules: [
    {
      name: 'count',
      next: (s) => {
        calls.count += 1
        return s.n < 100 ? [{ action: { type: 'count' }, writes: { n: s.n + 1 } }] : []
      },
      ...extra,
    },
    {
      name: 'fill',
      next: (s) =>
        s.box.list.length < 3
          ? [{ action: { type: 'fill' }, writes: { box: { list: [...s.box.list, 1] } } }]
          : [],
    },
  ],
})

test('a rule is asked once per values of the slots that it reads', () => {
  const calls = { count: 0 }
  const { stats } = explore(counting({}, calls), [], { faults: 0, reduce: [] })
  // The first answers are asked for twice, to see that they are the same.
  expect([stats.states, calls.count]).toEqual([404, 101 + TRIED])
})

test('a rule that is never remembered is asked in every state', () => {
  const calls = { count: 0 }
  explore(counting({ remember: 'never' }, calls), [], { faults: 0 })
  // A few are asked again: those that offered values for which there was no room yet.
  expect(calls.count).toBeGreaterThanOrEqual(404)
  expect(calls.count).toBeLessThan(430)
})

test('a property is asked once per values of the slots that it reads', () => {
  let calls = 0
  const property = always<Counter>({
    name: 'box-is-small',
    clause: 'c',
    holds: (s) => (calls += 1) > 0 && s.box.list.length <= 3,
    explain: () => [],
  })
  expect(explore(counting(), [property], { faults: 0 }).verdicts[0]?.verdict).toBe('holds')
  expect(calls).toBe(4)
})

test('a step property may read the action without declaring it', () => {
  const types = new Set<string>()
  const property: Property<Counter> = {
    ...onEveryStep<Counter>({
      name: 'p',
      clause: 'c',
      holds: () => true,
      explain: () => ['it filled'],
    }),
    holds: (...args: readonly [Counter, Counter, { type: string }]) => {
      types.add(args[2].type)
      return args[2].type !== 'fill' || args[0].n < 50
    },
  }
  const [verdict] = explore(counting(), [property], { faults: 0 }).verdicts
  expect([...types]).toEqual(['count', 'fill'])
  expect([verdict?.counterexample?.steps.length, verdict?.explanation]).toEqual([51, ['it filled']])
})

test('rules always see the same object for the same content', () => {
  const seen = new Map<string, object>()
  const spy = (s: Counter) => {
    const known = seen.get(JSON.stringify(s.box))
    if (known !== undefined) expect(s.box).toBe(known)
    seen.set(JSON.stringify(s.box), s.box)
    return []
  }
  const machine = counting()
  explore(
    { ...machine, rules: [...machine.rules, { name: 'spy', remember: 'never', next: spy }] },
    [],
    { faults: 0 },
  )
  expect(seen.size).toBe(4)
})

test('a state can be spread, listed and asked for its slots', () => {
  const machine = counting({
    next: (s) => {
      expect(Object.keys(s)).toEqual(['box', 'n'])
      expect({ ...s }).toEqual({ n: s.n, box: { list: s.box.list } })
      return []
    },
  })
  expect(explore(machine, [], { faults: 0 }).stats.states).toBe(4)
})

const bad =
  (rule: Rule<Counter>['next']): (() => unknown) =>
  () =>
    explore(counting({ next: rule }), [], { faults: 0 })

test.each<[string, Rule<Counter>['next'], RegExp]>([
  [
    'that changes a value of the state',
    (s) => (s.box.list as number[]).push(1) as never,
    /^rule count changes a value of the state: build a new value/,
  ],
  [
    'that assigns to a slot',
    (s) => (((s as { n: number }).n = 1), []),
    /^rule count changes a value of the state/,
  ],
  [
    'that throws',
    () => {
      throw new Error('no such pod')
    },
    /^rule count threw: no such pod/,
  ],
  ['that returns no list', () => undefined as never, /^rule count returns no list of transitions/],
  [
    'that forgets the type of its action',
    () => [{ action: {} as never, writes: {} }],
    /^rule count returns a transition without action.type/,
  ],
  [
    'that writes an unknown slot',
    () => [{ action: { type: 'a' }, writes: { m: 1 } as never }],
    /^rule count writes the slot m, which no initial state has/,
  ],
  [
    'that writes undefined',
    () => [{ action: { type: 'a' }, writes: { n: undefined as never } }],
    /^rule count, slot n: the value is undefined/,
  ],
  [
    'whose time runs backwards',
    () => [{ action: { type: 'a' }, writes: {}, duration: -1 }],
    /^rule count, a: duration -1 is no number of ms/,
  ],
])('a rule %s is named in the error', (_, rule, message) => {
  expect(bad(rule)).toThrow(message)
})

test('a rule that reads other slots the second time is caught', () => {
  let calls = 0
  const rule: Rule<Counter>['next'] = (s) => {
    calls += 1
    const isSound = calls <= 2 ? s.n >= 0 : s.box.list.length >= 0 && s.n >= 0
    return isSound ? [{ action: { type: 'a' }, writes: { n: Math.ceil(calls / 2) } }] : []
  }
  expect(bad(rule)).toThrow(
    /rule count reads other slots for the same values: it is not a pure function/,
  )
})

test('a rule that answers otherwise when it is executed again gives no verdict', () => {
  let calls = 0
  const machine = counting({
    remember: 'never',
    next: () => [{ action: { type: 'a' }, writes: { n: Math.ceil((calls += 1) / 2) } }],
  })
  const property = always<Counter>({
    name: 'p',
    clause: 'c',
    holds: (s) => s.n < 3,
    explain: () => [],
  })
  expect(() => explore(machine, [property], { faults: 0, maxStates: 50 })).toThrow(
    /internal error: the plain rules do not lead/,
  )
})

test('a property that throws is named', () => {
  const property = always<Counter>({
    name: 'p',
    clause: 'c',
    holds: () => {
      throw new Error('oops')
    },
    explain: () => [],
  })
  expect(() => explore(counting(), [property], { faults: 0 })).toThrow('property p threw: oops')
})

test.each([
  ['no initial state', { initial: [] }, /^counter has no initial state: give at least one/],
  [
    'an initial state with a slot more',
    {
      initial: [
        { n: 0, box: { list: [] } },
        { n: 1, box: { list: [] }, x: 1 },
      ],
    },
    /an initial state has a slot x, which the first initial state lacks/,
  ],
  [
    'an initial state with a slot less',
    { initial: [{ n: 0, box: { list: [] } }, { n: 1 } as never] },
    /an initial state lacks the slot box/,
  ],
  [
    'a normalise that loses a slot',
    { normalise: (s: Counter) => ({ n: s.n }) as never },
    /normalise returns a state that lacks the slot box/,
  ],
])('a machine with %s is refused', (_, change, message) => {
  expect(() => explore({ ...counting(), ...change }, [], { faults: 0 })).toThrow(message)
})

test('normalising merges states, and step properties see what was there before', () => {
  const machine: Machine<Counter> = {
    ...counting(),
    normalise: (s) => (s.n > 2 ? { ...s, n: 0 } : s),
  }
  const seen: number[] = []
  const step = onEveryStep<Counter>({
    name: 'below-three',
    clause: 'c',
    holds: (_, after) => seen.push(after.n) > 0 && after.n < 3,
    explain: (_, after) => [`n is ${after.n}`],
  })
  const { stats, verdicts } = explore(machine, [step], { faults: 0 })
  expect(stats.states).toBe(12)
  expect(verdicts[0]).toMatchObject({ verdict: 'broken', explanation: ['n is 3'] })
  expect(verdicts[0]?.counterexample?.steps.map(({ state }) => state.n)).toEqual([1, 2, 0])
})
