import { expect, test } from 'vitest'
import { apply, pod, podSpec } from '../scenarios/objects.ts'
import { build } from '../scenarios/scenario.ts'
import type { Delivery } from './agenda.ts'
import { isForListener, listenersIn } from './listeners.ts'
import type { Address, Message } from './messages.ts'
import { node } from './settings.ts'
import type { ClusterState } from './state.ts'

const cluster = { nodes: [node(1)], etcd: 1 }
const { machine } = build({ cluster, script: [apply(pod('web'))], allow: [], order: 'any' })
const [booted] = machine.initial

const sent = (from: Delivery['from'], to: Address, message: Message): Delivery => ({ from, to, message })

const watch = (freshness: 'any' | 'latest', client: Address = 'kube-proxy/n1'): Delivery =>
  sent(client, 'apiserver/1', {
    type: 'watch',
    user: 'system:kube-proxy',
    resource: 'services',
    resourceVersion: null,
    freshness,
  })

const listeners = (entries: readonly Delivery[], state: ClusterState = booted, isSeen = () => false) => {
  const agenda = entries.map((entry) => ({ gap: 0, entry }))
  return [...listenersIn(machine.cluster, { ...state, agenda }, isSeen)]
}

test('a client that lists and watches only listens', () => {
  expect(listeners([watch('any')])).toEqual(['kube-proxy/n1'])
})

test('one whose list has to be asked of etcd does not', () => {
  expect(listeners([watch('latest')])).toEqual([])
})

test('one that would write when it is told something does not', () => {
  const object = pod('web', { ...podSpec(), nodeName: 'n1' })
  const bound: Message = { type: 'event', resource: 'pods', event: 'ADDED', object }
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
  const lost = (to: Address, peer: Address): Delivery => sent('world', to, { type: 'disconnected', peer })
  expect(listeners([watch('any'), lost('apiserver/1', 'kube-proxy/n1')])).toEqual([])
  expect(listeners([watch('any'), lost('kube-proxy/n1', 'apiserver/1')])).toEqual([])
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
