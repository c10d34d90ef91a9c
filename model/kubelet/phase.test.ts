import { expect, test } from 'vitest'
import type { Container, PodSpec } from '../objects.ts'
import type { ContainerInfo } from './phase.ts'
import { phaseOf } from './phase.ts'
import { restartsAfter } from './restart.ts'

const named = (name: string, changes: Partial<Container> = {}): Container => ({ name, image: 'i', ...changes })

const phase = (spec: Partial<PodSpec>, infos: readonly ContainerInfo[], isInitialized = true) =>
  phaseOf({ containers: [named('a')], ...spec }, infos, { isTerminal: false, isInitialized })

const ended = (name: string, exitCode: number): ContainerInfo => ({ name, state: 'terminated', exitCode })

test('a pod is Pending until each of its containers was started', () => {
  expect(phase({}, [])).toBe('Pending')
  expect(phase({}, [{ name: 'a', state: 'waiting' }])).toBe('Pending')
  expect(phase({}, [{ name: 'a', state: 'running' }])).toBe('Running')
})

test.each([
  ['Always', 0, 'Running'],
  ['Always', 1, 'Running'],
  ['OnFailure', 0, 'Succeeded'],
  ['OnFailure', 1, 'Running'],
  ['Never', 0, 'Succeeded'],
  ['Never', 1, 'Failed'],
] as const)('with policy %s, after exit code %i, a pod is %s', (restartPolicy, exitCode, expected) => {
  expect(phase({ restartPolicy }, [ended('a', exitCode)])).toBe(expected)
})

test('an init container that failed for good fails the pod; one that will run again keeps it pending', () => {
  const initContainers = [named('init')]
  expect(phase({ initContainers, restartPolicy: 'Never' }, [ended('init', 1)], false)).toBe('Failed')
  expect(phase({ initContainers }, [ended('init', 1), { name: 'a', state: 'waiting' }], false)).toBe('Pending')
})

test('a sidecar that runs keeps nothing alive once the others have ended, if it has ended too', () => {
  const initContainers = [named('side', { restartPolicy: 'Always' })]
  const infos = [{ name: 'side', state: 'running' as const, started: true }, ended('a', 0)]
  expect(phase({ initContainers, restartPolicy: 'Never' }, infos)).toBe('Running')
  expect(phase({ initContainers, restartPolicy: 'Never' }, [ended('side', 137), ended('a', 0)])).toBe('Succeeded')
})

test("a container's own policy wins over the pod's, and its rules over both", () => {
  const own = named('a', {
    restartPolicy: 'Never',
    restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }],
  })
  expect(phase({ containers: [own] }, [ended('a', 1)])).toBe('Failed')
  expect(phase({ containers: [own] }, [ended('a', 42)])).toBe('Running')
  expect(restartsAfter({ ...own, restartPolicy: 'OnFailure' }, { containers: [], restartPolicy: 'Never' }, 1)).toBe(
    true,
  )
})

test('a rule may name the codes that it does not mean', () => {
  const rule = { action: 'Restart', exitCodes: { operator: 'NotIn', values: [1] } } as const
  const own = named('a', { restartPolicy: 'Never', restartPolicyRules: [rule] })
  expect([0, 1, 2].map((code) => restartsAfter(own, { containers: [] }, code))).toEqual([true, false, true])
})
