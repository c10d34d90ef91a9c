/** `kubeproof trace` as a user sees it. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CommandLine } from './fixtures/command-line.ts'
import { buildCommandLine } from './fixtures/command-line.ts'

const FIXTURE = 'conformance/trace/fixtures/01a.jsonl.gz'

let line: CommandLine
beforeAll(() => {
  line = buildCommandLine()
  line.write('run.jsonl.gz', readFileSync(FIXTURE))
})
afterAll(() => line.remove())

const recorded = (): readonly string[] => gunzipSync(readFileSync(FIXTURE)).toString().trimEnd().split('\n')

test('an admitted recording is told with what was not looked at, its steps on request', () => {
  const { status, stdout } = line.run(['trace', 'run.jsonl.gz'])
  expect(status).toBe(0)
  expect(stdout).toContain('✓ admitted: 22 changes are explained, 35 were not looked at')
  expect(stdout).toContain('not looked at, their kinds are not modelled: 30 of leases, 5 of events')
  const steps = line.run(['trace', '--steps', 'run.jsonl.gz']).stdout
  expect(steps).toContain('MODIFIED pods default/p1: scheduler, n2 fits')
  expect(steps).toContain('MODIFIED pods default/p1: kubelet-standin/n2, finds c running and ready')
})

test('a doctored recording is refused at its line, with the guard that refused it', () => {
  const lines = recorded()
  const at = lines.findIndex(
    (text) => text.includes('"nodeName":"n2"') && text.includes('"kind":"event"') && text.includes('ContainerCreating'),
  )
  const moved = lines.map((text, i) => (i === at ? text.replace('"nodeName":"n2"', '"nodeName":"n3"') : text))
  line.write('moved.jsonl', moved.join('\n'))
  const { status, stdout } = line.run(['trace', 'moved.jsonl'])
  expect(status).toBe(1)
  expect(stdout).toMatch(/✗ not admitted after event \d+ of 57\n/)
  expect(stdout).toContain(`moved.jsonl:${at + 1}:`)
  expect(stdout).toContain('spec.nodeName is "n3", in the model "n2"')
  const { recordings } = JSON.parse(line.run(['trace', '--json', 'moved.jsonl']).stdout)
  expect(recordings[0]).toMatchObject({ verdict: 'not admitted', refusal: { line: at + 1 } })
})

test.each([
  ['nothing', '', 2, 'run.txt:1:1: is no recording'],
  ['a manifest', 'kind: Pod\n', 2, 'run.txt:1:1: is not a whole JSON object'],
  ['a recording that is cut off', '{"kind":"header"}\n{"kind":"ev', 2, 'run.txt:2:1: is not a whole JSON object'],
  [
    'an event without its object',
    '{"kind":"header"}\n{"kind":"event","t":1,"type":"ADDED","resource":"pods"}',
    2,
    'run.txt:2:1: ',
  ],
])('%s is bad input, told in one line', (_what, text, status, said) => {
  line.write('run.txt', text)
  const told = line.run(['trace', 'run.txt'])
  expect(told).toMatchObject({ status, stdout: '' })
  expect(told.stderr.startsWith(said)).toBe(true)
  expect(told.stderr.trimEnd().split('\n')).toHaveLength(1)
})

test('what holds no change that is modelled is not decided', () => {
  expect(line.run(['trace', '-'], { stdin: '{"kind":"header"}' })).toMatchObject({ status: 3 })
})
