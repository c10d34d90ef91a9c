import { expect, test } from 'vitest'
import type { Machine, Transition } from './index.ts'
import { always, eventually, explore, leadsTo, sometimes } from './index.ts'

interface Graph {
  readonly x: number
}

/** A machine from a list of edges; negative targets are reached by a fault. */
const graph = (
  initial: readonly number[],
  free: readonly [number, number][],
  faults: readonly [number, number][] = [],
): Machine<Graph> => {
  const next =
    (edges: readonly [number, number][]) =>
    (s: Graph): Transition<Graph>[] =>
      edges
        .filter(([from]) => from === s.x)
        .map(([, to]) => ({ action: { type: `to/${to}` }, writes: { x: to }, duration: 10 }))
  return {
    name: 'graph',
    initial: initial.map((x) => ({ x })),
    rules: [
      { name: 'go', next: next(free) },
      { name: 'fault', fault: true, next: next(faults) },
    ],
  }
}

const odd = (s: Graph): boolean => s.x % 2 === 1
const path = (result: ReturnType<typeof explore<Graph>>, i = 0): number[] => {
  const run = result.verdicts[i]?.counterexample
  return run ? [run.initial.x, ...run.steps.map((s) => s.state.x)] : []
}

test('eventually odd on 0 -> 2 -> 4 -> 2 is broken by a lasso with real edges', () => {
  const result = explore(
    graph(
      [0],
      [
        [0, 2],
        [2, 4],
        [4, 2],
      ],
    ),
    [
      leadsTo({
        name: 'p',
        clause: 'c',
        from: (s) => s.x === 0,
        holds: odd,
        explain: () => ['never odd'],
      }),
    ],
    { faults: 0 },
  )
  expect(path(result)).toEqual([0, 2, 4, 2])
  expect(result.verdicts[0]?.counterexample?.loopStart).toBe(1)
})

test('a run that joins another that was seen before is still judged', () => {
  const result = explore(
    graph(
      [0, 1],
      [
        [0, 2],
        [2, 4],
        [1, 4],
        [4, 6],
      ],
    ),
    [
      leadsTo({
        name: 'p',
        clause: 'c',
        from: (s) => s.x === 0,
        holds: odd,
        explain: () => ['never odd'],
      }),
    ],
    { faults: 0 },
  )
  expect(path(result)).toEqual([0, 2, 4, 6])
})

test('a counter modulo 3 comes back to 0 for ever', () => {
  const result = explore(
    graph(
      [0],
      [
        [0, 1],
        [1, 2],
        [2, 0],
      ],
    ),
    [
      eventually({
        name: 'p',
        clause: 'c',
        stays: false,
        holds: (s) => s.x === 0,
        explain: () => [],
      }),
    ],
    { faults: 0 },
  )
  expect(result.verdicts[0]?.verdict).toBe('holds')
})

test('a weakly fair way out of a cycle must be taken; an unfair one need not', () => {
  const machine = (fairness: 'weak' | 'none'): Machine<Graph> => ({
    name: 'out',
    initial: [{ x: 0 }],
    rules: [
      {
        name: 'spin',
        next: (s) => (s.x === 0 ? [{ action: { type: 'spin' }, writes: { x: 0 } }] : []),
      },
      {
        name: 'leave',
        fairness,
        next: (s) => (s.x === 0 ? [{ action: { type: 'leave' }, writes: { x: 1 } }] : []),
      },
    ],
  })
  const goal = eventually<Graph>({
    name: 'p',
    clause: 'c',
    holds: (s) => s.x === 1,
    explain: () => ['still 0'],
  })
  expect(explore(machine('weak'), [goal], { faults: 0 }).verdicts[0]?.verdict).toBe('holds')
  expect(explore(machine('none'), [goal], { faults: 0 }).verdicts[0]?.verdict).toBe('broken')
})

