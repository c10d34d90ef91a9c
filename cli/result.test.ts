/** What check prints and writes: results, warnings, exit statuses, and what an interrupt leaves behind. */
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { resultSchema } from '../reports/result.ts'
import { buildCommandLine, deployment, pod } from './fixtures/command-line.ts'
import type { CommandLine } from './fixtures/command-line.ts'

let kubeproof: CommandLine
beforeAll(() => {
  kubeproof = buildCommandLine()
  kubeproof.write('web.yaml', deployment('web'))
})
afterAll(() => kubeproof.remove())
beforeEach(() => rmSync(join(kubeproof.folder, 'reports'), { recursive: true, force: true }))

const QUICK = ['--faults', '0', '--runs', '0']
const ONE = ['--runs', '0', '--no-suggestions', '--allow', 'drop-answer']
const writtenResult = () =>
  resultSchema.strict().parse(JSON.parse(readFileSync(join(kubeproof.folder, 'reports/out/result.json'), 'utf8')))

/** Seconds are of this machine, all else is of the model. */
const withoutSeconds = (json: string): string => json.replace(/"seconds":\d+(\.\d+)?(e-\d+)?(?=,"complete"|\})/g, '"seconds":0')

test('what holds ends with 0, also where nothing happened that some promises speak of', () => {
  const { status, stdout, stderr } = kubeproof.run(['check', 'web.yaml', ...ONE])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(/✓ deployment\/web keeps 2 ready\n +survives any 1 fault \(exhaustive, nominal order\)/)
  expect(stdout).toMatch(/\nholds · nominal order, .*1 fault: [\d,]+ states · complete · [\d.]+ s\nReport: reports\/out\/report\.html\n$/)
  expect(readFileSync(join(kubeproof.folder, 'reports/out/report.html'), 'utf8')).toMatch(/^<!doctype html>/i)
})

test('--json prints one result that the schema accepts, and nothing else', () => {
  const { status, stdout, stderr } = kubeproof.run(['check', 'web.yaml', '--json', ...ONE])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout.split('\n').slice(1)).toEqual([''])
  const result = resultSchema.strict().parse(JSON.parse(stdout))
  expect(result).toMatchObject({ format: 'kubeproof/result@1', verdict: 'holds', search: { complete: true, faults: 1 } })
  expect(result).toEqual(writtenResult())
})

test('two runs print the same bytes apart from seconds', () => {
  const args = ['check', 'web.yaml', '--json', '--faults', '1', '--runs', '5', '--allow', 'drop-answer,power-off-node', '--no-suggestions']
  const [first, second] = [kubeproof.run(args), kubeproof.run(args)]
  expect(first.status).toBe(1)
  expect(withoutSeconds(second.stdout)).toBe(withoutSeconds(first.stdout))
  const other = kubeproof.run([...args, '--seed', 'another'])
  expect(withoutSeconds(other.stdout)).not.toBe(withoutSeconds(first.stdout))
})

test('a second thread for the random runs changes nothing that is told', () => {
  const args = ['check', 'web.yaml', '--json', '--faults', '0', '--runs', '6', '--allow', 'power-off-node', '--no-suggestions']
  const [one, two] = ['1', '2'].map((workers) => kubeproof.run([...args, '--workers', workers]))
  expect(JSON.parse(two?.stdout ?? '').search).toMatchObject({ runs: 6 })
  const told = (json = ''): string => withoutSeconds(json).replace(/ --workers \d/g, '')
  expect(told(two?.stdout)).toBe(told(one?.stdout))
})

test('a broken promise ends with 1, and its counterexample is written', () => {
  const args = ['check', 'web.yaml', ...ONE, '--defect', 'timeout-though-created']
  const { status, stdout } = kubeproof.run(args)
  expect(status).toBe(1)
  expect(stdout).toMatch(/✗ replica-set-creates-no-surplus\n +broken by 1 fault: the answer .* is lost; .* got pod number 3, it asks for 2/)
  const broken = writtenResult().properties.filter(({ verdict, kind }) => verdict === 'broken' && kind !== 'sometimes')
  expect(broken.map(({ name }) => name)).toContain('replica-set-creates-no-surplus')
  for (const { file } of broken) expect(existsSync(join(kubeproof.folder, file ?? 'none')), String(file)).toBe(true)
})

test('a witness has a run of its own where the run without faults does not reach it, and only there', () => {
  kubeproof.run(['check', 'web.yaml', '--faults', '1', '--runs', '0', '--no-suggestions', '--allow', 'power-off-node'])
  const reached = writtenResult().properties.filter(({ kind, verdict }) => kind === 'sometimes' && verdict === 'holds')
  const lucky = reached.filter(({ reachedAt }) => reachedAt === null)
  const plain = reached.filter(({ reachedAt }) => reachedAt !== null)
  expect(lucky.map(({ name }) => name)).toContain('some-node-is-unknown')
  expect(plain.length).toBeGreaterThan(0)
  expect(lucky.map(({ counterexample, file }) => ({ faults: counterexample?.faults.length, file }))).toEqual(
    lucky.map(() => ({ faults: 1, file: null })),
  )
  expect(plain.filter(({ counterexample }) => counterexample !== null)).toEqual([])
})

