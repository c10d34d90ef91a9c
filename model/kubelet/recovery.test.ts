import { expect, test } from 'vitest'
import { isReady } from '../pod.ts'
import type { Node, Pod } from '../objects.ts'
import { settingsWith, TestNode } from './test-node.ts'

const starts = (node: TestNode): readonly string[] =>
  node.cri.filter((call) => call.startsWith('start'))

const nodeOf = (node: TestNode): Node => {
  const object = node.objects.get('n1')
  if (object?.kind !== 'Node') throw new Error('n1 is not registered')
  return object
}

const setReady = (pod: Pod, status: 'True' | 'False'): Pod => ({
  ...pod,
  status: {
    ...pod.status,
    conditions: (pod.status.conditions ?? []).map((c) =>
      c.type === 'Ready' ? { ...c, status } : c,
    ),
  },
})

const running = (node: TestNode, name = 'web'): string => {
  const uid = node.bind(name)
  node.run(5_000)
  return uid
}

test('a restarted kubelet adopts what runs: nothing is started twice, nothing is written', () => {
  const node = new TestNode().boot()
  running(node)
  const [before, told, memory] = [node.revision, node.story.length, node.memory]
  node.restartKubelet()
  node.run(20_000)
  expect(starts(node)).toHaveLength(1)
  expect(node.story).toHaveLength(told)
  expect(node.revision).toBe(before)
  expect(node.memory.workers).toEqual(memory.workers)
})

test('a kubelet that crashed in the middle of a pod start does not start it twice', () => {
  const node = new TestNode().boot()
  const uid = node.bind('web')
  node.run(500)
  node.restartKubelet()
  node.run(10_000)
  expect(node.containers()).toEqual([`${uid}/c/0`])
  expect(node.pod('web').status.phase).toBe('Running')
})

test('a restarted kubelet makes probed pods unready for a moment', () => {
  const node = new TestNode().boot()
  const readinessProbe = { periodSeconds: 1 }
  node.bind('web', { containers: [{ name: 'c', image: 'i:1', readinessProbe }] })
  node.run(5_000)
  expect(isReady(node.pod('web'))).toBe(true)
  node.restartKubelet()
  node.run(500)
  expect(isReady(node.pod('web'))).toBe(false)
  node.run(1_000)
  expect(isReady(node.pod('web'))).toBe(true)
})

test('a pod deleted while the kubelet was away is ended with its full grace', () => {
  const node = new TestNode().boot()
  const uid = running(node)
  node.crashKubelet()
  node.delete('web', 5)
  node.run(5_000)
  node.connect()
  node.run(5_000)
  expect(node.cri).toContain(`stop ${uid}/c/0 5`)
  expect(node.has('web')).toBe(false)
})

test('a container whose pod went meanwhile is killed, once pods are listed', () => {
  const node = new TestNode().boot()
  running(node)
  node.crashKubelet()
  node.erase('default/web')
  node.run(100)
  node.tell('kubelet/n1', { type: 'connected', peer: 'runtime/n1' })
  node.run(5_000)
  expect(node.containers('running')).toHaveLength(1)
  node.tell('kubelet/n1', { type: 'connected', peer: 'apiserver/1' })
  node.run(5_000)
  expect(node.containers()).toEqual([])
})

test('a restarted kubelet reads the latest pods', () => {
  const lists = (node: TestNode): readonly string[] => {
    node.boot().restartKubelet()
    node.run(1_000)
    return node.lists.filter((list) => list.startsWith('pods'))
  }
  expect(lists(new TestNode())).toEqual(['pods latest', 'pods latest'])
  // kubernetes/kubernetes#59848
  expect(lists(new TestNode(settingsWith({}, ['stale-kubelet-restart'])))).toEqual([
    'pods any',
    'pods any',
  ])
})

test('a label that changed kills the pod at the restart of its kubelet, not before', () => {
  const node = new TestNode().boot()
  const zone = 'topology.kubernetes.io/zone'
  node.bind('web', { nodeSelector: { [zone]: 'z1' } })
  node.run(5_000)
  const known = nodeOf(node)
  node.put({ ...known, metadata: { ...known.metadata, labels: { [zone]: 'z9' } } })
  node.run(60_000)
  expect(node.pod('web').status.phase).toBe('Running')
  node.restartKubelet()
  node.run(500)
  expect(isReady(node.pod('web'))).toBe(false)
  expect(node.pod('web').status.phase).toBe('Running')
  node.run(5_000)
  expect(node.pod('web').status).toMatchObject({ phase: 'Failed', reason: 'NodeAffinity' })
  expect(node.containers()).toEqual([])
})

test('a restart never kills a pod whose node still fits', () => {
  const phase = (node: TestNode): string => {
    node.boot().bind('web', { nodeSelector: { 'topology.kubernetes.io/zone': 'z1' } })
    node.run(5_000)
    node.restartKubelet()
    node.run(5_000)
    return node.pod('web').status.phase
  }
  expect(phase(new TestNode())).toBe('Running')
  // kubernetes/kubernetes#93338
  expect(phase(new TestNode(settingsWith({}, ['kubelet-stale-node'])))).toBe('Failed')
})

