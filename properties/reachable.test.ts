import { describe, expect, it } from 'vitest'
import type { Node } from '../model/objects.ts'
import type { State } from './fixtures/doctor.ts'
import { objectsIn, present, put } from './fixtures/doctor.ts'
import type { WorldName } from './fixtures/worlds.ts'
import { everyProperty, propertyIn, runOf } from './fixtures/worlds.ts'

/** In which world each is reached. */
const REACHED_IN: { readonly [witness: string]: WorldName } = {
  'some-replica-set-is-complete': 'shop',
  'some-rollout-is-under-way': 'update',
  'some-rollout-is-complete': 'shop',
  'some-pod-is-bound': 'shop',
  'some-process-leads': 'redundant',
  'some-pod-is-running': 'shop',
  'some-node-is-unknown': 'blackout',
  'some-node-is-ready': 'shop',
  'some-pod-is-evicted': 'blackout',
  'some-service-has-an-endpoint': 'shop',
  'some-packet-arrives': 'shop',
  'some-write-is-acknowledged': 'shop',
  'some-pod-completed-the-protocol': 'shop',
  'some-namespace-is-terminating': 'farewell',
  'some-object-has-an-owner': 'shop',
}

const withoutLeaders = (state: State): State => {
  const scheduler = present(state['scheduler/1'])
  const election = { ...scheduler.election, leading: false }
  return { ...state, 'scheduler/1': { ...scheduler, election } }
}

const notReady = (node: Node): Node => ({ ...node, status: { ...node.status, conditions: [] } })

const withoutReadyNodes = (state: State): State =>
  objectsIn(state).nodes.reduce((sofar, node) => put(sofar, notReady(node)), state)

/** A booted cluster already has these; what must be taken from it. */
const REACHED_BY_BOOTING: { readonly [witness: string]: (state: State) => State } = {
  'some-process-leads': withoutLeaders,
  'some-node-is-ready': withoutReadyNodes,
}

const witnesses = everyProperty().filter(({ kind }) => kind === 'sometimes')

it('each witness has a world in which it is reached', () => {
  expect(Object.keys(REACHED_IN).sort()).toEqual(witnesses.map(({ name }) => name).sort())
})

describe.each(Object.entries(REACHED_IN))('%s', (name, world) => {
  const { initial, steps } = runOf(world)
  const property = propertyIn(world, name)
  const holds = (state: State): boolean => property.kind === 'sometimes' && property.holds(state)
  const unlikely = REACHED_BY_BOOTING[name]

  it(`is reached in the world '${world}'`, () => {
    expect(steps.some(({ after }) => holds(after))).toBe(true)
  })

  it('does not hold always', () => {
    expect(holds(initial)).toBe(unlikely !== undefined)
    expect(holds(unlikely?.(initial) ?? initial)).toBe(false)
  })
})
