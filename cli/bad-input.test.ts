/** Manifests that cannot be read: one clear line on stderr, nothing on stdout, nothing written, status 2. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildCommandLine, deployment, pod } from './fixtures/command-line.ts'
import type { CommandLine, Said } from './fixtures/command-line.ts'

let kubeproof: CommandLine
beforeAll(() => {
  kubeproof = buildCommandLine()
})
afterAll(() => kubeproof.remove())
beforeEach(() => rmSync(join(kubeproof.folder, 'reports'), { recursive: true, force: true }))

const QUICK = ['--faults', '0', '--runs', '0']

const expectRefusal = ({ status, stdout, stderr }: Said, message: RegExp): void => {
  expect(stderr).toMatch(message)
  expect(stderr.split('\n').slice(1), stderr).toEqual([''])
  expect(stderr).not.toMatch(/\n\s+at |node:|internal error|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(existsSync(join(kubeproof.folder, 'reports')), 'nothing is written').toBe(false)
}

/** An alias of lists of aliases: nine to the ninth values from ten lines. */
const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij']
  .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(',')}]\n`)
  .join('')}`

test.each<[string, string | Uint8Array, RegExp]>([
  ['an empty file', '', /^in\.yaml: contains no Kubernetes object; give /],
  ['only comments', '# nothing\n---\n', /^in\.yaml: contains no Kubernetes object; give /],
  ['a binary file', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]), /^in\.yaml: is a binary file, .*; give /],
  ['text that is not UTF-8', new Uint8Array([0x61, 0xff, 0xfe]), /^in\.yaml: is not UTF-8 text; save /],
  ['tabs', 'kind: Pod\nmetadata:\n\tname: a\n', /^in\.yaml:3:1: .*; use spaces instead of tabs$/m],
  ['a wrong indent', 'kind: Pod\nmetadata:\n    name: a\n  labels: {}\n', /^in\.yaml:[34]:\d+: .*; correct the YAML here$/m],
  ['a key without a value', 'kind: Pod\nmetadata\n', /^in\.yaml:2:\d+: .*; correct the YAML here$/m],
  ['duplicate keys', `kind: Pod\n${pod('a')}`, /^in\.yaml:3:1: .*; remove one of the two$/m],
  ['an alias bomb', bomb, /^in\.yaml: expands YAML aliases too often .*; write /],
  ['10 000 brackets', `a: ${'['.repeat(10_000)}`, /^in\.yaml:1: is nested deeper than 100 levels/],
  ['10 000 braces of JSON', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, /^in\.yaml:1: is nested deeper/],
  ['10 000 levels of indent', Array.from({ length: 10_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), /^in\.yaml:\d+: is nested deeper/],
  ['10 000 dashes', `${'- '.repeat(10_000)}a`, /^in\.yaml:1: is nested deeper/],
  ['a scalar', 'hello\n', /^in\.yaml:1:1: is not an object; expected /],
  ['an object without a kind', 'apiVersion: v1\n', /^in\.yaml:1:1: has no kind; expected /],
  ['a text for a number', deployment('web', '  replicas: "three"\n'), /^in\.yaml:6:3: spec\.replicas: must be a number \(found "three"\)$/m],
  ['a list for an object', pod('a').replace(/metadata:[^]*spec:/, 'metadata: []\nspec:'), /^in\.yaml:3:1: metadata: must be a mapping$/m],
  ['a number for a text', pod('a', '  labels: {a: 1}\n'), /^in\.yaml:5:12: metadata\.labels\.a: must be a text .*\(found 1\)$/m],
  ['a negative number', deployment('web', '  replicas: -1\n'), /^in\.yaml:6:3: spec\.replicas: must be at least 0 \(found -1\)$/m],
  ['a fraction', deployment('web', '  replicas: 1.5\n'), /^in\.yaml:6:3: spec\.replicas: must be a whole number \(found 1\.5\)$/m],
  ['an absurd number', deployment('web', '  replicas: 99999999999\n'), /^in\.yaml:6:3: spec\.replicas: must be at most 1000 \(found 99999999999\)$/m],
  ['infinity', deployment('web', '  replicas: .inf\n'), /^in\.yaml:6:3: spec\.replicas: .*\(found Infinity\)$/m],
  ['a percentage of nothing', deployment('web', '  strategy: {rollingUpdate: {maxSurge: lots}}\n'), /^in\.yaml:6:\d+: spec\.strategy\.rollingUpdate\.maxSurge: is neither .*\(found "lots"\)$/m],
  ['another apiVersion', pod('a').replace('v1', 'v7'), /^in\.yaml:1:1: apiVersion: must be "v1" \(found "v7"\)$/m],
  ['no containers', pod('a').replace(/containers:[^]*$/, 'containers: []\n'), /^in\.yaml:6:3: spec\.containers: needs at least one container/],
  ['a duplicate object', `${pod('a')}---\n${pod('a')}`, /^in\.yaml:13:3: metadata\.name: Pod default\/a is given twice \(first at in\.yaml:4\); remove one$/m],
  ['an unknown namespace', pod('a', '  namespace: nowhere\n'), /^in\.yaml:5:3: metadata\.namespace: namespace nowhere is not in the input; add /],
  ['the name __proto__', pod('__proto__'), /^in\.yaml:4:3: metadata\.name: is not a valid name: use .*\(found "__proto__"\)$/m],
  ['the name toString', pod('toString'), /^in\.yaml:4:3: metadata\.name: is not a valid name: use .*\(found "toString"\)$/m],
  ['the namespace __proto__', pod('a', '  namespace: __proto__\n'), /^in\.yaml:5:3: metadata\.namespace: is not a valid name/],
  ['the label key __proto__', pod('a', '  labels: {__proto__: x}\n'), /^in\.yaml:5:12: metadata\.labels\.__proto__: is not a valid key; remove it$/m],
  ['only kinds that are not modelled', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n', /^in\.yaml: contains no object of a kind that is modelled/],
  ['escapes for the terminal', pod('"\\e[31mred\\x9b2J\\u202e"'), /^in\.yaml:4:3: metadata\.name: is not a valid name/],
])('%s is refused', (_, content, message) => {
  kubeproof.write('in.yaml', content)
  expectRefusal(kubeproof.run(['check', 'in.yaml', ...QUICK]), message)
})

