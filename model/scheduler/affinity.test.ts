import { expect, test } from 'vitest'
import { aNode } from '../fixtures/nodes.ts'
import { aPod } from '../fixtures/objects.ts'
import type { NodeSelectorTerm, PodSpec } from '../objects.ts'
import { matchesNodeAffinity, namedNodes } from './affinity.ts'

const node = aNode('n1', { disk: 'ssd', gen: '5' })

const matches = (spec: Partial<PodSpec>): boolean =>
  matchesNodeAffinity(aPod('a', {}, { spec: { containers: [], ...spec } }), node)

const requires = (...nodeSelectorTerms: readonly NodeSelectorTerm[]): Partial<PodSpec> => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
})

const isSsd: NodeSelectorTerm = { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] }
const isNew: NodeSelectorTerm = { matchExpressions: [{ key: 'gen', operator: 'Gt', values: ['7'] }] }

test('a pod that asks for nothing matches every node', () => {
  expect(matches({})).toBe(true)
})

test('a node selector must be met in full', () => {
  expect(matches({ nodeSelector: { disk: 'ssd', gen: '5' } })).toBe(true)
  expect(matches({ nodeSelector: { disk: 'ssd', gen: '6' } })).toBe(false)
})

test('one term of several is enough, and all its requirements are needed', () => {
  expect(matches(requires(isNew, isSsd))).toBe(true)
  expect(
    matches(requires({ matchExpressions: [...(isSsd.matchExpressions ?? []), ...(isNew.matchExpressions ?? [])] })),
  ).toBe(false)
})

test('node selector and affinity must both be met', () => {
  expect(matches({ nodeSelector: { disk: 'hdd' }, ...requires(isSsd) })).toBe(false)
})

test('an affinity without terms, or with an empty one, matches no node', () => {
  expect(matches(requires())).toBe(false)
  expect(matches(requires({}))).toBe(false)
  expect(matches(requires({ matchExpressions: [], matchFields: [] }))).toBe(false)
})

test('the name of a node is a field that can be asked for', () => {
  const named = (name: string): NodeSelectorTerm => ({
    matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }],
  })
  expect(matches(requires(named('n1')))).toBe(true)
  expect(matches(requires(named('n2')))).toBe(false)
})

test('a requirement that cannot be parsed matches nothing, whatever it denies', () => {
  const expression = (operator: 'NotIn' | 'Gt' | 'Exists', ...values: readonly string[]): NodeSelectorTerm => ({
    matchExpressions: [{ key: 'gen', operator, values }],
  })
  expect(matches(requires(expression('NotIn', '4')))).toBe(true)
  expect(matches(requires(expression('NotIn', 'no label value!')))).toBe(false)
  expect(matches(requires(expression('NotIn')))).toBe(false)
  expect(matches(requires(expression('Gt', '4.5')))).toBe(false)
  expect(matches(requires(expression('Exists', '5')))).toBe(false)
})

test('nodes are named only where every term names its own', () => {
  const named = (...values: readonly string[]): NodeSelectorTerm => ({
    matchFields: [{ key: 'metadata.name', operator: 'In', values }],
  })
  const names = (...terms: readonly NodeSelectorTerm[]) =>
    namedNodes(aPod('a', {}, { spec: { containers: [], ...requires(...terms) } }))
  expect(names(named('n2', 'n1'), named('n1', 'n3'))).toEqual(['n1', 'n2', 'n3'])
  expect(names(named('n1'), isSsd)).toBeNull()
  expect(names()).toBeNull()
})
