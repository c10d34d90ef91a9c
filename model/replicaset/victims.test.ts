import { expect, test } from 'vitest'
import { aPod, aSet, running } from '../fixtures/objects.ts'
import { controllerRef } from '../claim.ts'
import type { Pod } from '../objects.ts'
import { relatedPods, victims } from './victims.ts'

const pod = (name: string, created: number, node?: string, ready = true): Pod => {
  const base = aPod(name, { app: 'web' })
  const metadata = { ...base.metadata, uid: name, creationTimestamp: created }
  return node === undefined ? { ...base, metadata } : running({ ...base, metadata }, node, ready)
}

const first = (pods: readonly Pod[], related: readonly Pod[] = []): string | undefined =>
  victims(pods, related, 1)[0]?.metadata.name

test('an unassigned pod goes before an assigned one, whatever its age', () => {
  expect(first([pod('old', 1), pod('new', 9, 'n1', false)])).toBe('old')
})

test('a pending pod goes before a running one', () => {
  const waiting = pod('waiting', 1, 'n1')
  const pending: Pod = { ...waiting, status: { phase: 'Pending' } }
  expect(first([pod('runs', 9, 'n1', false), pending])).toBe('waiting')
})

test('a pod with a lower deletion cost goes before others that are as ready', () => {
  const cheap = pod('cheap', 1, 'n1')
  const annotations = { 'controller.kubernetes.io/pod-deletion-cost': '-5' }
  const marked = { ...cheap, metadata: { ...cheap.metadata, annotations } }
  expect(first([pod('new', 9, 'n1'), marked])).toBe('cheap')
})

test('of equals, the pod on the node with most siblings goes', () => {
  const pods = [pod('a', 1, 'n1'), pod('b', 2, 'n1'), pod('c', 3, 'n2')]
  expect(first(pods, pods)).toBe('b')
  expect(first(pods)).toBe('c')
})

test('of equals on equal nodes, the pod with more restarts goes, then the newer', () => {
  const restarted = pod('restarted', 1, 'n1')
  const containerStatuses = [{ name: 'c', ready: true, restartCount: 3, state: 'running' as const }]
  const flaky = { ...restarted, status: { ...restarted.status, containerStatuses } }
  expect(first([pod('new', 9, 'n1'), flaky])).toBe('restarted')
  expect(first([pod('new', 9, 'n1'), pod('old', 1, 'n1')])).toBe('new')
})

test('siblings are the pods of all ReplicaSets of the deployment; a lone set has none', () => {
  const owner = controllerRef({
    kind: 'Namespace',
    metadata: { ...aSet('d', 1).metadata, uid: 'd' },
    spec: { finalizers: [] },
    status: { phase: 'Active' },
  })
  const set = aSet('web', 1)
  const owned = { ...set, metadata: { ...set.metadata, ownerReferences: [owner] } }
  const pods = [pod('a', 1), aPod('other', { app: 'other' })]
  expect(relatedPods(owned, [owned], pods).map(({ metadata }) => metadata.name)).toEqual(['a'])
  expect(relatedPods(set, [set], pods)).toEqual([])
})