test('a Never container that ran is not started again by a restarted kubelet', () => {
  const started = (node: TestNode): number => {
    node.boot().bind('job', { restartPolicy: 'Never' })
    // The container starts when nobody is there to record it.
    node.run(500)
    node.crashKubelet()
    node.run(5_000)
    node.connect()
    node.run(10_000)
    return new Set(starts(node)).size
  }
  expect(started(new TestNode())).toBe(1)
  // kubernetes/kubernetes#83705
  expect(started(new TestNode(settingsWith({}, ['never-started-twice'])))).toBe(2)
})

test('a status that somebody else changed is posted again within 10 s', () => {
  const repaired = (node: TestNode): boolean => {
    running(node.boot())
    node.put(setReady(node.pod('web'), 'False'))
    node.run(9_000)
    expect(isReady(node.pod('web'))).toBe(false)
    node.run(2_000)
    expect(node.armed).toEqual([])
    return isReady(node.pod('web'))
  }
  expect(repaired(new TestNode())).toBe(true)
  // kubernetes/kubernetes#80968
  expect(repaired(new TestNode(settingsWith({}, ['ready-never-rewritten'])))).toBe(false)
})

test('conditions of others survive a status that was worked out before them', () => {
  const node = new TestNode().boot()
  const uid = running(node)
  const pod = node.pod('web')
  const others = [
    ...(pod.status.conditions ?? []),
    { type: 'DisruptionTarget', status: 'True' as const },
  ]
  node.isStalled = true
  node.put({ ...pod, status: { ...pod.status, conditions: others } })
  node.exit(`${uid}/c/0`, 1)
  node.run(500)
  expect(isReady(node.pod('web'))).toBe(false)
  expect(node.pod('web').status.conditions?.map(({ type }) => type)).toContain('DisruptionTarget')
})

test('a status is posted until it is acknowledged, whatever becomes of the answers', () => {
  for (const fate of ['drop', 503] as const) {
    const node = new TestNode().boot()
    let left = 2
    node.fate = ({ subresource }) => (subresource === 'status' && left-- > 0 ? fate : 'ok')
    node.bind('web')
    node.run(120_000)
    expect(isReady(node.pod('web'))).toBe(true)
    expect(node.armed).toEqual([])
    expect(Object.values(node.memory.workers)[0]?.unposted).toBeUndefined()
  }
})

test('while it is cut off a kubelet runs its pods on, and reports when it is back', () => {
  const node = new TestNode().boot()
  const uid = running(node)
  node.cutOff()
  node.run(1_000)
  node.exit(`${uid}/c/0`, 1)
  node.run(30_000)
  expect(node.containers('running')).toEqual([`${uid}/c/1`])
  expect(node.pod('web').status.containerStatuses?.[0]?.restartCount).toBe(0)
  node.heal()
  node.run(1_000)
  expect(node.pod('web').status.containerStatuses?.[0]?.restartCount).toBe(1)
})

test('a pod evicted while its node was cut off is ended when contact is back', () => {
  const node = new TestNode().boot()
  running(node)
  node.cutOff()
  node.put(setReady(node.pod('web'), 'False'))
  node.delete('web')
  node.run(60_000)
  expect(node.containers('running')).toHaveLength(1)
  node.heal()
  // The small API server cannot resume a watch: it tells by an event what a resumed watch would.
  node.put(node.pod('web'))
  node.run(5_000)
  expect(node.has('web')).toBe(false)
  expect(node.containers()).toEqual([])
})

test('a node that was marked Unknown is posted Ready again', () => {
  const node = new TestNode().boot()
  const known = nodeOf(node)
  const conditions = [{ type: 'Ready', status: 'Unknown' as const }]
  node.put({ ...known, status: { ...known.status, conditions } })
  node.run(1_000)
  expect(nodeOf(node).status.conditions).toMatchObject([{ type: 'Ready', status: 'True' }])
})

test('a kubelet registers its node once in its life, and again after a restart', () => {
  const node = new TestNode().boot()
  node.erase('n1')
  node.run(60_000)
  expect(node.objects.has('n1')).toBe(false)
  node.restartKubelet()
  node.run(1_000)
  expect(nodeOf(node).status.allocatable).toEqual({ cpu: '4', memory: '8Gi', pods: '110' })
})

test('containers that died with the Docker daemon are started again', () => {
  const node = new TestNode().boot()
  const uid = running(node)
  node.restartRuntime()
  node.run(5_000)
  expect(node.containers()).toEqual([`${uid}/c/1`])
  expect(isReady(node.pod('web'))).toBe(true)
})

test('containers survive rkt, and Docker with live restore, without a restart', () => {
  for (const topology of [{ runtime: 'rkt' as const }, { liveRestore: true }]) {
    const node = new TestNode(settingsWith(topology)).boot()
    const uid = running(node)
    node.restartRuntime()
    node.run(5_000)
    expect(node.containers()).toEqual([`${uid}/c/0`])
    expect(starts(node)).toHaveLength(1)
  }
})

test('a finished pod leaves no container and no state behind', () => {
  const node = new TestNode().boot()
  const uid = node.bind('job', { restartPolicy: 'Never' })
  node.run(5_000)
  node.exit(`${uid}/c/0`, 0)
  node.run(5_000)
  expect(node.containers()).toEqual([])
  expect(node.memory.workers).toEqual({ [uid]: { key: 'default/job' } })
  node.restartKubelet()
  node.run(5_000)
  expect(starts(node)).toHaveLength(1)
  expect(node.pod('job').status.phase).toBe('Succeeded')
})
