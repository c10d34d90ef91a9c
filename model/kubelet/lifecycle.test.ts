import { expect, test } from 'vitest'
import { settingsWith, TestNode } from './test-node.ts'

const states = (node: TestNode, name: string): readonly string[] =>
  node.story
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1))

test('a pod goes from Pending to Running, as a real kubelet reports it', () => {
  const node = new TestNode().boot()
  node.bind('runner')
  node.run(5_000)
  expect(states(node, 'runner')).toEqual([
    'Pending',
    'Pending [c:waiting/ContainerCreating]',
    'Running ready [c:running]',
  ])
})

test('a settled node arms no timer and waits for no answer', () => {
  const node = new TestNode().boot()
  node.bind('web')
  node.run(5_000)
  expect(node.armed).toEqual([])
  expect(node.memory.client.pending).toEqual({})
})

test('a Never pod ends Succeeded or Failed by its exit codes, and is never started again', () => {
  const node = new TestNode().boot()
  const containers = [
    { name: 'bad', image: 'i:1' },
    { name: 'ok', image: 'i:1' },
  ]
  const mixed = node.bind('never-mixed', { restartPolicy: 'Never', containers })
  const ok = node.bind('never-ok', { restartPolicy: 'Never' })
  node.run(5_000)
  node.exit(`${mixed}/bad/0`, 1)
  node.exit(`${ok}/c/0`, 0)
  node.run(1_000)
  expect(node.pod('never-mixed').status.phase).toBe('Running')
  node.exit(`${mixed}/ok/0`, 0)
  node.run(60_000)
  expect(node.pod('never-mixed').status.phase).toBe('Failed')
  expect(node.pod('never-ok').status.phase).toBe('Succeeded')
  expect(node.cri.filter((call) => call.startsWith('start'))).toHaveLength(3)
  expect(node.containers()).toEqual([])
})

test('OnFailure starts what failed again and leaves what succeeded', () => {
  const node = new TestNode().boot()
  const uid = node.bind('flaky', { restartPolicy: 'OnFailure' })
  node.run(5_000)
  node.exit(`${uid}/c/0`, 1)
  node.run(5_000)
  expect(node.containers('running')).toEqual([`${uid}/c/1`])
  node.exit(`${uid}/c/1`, 0)
  node.run(60_000)
  expect(node.pod('flaky').status.phase).toBe('Succeeded')
})

test('the first restart comes at once, the next after 10, 20, ... 300 s', () => {
  const node = new TestNode().boot()
  const uid = node.bind('crashing')
  node.run(5_000)
  const waits = Array.from({ length: 8 }, (_, attempt) => {
    const before = node.time
    node.exit(`${uid}/c/${attempt}`, 1)
    const next = `${uid}/c/${attempt + 1}`
    while (!node.containers('running').includes(next)) node.run(100)
    return Math.round((node.time - before - 1_000) / 1_000)
  })
  expect(waits).toEqual([0, 10, 20, 40, 80, 160, 300, 300])
})

test('a container in back-off is shown as CrashLoopBackOff, its pod Running and not ready', () => {
  const node = new TestNode().boot()
  const uid = node.bind('always-ok')
  node.run(5_000)
  node.exit(`${uid}/c/0`, 0)
  node.run(3_000)
  node.exit(`${uid}/c/1`, 0)
  node.run(3_000)
  expect(states(node, 'always-ok').slice(3)).toEqual([
    'Running [c:terminated/Completed]',
    'Running ready [c:running rc1]',
    'Running [c:terminated/Completed rc1]',
    'Running [c:waiting/CrashLoopBackOff rc1]',
  ])
})

test('a container that ran for 10 minutes is restarted at once again', () => {
  const node = new TestNode().boot()
  const uid = node.bind('web')
  node.run(5_000)
  node.exit(`${uid}/c/0`, 1)
  node.run(602_000)
  expect(node.memory.workers[uid]?.containers).toBeUndefined()
  node.exit(`${uid}/c/1`, 1)
  node.run(1_500)
  expect(node.containers('running')).toEqual([`${uid}/c/2`])
})

