/** Graphs on which other checkers are known to err about what must happen at last. */
import type { Eventually, Machine } from '../../checker/index.ts'
import { eventually } from '../../checker/index.ts'

interface At {
  readonly x: number
}

export interface Trap {
  readonly name: string
  readonly machine: Machine<At>
  readonly property: Eventually<At>
  readonly broken: string
}

/** One rule, weakly fair, that walks along the edges. */
const graph = (initial: readonly number[], edges: readonly (readonly [number, number])[]): Machine<At> => ({
  name: 'graph',
  initial: initial.map((x) => ({ x })),
  rules: [
    {
      name: 'walk',
      next: ({ x }) =>
        edges.flatMap(([from, to]) => (from === x ? [{ action: { type: 'walk', to }, writes: { x: to } }] : [])),
    },
  ],
})

const oddAtLast = eventually<At>({
  name: 'odd-at-last',
  clause: 'eventually',
  once: true,
  holds: ({ x }) => x % 2 === 1,
  explain: ({ x }) => [`x is ${x}`],
})

const zeroAgain = eventually<At>({
  name: 'zero-again-and-again',
  clause: 'infinitely often',
  stays: false,
  holds: ({ x }) => x === 0,
  explain: ({ x }) => [`x is ${x}`],
})

export const LIVENESS_TRAPS: readonly Trap[] = [
  {
    name: 'trap-cycle',
    machine: graph(
      [0],
      [
        [0, 2],
        [2, 4],
        [4, 2],
      ],
    ),
    property: oddAtLast,
    broken: 'odd-at-last by 3 actions',
  },
  {
    // The run from 1 was odd; the run from 0 that joins it was not.
    name: 'trap-joined-runs',
    machine: graph(
      [0, 1],
      [
        [0, 2],
        [2, 4],
        [1, 4],
        [4, 6],
      ],
    ),
    property: oddAtLast,
    broken: 'odd-at-last by 3 actions',
  },
  {
    name: 'trap-modulo',
    machine: graph(
      [0],
      [
        [0, 1],
        [1, 2],
        [2, 0],
      ],
    ),
    property: zeroAgain,
    broken: 'none',
  },
]
