/**
 * Peterson's mutual exclusion for two processes. A process raises its flag, gives the other one the turn, and waits
 * until the other's flag is down or the turn has come back. 42 states, 77 with duplicates, 11 levels.
 */
import type { Machine, Rule } from '../checker/index.ts'
import { always, leadsTo } from '../checker/index.ts'

type Label = 'rest' | 'raiseFlag' | 'giveTurn' | 'wait' | 'critical' | 'lowerFlag'

export interface Peterson {
  readonly at1: Label
  readonly at2: Label
  readonly flag1: boolean
  readonly flag2: boolean
  readonly turn: 1 | 2
}

const processes = [
  { own: 1, at: 'at1', flag: 'flag1', other: 2, otherFlag: 'flag2' },
  { own: 2, at: 'at2', flag: 'flag2', other: 1, otherFlag: 'flag1' },
] as const

const rulesOf = ({ own, at, flag, other, otherFlag }: (typeof processes)[number]): readonly Rule<Peterson>[] => {
  const move = (
    from: Label,
    to: Label,
    also: Partial<Peterson> = {},
    isOpen = (_: Peterson) => true,
  ): Rule<Peterson> => ({
    name: `process ${own}/${from}`,
    // Nobody has to leave its rest; every other step is taken at last.
    fairness: from === 'rest' ? 'none' : 'weak',
    next: (s) =>
      s[at] === from && isOpen(s) ? [{ action: { type: from, process: own }, writes: { [at]: to, ...also } }] : [],
  })
  return [
    move('rest', 'raiseFlag'),
    move('raiseFlag', 'giveTurn', { [flag]: true }),
    move('giveTurn', 'wait', { turn: other }),
    move('wait', 'critical', {}, (s) => !s[otherFlag] || s.turn === own),
    move('critical', 'lowerFlag'),
    move('lowerFlag', 'rest', { [flag]: false }),
  ]
}

export const peterson: Machine<Peterson> = {
  name: 'Peterson',
  initial: [{ at1: 'rest', at2: 'rest', flag1: false, flag2: false, turn: 1 }],
  rules: processes.flatMap(rulesOf),
}

const isInside = (label: Label): boolean => label === 'critical' || label === 'lowerFlag'

export const onlyOneIsInside = always<Peterson>({
  name: 'only-one-is-inside',
  clause: 'mutual exclusion',
  holds: (s) => !(isInside(s.at1) && isInside(s.at2)),
  explain: () => ['both processes are in their critical section'],
})

export const whoeverWaitsGetsIn = leadsTo<Peterson>({
  name: 'whoever-waits-gets-in',
  clause: 'no starvation',
  from: (s) => s.at1 === 'wait',
  holds: (s) => s.at1 === 'critical',
  explain: () => ['process 1 waits for ever'],
})