test('a selector that does not match its template is refused at the selector', () => {
  kubeproof.write('in.yaml', deployment('web').replace('matchLabels: {app: web}', 'matchLabels: {app: other}'))
  const said = kubeproof.run(['check', 'in.yaml', ...QUICK])
  expectRefusal(said, /^in\.yaml:7:3: spec\.selector: does not match .* \(app: other\); make them equal$/m)
})

test('paths that lead nowhere are refused', () => {
  mkdirSync(join(kubeproof.folder, 'empty/folder.yaml'), { recursive: true })
  kubeproof.write('file', 'x')
  expectRefusal(kubeproof.run(['check', 'missing.yaml']), /^missing\.yaml: no such file or directory; check /)
  expectRefusal(kubeproof.run(['check', 'file/in.yaml']), /^file\/in\.yaml: no such file or directory; check /)
  expectRefusal(kubeproof.run(['check', 'empty']), /^empty: is a directory without manifests .*; name /)
  expectRefusal(kubeproof.run(['check', 'x'.repeat(5_000)]), /: cannot be read: .*; check /)
  expectRefusal(kubeproof.run(['check', '/dev/zero']), /^\/dev\/zero: is larger than 50 MB; give /)
  expectRefusal(kubeproof.run(['check']), /^check: needs manifests; try: kubeproof check /)
})

test('a path with escapes for the terminal is shown without them', () => {
  expectRefusal(kubeproof.run(['check', 'a\u001b[31m\u009b2J\u202e.yaml']), /^a·\[31m·2J·\.yaml: no such file/)
  expectRefusal(kubeproof.run(['check', '--\u001b[31mx']), /unknown option '--·\[31mx'/)
})

test('every problem of a file has its line', () => {
  kubeproof.write('in.yaml', `${deployment('web', '  replicas: -1\n  paused: 7\n')}`)
  const { status, stdout, stderr } = kubeproof.run(['check', 'in.yaml'])
  expect(stderr).toMatch(/^in\.yaml:6:3: spec\.replicas: .*\nin\.yaml:7:3: spec\.paused: .*\n$/)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
})

test('a folder stands for its manifests, and only for these', () => {
  kubeproof.write('some/a.yaml', pod('a'))
  kubeproof.write('some/b.json', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b"},"spec":{"containers":[{"name":"a"}]}}')
  kubeproof.write('some/notes.txt', '\tno yaml')
  const { status, stdout } = kubeproof.run(['check', 'some', '--json', ...QUICK])
  expect(status).toBe(0)
  expect(JSON.parse(stdout).input).toMatchObject({ files: ['some/a.yaml', 'some/b.json'], objects: ['pod/a', 'pod/b'] })
})

test('constructor simply works as a name, and as the key of a label and of an annotation', () => {
  kubeproof.write('in.yaml', pod('constructor', '  labels: {constructor: x}\n  annotations: {constructor: y}\n'))
  const { status, stdout, stderr } = kubeproof.run(['check', 'in.yaml', '--json', ...QUICK])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const { input, properties } = JSON.parse(stdout)
  expect(input.objects).toEqual(['pod/constructor'])
  expect(properties).toContainEqual(expect.objectContaining({ name: 'some-pod-is-running', verdict: 'holds' }))
  expect(readdirSync(join(kubeproof.folder, 'reports/out')).sort()).toEqual(['report.html', 'result.json'])
})
