/** What a real scheduler (1.26.5) did with 300 pods in 300 worlds, read in place. */
import { expect, test } from 'vitest'
import type { Node, Pod } from '../objects.ts'
import { failure } from './cycle.ts'
import { feasibleNodes } from './feasible.ts'
import type { Snapshot } from './filters.ts'
import { scores } from './score.ts'
import type { Recorded } from './test-tables.ts'
import { areHere, nodeOf, podOf, recordedVerdicts, titled } from './test-tables.ts'

interface Scene {
  readonly pod: Pod
  readonly snapshot: Snapshot
  readonly fits: readonly Node[]
}

const sceneOf = ({ pod: given, nodes: shapes, existingPods }: Recorded): Scene => {
  const nodes = shapes.map(nodeOf)
  const pods = existingPods.map((each) => podOf(each))
  const pod = podOf(given)
  return { pod, snapshot: { nodes, pods }, fits: feasibleNodes(pod, nodes, pods) }
}

const placed = recordedVerdicts().filter(({ verdict }) => verdict.nodeName !== undefined)
const refused = recordedVerdicts().filter(({ verdict }) => verdict.nodeName === undefined)

/** All of our best nodes: upstream takes one of them at random. */
const bestOf = ({ pod, snapshot, fits }: Scene): readonly string[] => {
  const points = scores(pod, fits, snapshot)
  return fits.filter((_, i) => points[i] === Math.max(...points)).map(({ metadata }) => metadata.name)
}

test.skipIf(!areHere)(titled('93 pods were bound, each to one of our best nodes'), () => {
  expect(placed).toHaveLength(93)
  const others = placed.filter((r) => !bestOf(sceneOf(r)).includes(r.verdict.nodeName ?? ''))
  expect(others.map(({ id }) => id)).toEqual([])
})

test.skipIf(!areHere)(titled('in 31 worlds more than one node fits, and scores choose'), () => {
  expect(placed.filter((r) => sceneOf(r).fits.length > 1)).toHaveLength(31)
})

test.skipIf(!areHere)(titled('207 pods fitted nowhere, nor do they in the model'), () => {
  expect(refused).toHaveLength(207)
  expect(refused.filter((r) => sceneOf(r).fits.length > 0).map(({ id }) => id)).toEqual([])
})

/** The recorded text ends with what preemption found, which is left out. */
const wordsOf = ({ verdict }: Recorded): string => (verdict.message ?? '').replace(/ preemption:.*$/, '')

test.skipIf(!areHere)(titled('the model says why in the very words of the real scheduler'), () => {
  const said = refused.map((r) => [r.id, failure(sceneOf(r).pod, sceneOf(r).snapshot)])
  expect(said).toEqual(refused.map((r) => [r.id, wordsOf(r)]))
})
