/** The models that are timed, by name. */
import type { Machine, Property } from '../checker/index.ts'
import { managersAgree, twoPhaseCommit } from '../examples/two-phase-commit.ts'
import { podCreation } from './models/pod-creation.ts'

/** What is done with a model, whatever its states are. */
export type Use<R> = <S>(machine: Machine<S>, properties: readonly Property<S>[]) => R
export type Model = <R>(use: Use<R>) => R

/** P, N, R, K, BE, BN, BK as in the definition. */
export const pods =
  (
    ...[pods, nodes, replicas, kubectl, etcdLosses, nodeFailures, kubeletCrashes]: readonly [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
  ): Model =>
  (use) => {
    const { machine, properties } = podCreation({
      pods,
      nodes,
      replicas,
      kubectl,
      etcdLosses,
      nodeFailures,
      kubeletCrashes,
    })
    return use(machine, properties)
  }

const managers =
  (n: number): Model =>
  (use) =>
    use(twoPhaseCommit(n), [managersAgree(n)])

export const benchModels: Readonly<Record<string, Model>> = {
  L4: pods(2, 2, 2, 1, 0, 1, 1),
  L5: pods(2, 2, 2, 1, 1, 1, 1),
  L6: pods(3, 2, 2, 1, 0, 1, 1),
  L7: pods(3, 2, 2, 1, 2, 1, 1),
  '2pc7': managers(7),
  '2pc8': managers(8),
  '2pc9': managers(9),
}
