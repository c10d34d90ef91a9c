/** Without faults (and after one that a cluster must bear) Kubernetes keeps its promises. */
import { describe, expect, it } from 'vitest'
import { familyOf } from './catalogue.ts'
import type { ClusterProperty } from './claim.ts'
import { complaints } from './fixtures/complaints.ts'
import type { Run, WorldName } from './fixtures/worlds.ts'
import { WORLD_NAMES, runOf } from './fixtures/worlds.ts'

/** Of a property that must hold at every moment, all moments; of one about the end, the end. */
const complaintsIn = (property: ClusterProperty, { steps, settled }: Run): readonly string[] => {
  if (property.kind === 'sometimes') return []
  const isAboutTheEnd = property.kind === 'eventually' || property.kind === 'leadsTo'
  const moments = isAboutTheEnd ? [] : steps
  return [
    ...moments.flatMap(({ before, after, action }) => complaints(property, before, after, action)),
    ...complaints(property, settled, settled),
  ]
}

const brokenIn = (world: WorldName, ...families: readonly string[]): readonly string[] => {
  const run = runOf(world)
  return run.properties
    .filter((property) => families.includes(familyOf(property)))
    .filter((property) => complaintsIn(property, run).length > 0)
    .map(({ name }) => name)
}

describe.each(WORLD_NAMES)("in the world '%s'", (world) => {
  it('every promise of Kubernetes is kept', () => {
    expect(brokenIn(world, 'kubernetes')).toEqual([])
  })
})

describe('every promise of the user', () => {
  it.each(['shop', 'redundant'] as const)("is kept in the world '%s'", (world) => {
    expect(brokenIn(world, 'user')).toEqual([])
  })

  it('is kept by a rollout, but for an exact number of ready pods', () => {
    expect(brokenIn('update', 'user')).toEqual(['deployment/web ready == 2'])
  })

  it('that forbids a moment is broken when a node is lost', () => {
    expect(brokenIn('blackout', 'user')).toEqual([
      'deployment/web ready >= 2',
      'deployment/web ready == 2',
      'deployment/web keeps 2 ready',
      'deployment/web is not all on one node',
    ])
  })
})

describe('what Kubernetes does not promise', () => {
  it('is so in a calm cluster', () => {
    expect(brokenIn('shop', 'weakening')).toEqual([])
  })

  it('is broken by a rollout, in which old containers run on until their grace period is over', () => {
    expect(brokenIn('update', 'weakening')).toEqual(['replica-set-pods-are-never-doubled', 'pods-stay-within-surge'])
  })
})
