import { expect, test } from 'vitest'
import { explore, sample } from '../checker/index.ts'
import type { SearchResult } from '../checker/verdict.ts'
import type { ClusterState } from '../model/state.ts'
import { node } from '../model/settings.ts'
import { apply, pod } from './objects.ts'
import type { World } from './scenario.ts'
import { build } from './scenario.ts'

const small: World = {
  cluster: { nodes: [node(1)], etcd: 1 },
  script: [apply(pod('web'))],
  allow: ['crash-scheduler', 'crash-apiserver', 'crash-kubelet', 'crash-etcd-member', 'power-off-node', 'pause-process'],
}

const said = ({ verdicts }: SearchResult<ClusterState>) =>
  verdicts.map(({ name, verdict, leastFaults, worstRecovery, vacuous }) => ({
    name,
    verdict,
    leastFaults,
    worstRecovery,
    vacuous,
  }))

test('faults next to the events of a process break as much, and take as long, as faults at every moment', () => {
  const [near, everywhere] = (['near', 'everywhere'] as const).map((injection) => {
    const { machine, properties } = build({ ...small, injection })
    return explore(machine, properties, { faults: 1 })
  })
  if (near === undefined || everywhere === undefined) throw new Error('two searches were asked for')
  expect(near.stats.end).toBe('complete')
  expect(everywhere.stats.end).toBe('complete')
  expect(said(near)).toEqual(said(everywhere))
  expect(near.stats.states).toBeLessThan(everywhere.stats.states / 2)
})

const workers = (count: number): World => ({
  cluster: { nodes: Array.from({ length: count }, (_, i) => node(i + 1)), etcd: 1 },
  script: [apply(pod('web'))],
  allow: ['crash-kubelet', 'power-off-node'],
})

test('faults that spare workers which are just like others break as much as faults at every worker', () => {
  const [near, everywhere] = (['near', 'everywhere'] as const).map((injection) => {
    const { machine, properties } = build({ ...workers(5), injection })
    return explore(machine, properties, { faults: 1 })
  })
  if (near === undefined || everywhere === undefined) throw new Error('two searches were asked for')
  // How long things take depends on when a fault strikes, and here that is at every moment.
  const verdicts = (found: typeof near) => said(found).map(({ worstRecovery: _worst, ...rest }) => rest)
  expect(everywhere.stats.end).toBe('complete')
  expect(verdicts(near)).toEqual(verdicts(everywhere))
})

test('thirty idle workers are as many states as five', () => {
  const [few, many] = [workers(5), workers(30)].map((world) => {
    const { machine, properties } = build(world)
    return explore(machine, properties, { faults: 1 })
  })
  if (few === undefined || many === undefined) throw new Error('two searches were asked for')
  expect(said(many)).toEqual(said(few))
  expect(many.stats.states).toBe(few.stats.states)
})

test.each(['any', 'asynchronous'] as const)('in %s order a bounded search decides nothing, and says so', (order) => {
  const { machine, properties } = build({ ...small, allow: [], order })
  const { verdicts, stats } = explore(machine, properties, { faults: 0, maxStates: 3_000, reduce: [] })
  expect(stats).toMatchObject({ end: 'max-states', states: 3_000 })
  const claims = verdicts.filter(({ kind }) => kind !== 'sometimes')
  expect(new Set(claims.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive']))
  expect(verdicts.find(({ name }) => name === 'some-process-leads')?.verdict).toBe('holds')
})

test.each(['any', 'asynchronous'] as const)('in %s order random runs bring the pod to its end and break nothing', (order) => {
  const { machine, properties } = build({ ...small, allow: [], order })
  const { verdicts, stats } = sample(machine, properties, { runs: 10, seed: 'order', faults: 0, maxSteps: 5_000 })
  expect(stats.runs).toBe(10)
  expect(verdicts.filter(({ verdict }) => verdict === 'broken')).toEqual([])
  expect(verdicts.find(({ name }) => name === 'some-pod-completed-the-protocol')?.verdict).toBe('holds')
})
