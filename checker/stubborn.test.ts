/** Each trap of leaving out orders of steps, as a machine on which a search that fell into it would go wrong. */
import { describe, expect, test } from 'vitest'
import { always, eventually, explore, onEveryStep, project, sometimes } from './index.ts'
import type { Machine, Property, ReductionName, Rule, Writes } from './index.ts'

type State = Readonly<Record<'a' | 'b' | 'c' | 'done', number>>

const START: State = { a: 0, b: 0, c: 0, done: 0 }

const rule = (name: string, isOn: (s: State) => boolean, writes: Writes<State>, fault = false): Rule<State> => ({
  name,
  fault,
  next: (s) => (isOn(s) ? [{ action: { type: name }, writes }] : []),
})

const isLarge = (value: number): boolean => value > 2

const machine = (...rules: readonly Rule<State>[]): Machine<State> => ({ name: 'trap', initial: [START], rules })

const never = (name: string, isBad: (s: State) => boolean): Property<State> =>
  always({ name, clause: 'c', holds: (s) => !isBad(s), explain: () => ['broken'] })

const neverDone = never('never-done', (s) => s.done === 1)

/** With and without; the verdicts must be the same, runs included. */
const explored = <S>(m: Machine<S>, properties: readonly Property<S>[], faults = 0) => {
  const all = explore(m, properties, { faults, reduce: [] })
  const few = explore(m, properties, { faults, reduce: ['partial-order'] })
  expect(few.verdicts).toEqual(all.verdicts)
  return { all: all.stats.states, few: few.stats.states, reduction: few.stats.reductions?.[0], verdicts: few.verdicts }
}

describe('what is left out', () => {
  test('processes in nobody’s way are taken one after the other', () => {
    const walkers = Array.from({ length: 5 }, (_, i) => `walker${i}`)
    const walks = walkers.map(
      (who): Rule<Readonly<Record<string, number>>> => ({
        name: who,
        next: (s) => ((s[who] ?? 0) < 3 ? [{ action: { type: who }, writes: { [who]: (s[who] ?? 0) + 1 } }] : []),
      }),
    )
    const initial = [Object.fromEntries(walkers.map((who) => [who, 0]))]
    expect(explored({ name: 'walkers', initial, rules: walks }, [])).toMatchObject({ all: 4 ** 5, few: 16 })
  })

  test('of members that are alike, those in nobody’s way are taken one after the other', () => {
    const sides: Machine<State> = {
      ...machine(...(['a', 'b', 'c'] as const).map((side) => rule(side, (s) => s[side] === 0, { [side]: 1 }))),
      symmetry: [{ name: 'sides', slots: [['a', 'b', 'c']] }],
    }
    const of = (reduce?: readonly ReductionName[]) => explore(sides, [], { faults: 0, ...(reduce && { reduce }) }).stats.states
    expect([of([]), of(['symmetry']), of(['partial-order']), of()]).toEqual([8, 4, 4, 4])
  })

  test('a run that breaks something is still a shortest one', () => {
    const { all, few, verdicts } = explored(
      machine(
        rule('goes far', (s) => s.a < 1, { a: 1 }),
        rule('goes farther', (s) => s.a === 1, { a: 2 }),
        rule('ends', (s) => s.b === 0, { b: 1 }),
        rule('is done', (s) => s.b === 1, { done: 1 }),
      ),
      [neverDone],
    )
    expect(few).toBeLessThan(all)
    expect(verdicts[0]?.counterexample?.steps.map(({ rule: name }) => name)).toEqual(['ends', 'is done'])
  })
})

