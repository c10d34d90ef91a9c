import { expect, test } from 'vitest'
import type { Reaction, Timer } from '../component.ts'
import type { Message } from '../messages.ts'
import type { Settings } from '../settings.ts'
import { defaultSettings } from '../settings.ts'
import type { RuntimeDisk, RuntimeMemory } from './runtime.ts'
import { runtime } from './runtime.ts'

/** A runtime that is told things one after the other; the next timer fires by hand. */
const bench = (settings: Settings = defaultSettings) => {
  const component = runtime(settings, 'runtime/n1')
  let [memory, disk] = [component.initial, component.initialDisk]
  let armed: readonly { readonly timer: Timer; readonly after: number }[] = []
  const keep = (reaction: Reaction<RuntimeMemory, RuntimeDisk>): readonly Message[] => {
    memory = reaction.memory
    disk = reaction.disk ?? disk
    armed = reaction.arm ?? []
    return (reaction.sends ?? []).map(({ message }) => message)
  }
  return {
    component,
    tell: (message: Message) =>
      keep(component.receive(memory, { from: 'kubelet/n1', message }, disk, { next: () => 1 })),
    fire: () => keep(component.choose(memory, armed[0]?.timer ?? { name: 'none' }, disk)),
    armed: () => armed,
    disk: () => disk,
    memory: () => memory,
    lose: (how: 'afterCrash' | 'afterPowerLoss') => {
      disk = component[how]?.(disk) ?? disk
      memory = component.initial
    },
  }
}

const start = (name: string, image = 'app:1', attempt = 0, completes = false): Message => ({
  type: 'cri/start',
  podUid: 'pods/default/web#1',
  pod: 'default/web',
  name,
  attempt,
  image,
  ...(completes ? { completes } : {}),
})

const id = (name: string, attempt = 0): string => `pods/default/web#1/${name}/${attempt}`
const stateOf = ({ containers }: RuntimeDisk, key: string) =>
  containers[key]?.exitCode ?? containers[key]?.state

test('a container runs after its start time, however often it is asked for', () => {
  const b = bench()
  expect(b.tell(start('c'))).toEqual([])
  expect(b.armed()[0]?.after).toBe(defaultSettings.timing.containerStart)
  const [first] = b.armed()
  expect(b.tell(start('c'))).toEqual([])
  expect(b.armed()).toEqual([])
  b.component.choose(b.memory(), first?.timer ?? { name: '' }, b.disk())
  expect(Object.keys(b.memory().starting)).toEqual([id('c')])
})

test('a container that runs is reported, not started again', () => {
  const b = bench()
  b.tell(start('c'))
  b.fire()
  expect(b.tell(start('c'))).toMatchObject([{ type: 'cri/started', container: { id: id('c') } }])
})

test('without a registry only images of the node’s own containers start, never `latest`', () => {
  const b = bench()
  b.tell(start('c'))
  b.fire()
  b.tell(start('l', 'app:latest'))
  b.fire()
  b.tell({ type: 'registry', reachable: false })
  const outcome = (message: Message): string | undefined => {
    b.tell(message)
    return b.fire()[0]?.type
  }
  expect(outcome(start('c', 'app:1', 1))).toBe('cri/started')
  expect(outcome(start('d', 'other:1'))).toBe('cri/failed')
  expect(outcome(start('l', 'app:latest', 1))).toBe('cri/failed')
  b.tell({ type: 'registry', reachable: true })
  expect(outcome(start('d', 'other:1'))).toBe('cri/started')
})

test('a stopped container ends within a second with 143, without grace at once with 137', () => {
  const b = bench()
  for (const name of ['a', 'b']) {
    b.tell(start(name))
    b.fire()
  }
  b.tell({ type: 'cri/stop', id: id('a'), graceSeconds: 30 })
  expect(b.armed()[0]?.after).toBe(1_000)
  expect(b.fire()).toEqual([{ type: 'cri/exited', id: id('a'), exitCode: 143 }])
  b.tell({ type: 'cri/stop', id: id('b'), graceSeconds: 0 })
  expect(b.armed()[0]?.after).toBe(0)
  expect(b.fire()).toEqual([{ type: 'cri/exited', id: id('b'), exitCode: 137 }])
})

test('asking twice to stop does not give a container more time, less grace does shorten it', () => {
  const b = bench()
  b.tell(start('c'))
  b.fire()
  b.tell({ type: 'cri/stop', id: id('c'), graceSeconds: 30 })
  b.tell({ type: 'cri/stop', id: id('c'), graceSeconds: 30 })
  expect(b.armed()).toEqual([])
  b.tell({ type: 'cri/stop', id: id('c'), graceSeconds: 0 })
  expect(b.armed()[0]?.after).toBe(0)
})

test('a container that exits by itself is told of, also if it was being stopped', () => {
  const b = bench()
  b.tell(start('c'))
  b.fire()
  b.tell({ type: 'cri/stop', id: id('c'), graceSeconds: 30 })
  const told = b.tell({ type: 'container-exits', container: id('c'), exitCode: 3 })
  expect(told).toEqual([{ type: 'cri/exited', id: id('c'), exitCode: 3 }])
  expect(b.memory()).toEqual(b.component.initial)
})

test('only exited containers can be removed', () => {
  const b = bench()
  b.tell(start('c'))
  b.fire()
  b.tell({ type: 'cri/remove', id: id('c') })
  expect(stateOf(b.disk(), id('c'))).toBe('running')
  b.tell({ type: 'container-exits', container: id('c'), exitCode: 0 })
  b.tell({ type: 'cri/remove', id: id('c') })
  expect(b.disk().containers).toEqual({})
})

test.each([
  ['docker', false, 137],
  ['docker', true, 'running'],
  ['rkt', false, 'running'],
] as const)(
  'when %s (live restore: %s) crashes its containers are then: %s',
  (kind, liveRestore, after) => {
    const topology = { ...defaultSettings.topology, runtime: kind, liveRestore }
    const b = bench({ ...defaultSettings, topology })
    b.tell(start('c'))
    b.fire()
    b.lose('afterCrash')
    expect(stateOf(b.disk(), id('c'))).toBe(after)
    b.lose('afterPowerLoss')
    expect(stateOf(b.disk(), id('c'))).toBe(137)
  },
)

test('an init container ends by itself, also when its runtime was restarted meanwhile', () => {
  const topology = { ...defaultSettings.topology, runtime: 'rkt' as const }
  const b = bench({ ...defaultSettings, topology })
  b.tell(start('init', 'app:1', 0, true))
  b.fire()
  expect(b.armed()[0]?.timer.name).toBe('complete')
  b.lose('afterCrash')
  b.tell({ type: 'started' })
  expect(b.fire()).toEqual([{ type: 'cri/exited', id: id('init'), exitCode: 0 }])
})
