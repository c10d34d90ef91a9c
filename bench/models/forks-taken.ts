/**
 * Dining philosophers who take one fork after the other, in either order, and lay both down at once. They starve with a
 * fork each in the left hand, or in the right hand. Source: the philosophers that LTSmin's tools are shown with.
 */
import type { Machine } from '../../checker/index.ts'
import { put, step, upTo } from './rules.ts'

/** Whose right hand or left hand a fork is in. */
type Fork = 'free' | 'in-left-hand' | 'in-right-hand'

export interface Forks {
  /** Fork i lies between philosopher i, to whose left it is, and the one before. */
  readonly [fork: `fork${number}`]: Fork
}

export const forksTaken = (n: number): Machine<Forks> => ({
  name: `philosophers who take forks, ${n}`,
  initial: [Object.fromEntries(upTo(n).map((i): [string, Fork] => [`fork${i}`, 'free']))],
  rules: upTo(n).flatMap((i) => {
    const left = `fork${i}` as const
    const right = `fork${(i % n) + 1}` as const
    return [
      step<Forks>('takeLeft', i, (s) => (s[left] === 'free' ? put(left, 'in-left-hand') : null)),
      step<Forks>('takeRight', i, (s) => (s[right] === 'free' ? put(right, 'in-right-hand') : null)),
      step<Forks>('layDown', i, (s) =>
        s[left] === 'in-left-hand' && s[right] === 'in-right-hand'
          ? { ...put(left, 'free'), ...put(right, 'free') }
          : null,
      ),
    ]
  }),
})
