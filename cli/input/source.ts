/** Where manifests come from: files, directories, standard input, pipes. */
import { closeSync, openSync, readSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from './problem.ts'

export interface Source {
  readonly file: string
  readonly bytes: Uint8Array
}

const NOTHING = 'no such file or directory; check the path'
const MANIFEST = /\.(ya?ml|json)$/i

/** Reads every path; `-` is standard input, a directory stands for the manifests in it (not below it). */
export const readSources = (paths: readonly string[]): readonly Source[] =>
  paths.flatMap((path) => (path === '-' ? [standardInput()] : readPath(path)))

const standardInput = (): Source => ({ file: '<stdin>', bytes: readOrExplain('<stdin>', 0) })

const readPath = (path: string): readonly Source[] => {
  const stat = explained(path, () => statSync(path, { throwIfNoEntry: false }))
  if (stat === undefined) {
    throw new InputError([{ file: path, text: NOTHING }])
  }
  if (!stat.isDirectory()) return [{ file: path, bytes: readOrExplain(path, path) }]
  const files = explained(path, () => readdirSync(path, { withFileTypes: true }))
    .filter((entry) => MANIFEST.test(entry.name) && !entry.isDirectory())
    .map((entry) => join(path, entry.name))
    .sort()
  if (files.length === 0) {
    const text = 'is a directory without manifests (*.yaml, *.yml, *.json); name another one'
    throw new InputError([{ file: path, text }])
  }
  return files.map((file) => ({ file, bytes: readOrExplain(file, file) }))
}

const MAX_BYTES = 50 * 1024 * 1024
const CHUNK = 1024 * 1024

const readOrExplain = (file: string, from: string | number): Uint8Array =>
  explained(file, () => {
    if (typeof from === 'number') return readAll(file, from)
    const descriptor = openSync(from, 'r')
    try {
      return readAll(file, descriptor)
    } finally {
      closeSync(descriptor)
    }
  })

/** In pieces: a pipe tells no size, and a device may never end. */
const readAll = (file: string, descriptor: number): Uint8Array => {
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const chunk = new Uint8Array(CHUNK)
    const count = readSome(descriptor, chunk)
    if (count === 0) return Buffer.concat(chunks)
    chunks.push(chunk.subarray(0, count))
    size += count
    if (size > MAX_BYTES) {
      throw new InputError([{ file, text: 'is larger than 50 MB; give the manifests only' }])
    }
  }
}

/** Waits where a terminal or a pipe has nothing yet. */
const readSome = (descriptor: number, chunk: Uint8Array): number => {
  for (;;) {
    try {
      return readSync(descriptor, chunk)
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

const explained = <T>(file: string, attempt: () => T): T => {
  try {
    return attempt()
  } catch (error) {
    if (error instanceof InputError) throw error
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      throw new InputError([{ file, text: NOTHING }])
    }
    const why = error instanceof Error ? error.message : String(error)
    throw new InputError([{ file, text: `cannot be read: ${why}; check the path` }])
  }
}
