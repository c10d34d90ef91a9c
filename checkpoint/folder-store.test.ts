/** A folder keeps what was written, for one process at a time. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CheckpointError } from '../checker/index.ts'
import { FolderStore, openFolder } from './index.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeproof-checkpoint-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const fileNamed = (name: string): string => readFileSync(join(folder, name), 'utf8')

test('what is appended begins at its place, and whatever stood behind it is gone', () => {
  const store = new FolderStore(folder)
  store.append('log', 0, [bytes('one'), bytes(''), bytes('two')])
  store.append('log', 6, [bytes('three')])
  expect(fileNamed('log')).toBe('onetwothree')
  store.append('log', 3, [bytes('2')])
  expect(fileNamed('log')).toBe('one2')
})

test('what is read is what is there, and no more', () => {
  const store = new FolderStore(folder)
  expect(store.read('log', 0, 9)).toBeNull()
  store.append('log', 0, [bytes('abcdef')])
  const read = (from: number, length: number) => new TextDecoder().decode(store.read('log', from, length) ?? undefined)
  expect([read(0, 3), read(2, 100), read(6, 1), read(7, 1)]).toEqual(['abc', 'cdef', '', ''])
})

test('an entry is replaced as a whole, and nothing else is left', () => {
  const store = new FolderStore(folder)
  store.replace('manifest', bytes('a long one'))
  store.replace('manifest', bytes('short'))
  expect(fileNamed('manifest')).toBe('short')
  expect(readdirSync(folder)).toEqual(['manifest'])
})

test('what cannot be written or read is told in a line', () => {
  const store = new FolderStore(join(folder, 'none'))
  expect(() => store.append('log', 0, [bytes('a')])).toThrow(/^the checkpoint cannot be written: ENOENT.*; what was kept before is still there$/)
  expect(() => store.replace('log', bytes('a'))).toThrow(CheckpointError)
  writeFileSync(join(folder, 'file'), '')
  expect(() => new FolderStore(join(folder, 'file')).read('log', 0, 1)).toThrow(/^the checkpoint cannot be read: ENOTDIR/)
  expect(() => openFolder(join(folder, 'file'))).toThrow(/^no checkpoint can be kept there: EEXIST.*; choose another folder$/)
})

test('it is made if need be, and open to one process at a time', () => {
  const inner = join(folder, 'a/b')
  const { store, close } = openFolder(inner)
  store.replace('x', bytes('x'))
  const lock = join(inner, 'lock')
  expect(readFileSync(lock, 'utf8')).toBe(`${process.pid}\n`)
  close()
  expect(existsSync(lock)).toBe(false)
  // The parent of this process lives.
  writeFileSync(lock, `${process.ppid}\n`)
  expect(() => openFolder(inner)).toThrow(`process ${process.ppid} is keeping its checkpoint there; wait for it, or remove ${lock}`)
  expect(readFileSync(lock, 'utf8')).toBe(`${process.ppid}\n`)
})

test('the lock of a process that was killed a moment ago is taken over, though nobody has noticed', () => {
  const { pid = 0 } = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'])
  writeFileSync(join(folder, 'lock'), String(pid))
  process.kill(pid, 'SIGKILL')
  // The event loop does not turn meanwhile, so the process is not waited for.
  openFolder(folder).close()
  expect(readdirSync(folder)).toEqual([])
})

test('the lock of a process that is dead is taken over, and so is one that says nothing', () => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  for (const owner of [String(pid), '', 'nobody', '-1', '0']) {
    writeFileSync(join(folder, 'lock'), owner)
    openFolder(folder).close()
    expect(readdirSync(folder), owner).toEqual([])
  }
})
