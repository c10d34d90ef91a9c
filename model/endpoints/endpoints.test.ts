import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Defect } from '../defects.ts'
import { API, Bench } from '../fixtures/bench.ts'
import { aPod, aService, running, terminating } from '../fixtures/objects.ts'
import type { Endpoints } from '../objects.ts'
import { defaultSettings } from '../settings.ts'
import { endpoints, isAddress } from './endpoints.ts'

const onBench = (...defects: Defect[]) => {
  const bench = new Bench()
  const { memory } = bench.mount(endpoints({ ...defaultSettings, defects }, 'endpoints/1'))
  bench.start()
  bench.put(aService('web'))
  bench.put(running(aPod('a', { app: 'web' }), 'n1'))
  bench.put(running(aPod('b', { app: 'web' }), 'n2', false))
  bench.put(running(aPod('other', { app: 'other' }), 'n2'))
  bench.run()
  bench.log.length = 0
  return { bench, memory }
}

const names = (addresses: Endpoints['ready']): readonly string[] => addresses.map(({ pod }) => pod)

const backends = (bench: Bench) => {
  const { ready, notReady } = bench.get('Endpoints', 'default/web')
  return { ready: names(ready), notReady: names(notReady) }
}

test('ready pods that the selector matches are ready addresses, unready ones are not', () => {
  const { bench } = onBench()
  expect(backends(bench)).toEqual({ ready: ['a'], notReady: ['b'] })
  expect(bench.get('Endpoints', 'default/web').ready).toEqual([
    { pod: 'a', podUid: 'pods/default/a#1', nodeName: 'n1', ip: '10.0.0.1' },
  ])
})

test('a pod that becomes ready, or stops being ready, moves', () => {
  const { bench } = onBench()
  bench.put(running(bench.get('Pod', 'default/b'), 'n2'))
  bench.put(running(bench.get('Pod', 'default/a'), 'n1', false))
  bench.run()
  expect(backends(bench)).toEqual({ ready: ['b'], notReady: ['a'] })
})

test('a terminating pod is no address, although it is still ready', () => {
  const { bench } = onBench()
  bench.put(terminating(bench.get('Pod', 'default/a')))
  bench.run()
  expect(backends(bench)).toEqual({ ready: [], notReady: ['b'] })
})

test('ready-while-terminating: it stays an address until it is gone', () => {
  const { bench } = onBench('ready-while-terminating')
  bench.put(terminating(bench.get('Pod', 'default/a')))
  bench.run()
  expect(backends(bench).ready).toEqual(['a'])
  bench.remove(bench.get('Pod', 'default/a'))
  bench.run()
  expect(backends(bench).ready).toEqual([])
})

test('publishNotReadyAddresses makes every pod with an address a ready one', () => {
  const { bench } = onBench()
  const service = bench.get('Service', 'default/web')
  bench.put({ ...service, spec: { ...service.spec, publishNotReadyAddresses: true } })
  bench.run()
  expect(backends(bench)).toEqual({ ready: ['a', 'b'], notReady: [] })
})

test('a change that shows in no address causes no write', () => {
  const { bench } = onBench()
  const pod = bench.get('Pod', 'default/a')
  const containerStatuses = [{ name: 'c', ready: true, restartCount: 1, state: 'running' as const }]
  bench.put({ ...pod, status: { ...pod.status, containerStatuses } })
  bench.run()
  expect(bench.log).toEqual([])
})

test('the Endpoints go with their Service, and are not missed', () => {
  const { bench, memory } = onBench()
  bench.remove(bench.get('Service', 'default/web'))
  bench.run()
  expect(bench.list('Endpoints')).toEqual([])
  expect(memory().queue).toEqual({})
  expect(bench.log).toEqual(['delete endpoints default/web'])
})

test('Endpoints whose Service went while nobody led are removed by the next leader', () => {
  const { bench } = onBench()
  bench.tellAll({ type: 'lead', leading: false })
  bench.run()
  bench.remove(bench.get('Service', 'default/web'))
  bench.tellAll({ type: 'lead', leading: true })
  bench.run()
  expect(bench.list('Endpoints')).toEqual([])
})

test('a Service without selector is left to its user', () => {
  const { bench } = onBench()
  const { metadata } = aService('manual')
  bench.put({ kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } })
  bench.run()
  expect(bench.list('Endpoints')).toHaveLength(1)
})

test('an update refused because the cache is old is made again, and nothing is left over', () => {
  const { bench, memory } = onBench()
  let refuse = 2
  bench.fate = ({ verb }) => (verb === 'update' && refuse-- > 0 ? 409 : 'ok')
  bench.put(running(bench.get('Pod', 'default/b'), 'n2'))
  bench.run()
  expect(backends(bench).ready).toEqual(['a', 'b'])
  expect(memory()).toMatchObject({ queue: {} })
  expect(bench.armed).toEqual([])
})

test('readiness that flips back before the first write is in the cache ends right', () => {
  const { bench } = onBench()
  bench.stalled = 'endpoints'
  bench.put(running(bench.get('Pod', 'default/b'), 'n2'))
  bench.run()
  bench.put(running(bench.get('Pod', 'default/b'), 'n2', false))
  bench.run()
  bench.unstall()
  bench.run()
  expect(backends(bench)).toEqual({ ready: ['a'], notReady: ['b'] })
})

test('Endpoints that somebody else deleted with the Service are deleted once more only', () => {
  const { bench, memory } = onBench()
  bench.remove(bench.get('Service', 'default/web'))
  bench.remove(bench.get('Endpoints', 'default/web'))
  bench.run()
  expect(bench.log).toEqual(['delete endpoints default/web'])
  expect(memory().queue).toEqual({})
})

test('what changed while nothing could be reached is made good', () => {
  const { bench } = onBench()
  bench.disconnect()
  bench.put(running(bench.get('Pod', 'default/b'), 'n2'))
  bench.run(10_000)
  expect(backends(bench).ready).toEqual(['a'])
  bench.tellAll({ type: 'connected', peer: API })
  bench.run()
  expect(backends(bench).ready).toEqual(['a', 'b'])
})

const FILE = new URL('../../../shared/conformance/cases/raw-tables.json', import.meta.url).pathname

test('ShouldPodBeInEndpoints: 11 rows of upstream', () => {
  if (!existsSync(FILE)) {
    console.warn(`${FILE} is not here: the rows are not checked`)
    return
  }
  const pod = z.object({
    metadata: z.object({ deletionTimestamp: z.string().optional() }).optional(),
    status: z.object({
      phase: z.enum(['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown']),
      podIP: z.string().optional(),
      podIPs: z.array(z.object({ ip: z.string() })).optional(),
    }),
  })
  const row = z.object({ pod, expected: z.boolean(), includeTerminating: z.boolean() })
  const tables = z.array(z.object({ table: z.string(), cases: z.unknown() }))
  const file = z.object({ tables }).parse(JSON.parse(readFileSync(FILE, 'utf8')))
  const table = file.tables.find((each) => each.table === 'TestShouldPodBeInEndpoints')
  for (const { pod: given, expected, includeTerminating } of z
    .array(row)
    .min(11)
    .parse(table?.cases)) {
    // The model has one IP per pod.
    const podIP = given.status.podIP ?? given.status.podIPs?.[0]?.ip
    const { phase } = given.status
    const status = { phase, ...(podIP === undefined ? {} : { podIP }) }
    const alive = aPod('p', {}, { status })
    const it = given.metadata?.deletionTimestamp === undefined ? alive : terminating(alive)
    expect(isAddress(it, includeTerminating)).toBe(expected)
  }
})
