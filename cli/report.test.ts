/** `kubeproof report` as a user meets it: forms, several results, comparisons, keeping current, and refusals. */
import { once } from 'node:events'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildCommandLine, deployment } from './fixtures/command-line.ts'
import type { CommandLine } from './fixtures/command-line.ts'

let kubeproof: CommandLine
beforeAll(() => {
  kubeproof = buildCommandLine()
  kubeproof.write('web.yaml', deployment('web'))
  const args = ['check', 'web.yaml', '--allow', 'exit-container', '--runs', '0', '--json', '--no-suggestions']
  kubeproof.write('result.json', kubeproof.run(args).stdout)
})
afterAll(() => kubeproof.remove())

const said = (...args: readonly string[]) => kubeproof.run(['report', ...args])

test.each([
  ['markdown', /^## .* Kubeproof: web\.yaml /],
  ['junit', /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites /],
  ['sarif', /"uri": "web\.yaml"/],
  ['github', /^::(warning|error) file=web\.yaml,line=1,title=/],
  ['itf', /"format": "ITF"/],
  ['mermaid', /^sequenceDiagram\n/],
])('--format %s goes to standard output', (format, content) => {
  const { status, stdout, stderr } = said('result.json', '--format', format)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(content)
})

test('a page tells what became of each promise since an older result', () => {
  const older = JSON.parse(readFileSync(join(kubeproof.folder, 'result.json'), 'utf8'))
  const [first] = older.properties.filter(({ verdict }: { verdict: string }) => verdict === 'broken')
  kubeproof.write('older.json', JSON.stringify({ ...older, properties: older.properties.filter((p: unknown) => p !== first) }))
  said('result.json', '--against', 'older.json', '--out', 'compared.html')
  const page = readFileSync(join(kubeproof.folder, 'compared.html'), 'utf8')
  const [, section] = /<h2>web\.yaml, compared with web\.yaml<\/h2>([^]*?)<\/section>/.exec(page) ?? []
  expect(section).toContain(`<td>new</td><th scope="row"><code>${first.name}</code></th>`)
  expect(section?.match(/<tr><td>/g)).toHaveLength(1)
})

test('a result is compared with an older one, and several are told together', () => {
  expect(said('result.json', '--format', 'markdown', '--against', 'result.json').stdout).toMatch(/No verdict, .* differs\./)
  const { stdout } = said('result.json', 'result.json', '--format', 'junit', '--out', 'two.xml')
  expect(stdout).toBe('Report: two.xml\n')
  expect(readFileSync(join(kubeproof.folder, 'two.xml'), 'utf8').match(/<testsuite /g)).toHaveLength(2)
})

test.each([
  [['result.json', '--format', 'sarf'], /^--format: there is no format sarf; did you mean sarif\?$/m],
  [['missing.json'], /^missing\.json: no such file/],
  [['web.yaml'], /^web\.yaml: is not JSON; /],
  [['result.json', '--format', 'itf', '--property', 'none'], /^--format itf: there is no run of none; there are runs of "/],
  [['result.json', '--format', 'junit', '--open'], /^--open: opens an HTML file/],
  [['result.json', '--format', 'junit', '--watch'], /^--watch: needs files/],
  [['result.json', '--against', 'result.json', '--format', 'sarif'], /^--against: is told by --format html and markdown only$/m],
])('report %j is refused in one line', (args, message) => {
  const { status, stdout, stderr } = said(...args)
  expect(stderr).toMatch(message)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
})

test('--watch writes again when the result changes, and ends when interrupted', async () => {
  const result = readFileSync(join(kubeproof.folder, 'result.json'), 'utf8')
  kubeproof.write('watched.json', result)
  const child = kubeproof.start(['report', 'watched.json', '--out', 'watched.html', '--watch'])
  await once(child.stderr ?? child, 'data')
  rmSync(join(kubeproof.folder, 'watched.html'))
  kubeproof.write('watched.json', `${result}\n`)
  await expect
    .poll(() => statSync(join(kubeproof.folder, 'watched.html'), { throwIfNoEntry: false })?.size ?? 0, { timeout: 60_000 })
    .toBeGreaterThan(1_000)
  child.kill('SIGINT')
  const [status] = await once(child, 'close')
  expect(status).toBe(0)
})
