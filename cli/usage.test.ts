/** Options on the command line and in kubeproof.config.yaml: what they do, and how a wrong one is refused. */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { DEFECTS } from '../model/defects.ts'
import { FAULTS, FAULT_KINDS } from '../model/fault-kinds.ts'
import { buildCommandLine, deployment } from './fixtures/command-line.ts'
import type { CommandLine, RunOptions } from './fixtures/command-line.ts'

let kubeproof: CommandLine
beforeAll(() => {
  kubeproof = buildCommandLine()
  kubeproof.write('web.yaml', deployment('web'))
})
afterAll(() => kubeproof.remove())

const CONFIG = 'kubeproof.config.yaml'
beforeEach(() => {
  for (const file of ['reports', CONFIG]) rmSync(join(kubeproof.folder, file), { recursive: true, force: true })
})

const expectRefusal = (args: readonly string[], message: RegExp, options: RunOptions = {}): void => {
  const { status, stdout, stderr } = kubeproof.run(args, options)
  expect(stderr).toMatch(message)
  expect(stderr.split('\n').slice(1), stderr).toEqual([''])
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(existsSync(join(kubeproof.folder, 'reports')), 'nothing is written').toBe(false)
}

const QUICK = ['--faults', '0', '--runs', '0']

const resultOf = (args: readonly string[], options: RunOptions = {}) => {
  const { stdout, stderr, status } = kubeproof.run(['check', '--json', '--no-suggestions', ...args], options)
  // On a busy machine a search takes long enough to tell of its progress.
  expect(stderr.replace(/^(exploring|sampling) .*\n/gm, '')).toBe('')
  return { status, ...JSON.parse(stdout) }
}

test.each<[string, RegExp]>([
  ['--bogus', /^kubeproof check: unknown option '--bogus'; see kubeproof check --help$/m],
  ['--fault=1', /^kubeproof check: unknown option '--fault=1'; did you mean --faults\?$/m],
  ['--seed', /^kubeproof check: option '--seed <text>' argument missing; see kubeproof check --help$/m],
  ['--faults=two', /^--faults: must be a whole number from 0 to 5 \(found "two"\)$/m],
  ['--faults=', /^--faults: must be a whole number from 0 to 5 \(found ""\)$/m],
  ['--faults=6', /^--faults: must be a whole number from 0 to 5 \(found "6"\)$/m],
  ['--nodes=-1', /^--nodes: must be a whole number from 1 to 200 \(found "-1"\)$/m],
  ['--nodes=1e9', /^--nodes: must be a whole number from 1 to 200 \(found "1e9"\)$/m],
  ['--etcd=2', /^--etcd: must be 1, 3 or 5 \(found "2"\)$/m],
  ['--runtime=podman', /^--runtime: must be docker or rkt \(found "podman"\)$/m],
  ['--control-plane=cloud', /^--control-plane: must be host or containers \(found "cloud"\)$/m],
  ['--order=sideways', /^--order: must be nominal, any or asynchronous \(found "sideways"\)$/m],
  ['--time-limit=5', /^--time-limit: is not a duration such as 60s or 5m \(found "5"\)$/m],
  ['--allow=crash-kublet', /^--allow: .*--allow list names them; did you mean crash-kubelet\? \(found "crash-kublet"\)$/m],
  ['--allow=', /^--allow: names none of the kinds of faults/],
  ['--defect=two-leader', /^--defect: .*--defect list names them; did you mean two-leaders\? \(found "two-leader"\)$/m],
  ['--property=bound-pod-stays-on-its-nod', /^--property: there is no property .*; did you mean bound-pod-stays-on-its-node\?$/m],
  ['--property=nonsense', /^--property: there is no property nonsense; see kubeproof spec, .*"deployment\/web keeps 2 ready"/],
  ['--report=/proc/none/report.html', /^\/proc\/none\/report\.html: cannot be written: .*; choose another path$/m],
  ['--report=/', /^\/: cannot be written: it is a directory; choose another path$/m],
  ['--report=web.yaml/report.html', /^web\.yaml\/report\.html: cannot be written: .*; choose another path$/m],
])('check %s is refused', (option, message) => {
  expectRefusal(['check', 'web.yaml', option], message)
})

