import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { FOLDER, areHere, titled } from '../data.ts'
import { BadUsage, optionsIn } from './options.ts'
import { compareRecording } from './recordings.ts'

const folder = mkdtempSync(join(tmpdir(), 'kubeproof-recordings-'))
afterAll(() => rmSync(folder, { recursive: true }))

const recording = (...parts: readonly string[]): string => {
  const file = join(folder, 'recording.txt')
  writeFileSync(file, parts.join('\n'))
  return file
}

test.skipIf(!areHere)(titled('the reducer gives every answer that was recorded of a real etcd'), () => {
  const outcomes = [1, 2, 3].flatMap((i) => compareRecording(`${FOLDER}/traces/etcd-3.4.23-semantics-${i}.txt`))
  expect(outcomes.filter(({ is }) => is === 'differed')).toEqual([])
  expect(outcomes.filter(({ is }) => is === 'agreed')).toHaveLength(31)
})

test('an answer of another revision, and an event of another key, differ', () => {
  const put = (revision: number): string => `## put1\n{"header":{"revision":"${revision}"}}`
  const watch = (key: string): string =>
    `## watch a from revision 2 with prev_kv (history replayed)\n[{"events":[["PUT","${key}","2","2","1","1",null]]}]`
  const kinds = (...parts: readonly string[]) => compareRecording(recording(...parts)).map(({ is }) => is)
  expect(kinds(put(2), watch('a'))).toEqual(['agreed', 'agreed'])
  expect(kinds(put(3), watch('b'))).toEqual(['differed', 'differed'])
})

test('a heading that is not known is skipped, and says so', () => {
  expect(compareRecording(recording('## something else', '1'))).toMatchObject([{ is: 'skipped' }])
})

test('what is no recording is told with its place', () => {
  expect(() => compareRecording(recording('nothing'))).toThrow(/recording\.txt.*has no line that begins with "## "/)
  expect(() => compareRecording(recording('## load', '1', '## put1', '{'))).toThrow(/recording\.txt:4.*is not what etcd answers/)
})

test('bad options are refused with what would do', () => {
  expect(optionsIn(['--runs', '20', '--seed', '3'])).toMatchObject({ operations: 20, seed: 3, faultOperations: 300 })
  expect(optionsIn(['--planted', 'all'])?.planted).toHaveLength(5)
  expect(() => optionsIn(['--planted', 'nothing'])).toThrow(/no such bug; use all, /)
  expect(() => optionsIn(['--seed', '-1'])).toThrow(BadUsage)
})