test('an image that cannot be pulled is tried again after 10, 20, 40 s until it can', () => {
  const node = new TestNode().boot()
  node.tell('runtime/n1', { type: 'registry', reachable: false })
  const uid = node.bind('pullfail')
  node.run(60_000)
  node.tell('runtime/n1', { type: 'registry', reachable: true })
  node.run(60_000)
  expect(states(node, 'pullfail')).toEqual([
    'Pending',
    'Pending [c:waiting/ContainerCreating]',
    'Pending [c:waiting/ErrImagePull]',
    'Pending [c:waiting/ImagePullBackOff]',
    'Running ready [c:running]',
  ])
  expect(node.containers('running')).toEqual([`${uid}/c/0`])
  expect(node.armed).toEqual([])
})

test('init containers run one after the other, before all others', () => {
  const node = new TestNode().boot()
  const initContainers = [
    { name: 'one', image: 'i:1' },
    { name: 'two', image: 'i:1' },
  ]
  const uid = node.bind('init-ok', { initContainers })
  node.run(10_000)
  const starts = node.cri.filter((call) => call.startsWith('start'))
  expect(starts).toEqual(['one/0', 'two/0', 'c/0'].map((c) => `start ${uid}/${c}`))
  expect([...new Set(states(node, 'init-ok'))]).toEqual([
    'Pending',
    'Pending [c:waiting/PodInitializing]',
    'Running ready [c:running]',
  ])
})

test('a failed init container of a Never pod fails the pod, of others it is run again', () => {
  const node = new TestNode().boot()
  const initContainers = [{ name: 'init', image: 'i:1' }]
  const never = node.bind('init-bad-never', { initContainers, restartPolicy: 'Never' })
  const always = node.bind('init-bad-always', { initContainers })
  node.run(1_500)
  node.exit(`${never}/init/0`, 1)
  node.exit(`${always}/init/0`, 1)
  node.run(5_000)
  expect(states(node, 'init-bad-never').at(-1)).toBe('Failed [c:waiting/PodInitializing]')
  expect(node.pod('init-bad-always').status.phase).toBe('Running')
})

test('a sidecar runs beside the others and goes when a Job-like pod is done', () => {
  const node = new TestNode().boot()
  const initContainers = [{ name: 'proxy', image: 'i:1', restartPolicy: 'Always' as const }]
  const uid = node.bind('job', { initContainers, restartPolicy: 'Never' })
  node.run(5_000)
  expect(node.containers('running')).toEqual([`${uid}/c/0`, `${uid}/proxy/0`])
  node.exit(`${uid}/c/0`, 0)
  node.run(5_000)
  expect(node.pod('job').status.phase).toBe('Succeeded')
  expect(node.containers()).toEqual([])
})

test('a container with a readiness probe is ready after its delay and one period', () => {
  const node = new TestNode().boot()
  const readinessProbe = { initialDelaySeconds: 5, periodSeconds: 3 }
  node.bind('web', { containers: [{ name: 'c', image: 'i:1', readinessProbe }] })
  node.run(1_100)
  const running = node.time
  expect(states(node, 'web').at(-1)).toBe('Running [c:running]')
  while (!states(node, 'web').at(-1)?.includes('ready')) node.run(100)
  expect(Math.round((node.time - running) / 1_000)).toBe(8)
})

test('a pod that is deleted runs ready until its containers end, then it is gone', () => {
  const node = new TestNode().boot()
  const uid = node.bind('runner')
  node.run(5_000)
  node.delete('runner', 3)
  node.run(5_000)
  expect(states(node, 'runner').slice(3)).toEqual([
    'deleted Running ready [c:running]',
    'deleted Running [c:terminated/Error]',
    'gone',
  ])
  expect(node.cri.filter((call) => call.startsWith('stop'))).toEqual([`stop ${uid}/c/0 3`])
  expect(node.memory.workers).toEqual({})
  expect(node.containers()).toEqual([])
})