test('an unknown command is refused with the one that was meant', () => {
  expectRefusal(['chek', 'web.yaml'], /^kubeproof: unknown command 'chek'; did you mean check\?$/m)
  expectRefusal(['replay'], /^kubeproof replay: missing required argument 'file'; see kubeproof replay --help$/m)
})

test.each<[string, string, RegExp]>([
  ['an unknown option', 'faults: 0\nnode: 3\n', /config\.yaml:2:1: node: is no option; did you mean nodes\?$/m],
  ['a wrong number', 'faults: lots\n', /config\.yaml:1:1: faults: must be a whole number from 0 to 5 \(found "lots"\)$/m],
  ['a number from nothing', 'faults: 0\nnodes: true\n', /config\.yaml:2:1: nodes: must be .* \(found true\)$/m],
  ['an unknown fault in a list', 'allow:\n- drop-answer\n- dropanswer\n', /config\.yaml:3:3: allow\[1\]: .*did you mean drop-answer\?/],
  ['an option in kebab-case', 'max-states: -5\n', /config\.yaml:1:1: max-states: must be a whole number/],
  ['a list', '- faults\n', /config\.yaml:1: must be a mapping of options/],
  ['two documents', 'faults: 0\n---\nfaults: 1\n', /config\.yaml:3:1: begins a second document; keep one$/m],
  ['broken YAML', 'faults: [0\n', /config\.yaml:\d:\d+: .*; correct the YAML here$/m],
  ['an unknown workload', 'promises:\n- workload: deployment/wep\n  ready: ">= 1"\n', /config\.yaml:2:3: promises\[0\]\.workload: deployment\/wep .*; did you mean deployment\/web\?$/m],
  ['a wrong promise', 'promises:\n- workload: deployment/web\n  ready: two\n', /config\.yaml:3:3: promises\[0\]\.ready: is not like ">= 2" \(found "two"\)$/m],
  ['a promise without an end', 'promises:\n- workload: deployment/web\n', /config\.yaml:2:3: promises\[0\].*: is not like ">= 2" \(it is missing\)$/m],
  ['an unknown field of a promise', 'promises:\n- workload: deployment/web\n  ready: ">= 1"\n  withn: 3s\n', /config\.yaml:4:3: promises\[0\]\.withn: is no option; did you mean within\?$/m],
  ['an unknown property', 'property: nonsense\n', /config\.yaml:1:1: property: there is no property nonsense/],
])('a config with %s is refused where it stands', (_, config, message) => {
  kubeproof.write(CONFIG, config)
  expectRefusal(['check', 'web.yaml'], message)
})

test('a config that is a folder is refused', () => {
  kubeproof.write(`${CONFIG}/file`, '')
  expectRefusal(['check', 'web.yaml'], /kubeproof\.config\.yaml: /)
})

test('the cluster is built as the options say', () => {
  const flags = '--nodes 2 --masters 3 --etcd 1 --apiservers 2 --zones 2 --runtime rkt --control-plane containers'
  const { input, status, search } = resultOf(['web.yaml', ...QUICK, '--seed', 'x', ...flags.split(' ')])
  expect(input.cluster).toBe('3 masters, 2 workers, 1 etcd member, 2 API servers, rkt, control plane in containers')
  expect(input.command).toBe(`kubeproof check --json --no-suggestions web.yaml --faults 0 --runs 0 --seed x ${flags}`)
  expect(search).toMatchObject({ faults: 0, runs: 0, order: 'nominal', seed: null, mode: 'explore' })
  expect(status).toBe(0)
})

test('only allowed faults strike, and only chosen properties are judged', () => {
  const chosen = ['--property', 'bound-pod-stays-on-its-node', '--property', 'deployment/web keeps 2 ready']
  const { properties, coverage } = resultOf(['web.yaml', '--runs', '0', '--allow', 'drop-answer,power-off-node', ...chosen])
  expect(coverage.faults.map(({ name }: { name: string }) => name)).toEqual(['drop-answer', 'power-off-node'])
  const claims = properties.filter(({ kind }: { kind: string }) => kind !== 'sometimes')
  expect(claims.map((p: { name: string; verdict: string }) => [p.name, p.verdict])).toEqual([
    ['deployment/web keeps 2 ready', 'broken'],
    ['bound-pod-stays-on-its-node', 'holds'],
  ])
})

