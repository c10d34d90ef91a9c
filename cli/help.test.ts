/** What the program tells of itself: version, help, the specification, and reports of results. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claims } from '../properties/catalogue.ts'
import { defaultSettings } from '../model/settings.ts'
import { truth } from '../model/truth.ts'
import { architectureMermaid, clauses, protocolMermaid } from '../spec/index.ts'
import { buildCommandLine, deployment } from './fixtures/command-line.ts'
import type { CommandLine } from './fixtures/command-line.ts'
import { optionsSchema } from './options.ts'

let kubeproof: CommandLine
beforeAll(() => {
  kubeproof = buildCommandLine()
})
afterAll(() => kubeproof.remove())

const said = (...args: string[]): string => {
  const { status, stdout, stderr } = kubeproof.run(args)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)

/** Options of the configuration file that have another name on the command line, or none. */
const ONLY_IN_CONFIG = ['survives', 'promises']

test('--version prints the version of the package', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  expect(said('--version')).toBe(`${version}\n`)
})

test('--help names every command', () => {
  const text = said('--help')
  for (const command of ['check', 'replay', 'report', 'spec', 'trace']) expect(text).toMatch(new RegExp(`^  ${command} \\[options\\]`, 'm'))
})

test('without a command the help is printed as an error', () => {
  const { status, stdout, stderr } = kubeproof.run([])
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/^Usage: kubeproof \[options\] \[command\]/)
})

test('the help of check names every option, with the default that it has', () => {
  const text = said('check', '--help').replace(/\n {20,}/g, ' ')
  const defaults: { readonly [name: string]: unknown } = optionsSchema.parse({})
  const names = Object.keys(optionsSchema.shape).filter((name) => !ONLY_IN_CONFIG.includes(name))
  expect(names.length).toBeGreaterThan(15)
  for (const name of names) {
    const line = new RegExp(`^  --${kebab(name)} .*$`, 'm').exec(text)?.[0]
    expect(line, name).toBeDefined()
    const value = defaults[name]
    if (typeof value === 'string' || typeof value === 'number') expect(line).toContain(`(${value})`)
  }
  expect(text).toMatch(/^ {2}-f, --filename <file> /m)
  for (const flag of ['json', 'rollout', 'strict', 'report', 'no-suggestions']) expect(text).toMatch(new RegExp(`^  --${flag}\\b`, 'm'))
  for (const name of ONLY_IN_CONFIG) expect(text).toContain(`${name}:`)
  expect(text).toMatch(/Exit status: 0 .* 1 .* 2 .* 3 .*4 .* 130/s)
})

test.each([
  ['replay', ['--json', '--brief'], '<file>'],
  ['report', ['--format <name>', '--out <file>', '--against <file>', '--property <name>', '--open', '--watch'], '<files...>'],
  ['spec', ['--mermaid', '--agreement', '--json'], ''],
])('the help of %s is complete', (command, options, argument) => {
  const text = said(command, '--help')
  expect(text).toContain(`Usage: kubeproof ${command} [options] ${argument}`.trim())
  const named = [...text.matchAll(/^ {2}(--\S+(?: <\w+>)?)/gm)].map(([, name]) => name)
  expect(named).toEqual(options)
})

test('spec prints each clause, with what covers it', () => {
  const text = said('spec')
  const lines = text.trimEnd().split('\n')
  expect(lines.filter((line) => /^[A-Z]+-\w+ /.test(line)).map((line) => line.split(' ')[0])).toEqual(clauses.map(({ id }) => id))
  for (const claim of claims) {
    const { name, clause } = claim(truth(defaultSettings))
    const at = lines.findIndex((line) => line.startsWith(`${clause} `))
    expect(lines[at + 1], name).toContain(`${name} (not checked yet)`)
  }
})

test('spec --json prints the same as data', () => {
  const rows: readonly { id: string; properties: readonly unknown[] }[] = JSON.parse(said('spec', '--json'))
  expect(rows.map(({ id }) => id)).toEqual(clauses.map(({ id }) => id))
  expect(rows.find(({ id }) => id === 'SCHED-2')?.properties).toContainEqual({
    name: 'bound-pod-stays-on-its-node',
    verdict: 'not checked yet',
  })
})

test('spec --mermaid prints both diagrams', () => {
  expect(said('spec', '--mermaid')).toBe(`${architectureMermaid()}\n\n${protocolMermaid()}\n`)
})

test('a check is remembered: spec tells its verdicts, and report writes its page again', () => {
  kubeproof.write('web.yaml', deployment('web'))
  const json = said('check', 'web.yaml', '--json', '--faults', '0', '--runs', '0')
  expect(said('spec')).toContain('bound-pod-stays-on-its-node (holds)')
  const page = (file: string): string => readFileSync(join(kubeproof.folder, file), 'utf8')
  expect(said('report', 'reports/out/result.json', '--out', 'again/page.html')).toBe('Report: again/page.html\n')
  expect(page('again/page.html')).toBe(page('reports/out/report.html'))
  const piped = kubeproof.run(['report', '-', '--out', 'piped.html'], { stdin: json })
  expect(piped).toEqual({ status: 0, stdout: 'Report: piped.html\n', stderr: '' })
  expect(page('piped.html')).toBe(page('again/page.html'))
})

test.each([
  ['no JSON', '{"format":', /^result\.json: is not JSON; write it with kubeproof check --json$/m],
  ['of another format', '{"format":"kubeproof/result@9"}', /^result\.json: is no result that this version reads \(format: .*\); expected kubeproof\/result@1$/m],
  ['half of one', '{"format":"kubeproof/result@1","version":"1"}', /^result\.json: is no result that this version reads \(verdict: /],
])('a result that is %s is refused, and no page is written', (_, content, message) => {
  kubeproof.write('result.json', content)
  const { status, stdout, stderr } = kubeproof.run(['report', 'result.json', '--out', 'refused/page.html'])
  expect(stderr).toMatch(message)
  expect(stderr.split('\n').slice(1)).toEqual([''])
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(() => readFileSync(join(kubeproof.folder, 'refused/page.html'))).toThrow(/ENOENT/)
})

test('colours appear where they are asked for, and nowhere else', () => {
  kubeproof.write('web.yaml', deployment('web'))
  const args = ['check', 'web.yaml', '--faults', '0', '--runs', '0', '--property', 'bound-pod-stays-on-its-node']
  const wanted = kubeproof.run(args, { env: { NO_COLOR: '', FORCE_COLOR: '1' } })
  expect(wanted.stdout).toContain('\u001b[32m✓\u001b[39m')
  expect(kubeproof.run(args, { env: { FORCE_COLOR: '1' } }).stdout, 'NO_COLOR wins').not.toContain('\u001b')
  expect(kubeproof.run(args, { env: { NO_COLOR: '' } }).stdout, 'a pipe').not.toContain('\u001b')
})
