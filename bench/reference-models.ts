/** Models that other tools have counted, with the figures that must come out. */
import { explore } from '../checker/index.ts'
import type { Machine, Property, ReductionName } from '../checker/index.ts'
import { paxos } from '../examples/paxos.ts'
import { onlyOneIsInside, peterson, whoeverWaitsGetsIn } from '../examples/peterson.ts'
import { readsAreExplained, someReadReturnsAValue } from '../examples/register.ts'
import { managersAgree, managersAreAlike, twoPhaseCommit } from '../examples/two-phase-commit.ts'
import { podParameters } from './bench-models.ts'
import { abdRegister } from './models/abd-register.ts'
import { firstEatsAgain, forksHandedOver, neighboursDoNotEatTogether } from './models/forks-handed-over.ts'
import { forksTaken } from './models/forks-taken.ts'
import { leaderElection, winnerIsFirst } from './models/leader-election.ts'
import { podCreation } from './models/pod-creation.ts'
import { podCreationSymmetry } from './models/pod-creation-symmetry.ts'
import { LIVENESS_TRAPS } from './models/liveness-traps.ts'
import { detectionIsRight, terminationDetection } from './models/termination-detection.ts'
import { decisionsAgree, transactionCommit } from './models/transaction-commit.ts'

export interface Counts {
  /** States that were stored. */
  readonly distinct: number
  /** Initial states and every successor, duplicates included. */
  readonly total: number
  /** Levels of the breadth-first search; initial states are the first. */
  readonly depth: number
  /** Properties that are broken, each with the number of actions of its counterexample. */
  readonly broken: string
}

export interface Reference {
  readonly name: string
  /** Figures that are left out were not published. */
  readonly expected: Partial<Counts>
  readonly count: () => Counts
  /** Needs minutes, or gigabytes. */
  readonly isLarge: boolean
}

const reference = <S>(
  name: string,
  machine: Machine<S>,
  properties: readonly Property<S>[],
  expected: Partial<Counts>,
  { isLarge = false, reduce = [] }: { readonly isLarge?: boolean; readonly reduce?: readonly ReductionName[] } = {},
): Reference => ({
  name,
  expected: { broken: 'none', ...expected },
  isLarge,
  count: () => {
    const { stats, verdicts } = explore(machine, properties, { faults: 0, reduce })
    const broken = verdicts
      .filter(({ verdict }) => verdict !== 'holds')
      .map((v) => `${v.name} by ${v.counterexample?.steps.length ?? 'no'} actions`)
    return {
      distinct: stats.states,
      total: machine.initial.length + stats.transitions,
      depth: stats.depth,
      broken: broken.join(', ') || 'none',
    }
  },
})

const managers = (n: number, distinct: number, total: number, depth: number, isLarge = false): Reference =>
  reference(`two-phase-commit-${n}`, twoPhaseCommit(n), [managersAgree(n)], { distinct, total, depth }, { isLarge })

/** One state for each class of states that differ only in which manager is which. */
const managersAlike = (n: number, distinct: number, depth: number): Reference =>
  reference(
    `two-phase-commit-${n}-orbits`,
    { ...twoPhaseCommit(n), symmetry: [managersAreAlike(n)] },
    [managersAgree(n)],
    { distinct, depth },
    { reduce: ['symmetry'] },
  )

const pods = (name: string, count: number, etcdLosses: number, expected: Partial<Counts>, isLarge = false): Reference => {
  const { machine, properties } = podCreation(podParameters(count, etcdLosses))
  return reference(`pod-creation-${name}`, machine, properties, expected, { isLarge })
}

/** Counted by trying every order of the pods, nodes and etcd members of every state. */
const podsAlike = (): Reference => {
  const parameters = podParameters(2, 0)
  const { machine, properties } = podCreation(parameters)
  const alike = { ...machine, symmetry: podCreationSymmetry(parameters) }
  return reference('pod-creation-L4-orbits', alike, properties, { distinct: 4_898, depth: 26 }, { reduce: ['symmetry'] })
}

/** An API server that does not wait until the container is gone. */
const podsForgotten = (): Reference => {
  const { machine, properties } = podCreation({
    ...podParameters(3, 0),
    ...{ nodeFailures: 0, kubeletCrashes: 0, guarded: false },
  })
  const broken = [1, 2, 3].map((pod) => `container-has-its-node-${pod} by 10 actions`).join(', ')
  return reference('pod-creation-unguarded', machine, properties, { broken })
}

export const REFERENCES: readonly Reference[] = [
  managers(3, 288, 1_146, 11),
  managers(5, 8_832, 58_146, 17),
  managers(6, 50_816, 402_306, 20),
  managers(7, 296_448, 2_744_706, 23),
  managers(8, 1_745_408, 18_507_778, 26),
  managers(9, 10_340_352, 123_558_402, 29, true),
  managersAlike(3, 80, 11),
  managersAlike(5, 314, 17),
  managersAlike(6, 553, 20),
  managersAlike(7, 920, 23),
  pods('L4', 2, 0, { distinct: 17_940, total: 75_481, depth: 26 }),
  pods('L5', 2, 1, { distinct: 89_700, total: 485_041, depth: 28 }),
  pods('L6', 3, 0, { distinct: 1_188_194, total: 7_106_663, depth: 36 }),
  pods('L7', 3, 2, { distinct: 14_258_328, total: 102_228_037, depth: 40 }, true),
  podsAlike(),
  podsForgotten(),
  reference(
    'transaction-commit-orbits',
    transactionCommit(3),
    [decisionsAgree],
    { distinct: 13, depth: 7 },
    { reduce: ['symmetry'] },
  ),
  reference('transaction-commit', transactionCommit(3), [decisionsAgree], { distinct: 34, total: 94, depth: 7 }),
  reference('paxos', paxos(3, 2), [readsAreExplained(), someReadReturnsAValue()], { distinct: 16_668 }),
  reference('abd-register', abdRegister(2, 2), [readsAreExplained(), someReadReturnsAValue()], { distinct: 544 }),
  reference('peterson', peterson, [onlyOneIsInside, whoeverWaitsGetsIn], { distinct: 42, total: 77, depth: 11 }),
  reference('termination-detection', terminationDetection(3), [detectionIsRight], { distinct: 302 }),
  reference('leader-election', leaderElection(3), [winnerIsFirst], { distinct: 137, total: 227, depth: 10 }),
  reference('forks-handed-over', forksHandedOver(5), [neighboursDoNotEatTogether, firstEatsAgain], {
    distinct: 67,
    total: 336,
    depth: 29,
  }),
  reference('forks-taken', forksTaken(5), [], { distinct: 243, total: 946 }),
  ...LIVENESS_TRAPS.map(({ name, machine, property, broken }) => reference(name, machine, [property], { broken })),
]