test('runs, seed and order are as asked for', () => {
  const sampled = resultOf(['web.yaml', '--faults', '0', '--runs', '3', '--seed', 'abc', '--allow', 'drop-answer'])
  expect(sampled.search).toMatchObject({ mode: 'explore+sample', runs: 3, seed: 'abc' })
  const ordered = resultOf(['web.yaml', ...QUICK, '--order', 'any', '--max-states', '50'])
  expect(ordered.search).toMatchObject({ order: 'any', end: 'max-states' })
})

test('a config in a folder above is read, and the command line wins', () => {
  kubeproof.write(CONFIG, 'faults: 0\nruns: 0\nnodes: 2\nmax-states: 7\nseed: 5\nallow: drop-answer, drop-request\n')
  kubeproof.write('inner/web.yaml', deployment('web'))
  const above = resultOf(['web.yaml'], { inside: 'inner' })
  expect(above.search).toMatchObject({ faults: 0, runs: 0, end: 'max-states' })
  expect(above.input.cluster).toMatch(/2 workers/)
  expect(above.coverage.faults).toHaveLength(2)
  const won = resultOf(['web.yaml', '--nodes', '1', '--max-states', '9999', '--allow', 'crash-kubelet'], { inside: 'inner' })
  expect(won.search.end).toBe('complete')
  expect(won.input.cluster).toMatch(/1 worker,/)
  expect(won.coverage.faults).toHaveLength(1)
})

test('promises of the config are judged, and survive as many faults as they say', () => {
  const args = ['web.yaml', '--runs', '0', '--allow', 'power-off-node', '--property', 'deployment/web ready >= 2']
  const promised = (survives: string): void => {
    kubeproof.write(CONFIG, `promises: [{workload: deployment/web, ready: ">= 2"${survives}}]\n`)
  }
  promised('')
  const { status, properties } = resultOf(args)
  expect(status).toBe(1)
  expect(properties).toContainEqual(expect.objectContaining({ name: args.at(-1), verdict: 'broken', leastFaults: 1, survive: 1 }))
  promised(', survives: 0')
  const survived = resultOf(args)
  expect(survived.status).toBe(0)
  expect(survived.properties).toContainEqual(expect.objectContaining({ name: args.at(-1), verdict: 'broken', survive: 0 }))
  promised('')
  expect(resultOf([...args, '--survive', '0']).status).toBe(0)
})

test('a promise with a time is judged by the time that recovery takes', () => {
  const withinOf = (within: string) => {
    kubeproof.write(CONFIG, `promises: [{workload: deployment/web, ready: ">= 2", within: ${within}}]\n`)
    const { status, properties } = resultOf(['web.yaml', '--runs', '0', '--allow', 'drop-answer'])
    const stated = properties.find(({ name }: { name: string }) => name.includes('>= 2'))
    return { status, verdict: stated?.verdict }
  }
  expect(withinOf('1h')).toEqual({ status: 0, verdict: 'holds' })
  expect(withinOf('5s')).toEqual({ status: 1, verdict: 'broken' })
})

test('the lists name every fault and every defect', () => {
  const faults = kubeproof.run(['check', '--allow', 'list'])
  expect(faults.stdout.trimEnd().split('\n').map((line) => line.split(/ {2,}/))).toEqual(FAULT_KINDS.map((kind) => [kind, FAULTS[kind]]))
  const defects = kubeproof.run(['check', '--defect', 'list'])
  expect(defects.stdout.trimEnd().split('\n').map((line) => line.split(' ')[0])).toEqual([...DEFECTS])
  expect(defects.stdout).toMatch(/^two-leaders +.* \(kubernetes#89466\)$/m)
  expect([faults.status, defects.status, faults.stderr, defects.stderr]).toEqual([0, 0, '', ''])
})