describe('what must not be left out', () => {
  test('nobody is put off for ever by one who goes round in a circle', () => {
    explored(
      machine(
        rule('forth', (s) => s.a === 0, { a: 1 }),
        rule('back', (s) => s.a === 1, { a: 0 }),
        rule('other', () => true, { done: 1 }),
      ),
      [neverDone],
    )
  })

  test('nobody is put off for ever by one whose step changes nothing', () => {
    explored(
      machine(
        rule('stays', (s) => s.a === 0, { a: 0 }),
        rule('other', () => true, { done: 1 }),
      ),
      [neverDone],
    )
  })

  test('who is in the way of one that cannot move yet waits for those who let it', () => {
    explored(
      machine(
        rule('closes', (s) => s.a === 0, { a: 1 }),
        rule('opens', (s) => s.b === 0, { b: 1 }),
        rule('enters', (s) => s.b === 1 && s.a === 0, { done: 1 }),
      ),
      [neverDone],
    )
  })

  test('who writes last is the last, although nobody looks at it yet', () => {
    explored(
      machine(
        rule('one', (s) => s.b === 0, { b: 1, a: 1 }),
        rule('two', (s) => s.c === 0, { c: 1, a: 2 }),
        rule('looks', (s) => s.b === 1 && s.c === 1 && s.a === 1, { done: 1 }),
      ),
      [neverDone],
    )
  })

  test('so is who knows only a part of what he overwrites', () => {
    explored(
      machine(
        rule('one', (s) => s.b === 0 && !project(s, 'a', isLarge), { b: 1, a: 1 }),
        rule('two', (s) => s.c === 0 && !project(s, 'a', isLarge), { c: 1, a: 2 }),
        rule('looks', (s) => s.b === 1 && s.c === 1 && s.a === 1, { done: 1 }),
      ),
      [neverDone],
    )
  })

  test('what a property looks at is seen in every order', () => {
    const { verdicts } = explored(
      machine(
        rule('left', (s) => s.a === 0, { a: 1 }),
        rule('right', (s) => s.b === 0, { b: 1 }),
      ),
      [never('left-first', (s) => s.a === 1 && s.b === 0), never('right-first', (s) => s.a === 0 && s.b === 1)],
    )
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['broken', 'broken'])
  })

  test('steps that a property looks at are seen in every order', () => {
    const first = (name: string, mine: 'a' | 'b', other: 'a' | 'b'): Property<State> =>
      onEveryStep({
        name,
        clause: 'c',
        holds: (p, q) => !(p[mine] === 0 && q[mine] === 1 && p[other] === 0),
        explain: () => ['broken'],
      })
    const { verdicts } = explored(
      machine(
        rule('left', (s) => s.a === 0, { a: 1 }),
        rule('right', (s) => s.b === 0, { b: 1 }),
      ),
      [first('left-later', 'a', 'b'), first('right-later', 'b', 'a')],
    )
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['broken', 'broken'])
  })

  test('a fault may strike before a step that makes it impossible', () => {
    const { verdicts } = explored(
      machine(
        rule('closes', (s) => s.a === 0, { a: 1 }),
        rule('opens', (s) => s.b === 0, { b: 1 }),
        rule('fault', (s) => s.a === 0 && s.b === 1, { done: 1 }, true),
      ),
      [neverDone],
      1,
    )
    expect(verdicts[0]?.leastFaults).toBe(1)
  })

  test('what is reached at last is reached with the fewest faults', () => {
    const isDone = sometimes<State>({ name: 'is-done', clause: 'c', holds: (s) => s.done === 1 })
    const { verdicts } = explored(
      machine(
        rule('goes', (s) => s.a === 0, { a: 1 }),
        rule('counts', (s) => s.c < 3, { c: 3 }),
        rule('ends', (s) => s.a === 1 && s.b === 1, { done: 1 }),
        rule('helps', (s) => s.c === 3, { b: 1 }),
        rule('fault', (s) => s.b === 0, { b: 1 }, true),
      ),
      [isDone],
      2,
    )
    expect(verdicts[0]?.reachedBy?.steps.filter(({ fault }) => fault)).toEqual([])
  })
})

