/** Traps into which liveness checkers fall. */
import { expect, test } from 'vitest'
import { along, check, explain, isOdd, machine, reaches } from './fixtures/edges.ts'
import type { At } from './fixtures/edges.ts'
import { eventually, explore, leadsTo, sometimes } from './index.ts'
import type { Fairness, Rule } from './index.ts'

const oddOnce = eventually<At>({ name: 'odd', clause: 'c', once: true, holds: isOdd, explain })
const oddAgain = eventually<At>({ name: 'odd', clause: 'c', stays: false, holds: isOdd, explain })
test.each([
  ['once', oddOnce],
  ['again and again', oddAgain],
])('odd %s on 0 -> 2 -> 4 -> 2 is missed by a lasso', (_, property) => {
  const found = check(
    machine(
      [0],
      along('go', [
        [0, 2],
        [2, 4],
        [4, 2],
      ]),
    ),
    property,
  )
  expect(found).toMatchObject({
    verdict: 'broken',
    leastFaults: 0,
    path: [0, 2, 4, 2],
    loopStart: 1,
  })
})

test('a run that meets another one that was odd before was not odd itself: [0, 2, 4, 6]', () => {
  const m = machine(
    [0, 1],
    along('go', [
      [0, 2],
      [2, 4],
      [1, 4],
      [4, 6],
    ]),
  )
  expect(check(m, oddOnce)).toMatchObject({
    verdict: 'broken',
    path: [0, 2, 4, 6],
    loopStart: undefined,
  })
})

test('a run that was odd once has met the goal, whatever faults strike later', () => {
  const fault = along('fault', [[3, 4]], { fault: true })
  expect(check(machine([0], along('go', [[0, 3]]), fault), oddOnce, 1).verdict).toBe('holds')
  const early = along('fault', [[0, 4]], { fault: true })
  const found = check(machine([0], along('go', [[0, 3]]), early), oddOnce, 1)
  expect(found).toMatchObject({
    verdict: 'broken',
    leastFaults: 1,
    path: [0, 4],
    explanation: ['x is 4'],
  })
})

test.each<Fairness>(['weak', 'strong'])(
  'x + 1 modulo 3 is 0 again and again (%s fairness)',
  (fairness) => {
    const m = machine(
      [0],
      along(
        'go',
        [
          [0, 1],
          [1, 2],
          [2, 0],
        ],
        { fairness },
      ),
    )
    expect(check(m, reaches(0, { stays: false })).verdict).toBe('holds')
    expect(check(m, reaches(0)).verdict).toBe('broken')
  },
)

test('without fairness a run may rest for ever, also where it could go on', () => {
  const m = machine(
    [0],
    along(
      'go',
      [
        [0, 1],
        [1, 2],
        [2, 0],
      ],
      { fairness: 'none' },
    ),
  )
  expect(check(m, reaches(0, { stays: false }))).toMatchObject({
    verdict: 'broken',
    path: [0, 1],
    loopStart: undefined,
  })
})

test('a weakly fair way out that is always open is taken at last', () => {
  const spin = along('spin', [[0, 0]])
  expect(check(machine([0], spin, along('out', [[0, 1]])), reaches(1)).verdict).toBe('holds')
  const unfair = check(machine([0], spin, along('out', [[0, 1]], { fairness: 'none' })), reaches(1))
  expect(unfair).toMatchObject({ verdict: 'broken', path: [0, 0], loopStart: 0 })
})

test('a way out that is open now and then needs strong fairness', () => {
  const spin = along('spin', [
    [0, 2],
    [2, 0],
  ])
  const weak = check(machine([0], spin, along('out', [[0, 1]])), reaches(1))
  expect(weak).toMatchObject({ verdict: 'broken', path: [0, 2, 0], loopStart: 0 })
  const strong = machine([0], spin, along('out', [[0, 1]], { fairness: 'strong' }))
  expect(check(strong, reaches(1)).verdict).toBe('holds')
})

test('a strongly fair rule that is avoidable for good is not owed anything', () => {
  const spin = along('spin', [
    [0, 2],
    [2, 0],
    [2, 4],
    [4, 6],
    [6, 4],
  ])
  const m = machine([0], spin, along('out', [[0, 1]], { fairness: 'strong' }))
  expect(check(m, reaches(1))).toMatchObject({
    verdict: 'broken',
    path: [0, 2, 4, 6, 4],
    loopStart: 2,
  })
})