test('a bound that cuts the goal off makes nothing hold', () => {
  const result = explore(
    graph(
      [0],
      [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
    ),
    [
      eventually({ name: 'p', clause: 'c', holds: (s) => s.x === 3, explain: () => [] }),
      always({ name: 'q', clause: 'c', holds: () => true, explain: () => [] }),
    ],
    { faults: 0, maxStates: 2 },
  )
  expect(result.stats.end).toBe('max-states')
  expect(result.verdicts.map((v) => [v.verdict, v.exhaustiveUpTo])).toEqual([
    ['inconclusive', null],
    ['inconclusive', null],
  ])
})

test('the least number of faults, the fewest steps, and every other way are found', () => {
  const machine = graph(
    [0],
    [
      [1, 9],
      [2, 3],
      [3, 9],
      [0, 5],
    ],
    [
      [0, 1],
      [0, 2],
      [5, 2],
    ],
  )
  const result = explore(
    machine,
    [always({ name: 'p', clause: 'c', holds: (s) => s.x !== 9, explain: (s) => [`x is ${s.x}`] })],
    { faults: 1 },
  )
  expect(path(result)).toEqual([0, 1, 9])
  expect(result.verdicts[0]).toMatchObject({ leastFaults: 1, explanation: ['x is 9'] })
  expect(result.verdicts[0]?.ways.map((w) => w.faults)).toEqual([['to/1'], ['to/2']])
})

test('the worst recovery is the longest time until the goal holds for good, per budget', () => {
  const machine = graph(
    [0],
    [
      [1, 2],
      [2, 3],
      [3, 0],
      [4, 0],
    ],
    [
      [0, 1],
      [0, 4],
    ],
  )
  const result = explore(
    machine,
    [
      eventually({
        name: 'p',
        clause: 'c',
        within: 20,
        holds: (s) => s.x === 0,
        explain: () => [],
      }),
    ],
    { faults: 1 },
  )
  expect(result.verdicts[0]?.worstRecovery).toEqual([0, 30])
  expect(result.verdicts[0]?.leastFaults).toBe(1)
})

test('a property whose partner never happens is vacuous', () => {
  const result = explore(
    graph([0], [[0, 1]]),
    [
      always({ name: 'p', clause: 'c', witness: 'w', holds: () => true, explain: () => [] }),
      sometimes({ name: 'w', clause: 'c', holds: (s) => s.x === 7 }),
    ],
    { faults: 0 },
  )
  expect(result.verdicts.map((v) => [v.verdict, v.vacuous])).toEqual([
    ['holds', true],
    ['broken', false],
  ])
})

test('a witness has the run that reaches it with fewest faults, then fewest steps', () => {
  const free: readonly [number, number][] = [[0, 2], [2, 4], [1, 9]]
  const faults: readonly [number, number][] = [[0, 1], [4, 9]]
  const run = (holds: (s: Graph) => boolean, budget = 2): readonly number[] | undefined => {
    const witness = sometimes({ name: 'w', clause: 'c', holds })
    const [found] = explore(graph([0], free, faults), [witness], { faults: budget }).verdicts
    return found?.reachedBy?.steps.map(({ state }) => state.x)
  }
  expect(run((s) => s.x >= 4 || s.x === 1), 'no fault, though it takes longer').toEqual([2, 4])
  expect(run((s) => s.x === 9), 'as many faults, fewer steps').toEqual([1, 9])
  expect(run((s) => s.x === 0), 'from the beginning').toEqual([])
  expect(run((s) => s.x === 9, 0), 'not within the budget').toBeUndefined()
})

test.each([
  ['undefined', { x: undefined }, /slot x: the value is undefined/],
  ['a Map', { x: new Map() }, /slot x: the value is a Map/],
  ['NaN', { x: { y: [Number.NaN] } }, /slot x: \.y\[0\] is NaN/],
])('%s in a state is refused, and the rule is named', (_, writes, message) => {
  const machine: Machine<{ x: unknown }> = {
    name: 'bad',
    initial: [{ x: 0 }],
    rules: [{ name: 'spoil', next: () => [{ action: { type: 'a' }, writes }] }],
  }
  expect(() => explore(machine, [], { faults: 0 })).toThrow(message)
  expect(() => explore(machine, [], { faults: 0 })).toThrow(/rule spoil/)
})

test('the order of keys makes no difference, and __proto__ is a key like any other', () => {
  const machine: Machine<{ x: object }> = {
    name: 'keys',
    initial: [{ x: JSON.parse('{"a":1,"__proto__":2,"10":3}') }],
    rules: [
      {
        name: 'r',
        next: () => [
          { action: { type: 'a' }, writes: { x: JSON.parse('{"10":3,"__proto__":2,"a":1}') } },
        ],
      },
    ],
  }
  expect(explore(machine, [], { faults: 0 }).stats.states).toBe(1)
})