describe('what is learnt late', () => {
  /** Nobody knows at the start that the second rule will ever look at `a`. */
  const lateReader = [
    rule('closes', (s) => s.a === 0, { a: 1 }),
    rule('walks', (s) => s.b < 2, { b: 2 }),
    rule('looks', (s) => s.b === 2 && s.c === 0 && s.a === 0, { done: 1 }),
  ]

  test('a search that has learnt who is in whose way begins again', () => {
    const { reduction } = explored(machine(...lateReader), [neverDone])
    expect(reduction?.restarts).toBeGreaterThan(0)
  })

  test('so has one that has learnt that a rule which writes a slot may change a part of it', () => {
    const walks: Rule<State> = {
      name: 'walks',
      next: ({ a }) => (a < 3 ? [{ action: { type: 'walk' }, writes: { a: a + 1 } }] : []),
    }
    const looks: Rule<State> = {
      name: 'looks',
      next: (s) =>
        s.done > 0 ? [] : [{ action: { type: 'look' }, writes: { done: project(s, 'a', isLarge) ? 1 : 2 } }],
    }
    expect(explored(machine(looks, walks), [neverDone]).reduction?.restarts).toBe(1)
  })

  test('so has one that has learnt what a property looks at', () => {
    const rules = [rule('closes', (s) => s.a === 0, { a: 1 }), rule('ends', (s) => s.done === 0, { done: 1 })]
    explored(machine(...rules), [never('done-first', (s) => s.done === 1 && s.a === 0)])
  })

  test('what was learnt too late before a bound makes no level complete', () => {
    const counts = Array.from({ length: 40 }, (_, i) => rule(`fault ${i}`, (s) => s.c === 0, { c: i + 1 }, true))
    const whole = explore(machine(...lateReader), [neverDone], { faults: 0, reduce: [] }).stats.states
    const { verdicts } = explore(machine(...lateReader, ...counts), [never('never', (s) => s.done > 1)], {
      faults: 1,
      maxStates: whole + 5,
      reduce: ['partial-order'],
    })
    expect(verdicts[0]).toMatchObject({ verdict: 'inconclusive', exhaustiveUpTo: null })
  })
})

describe('where it is refused, the reason is told', () => {
  const rules = [rule('left', (s) => s.a === 0, { a: 1 }), rule('right', (s) => s.b === 0, { b: 1 })]
  const reasonFor = (m: Machine<State>, ...properties: readonly Property<State>[]): string | null | undefined => {
    const { reduction, all, few } = explored(m, properties)
    expect([reduction?.isApplied, few]).toEqual([false, all])
    return reduction?.reason
  }
  const step = (name: string, holds: (p: State, q: State, action: { readonly type: string }) => boolean) =>
    onEveryStep<State>({ name, clause: 'c', holds, explain: () => ['broken'] })

  test('a promise that must be kept at last', () => {
    const ends = eventually<State>({ name: 'ends', clause: 'c', holds: (s) => s.b === 1, explain: () => ['no'] })
    expect(reasonFor(machine(...rules), ends)).toContain('ends must hold at last')
  })

  test('a rule that is not watched', () => {
    const unwatched: Rule<State> = { ...rule('free', () => false, {}), remember: 'never' }
    expect(reasonFor(machine(...rules, unwatched))).toContain('what free reads is not watched')
  })

  test('states that are normalised', () => {
    expect(reasonFor({ ...machine(...rules), normalise: (s) => s })).toContain('normalised')
  })

  test('a property that looks at actions, whether it says so or not', () => {
    const declared = step('declared', (_p, _q, action) => action.type !== 'left')
    expect(reasonFor(machine(...rules), declared)).toBe('declared looks at actions')
    const hidden = step('hidden', (...seen) => seen[2].type !== 'left')
    expect(reasonFor(machine(...rules), hidden)).toBe('hidden looks at actions')
  })

  test('a property that any step breaks, whatever it does', () => {
    const still = step('still', (p, q) => p.a === 0 || q.a === 0)
    expect(reasonFor(machine(...rules), still)).toContain('broken by steps that it does not look at')
  })

  test('rules that are not alike as their members are, which is told by what they read', () => {
    const other: Rule<State> = {
      name: 'right',
      next: (s) => (s.c === 0 && s.b === 0 ? [{ action: { type: 'right' }, writes: { b: 1 } }] : []),
    }
    const left = rule('left', (s) => s.a === 0, { a: 1 })
    const sides: Machine<State> = { ...machine(left, other), symmetry: [{ name: 'sides', slots: [['a', 'b']] }] }
    const { reductions, states } = explore(sides, [], { faults: 0 }).stats
    expect(reductions?.[1]?.reason).toMatch(/^no rule does for others what (left|right) does/)
    expect(states).toBe(3)
  })

  test('a machine with one rule, and one whose rules are all in each other’s way', () => {
    expect(reasonFor(machine(rule('only', (s) => s.a < 3, { a: 3 })))).toContain('there is one rule')
    const other = rule('other', (s) => s.a === 0, { a: 2 })
    expect(reasonFor(machine(rule('one', (s) => s.a === 0, { a: 1 }), other))).toContain('in no state')
  })
})
