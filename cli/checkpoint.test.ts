/** `check --checkpoint`: killed, interrupted or bounded, it goes on where it was, and says what it would have said. */
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildCommandLine, deployment } from './fixtures/command-line.ts'
import type { CommandLine } from './fixtures/command-line.ts'

let kubeproof: CommandLine
beforeAll(() => {
  kubeproof = buildCommandLine()
  kubeproof.write('web.yaml', deployment('web'))
})
afterAll(() => kubeproof.remove())
beforeEach(() => rmSync(join(kubeproof.folder, 'kept'), { recursive: true, force: true }))

const SMALL = ['--etcd', '1', '--allow', 'drop-answer']
const ARGS = ['check', 'web.yaml', '--json', '--no-suggestions', '--runs', '0', ...SMALL]
const KEPT = [...ARGS, '--checkpoint', 'kept']

/** Seconds are of this machine, and the command tells of the checkpoint. */
const resultIn = (json: string): unknown =>
  JSON.parse(json, (key, value: unknown) => (['seconds', 'command', 'bytes'].includes(key) ? undefined : value))

test('killed at several moments, it goes on and finds what it would have found', async () => {
  const wanted = resultIn(kubeproof.run(ARGS).stdout)
  const bounded = kubeproof.run([...KEPT, '--max-states', '200'])
  expect({ status: bounded.status, stderr: bounded.stderr }).toEqual({ status: 3, stderr: '' })
  for (const ms of [500, 1_000]) {
    const child = kubeproof.start(KEPT)
    setTimeout(() => child.kill('SIGKILL'), ms)
    await once(child, 'close')
  }
  const { stdout, stderr } = kubeproof.run(KEPT)
  expect(stderr).toMatch(/^resumed at [\d,]+ states with up to 1 fault \(checkpoint kept\)\n/)
  expect(resultIn(stdout)).toEqual(wanted)
  const again = kubeproof.run(KEPT)
  expect(resultIn(again.stdout)).toEqual(wanted)
  expect(existsSync(join(kubeproof.folder, 'kept/lock'))).toBe(false)
})

test('an interrupt keeps what was found', async () => {
  const child = kubeproof.start(KEPT)
  let stderr = ''
  child.stderr?.on('data', (data) => (stderr += data))
  child.stdout?.resume()
  while (!existsSync(join(kubeproof.folder, 'kept/search.json'))) await new Promise((resolve) => setTimeout(resolve, 20))
  child.kill('SIGINT')
  const [status] = await once(child, 'close')
  expect([0, 1, 130], stderr).toContain(status)
  expect(kubeproof.run(KEPT).stderr).toMatch(/^resumed at /)
})

test('a checkpoint that does not fit is refused in one line, and left as it is', () => {
  kubeproof.run([...KEPT, '--faults', '0'])
  const manifest = join(kubeproof.folder, 'kept/search.json')
  const before = readFileSync(manifest)
  const expectRefusal = (args: readonly string[], message: RegExp): void => {
    const { status, stdout, stderr } = kubeproof.run([...KEPT, ...args])
    expect(stderr).toMatch(message)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(readFileSync(manifest)).toEqual(before)
  }
  expectRefusal(['--faults', '0', '--nodes', '2'], /^kept: the checkpoint is of another search \(cluster: .*3 workers.* there, .*2 workers.* here\); .*\n$/)
  expectRefusal(['--faults', '0', '--allow', 'drop-request'], /^kept: the checkpoint is of another search \(kinds of faults: .*\n$/)
  expectRefusal(['--faults', '0', '--rollout'], /^kept: the checkpoint is of another search \(other manifests, promises or settings\); .*\n$/)
  expectRefusal(['--max-states', '9'], /^kept: the checkpoint is of a larger search: it holds \d+ states, and 9 are allowed; .*\n$/)
  writeFileSync(join(kubeproof.folder, 'kept/lock'), `${process.pid}\n`)
  expectRefusal([], /^kept: process \d+ is keeping its checkpoint there; wait for it, or remove kept\/lock if it is another program\n$/)
})

test('a place that cannot be written is refused before anything is searched', () => {
  const { status, stdout, stderr } = kubeproof.run([...ARGS, '--checkpoint', 'web.yaml'])
  expect(stderr).toMatch(/^web\.yaml: no checkpoint can be kept there: .*; choose another folder\n$/)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
})