test('a second delete with less grace reaches the runtime', () => {
  const node = new TestNode().boot()
  const uid = node.bind('web')
  node.run(5_000)
  node.delete('web', 30)
  node.run(10)
  node.delete('web', 1)
  node.run(10)
  expect(node.cri.slice(-2)).toEqual([`stop ${uid}/c/0 30`, `stop ${uid}/c/0 1`])
})

test('a pod deleted while its container starts is stopped as soon as it runs', () => {
  const node = new TestNode().boot()
  node.bind('web')
  node.run(500)
  node.delete('web')
  node.run(10_000)
  expect(node.has('web')).toBe(false)
  expect(node.containers()).toEqual([])
})

test('containers of a pod that was deleted by force are killed after it is gone', () => {
  const node = new TestNode().boot()
  const uid = node.bind('web')
  node.run(5_000)
  node.erase('default/web')
  node.run(10)
  expect(node.cri.at(-1)).toBe(`stop ${uid}/c/0 30`)
  node.run(5_000)
  expect(node.containers()).toEqual([])
  expect(node.memory.workers).toEqual({})
})

test('a pod of the same name with another uid is another pod', () => {
  const node = new TestNode().boot()
  const first = node.bind('db-0')
  node.run(5_000)
  node.erase('default/db-0')
  const second = node.bind('db-0')
  node.run(5_000)
  expect(first).not.toBe(second)
  expect(node.containers('running')).toEqual([`${second}/c/0`])
  expect(node.pod('db-0').status.podIP).toContain(second)
})

test('a pod that does not fit beside the others is refused with OutOfcpu', () => {
  const node = new TestNode().boot()
  const spec = { containers: [{ name: 'c', image: 'i:1', resources: { requests: { cpu: '3' } } }] }
  node.bind('first', spec)
  node.bind('second', spec)
  node.run(5_000)
  expect(node.pod('first').status.phase).toBe('Running')
  expect(node.pod('second').status).toMatchObject({ phase: 'Failed', reason: 'OutOfcpu' })
})

test('the room of an ended pod is free when its end is reported', () => {
  const spec = {
    restartPolicy: 'Never' as const,
    containers: [{ name: 'c', image: 'i:1', resources: { requests: { cpu: '3' } } }],
  }
  const outcome = (node: TestNode): string => {
    const uid = node.boot().bind('a', spec)
    node.run(5_000)
    node.exit(`${uid}/c/0`, 0)
    while (node.pod('a').status.phase === 'Running') node.run(1)
    node.bind('b', spec)
    node.run(5_000)
    return node.pod('b').status.phase
  }
  expect(outcome(new TestNode())).toBe('Running')
  // kubernetes/kubernetes#106884
  expect(outcome(new TestNode(settingsWith({}, ['early-terminal-phase'])))).toBe('Failed')
})

test('a terminal phase is final, also when the pod is deleted while its containers exit', () => {
  const phases = (node: TestNode): readonly string[] => {
    node.boot().bind('job', { restartPolicy: 'Never' })
    node.run(5_000)
    node.delete('job')
    node.run(15_000)
    return states(node, 'job').slice(4)
  }
  expect(phases(new TestNode())).toEqual(['deleted Failed [c:terminated/Error]', 'gone'])
  // kubernetes/kubernetes#88440
  expect(phases(new TestNode(settingsWith({}, ['terminal-phase-changes'])))).toEqual([
    'deleted Failed [c:terminated/Error]',
    'deleted Succeeded [c:terminated/Error]',
    'gone',
  ])
})

test('a pod that somebody else has declared Failed is stopped and stays Failed', () => {
  const node = new TestNode().boot()
  node.bind('web')
  node.run(5_000)
  const pod = node.pod('web')
  node.put({ ...pod, status: { ...pod.status, phase: 'Failed' } })
  node.run(30_000)
  expect(node.pod('web').status.phase).toBe('Failed')
  expect(node.containers()).toEqual([])
})
