/**
 * Dijkstra's termination detection on a ring (EWD 840): a token goes round against the direction of counting, and is
 * stained by nodes that woke one which the token had left behind.
 */
import type { Machine, Property, Rule } from '../../checker/index.ts'
import { always } from '../../checker/index.ts'
import { step } from './rules.ts'

type Color = 'white' | 'black'

export interface Ring {
  readonly active: readonly boolean[]
  readonly color: readonly Color[]
  readonly token: { readonly at: number; readonly color: Color }
}

/** Every list of n values. */
const lists = <V>(n: number, values: readonly V[]): readonly (readonly V[])[] =>
  n === 0 ? [[]] : lists(n - 1, values).flatMap((list) => values.map((value) => [...list, value]))

export const terminationDetection = (n: number): Machine<Ring> => {
  const nodes = Array.from({ length: n }, (_, i) => i)
  return {
    name: `EWD 840, ${n} nodes`,
    initial: lists(n, [false, true]).flatMap((active) =>
      lists<Color>(n, ['white', 'black']).flatMap((color) =>
        nodes.map((at): Ring => ({ active, color, token: { at, color: 'black' } })),
      ),
    ),
    rules: nodes.flatMap((i) => [
      i === 0 ? startProbe(n) : passToken(i),
      step<Ring>('deactivate', i, (s) => (s.active[i] === true ? { active: s.active.with(i, false) } : null)),
      ...nodes.filter((to) => to !== i).map((to) => activate(i, to)),
    ]),
  }
}

const startProbe = (n: number): Rule<Ring> =>
  step('startProbe', null, ({ token, color }) =>
    token.at === 0 && (token.color === 'black' || color[0] === 'black')
      ? { token: { at: n - 1, color: 'white' }, color: color.with(0, 'white') }
      : null,
  )

const passToken = (i: number): Rule<Ring> =>
  step('passToken', i, ({ token, active, color }) => {
    const isDue = active[i] === false || color[i] === 'black' || token.color === 'black'
    if (token.at !== i || !isDue) return null
    const stained = color[i] === 'black' ? 'black' : token.color
    return { token: { at: i - 1, color: stained }, color: color.with(i, 'white') }
  })

const activate = (i: number, to: number): Rule<Ring> =>
  step('activate', `${i} wakes ${to}`, ({ active, color }) =>
    active[i] === true ? { active: active.with(to, true), color: to > i ? color.with(i, 'black') : color } : null,
  )

export const detectionIsRight: Property<Ring> = always({
  name: 'detection-is-right',
  clause: 'TerminationDetection',
  holds: ({ token, color, active }) => {
    const isDetected = token.at === 0 && token.color === 'white' && color[0] === 'white' && active[0] === false
    return !isDetected || !active.includes(true)
  },
  explain: () => ['termination is announced while a node is active'],
})
