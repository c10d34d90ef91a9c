/** Machines that say which steps suffice and go in circles: those that lead a search astray, and those that do not. */
import { expect, test } from 'vitest'
import { always, eventually, explore } from './index.ts'
import type { Machine, Property, Transition } from './index.ts'

interface State {
  readonly a: number
  readonly b: number
}

interface Step {
  readonly who: 'a' | 'b' | 'time'
  readonly to: Partial<State>
  readonly duration?: number
}

const transition = ({ who, to, duration = 0 }: Step): Transition<State> => ({
  action: { type: who },
  writes: to,
  duration,
})

/** Where somebody else may go as well, only one of them goes. */
const machine = (first: Step['who'], stepsIn: (s: State) => readonly Step[]): Machine<State> => ({
  name: 'circle',
  initial: [{ a: 0, b: 0 }],
  rules: [
    {
      name: 'step',
      remember: 'never',
      next: (s) => stepsIn(s).map(transition),
      enough: (s) => {
        const steps = stepsIn(s)
        const chosen = steps.filter(({ who }) => who === first)
        return (chosen.length > 0 ? chosen : steps).map(transition)
      },
    },
  ],
})

const never = (isBad: (s: State) => boolean): Property<State> =>
  always({ name: 'never', clause: 'c', holds: (s) => !isBad(s), explain: () => ['it is so'] })

const atLast = (holds: (s: State) => boolean): Property<State> =>
  eventually({ name: 'at-last', clause: 'c', holds, explain: () => ['it is not so'] })

const searched = (m: Machine<State>, property: Property<State>) => {
  const [few, all] = [explore(m, [property], { faults: 0 }), explore(m, [property], { faults: 0, reduce: [] })]
  expect(few.verdicts).toEqual(all.verdicts)
  return {
    verdict: few.verdicts[0]?.verdict,
    isApplied: few.stats.reductions?.[0]?.isApplied,
    leftOut: all.stats.states - few.stats.states,
  }
}

const turn = (s: State, duration: number): Step => ({ who: 'a', to: { a: 1 - s.a }, duration })
const oneStepOf = (s: State): readonly Step[] => (s.b === 0 ? [{ who: 'b', to: { b: 1 } }] : [])

test('a circle of one who goes first all the time puts the other off for ever, also where time passes', () => {
  for (const duration of [0, 1_000]) {
    const found = searched(
      machine('a', (s) => [turn(s, duration), ...oneStepOf(s)]),
      never((s) => s.b === 1),
    )
    expect(found).toEqual({ verdict: 'broken', isApplied: false, leftOut: 0 })
  }
})

test('a circle in one moment puts off for ever who went first where it was looked at', () => {
  const found = searched(
    machine('b', (s) => [turn(s, 0), ...oneStepOf(s)]),
    atLast((s) => s.b === 1),
  )
  expect(found).toEqual({ verdict: 'broken', isApplied: false, leftOut: 0 })
})

/** Each goes a few steps; when nobody can go on, time passes, and they begin again. */
const inMoments = (s: State): readonly Step[] => {
  const steps: readonly Step[] = [
    ...(s.a < 3 ? [{ who: 'a', to: { a: s.a + 1 } } as const] : []),
    ...(s.b < 2 ? [{ who: 'b', to: { b: s.b + 1 } } as const] : []),
  ]
  return steps.length > 0 ? steps : [{ who: 'time', to: { a: 0, b: 0 }, duration: 1_000 }]
}

test('a circle on which time passes, with nothing left out there, leads nobody astray', () => {
  const m = machine('a', inMoments)
  expect(searched(m, atLast((s) => s.b === 2))).toEqual({ verdict: 'broken', isApplied: true, leftOut: 6 })
  expect(searched(m, never((s) => s.b > 2))).toEqual({ verdict: 'holds', isApplied: true, leftOut: 6 })
})
