/** The formats of recordings, each with the same small story: a pod is created, bound, runs, and is deleted. */
import { describe, expect, test } from 'vitest'
import { readAuditOf } from './join.ts'
import { readRecording } from './read.ts'
import { recordingIn } from './subjects.ts'
import { judge } from './verdict.ts'

type Raw = Readonly<Record<string, unknown>>

const metadata = (resourceVersion: number, more: Raw = {}): Raw => ({
  name: 'a',
  namespace: 'default',
  uid: 'uid-a',
  resourceVersion: String(resourceVersion),
  ...more,
})

const spec: Raw = {
  containers: [{ name: 'c', image: 'app:1' }],
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 5,
}
const bound: Raw = { ...spec, nodeName: 'n1' }
const scheduled: Raw = { type: 'PodScheduled', status: 'True' }
const conditions = [
  { type: 'Initialized', status: 'True' },
  { type: 'Ready', status: 'True' },
  { type: 'ContainersReady', status: 'True' },
  scheduled,
]
const running: Raw = {
  phase: 'Running',
  podIP: '10.0.0.1',
  conditions,
  containerStatuses: [{ name: 'c', ready: true, restartCount: 0, state: { running: {} } }],
}

const pod = (fields: Raw): Raw => ({ apiVersion: 'v1', kind: 'Pod', ...fields })

const CREATED = pod({ metadata: metadata(10), spec, status: { phase: 'Pending' } })
const BOUND = pod({ metadata: metadata(11), spec: bound, status: { phase: 'Pending', conditions: [scheduled] } })
const RUNNING = pod({ metadata: metadata(12), spec: bound, status: running })
const mark = { deletionTimestamp: '2026-01-01T00:00:05Z', deletionGracePeriodSeconds: 5 }
const MARKED = pod({ metadata: metadata(13, mark), spec: bound, status: running })
const GONE = pod({ metadata: metadata(14, mark), spec: bound, status: running })

const WATCH = [
  { type: 'ADDED', object: CREATED },
  { type: 'MODIFIED', object: BOUND },
  { type: 'MODIFIED', object: RUNNING },
  { type: 'MODIFIED', object: MARKED },
  { type: 'DELETED', object: GONE },
]

const judged = (text: string) => judge(readRecording('run.json', text))

describe('what kubectl prints', () => {
  test('is read over many lines to an object, as it prints it', () => {
    const verdict = judged(WATCH.map((event) => JSON.stringify(event, null, 4)).join('\n'))
    expect(verdict).toMatchObject({ verdict: 'admitted', explained: 5, refusal: null })
    expect(verdict.notes.join()).toContain('nobody recorded the requests')
  })

  test('is refused at the line where the pod moves', () => {
    const moved = pod({ ...RUNNING, spec: { ...bound, nodeName: 'n2' } })
    const lines = WATCH.map((event) => JSON.stringify(event.object === RUNNING ? { ...event, object: moved } : event))
    const { verdict, refusal, explained } = judged(lines.join('\n'))
    expect(verdict).toBe('not admitted')
    expect(refusal).toMatchObject({ line: 3, revision: 12 })
    expect(explained).toBe(2)
  })

  test('begins with what was there, in any order of revisions', () => {
    const other = pod({ ...RUNNING, metadata: { ...metadata(7), name: 'b', uid: 'uid-b' } })
    const { verdict, explained } = judged(
      [{ type: 'ADDED', object: RUNNING }, { type: 'ADDED', object: other }, ...WATCH.slice(3)]
        .map((e) => JSON.stringify(e))
        .join('\n'),
    )
    expect({ verdict, explained }).toEqual({ verdict: 'admitted', explained: 2 })
  })
})

