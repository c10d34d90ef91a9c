import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { InputError } from './problem.ts'
import { readManifests } from './read.ts'

const read = (text: string | Uint8Array) =>
  readManifests([{ file: 'in.yaml', bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text }])

const refusal = (text: string | Uint8Array): string => {
  try {
    read(text)
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  return 'accepted'
}

const pod = (name: string, extra = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n${extra}spec:\n  containers:\n  - name: a\n    image: b\n`

const deployment = (spec: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n${spec}  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: a\n        image: b\n`

test('the example is read without a warning, namespace first', () => {
  const workload = read(readFileSync('examples/web.yaml', 'utf8'))
  expect(workload.warnings).toEqual([])
  expect(workload.objects.map((o) => `${o.kind} ${o.metadata.name}`)).toEqual([
    'Namespace shop',
    'Deployment web',
    'Service web',
  ])
})

test.each([
  ['an empty file', '', /in\.yaml: contains no Kubernetes object/],
  ['only comments', '# nothing\n---\n', /contains no Kubernetes object/],
  ['a binary file', new Uint8Array([0, 1, 2]), /is a binary file/],
  ['broken UTF-8', new Uint8Array([0xff, 0xfe, 0x41]), /not UTF-8/],
  ['tabs', 'kind: Pod\nmetadata:\n\tname: a\n', /^in\.yaml:3:1: .*use spaces/],
  ['a wrong indent', 'kind: Pod\nmetadata:\n    name: a\n  labels: {}\n', /^in\.yaml:\d+:\d+: /],
  ['duplicate keys', 'kind: Pod\nkind: Pod\n', /^in\.yaml:2:1: .*remove one of the two/],
  ['a scalar', 'hello\n', /is not an object/],
  ['a string for a number', deployment('  replicas: "three"\n'), /^in\.yaml:6:3: spec\.replicas: .*found "three"/],
  ['a negative number', deployment('  replicas: -1\n'), /^in\.yaml:6:3: spec\.replicas: /],
  ['an absurd number', deployment('  replicas: 99999999\n'), /spec\.replicas: /],
  ['duplicate objects', `${pod('a')}---\n${pod('a')}`, /in\.yaml:\d+:3: metadata\.name: Pod default\/a is given twice/],
  ['an unknown namespace', pod('a', '  namespace: nowhere\n'), /namespace nowhere is not in the input/],
  ['the name __proto__', pod('__proto__'), /metadata\.name: is not a valid name/],
  ['the name toString', pod('toString'), /metadata\.name: is not a valid name/],
  ['deep flow nesting', `a: ${'['.repeat(10_000)}`, /^in\.yaml:1: is nested deeper than 100/],
  ['deep block nesting', Array.from({ length: 10_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), /nested/],
  [
    'an alias bomb',
    `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(',')}]`).join('\n')}\n`,
    /alias/,
  ],
])('%s is refused with one clear line', (_, text, message) => {
  const said = refusal(text)
  expect(said).toMatch(message)
  expect(said.split('\n')).toHaveLength(1)
})

test('a selector that does not match its template is refused at the selector', () => {
  const text = deployment('').replace('matchLabels: {app: web}', 'matchLabels: {app: other}')
  expect(refusal(text)).toMatch(/^in\.yaml:6:3: spec\.selector: does not match .*app: other/)
})

test('constructor simply works as a name, label and annotation', () => {
  const workload = read(pod('constructor', '  labels: {constructor: x}\n  annotations: {constructor: y}\n'))
  expect(workload.objects[0]?.metadata.name).toBe('constructor')
  expect(workload.objects[0]?.metadata.labels).toEqual({ constructor: 'x' })
})

test('other kinds and fields that could matter are warned about, with their place', () => {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n---\n${pod('a').replace('spec:\n', 'spec:\n  runtimeClassName: high\n')}`
  expect(read(text).warnings.map((w) => `${w.line}:${w.path}: ${w.text}`)).toEqual([
    '2:kind: kind ConfigMap is not modelled: ignored',
    '11:spec.runtimeClassName: is not looked at by the model: ignored, though it could matter',
  ])
})

test('what kubectl get prints is accepted: a List, server-set fields, and pods of a given owner', () => {
  const owned = `{"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"web-1","namespace":"prod","uid":"u2","resourceVersion":"7","creationTimestamp":"2026-01-01T00:00:00Z","managedFields":[],"ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"web","uid":"u1"}]},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"},"creationTimestamp":null},"spec":{"containers":[{"name":"a","image":"b"}]}}},"status":{"replicas":1}}`
  const owner = owned
    .replace('"ReplicaSet"', '"Deployment"')
    .replace('web-1', 'web')
    .replace('"uid":"u2"', '"uid":"u1"')
    .replace(/,"ownerReferences":\[.*?\]/, '')
  const workload = read(`{"apiVersion":"v1","kind":"List","items":[${owner},${owned}],"metadata":{"resourceVersion":""}}`)
  expect(workload.objects.map((o) => `${o.kind} ${o.metadata.name}`)).toEqual(['Namespace prod', 'Deployment web'])
  expect(workload.warnings.map((w) => w.text)).toEqual(['namespace prod is not in the input: taken to exist'])
})

test('a field is passed over in silence only while it says what the model does anyway', () => {
  const service = (spec: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports: [{port: 80}]\n${spec}`
  const warned = (text: string): string[] => read(text).warnings.map(({ path }) => path ?? '')
  const given = pod('a').replace('spec:\n', 'spec:\n  schedulerName: default-scheduler\n')
  expect(warned(`${given}---\n${service('  sessionAffinity: None\n  internalTrafficPolicy: Cluster\n')}`)).toEqual([])
  const other = given.replace('default-scheduler', 'mine')
  expect(warned(`${other}---\n${service('  sessionAffinity: ClientIP\n  externalTrafficPolicy: Local\n')}`).sort()).toEqual([
    'spec.externalTrafficPolicy',
    'spec.schedulerName',
    'spec.sessionAffinity',
  ])
  const probed = (probe: string): string => pod('a').replace('image: b\n', `image: b\n    readinessProbe: ${probe}\n`)
  expect(warned(probed('{httpGet: {port: 80}, failureThreshold: 3, successThreshold: 1}'))).toEqual([])
  expect(warned(probed('{httpGet: {port: 80}, successThreshold: 2}'))).toEqual([
    'spec.containers[0].readinessProbe.successThreshold',
  ])
})

test('a priority class becomes the priority of its pods; an unknown one is said to be taken as 0', () => {
  const critical =
    'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: critical}\nvalue: 1000\npreemptionPolicy: Never\n'
  const named = (name: string): string => pod('a').replace('spec:\n', `spec:\n  priorityClassName: ${name}\n`)
  const specs = (text: string) => read(text).objects.map((object) => (object.kind === 'Pod' ? object.spec : null))
  expect(specs(`${critical}---\n${named('critical')}`)).toMatchObject([{ priority: 1000, preemptionPolicy: 'Never' }])
  expect(specs(named('system-node-critical'))).toMatchObject([{ priority: 2_000_001_000 }])
  const workload = read(named('unheard-of'))
  expect(workload.objects[0]).not.toHaveProperty('spec.priority')
  expect(workload.warnings).toMatchObject([{ line: 6, path: 'spec.priorityClassName', text: expect.stringContaining('PriorityClass unheard-of') }])
})

test('what the scheduler looks at is read without a warning', () => {
  const affinity = `{podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 5, podAffinityTerm:
    {topologyKey: zone, labelSelector: {matchLabels: {app: web}}, matchLabelKeys: [pod-template-hash]}}]}}`
  const text = pod('a').replace('spec:\n', `spec:\n  affinity: ${affinity}\n  preemptionPolicy: Never\n  resources: {requests: {cpu: 1}}\n`)
  expect(read(text).warnings).toEqual([])
})
