import { expect, test } from 'vitest'
import { newMetadata } from './claim.ts'
import type { Defect } from './defects.ts'
import type { Message } from './messages.ts'
import type { EndpointAddress, Endpoints, Service } from './objects.ts'
import { defaultSettings } from './settings.ts'
import { kubeProxy, routeOf } from './kube-proxy.ts'

const KEY = 'default/web'

const service = (protocol: 'TCP' | 'UDP' = 'TCP'): Service => ({
  kind: 'Service',
  metadata: newMetadata('web', 'default', {}),
  spec: { ports: [{ port: 80, protocol }] },
})

const address = (pod: string): EndpointAddress => ({
  pod,
  podUid: `pods/default/${pod}#1`,
  nodeName: 'n1',
  ip: pod,
})

const endpoints = (ready: readonly string[], notReady: readonly string[] = []): Endpoints => ({
  kind: 'Endpoints',
  metadata: newMetadata('web', 'default', {}),
  ready: ready.map(address),
  notReady: notReady.map(address),
})

const bench = (...defects: readonly Defect[]) => {
  const component = kubeProxy({ ...defaultSettings, defects }, 'kube-proxy/n1')
  let [memory, disk] = [component.initial, component.initialDisk]
  const tell = (message: Message): readonly Message[] => {
    const reaction = component.receive(memory, { from: 'world', message }, disk, { next: () => 1 })
    memory = reaction.memory
    disk = reaction.disk ?? disk
    return (reaction.sends ?? []).map((send) => send.message)
  }
  const list = (s: Service, e: Endpoints): void => {
    tell({ type: 'snapshot', resource: 'services', items: [s], resourceVersion: 1 })
    tell({ type: 'snapshot', resource: 'endpoints', items: [e], resourceVersion: 1 })
  }
  const change = (object: Endpoints): void => {
    tell({ type: 'event', resource: 'endpoints', event: 'MODIFIED', object })
  }
  const crash = (how: 'afterCrash' | 'afterPowerLoss'): void => {
    memory = component.initial
    disk = component[how]?.(disk) ?? disk
  }
  tell({ type: 'connected', peer: 'apiserver/1' })
  return { tell, list, change, crash, route: () => routeOf(disk, KEY).map(({ pod }) => pod) }
}

test('packets go to the ready endpoints, as soon as both lists are there', () => {
  const b = bench()
  b.tell({ type: 'snapshot', resource: 'endpoints', items: [endpoints(['a'])], resourceVersion: 1 })
  expect(b.route()).toEqual([])
  b.tell({ type: 'snapshot', resource: 'services', items: [service()], resourceVersion: 1 })
  expect(b.route()).toEqual(['a'])
  b.change(endpoints(['a', 'b'], ['c']))
  expect(b.route()).toEqual(['a', 'b'])
})

test('a service that is gone has no rules', () => {
  const b = bench()
  b.list(service(), endpoints(['a']))
  b.tell({ type: 'event', resource: 'services', event: 'DELETED', object: service() })
  expect(b.route()).toEqual([])
})

test('rules stay until a fresh proxy has listed everything, but not without power', () => {
  const b = bench()
  b.list(service(), endpoints(['a']))
  b.crash('afterCrash')
  b.tell({ type: 'connected', peer: 'apiserver/1' })
  b.tell({ type: 'snapshot', resource: 'services', items: [service()], resourceVersion: 2 })
  expect(b.route()).toEqual(['a'])
  b.tell({ type: 'snapshot', resource: 'endpoints', items: [endpoints(['b'])], resourceVersion: 2 })
  expect(b.route()).toEqual(['b'])
  b.crash('afterPowerLoss')
  expect(b.route()).toEqual([])
})

test('a cut off proxy keeps its rules and resumes its watches where they stood', () => {
  const b = bench()
  b.list(service(), endpoints(['a']))
  b.tell({ type: 'disconnected', peer: 'apiserver/1' })
  b.change(endpoints([]))
  expect(b.route()).toEqual(['a'])
  expect(b.tell({ type: 'connected', peer: 'apiserver/1' })).toMatchObject([
    { resource: 'services', resourceVersion: 1 },
    { resource: 'endpoints', resourceVersion: 1 },
  ])
})

test('a watch that cannot be resumed is listed again, not older than what was seen', () => {
  const gone: Message = { type: 'gone', resource: 'endpoints' }
  const b = bench()
  b.list(service(), endpoints(['a']))
  expect(b.tell(gone)).toMatchObject([{ type: 'watch', resourceVersion: null, freshness: 1 }])
  // kubernetes/kubernetes#3216
  const old = bench('no-relist-on-410')
  old.list(service(), endpoints(['a']))
  expect(old.tell(gone)).toEqual([])
})

test('UDP packets arrive again when endpoints are back', () => {
  const after = (...defects: readonly Defect[]): readonly string[] => {
    const b = bench(...defects)
    b.list(service('UDP'), endpoints(['a']))
    b.change(endpoints([]))
    expect(b.route()).toEqual([])
    b.change(endpoints(['b']))
    return b.route()
  }
  expect(after()).toEqual(['b'])
  // kubernetes/kubernetes#103857
  expect(after('udp-black-hole')).toEqual([])
})