const audit = (username: string, verb: string, subresource: string, more: Raw): Raw => ({
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'RequestResponse',
  stage: 'ResponseComplete',
  verb,
  user: { username },
  objectRef: { resource: 'pods', namespace: 'default', name: 'a', ...(subresource === '' ? {} : { subresource }) },
  responseStatus: { code: verb === 'create' ? 201 : 200 },
  requestReceivedTimestamp: '2026-01-01T00:00:00.000Z',
  stageTimestamp: '2026-01-01T00:00:00.005Z',
  ...more,
})

const KUBELET = 'system:node:n1'
const LOG = [
  audit('admin', 'create', '', { responseObject: CREATED }),
  audit('system:kube-scheduler', 'create', 'binding', {
    requestObject: { target: { name: 'n1' } },
    responseObject: { kind: 'Status' },
  }),
  audit(KUBELET, 'patch', 'status', { responseObject: RUNNING }),
  audit('admin', 'delete', '', { responseObject: MARKED }),
  audit(KUBELET, 'delete', '', {
    requestObject: { gracePeriodSeconds: 0 },
    responseObject: { ...GONE, metadata: metadata(14, { ...mark, deletionGracePeriodSeconds: 0 }) },
  }),
]

const asLog = (entries: readonly Raw[]): string => entries.map((entry) => JSON.stringify(entry)).join('\n')

describe('audit logs', () => {
  test('tell who wrote what, and what was stored', () => {
    const verdict = judged(asLog(LOG))
    expect(verdict.refusal).toBeNull()
    expect(verdict.steps.map(({ author }) => author)).toEqual(['user', 'scheduler', 'kubelet/n1', 'user', 'kubelet/n1'])
  })

  test('of a kubelet that writes what is not its own are refused', () => {
    const foreign = LOG.map((entry) => (entry === LOG[2] ? { ...entry, user: { username: 'system:node:n2' } } : entry))
    expect(judged(asLog(foreign)).refusal?.objections.join()).toContain(
      'can only modify pods with spec.nodeName set to itself',
    )
  })

  test('go with a watch of the same cluster, and with no other', () => {
    const watch = readRecording('watch.json', asLog(WATCH))
    const joined = judge(readAuditOf(watch, 'audit.log', asLog(LOG)))
    expect(joined).toMatchObject({ verdict: 'admitted', explained: 5 })
    const other = LOG.map((entry) => ({ ...entry, responseObject: { kind: 'Status', metadata: {} } }))
    expect(() => readAuditOf(watch, 'audit.log', asLog(other))).toThrow('audit.log: knows none of the recorded changes')
  })
})

describe('what is no recording', () => {
  const thrown = (text: string): string => {
    try {
      readRecording('run.json', text)
      return 'nothing'
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  test.each([
    ['is cut off', `${JSON.stringify(WATCH[0])}\n{"type":"MODI`, /^run\.json:2:1: is not a whole JSON object/],
    ['is something else', '{"a":1}', /^run\.json:1:1: is no recording: give watch events/],
    ['is empty', '', /^run\.json:1:1: is no recording/],
    [
      'has an object that is none',
      '{"type":"ADDED","object":{"kind":"Pod","metadata":{"name":"a"}}}',
      /^run\.json:1:1: metadata\.resourceVersion: /,
    ],
    ['is not JSON', '{"type": oops}', /^run\.json:1:1: is not JSON/],
  ])('%s', (_what, text, message) => {
    expect(thrown(text)).toMatch(message)
  })

  test('without a change of a modelled object nothing is decided', () => {
    expect(
      judged(JSON.stringify({ type: 'ADDED', object: { kind: 'ConfigMap', metadata: metadata(3) } })).verdict,
    ).toBe('undecided')
  })
})

test('the timers of a recording come from its header', () => {
  const { timing } = recordingIn('conformance/trace/fixtures/08a.jsonl.gz').settings
  expect(timing).toMatchObject({
    nodeMonitorGrace: 6_000,
    nodeMonitorPeriod: 1_000,
    defaultToleration: 3_000,
    evictionInterval: 10_000,
  })
})
