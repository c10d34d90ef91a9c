import { expect, test } from 'vitest'
import { clusterMachine } from './cluster.ts'
import { sparedWorkers } from './interchangeable.ts'
import { withFlag } from './outages.ts'
import { defaultSettings, node } from './settings.ts'
import type { NodeShape, Settings } from './settings.ts'
import type { ClusterState } from './state.ts'

const settingsFor = (nodes: readonly NodeShape[]): Settings => ({
  ...defaultSettings,
  topology: { ...defaultSettings.topology, nodes },
})

const settled = (settings: Settings): ClusterState =>
  clusterMachine({ settings, script: [], order: 'nominal', allow: [] }).initial[0]

const six = settingsFor([1, 2, 3, 4, 5, 6].map((index) => node(index)))

test('of six idle workers the first two and the last are struck', () => {
  expect([...sparedWorkers(six, settled(six))]).toEqual(['n3', 'n4', 'n5'])
})

test('three workers are never spared', () => {
  expect(sparedWorkers(defaultSettings, settled(defaultSettings)).size).toBe(0)
})

test('nobody is spared where ties are not decided by name', () => {
  const settings = { ...six, scheduling: { ...six.scheduling, tieSeed: 'dice' } }
  expect(sparedWorkers(settings, settled(settings)).size).toBe(0)
})

test('what is broken about a worker sets it apart', () => {
  const state = settled(six)
  const outages = { ...state.outages, down: withFlag(state.outages.down, 'kubelet/n4') }
  expect([...sparedWorkers(six, { ...state, outages })]).toEqual(['n3', 'n5'])
})

test('what is on its way to a worker sets it apart, and so does when it comes', () => {
  const state = settled(six)
  const event = (place: string, gap: number): ClusterState['agenda'][number] => ({
    gap,
    entry: { to: `kubelet/${place}`, timer: { name: 'sync' } },
  })
  const spared = (agenda: ClusterState['agenda']) => [...sparedWorkers(six, { ...state, agenda })]
  expect(spared([event('n5', 7)])).toEqual(['n3', 'n4'])
  expect(spared(['n3', 'n4', 'n5', 'n6'].map((place) => event(place, 0)))).toEqual(['n5'])
  expect(spared([event('n3', 0), event('n4', 0), event('n5', 7), event('n6', 0)])).toEqual([])
})

test('a worker of another shape is on its own', () => {
  const shapes = [1, 2, 3, 4, 5, 6].map((index) => node(index))
  const other = settingsFor(shapes.map((shape) => (shape.name === 'n4' ? { ...shape, taints: [] } : shape)))
  const larger = settingsFor(
    shapes.map((shape) => (shape.name === 'n4' ? { ...shape, allocatable: { cpu: '8' } } : shape)),
  )
  expect([...sparedWorkers(other, settled(other))]).toEqual(['n3', 'n5'])
  expect([...sparedWorkers(larger, settled(larger))]).toEqual(['n3', 'n5'])
})

test('one thing that is said of two workers tells them apart from the others, and from each other', () => {
  const state = settled(six)
  const monitored = { ...state, 'monitor:pairs': { n3: 'n4', n4: 'n5' } }
  expect(sparedWorkers(six, monitored).has('n4')).toBe(false)
})
