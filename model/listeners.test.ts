import { expect, test } from 'vitest'
import { apply, pod } from '../scenarios/objects.ts'
import { build } from '../scenarios/scenario.ts'
import type { Delivery } from './agenda.ts'
import { isForListener, listenersIn } from './listeners.ts'
import type { Address, Message } from './messages.ts'
import { node } from './settings.ts'
import type { ClusterState } from './state.ts'

const { machine } = build({ cluster: { nodes: [node(1)], etcd: 1 }, script: [apply(pod('web'))], allow: [], order: 'any' })
const [booted] = machine.initial

const sent = (from: Delivery['from'], to: Address, message: Message): Delivery => ({ from, to, message })

const watch = (freshness: 'any' | 'latest', client: Address = 'kube-proxy/n1'): Delivery =>
  sent(client, 'apiserver/1', { type: 'watch', user: 'system:kube-proxy', resource: 'services', resourceVersion: null, freshness })

const listeners = (entries: readonly Delivery[], state: ClusterState = booted, isSeen = () => false): readonly Address[] =>
  [...listenersIn(machine.cluster, { ...state, agenda: entries.map((entry) => ({ gap: 0, entry })) }, isSeen)]

test('a client that lists and watches only listens', () => {
  expect(listeners([watch('any')])).toEqual(['kube-proxy/n1'])
})

test('one whose list has to be asked of etcd does not', () => {
  expect(listeners([watch('latest')])).toEqual([])
})

test('one that would write when it is told something does not', () => {
  const bound: Message = { type: 'event', resource: 'pods', event: 'ADDED', object: { ...pod('web'), spec: { ...pod('web').spec, nodeName: 'n1' } } }
  expect(listeners([sent('apiserver/1', 'kubelet/n1', bound)])).toEqual([])
  expect(listeners([sent('apiserver/1', 'replicaset/1', bound)])).toEqual(['replicaset/1'])
})

test('one that is owed an answer does not', () => {
  const memory = booted['apiserver/1']
  if (memory === undefined) throw new Error('there is an API server')
  const request = { type: 'request', id: 1, user: 'x', verb: 'get', resource: 'pods', key: 'default/web' } as const
  const owing = { ...memory, queued: [{ client: 'kube-proxy/n1' as const, request }] }
  expect(listeners([watch('any')], { ...booted, 'apiserver/1': owing })).toEqual([])
})

test('one whose connection is about to end does not', () => {
  expect(listeners([watch('any'), sent('world', 'apiserver/1', { type: 'disconnected', peer: 'kube-proxy/n1' })])).toEqual([])
  expect(listeners([watch('any'), sent('world', 'kube-proxy/n1', { type: 'disconnected', peer: 'apiserver/1' })])).toEqual([])
})

test('one that a history looks at does not', () => {
  expect(listeners([watch('any')], booted, () => true)).toEqual([])
})

test('what a listener says and hears is its own business, and nobody else\'s', () => {
  const found = new Set<Address>(['kube-proxy/n1'])
  expect(isForListener(found, watch('any'))).toBe(true)
  expect(isForListener(found, sent('world', 'kube-proxy/n1', { type: 'started' }))).toBe(true)
  expect(isForListener(found, watch('any', 'scheduler/1'))).toBe(false)
})
