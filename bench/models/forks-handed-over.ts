/**
 * Dining philosophers who hand forks over (Chandy and Misra): a fork is dirty after a meal, and goes clean to the
 * neighbour. Source: DiningPhilosophers of the TLA+ examples.
 */
import type { Machine, Property } from '../../checker/index.ts'
import { always, eventually } from '../../checker/index.ts'
import { step, upTo } from './rules.ts'

interface Fork {
  readonly holder: number
  readonly clean: boolean
}

interface Philosopher {
  readonly at: 'looking' | 'eating' | 'thinking'
  readonly hungry: boolean
}

/** Philosopher i stands at place i - 1; fork i lies to the left of philosopher i. */
export interface Table {
  readonly forks: readonly Fork[]
  readonly philosophers: readonly Philosopher[]
}

export const forksHandedOver = (n: number): Machine<Table> => ({
  name: `philosophers of Chandy and Misra, ${n}`,
  initial: [
    {
      forks: upTo(n).map((i) => ({ holder: i === 2 ? 1 : i, clean: false })),
      philosophers: upTo(n).map(() => ({ at: 'looking', hungry: true })),
    },
  ],
  rules: upTo(n).map((i) => step<Table>('philosopher', i, (s) => stepOf(n, i, s))),
})

const stepOf = (n: number, i: number, { forks, philosophers }: Table): Partial<Table> | null => {
  const [left, right] = [i - 1, i % n]
  const me = philosophers[left]
  if (me === undefined) return null
  const become = (change: Partial<Philosopher>): Partial<Table> => ({
    philosophers: philosophers.with(left, { ...me, ...change }),
  })
  if (me.at === 'thinking') return become({ at: 'looking', hungry: true })
  if (me.at === 'eating') {
    const dirty = forks.map((fork, place) => (place === left || place === right ? { ...fork, clean: false } : fork))
    return { ...become({ at: 'looking', hungry: false }), forks: dirty }
  }
  const isMine = (place: number): boolean => forks[place]?.holder === i
  const isClean = (place: number): boolean => forks[place]?.clean === true
  const handed = [left, right].find((place) => isMine(place) && !isClean(place))
  const neighbour = handed === left ? (i === 1 ? n : i - 1) : (i % n) + 1
  const after = handed === undefined ? forks : forks.with(handed, { holder: neighbour, clean: true })
  const canEat = [left, right].every((place) => isMine(place) && isClean(place))
  return { forks: after, ...become({ at: me.hungry ? (canEat ? 'eating' : 'looking') : 'thinking' }) }
}

export const neighboursDoNotEatTogether: Property<Table> = always({
  name: 'neighbours-do-not-eat-together',
  clause: 'ExclusiveAccess',
  holds: ({ philosophers }) =>
    philosophers.every(({ at }, i) => at !== 'eating' || philosophers.at(i - 1)?.at !== 'eating'),
  explain: () => ['two neighbours eat'],
})

export const firstEatsAgain: Property<Table> = eventually({
  name: 'first-eats-again-and-again',
  clause: 'NobodyStarves',
  stays: false,
  holds: ({ philosophers }) => philosophers[0]?.hungry === false,
  explain: () => ['the first philosopher starves'],
})
