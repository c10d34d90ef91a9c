import { expect, test } from 'vitest'
import { aDeployment, aPod, aService } from './fixtures/objects.ts'
import type { Reaction, Timer } from './component.ts'
import type { ApiRequest, ApiResponse, Message } from './messages.ts'
import type { KubeObject } from './objects.ts'
import { defaultSettings } from './settings.ts'
import type { Command, KubectlDisk, KubectlMemory } from './kubectl.ts'
import { kubectl } from './kubectl.ts'

const bench = (...script: readonly Command[]) => {
  const component = kubectl(defaultSettings, script)
  let [memory, disk] = [component.initial, component.initialDisk]
  let asked: ApiRequest[] = []
  let armed: readonly { readonly timer: Timer; readonly after: number }[] = []
  const keep = (reaction: Reaction<KubectlMemory, KubectlDisk>): void => {
    memory = reaction.memory
    disk = reaction.disk ?? disk
    armed = reaction.arm ?? []
    asked = (reaction.sends ?? []).flatMap(({ message }) =>
      message.type === 'request' ? [message] : [],
    )
  }
  const tell = (message: Message): void =>
    keep(component.receive(memory, { from: 'world', message }, disk, { next: () => 1 }))
  const connect = (): void => tell({ type: 'connected', peer: 'apiserver/1' })
  connect()
  tell({ type: 'next-command' })
  return {
    tell,
    connect,
    asked: () => asked.map(({ verb, resource, key }) => `${verb} ${resource} ${key}`),
    request: () => asked[0],
    answer: (code: ApiResponse['code'], reason: ApiResponse['reason'], object?: KubeObject): void =>
      tell({
        type: 'response',
        id: asked[0]?.id ?? 1,
        code,
        reason,
        ...(object === undefined ? {} : { object }),
      }),
    fire: () => keep(component.choose(memory, armed[0]?.timer ?? { name: '' }, disk)),
    armed: () => armed.map(({ timer, after }) => `${timer.name} ${after}`),
    crash: () => {
      memory = component.initial
    },
    disk: () => disk,
    memory: () => memory,
  }
}

const web = aDeployment('web', 3)
const apply = (object: KubeObject): Command => ({ do: 'apply', object })
const scale: Command = { do: 'scale', resource: 'deployments', key: 'default/web', replicas: 5 }

test('nothing is asked before the user begins; then one command after the other', () => {
  const b = bench(apply(web), apply(aService('web')))
  expect(b.asked()).toEqual(['create deployments default/web'])
  b.answer(201, 'Created', web)
  expect(b.asked()).toEqual(['create services default/web'])
  b.answer(201, 'Created')
  expect(b.asked()).toEqual([])
  expect(b.disk()).toEqual({ next: 2, begun: true })
  expect(b.memory().client.pending).toEqual({})
})

test('apply of what exists changes the fields of the manifest and keeps all others', () => {
  const b = bench(apply({ ...web, spec: { ...web.spec, replicas: 4 } }))
  b.answer(409, 'AlreadyExists')
  expect(b.asked()).toEqual(['get deployments default/web'])
  const live = { ...web, metadata: { ...web.metadata, resourceVersion: 7, labels: { team: 'a' } } }
  b.answer(200, 'OK', { ...live, spec: { ...live.spec, paused: true } })
  expect(b.request()?.object).toMatchObject({
    metadata: { resourceVersion: 7, labels: { team: 'a', app: 'web' } },
    spec: { replicas: 4, paused: true },
  })
})

test('apply of what is so already sends nothing more', () => {
  const b = bench(apply(aPod('web', {})), scale)
  b.answer(409, 'AlreadyExists')
  b.answer(200, 'OK', { ...aPod('web', {}), spec: { ...aPod('web', {}).spec, nodeName: 'n1' } })
  expect(b.asked()).toEqual(['get deployments default/web'])
})

test('an update that loses a race reads the object again', () => {
  const b = bench(scale)
  b.answer(200, 'OK', web)
  expect(b.request()?.object).toMatchObject({ spec: { replicas: 5 } })
  b.answer(409, 'Conflict')
  expect(b.asked()).toEqual(['get deployments default/web'])
})

