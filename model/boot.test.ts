import { expect, test } from 'vitest'
import { assemble } from './assembly.ts'
import { booted } from './cluster.ts'
import { defaultSettings } from './settings.ts'
import { objectsOfStore } from './truth.ts'

test('a cluster boots, registers its nodes, elects its leaders and settles', () => {
  const cluster = assemble(defaultSettings, [])
  const state = booted(cluster)
  const { nodes } = objectsOfStore(state.committed)
  expect(nodes.map((n) => n.metadata.name)).toEqual(['n1', 'n2', 'n3'])
  expect(state.agenda).toEqual([])
})
