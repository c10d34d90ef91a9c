import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { readItems } from './data.ts'
import { subjectsIn as kubeletSubjects } from './kubelet/subjects.ts'
import { subjectsIn as schedulerSubjects } from './scheduler/subjects.ts'

const folder = mkdtempSync(join(tmpdir(), 'kubeproof-'))
afterAll(() => rmSync(folder, { recursive: true }))

const written = (name: string, content: string | Buffer): string => {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

test('one object a line is read with its place, also from a compressed file', () => {
  const text = '{"a":1}\n\n{"a":2}\n'
  const read = (file: string) => readItems(file).map(({ line, value }) => [line, value['a']])
  expect(read(written('plain.jsonl', text))).toEqual([
    [1, 1],
    [3, 2],
  ])
  expect(read(written('packed.jsonl.gz', gzipSync(text)))).toEqual(read(written('again.jsonl', text)))
})

test.each([
  ['no such file', 'missing.json', null, /missing\.json: cannot be read/],
  ['not JSON', 'broken.jsonl', '{"verdict":{}}\nnope', /broken\.jsonl:2: is not JSON/],
  ['not an object', 'list.json', '[]', /list\.json:1: is not a JSON object/],
  ['another schema', 'other.json', '{"schema":"other/1"}', /other\.json: schema: is neither/],
  ['cases that are no list', 'cases.json', '{"schema":"scheduler-score/1","cases":1}', /cases: is not a list/],
  [
    'a case that lacks its pod',
    'case.json',
    '{"schema":"scheduler-score/1","cases":[{"id":"x"}]}',
    /cases\[0\]\.pod: is missing/,
  ],
])('%s is refused with one clear line', (_, name, content, message) => {
  const file = content === null ? join(folder, name) : written(name, content)
  expect(() => schedulerSubjects([file])).toThrow(message)
})

test('a recorded life needs the recording of its runtime calls', () => {
  const file = written('life.jsonl', '{"t":1,"type":"ACTION","action":"kill -9 kubelet"}')
  expect(() => kubeletSubjects([file])).toThrow(/has no recording of runtime calls beside it/)
})
