/** `check --workers`: a second thread changes nothing but how long it takes. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildCommandLine, deployment } from './fixtures/command-line.ts'
import type { CommandLine } from './fixtures/command-line.ts'

let kubeproof: CommandLine
beforeAll(() => {
  kubeproof = buildCommandLine()
  kubeproof.write('web.yaml', deployment('web'))
})
afterAll(() => kubeproof.remove())

const ARGS = ['check', 'web.yaml', '--json', '--no-suggestions', '--runs', '0', '--etcd', '1']

/** Seconds are of this machine. */
const resultOf = (more: readonly string[]): unknown => {
  const { stdout, stderr } = kubeproof.run([...ARGS, ...more])
  expect(stderr).not.toContain('error')
  return JSON.parse(stdout, (key, value: unknown) => (['seconds', 'command'].includes(key) ? undefined : value))
}

test('one thread and two find the same', () => {
  const kinds = ['--allow', 'drop-answer,crash-kubelet', '--max-states', '2000']
  expect(resultOf([...kinds, '--workers', '2'])).toEqual(resultOf([...kinds, '--workers', '1']))
})

test('more than two are refused, with what there is to choose from', () => {
  const { status, stderr } = kubeproof.run([...ARGS, '--workers', '3'])
  expect({ status, stderr }).toEqual({ status: 2, stderr: '--workers: must be a whole number from 1 to 2 (found "3")\n' })
})