test('an unknown outcome is tried again later and later, until there is an answer', () => {
  const b = bench(apply(web))
  const pauses = Array.from({ length: 5 }, () => {
    b.answer(504, 'Timeout')
    const [pause] = b.armed()
    b.fire()
    return pause
  })
  expect(pauses).toEqual(['retry 1000', 'retry 2000', 'retry 4000', 'retry 8000', 'retry 8000'])
  b.answer(201, 'Created')
  expect(b.memory().tries).toBeUndefined()
  expect(b.disk().next).toBe(1)
})

test('a request without an answer is made again after the timeout', () => {
  const b = bench(apply(web))
  b.tell({ type: 'timeout', id: 1 })
  b.fire()
  expect(b.asked()).toEqual(['create deployments default/web'])
})

test('a broken connection makes it run the command again', () => {
  const b = bench(apply(web))
  b.tell({ type: 'disconnected', peer: 'apiserver/1' })
  expect(b.asked()).toEqual([])
  b.connect()
  expect(b.asked()).toEqual(['create deployments default/web'])
})

test('a crashed kubectl goes on with the first command that was not acknowledged', () => {
  const b = bench(apply(web), scale)
  b.answer(201, 'Created')
  b.crash()
  b.connect()
  expect(b.asked()).toEqual(['get deployments default/web'])
})

test('a refusal is noted and the script goes on', () => {
  const b = bench(apply(web), scale)
  b.answer(403, 'Forbidden')
  b.answer(404, 'NotFound')
  expect(b.disk()).toEqual({ next: 2, begun: true, refused: { 0: 'Forbidden', 1: 'NotFound' } })
})

test('what is gone need not be deleted', () => {
  const b = bench({ do: 'delete', resource: 'pods', key: 'default/web', gracePeriodSeconds: 0 })
  expect(b.request()).toMatchObject({ verb: 'delete', gracePeriodSeconds: 0 })
  b.answer(404, 'NotFound')
  expect(b.disk()).toEqual({ next: 1, begun: true })
})

test('a wait lasts its time once, whatever happens to the connection', () => {
  const b = bench({ do: 'wait', seconds: 30 }, scale)
  expect(b.armed()).toEqual(['wait 30000'])
  b.tell({ type: 'disconnected', peer: 'apiserver/1' })
  b.connect()
  expect(b.armed()).toEqual([])
})

test('labels, taints, cordons and images are edits of the live object', () => {
  const edited = (command: Command, live: KubeObject): KubeObject | undefined => {
    const b = bench(command)
    b.answer(200, 'OK', live)
    return b.request()?.object
  }
  const node: KubeObject = {
    kind: 'Node',
    metadata: { ...web.metadata, name: 'n1', labels: { a: '1', b: '2' } },
    spec: {},
    status: { allocatable: {}, conditions: [] },
  }
  const label: Command = { do: 'label', resource: 'nodes', key: 'n1', labels: { a: null, c: '3' } }
  expect(edited(label, node)?.metadata.labels).toEqual({ b: '2', c: '3' })
  const taint = { key: 'k', effect: 'NoExecute' } as const
  const tainted = edited({ do: 'taint', node: 'n1', taint }, node)
  expect(tainted).toMatchObject({ spec: { taints: [taint] } })
  expect(edited({ do: 'taint', node: 'n1', taint, remove: true }, tainted ?? node)).toMatchObject({
    spec: {},
  })
  const cordoned = edited({ do: 'cordon', node: 'n1' }, node)
  expect(cordoned).toMatchObject({ spec: { unschedulable: true } })
  expect(edited({ do: 'uncordon', node: 'n1' }, cordoned ?? node)).toMatchObject({ spec: {} })
  const image: Command = {
    do: 'set-image',
    resource: 'deployments',
    key: 'default/web',
    image: 'app:2',
  }
  expect(edited(image, web)).toMatchObject({
    spec: { template: { spec: { containers: [{ name: 'c', image: 'app:2' }] } } },
  })
})
