/** The models that are timed, and what everybody must count. */
import type { Machine, Property } from '../checker/index.ts'
import { managersAgree, twoPhaseCommit } from '../examples/two-phase-commit.ts'
import { counters } from './models/counters.ts'
import { podCreation } from './models/pod-creation.ts'
import type { PodCreationParameters } from './models/pod-creation-state.ts'
import { podCreationSymmetry } from './models/pod-creation-symmetry.ts'

/** What is done with a model, whatever its states are. */
export type Use<R> = <S>(machine: Machine<S>, properties: readonly Property<S>[]) => R

export interface BenchModel {
  readonly states: number
  readonly transitions: number
  readonly depth: number
  readonly use: <R>(use: Use<R>) => R
  /** The same, with members declared alike; null: it is not reduced. */
  readonly useReduced: (<R>(use: Use<R>) => R) | null
  /** The same model for other checkers: files in `peers/`, with these constants. */
  readonly peer: { readonly file: string; readonly constants: Readonly<Record<string, number>> } | null
}

type Figures = readonly [states: number, transitions: number, depth: number]

/** Two nodes, two replicas, one pod from kubectl, one failure of a node and one of a kubelet. */
export const podParameters = (pods: number, etcdLosses: number): PodCreationParameters => ({
  pods,
  nodes: 2,
  replicas: 2,
  kubectl: 1,
  etcdLosses,
  nodeFailures: 1,
  kubeletCrashes: 1,
})

const pods = (count: number, etcdLosses: number, [states, transitions, depth]: Figures): BenchModel => ({
  states,
  transitions,
  depth,
  use: (use) => {
    const { machine, properties } = podCreation(podParameters(count, etcdLosses))
    return use(machine, properties)
  },
  useReduced: (use) => {
    const parameters = podParameters(count, etcdLosses)
    const { machine, properties } = podCreation(parameters)
    return use({ ...machine, symmetry: podCreationSymmetry(parameters) }, properties)
  },
  peer: { file: 'pod-creation', constants: { P: count, R: 2, K: 1, BE: etcdLosses, BN: 1, BK: 1 } },
})

const managers = (n: number, [states, transitions, depth]: Figures): BenchModel => ({
  states,
  transitions,
  depth,
  use: (use) => use(twoPhaseCommit(n), [managersAgree(n)]),
  useReduced: null,
  peer: { file: 'two-phase-commit', constants: { N: n } },
})

export const benchModels: Readonly<Record<string, BenchModel>> = {
  L4: pods(2, 0, [17_940, 75_480, 26]),
  L5: pods(2, 1, [89_700, 485_040, 28]),
  L6: pods(3, 0, [1_188_194, 7_106_662, 36]),
  L7: pods(3, 2, [14_258_328, 102_228_036, 40]),
  '2pc7': managers(7, [296_448, 2_744_705, 23]),
  '2pc8': managers(8, [1_745_408, 18_507_777, 26]),
  '2pc9': managers(9, [10_340_352, 123_558_401, 29]),
  counter: {
    states: 20_000_000,
    transitions: 59_760_000,
    depth: 898,
    use: (use) => use(counters([200, 200, 500]), []),
    useReduced: null,
    peer: null,
  },
}

/** What is run when nobody asks for anything else. */
export const DEFAULT_MODELS = ['L6', 'L7', '2pc8', 'counter', 'web', 'sampling'] as const
