/** Orders of steps are left out where members are alike: each is asked what the others do, or it goes wrong. */
import { expect, test } from 'vitest'
import { always, explore, project } from './index.ts'
import type { Machine, Rule } from './index.ts'

type Sides = Readonly<Record<'b' | 'c' | 'd' | 'board' | 'done', number>>
const SIDES = ['b', 'c', 'd'] as const

/** All but one are idle (2), and that one walks from 0 to 1, where it writes: in the order that is kept it is the last. */
const walks = (side: (typeof SIDES)[number]): Rule<Sides> => ({
  name: `walks ${side}`,
  next: (s) => {
    if (s[side] === 0) return [{ action: { type: 'walk' }, writes: { [side]: 1 } }]
    return s[side] === 1 && s.board === 0 ? [{ action: { type: 'write' }, writes: { board: 1 } }] : []
  },
})

test('what one does in the place of another is known of it, although it is never seen to do it', () => {
  const looks: Rule<Sides> = {
    name: 'looks',
    next: (s) => (s.done === 0 ? [{ action: { type: 'look' }, writes: { done: s.board + 1 } }] : []),
  }
  const sides: Machine<Sides> = {
    name: 'sides',
    initial: [{ b: 0, c: 2, d: 2, board: 0, done: 0 }],
    rules: [looks, ...SIDES.map(walks)],
    symmetry: [{ name: 'sides', slots: [SIDES] }],
  }
  const unseen = always<Sides>({ name: 'unseen', clause: 'c', holds: (s) => s.done !== 2, explain: () => ['broken'] })
  const { stats, verdicts } = explore(sides, [unseen], { faults: 0 })
  expect(stats.reductions).toMatchObject([{ isApplied: true }, { isApplied: true }])
  expect(verdicts[0]?.verdict).toBe('broken')
})

test('where a property looks at a part in which members are not alike, no order is left out, and the reason is told', () => {
  type Board = { readonly board: Readonly<Record<string, number>>; readonly left: number; readonly right: number }
  const posts = (side: 'left' | 'right'): Rule<Board> => ({
    name: side,
    next: (s) => (s[side] === 0 ? [{ action: { type: 'post' }, writes: { [side]: 1 } }] : []),
  })
  const ofLeft = ({ left = 0 }: Board['board']): number => left
  const ofRight = ({ right = 0 }: Board['board']): number => right
  const board: Machine<Board> = {
    name: 'board',
    initial: [
      { board: { left: 1, right: 0 }, left: 0, right: 0 },
      { board: { left: 1, right: 1 }, left: 0, right: 0 },
    ],
    rules: [posts('left'), posts('right')],
    symmetry: [{ name: 'sides', slots: [['left', 'right']], keys: { board: ['left', 'right'] } }],
  }
  const none = always<Board>({
    name: 'none',
    clause: 'c',
    holds: (s) => project(s, 'board', ofLeft) + project(s, 'board', ofRight) < 3,
    explain: () => ['broken'],
  })
  const { reductions } = explore(board, [none], { faults: 0 }).stats
  expect(reductions?.[1]?.reason).toBe('a part of the slot board tells members apart (symmetry sides: numbers 0 and 1)')
})