test('a lasso takes every weakly fair rule that stays open', () => {
  const m = machine(
    [0],
    along('a', [
      [0, 2],
      [2, 0],
    ]),
    along('b', [
      [0, 4],
      [4, 0],
      [2, 6],
      [6, 2],
    ]),
    along('c', [
      [0, 0],
      [2, 2],
      [4, 4],
      [6, 6],
    ]),
  )
  const { counterexample, verdict } = check(m, oddAgain)
  expect(verdict).toBe('broken')
  const loop = counterexample?.steps.slice(counterexample.loopStart) ?? []
  const open = (rule: Rule<At> | undefined) =>
    loop.every(({ state }) => (rule?.next(state).length ?? 0) > 0)
  for (const rule of m.rules) if (open(rule)) expect(loop.map((s) => s.rule)).toContain(rule.name)
  expect(loop.at(-1)?.state).toEqual(
    [counterexample?.initial, ...(counterexample?.steps ?? []).map((s) => s.state)][
      counterexample?.loopStart ?? 0
    ],
  )
})

test('a rule that a fault follows is never owed', () => {
  const fault = along('rescue', [[0, 1]], { fault: true })
  expect(check(machine([0], fault), reaches(1), 1)).toMatchObject({
    verdict: 'broken',
    leastFaults: 0,
    path: [0],
  })
})

test('a promise must be kept by the run that made it', () => {
  const promise = leadsTo<At>({
    name: 'p',
    clause: 'c',
    from: (s) => s.x === 0,
    holds: isOdd,
    explain,
  })
  expect(
    check(
      machine(
        [0],
        along('go', [
          [0, 2],
          [2, 3],
          [3, 4],
        ]),
      ),
      promise,
    ).verdict,
  ).toBe('holds')
  const m = machine(
    [0, 1],
    along('go', [
      [0, 2],
      [2, 4],
      [1, 4],
      [4, 6],
      [2, 3],
    ]),
  )
  expect(check(m, promise)).toMatchObject({ verdict: 'broken', path: [0, 2, 4, 6] })
  const never = leadsTo<At>({
    name: 'p',
    clause: 'c',
    from: (s) => s.x === 99,
    holds: isOdd,
    explain,
  })
  expect(check(m, never)).toMatchObject({ verdict: 'holds', vacuous: true })
})

test('the promise of a run with faults counts its faults, where ever it ends', () => {
  const promise = leadsTo<At>({
    name: 'p',
    clause: 'c',
    from: (s) => s.x === 8,
    holds: isOdd,
    explain,
  })
  const m = machine(
    [0],
    along('go', [
      [0, 2],
      [8, 2],
    ]),
    along('fault', [[0, 8]], { fault: true }),
  )
  expect(check(m, promise, 1)).toMatchObject({ leastFaults: 1, path: [0, 8, 2] })
})

test('a bound that cuts the goal off makes no eventuality hold, and none fail', () => {
  const m = machine(
    [0],
    along('go', [
      [0, 2],
      [2, 4],
      [4, 5],
    ]),
  )
  for (const property of [oddAgain, oddOnce, reaches(5)]) {
    const { verdicts, stats } = explore(m, [property], { faults: 0, maxStates: 3 })
    expect([stats.end, verdicts[0]?.verdict, verdicts[0]?.exhaustiveUpTo]).toEqual([
      'max-states',
      'inconclusive',
      null,
    ])
  }
})

test('a cycle that was seen whole is a violation, also when a bound ends the search later', () => {
  const m = machine(
    [0, 10],
    along('go', [
      [0, 2],
      [2, 0],
      [10, 12],
      [12, 14],
      [14, 16],
    ]),
  )
  const { verdicts, stats } = explore(m, [oddAgain], { faults: 0, maxStates: 5 })
  expect([stats.end, verdicts[0]?.verdict, verdicts[0]?.leastFaults]).toEqual([
    'max-states',
    'broken',
    0,
  ])
})

test('a hundred thousand states in a row do not overflow the stack', () => {
  const line: Rule<At> = {
    name: 'go',
    next: (s) => (s.x < 100_000 ? [{ action: { type: 'go' }, writes: { x: s.x + 1 } }] : []),
  }
  const jump: Rule<At> = {
    name: 'jump',
    next: (s) => (s.x === 0 ? [{ action: { type: 'jump' }, writes: { x: 1 } }] : []),
  }
  for (const m of [machine([0], line), machine([0], line, jump)]) {
    const { verdicts } = explore(
      m,
      [reaches(100_000), sometimes<At>({ name: 's', clause: 'c', holds: (s) => s.x === 50_000 })],
      { faults: 0 },
    )
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['holds', 'holds'])
  }
})