test.each([
  ['states', ['--max-states', '20'], 'max-states'],
  ['time', ['--time-limit', '1ms'], 'time-limit'],
])('a search that %s ended early is inconclusive, and ends with 3', (_, bound, end) => {
  const { status, stdout } = kubeproof.run(['check', 'web.yaml', ...ONE, ...bound])
  expect(status).toBe(3)
  expect(stdout).toMatch(/\? deployment\/web keeps 2 ready\n +not decided: /)
  expect(stdout).toMatch(new RegExp(`\\ninconclusive · .* · ended early: ${end} · `))
  expect(stdout).not.toMatch(/survives any/)
  expect(writtenResult()).toMatchObject({ verdict: 'inconclusive', search: { end, complete: false } })
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends the search, and what is known is written', async (signal, expected) => {
  const child = kubeproof.start(['check', 'web.yaml', '--json', '--faults', '3', '--nodes', '10', '--runs', '0'])
  let stdout = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
  })
  await new Promise((resolve) => setTimeout(resolve, 8_000))
  child.kill(signal)
  const [status] = await once(child, 'close')
  expect(status).toBe(expected)
  const result = resultSchema.strict().parse(JSON.parse(stdout))
  expect(result.search).toMatchObject({ end: 'interrupted', complete: false })
  expect(result.search.states).toBeGreaterThan(0)
  expect(result.properties.filter(({ verdict }) => verdict === 'holds').every(({ kind }) => kind === 'sometimes')).toBe(true)
  expect(writtenResult()).toEqual(result)
})

const strange = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n---\n${pod('a').replace('spec:\n', 'spec:\n  hostPID: true\n')}`
const WARNINGS = [
  'in.yaml:2:1: kind: kind ConfigMap is not modelled: ignored',
  'in.yaml:11:3: spec.hostPID: is not looked at by the model: ignored, though it could matter',
]

test('what is not modelled is listed on stderr, and is not fatal', () => {
  kubeproof.write('in.yaml', strange)
  const { status, stdout, stderr } = kubeproof.run(['check', 'in.yaml', '--json', ...QUICK])
  expect(status).toBe(0)
  expect(stderr).toBe(WARNINGS.map((line) => `warning: ${line}\n`).join(''))
  expect(JSON.parse(stdout).input.warnings).toEqual(WARNINGS)
  const shown = kubeproof.run(['check', 'in.yaml', ...QUICK])
  expect(shown.stderr).toBe(stderr)
  expect(shown.stdout, 'said once').not.toMatch(/ConfigMap/)
})

test('--strict makes warnings fatal', () => {
  kubeproof.write('in.yaml', strange)
  const { status, stdout, stderr } = kubeproof.run(['check', 'in.yaml', '--strict', ...QUICK])
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: WARNINGS.map((line) => `${line}\n`).join('') })
  expect(existsSync(join(kubeproof.folder, 'reports'))).toBe(false)
  expect(kubeproof.run(['check', 'web.yaml', '--strict', ...QUICK]).status).toBe(0)
})

test('escapes for the terminal in a manifest never reach it, not even as JSON', () => {
  kubeproof.write('in.yaml', `apiVersion: v1\nkind: "\\e[31mRed\\x9b2J\\u202e"\n---\n${pod('a')}`)
  for (const args of [[], ['--json'], ['--strict']]) {
    const { stdout, stderr } = kubeproof.run(['check', 'in.yaml', ...args, ...QUICK])
    expect(stdout + stderr).toMatch(/Red/)
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
  }
})

const served = (kind: string, apiVersion: string, spec: object, metadata: object = {}) => ({
  apiVersion,
  kind,
  metadata: {
    name: 'web',
    namespace: 'prod',
    uid: `${kind}-1`,
    resourceVersion: '7',
    generation: 2,
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [{ manager: 'kubectl', operation: 'Update' }],
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
    ...metadata,
  },
  spec,
  status: { replicas: 2, conditions: [{ type: 'Available', status: 'True' }] },
})
const template = { metadata: { creationTimestamp: null, labels: { app: 'web' } }, spec: { containers: [{ name: 'a', image: 'b', imagePullPolicy: 'Always' }], dnsPolicy: 'ClusterFirst' } }
const workload = { replicas: 2, selector: { matchLabels: { app: 'web' } }, template }
const owned = { name: 'web-1', ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'Deployment-1' }] }
const list = {
  apiVersion: 'v1',
  kind: 'List',
  metadata: { resourceVersion: '' },
  items: [served('Deployment', 'apps/v1', workload), served('ReplicaSet', 'apps/v1', workload, owned)],
}

test.each([
  ['json', JSON.stringify(list, null, 4)],
  ['yaml', `---\n${JSON.stringify(list)}\n`],
])('what kubectl get -o %s prints is read from standard input', (_, stdin) => {
  const { status, stdout, stderr } = kubeproof.run(['check', '-f', '-', '--json', ...QUICK], { stdin })
  expect(stderr).toMatch(/^warning: <stdin>:\d+:\d+: items\[0\]\.metadata\.namespace: namespace prod is not in the input: taken to exist\n$/)
  expect(status).toBe(0)
  expect(JSON.parse(stdout).input).toMatchObject({ files: ['<stdin>'], objects: ['namespace/prod', 'deployment/prod/web'] })
})
