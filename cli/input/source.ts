/** Where manifests come from: files, directories, standard input. */
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from './problem.ts'

export interface Source {
  readonly file: string
  readonly bytes: Uint8Array
}

const MANIFEST = /\.(ya?ml|json)$/i

/** Reads every path; `-` is standard input, a directory stands for the manifests in it (not below it). */
export const readSources = (paths: readonly string[]): readonly Source[] =>
  paths.flatMap((path) => (path === '-' ? [standardInput()] : readPath(path)))

const standardInput = (): Source => ({ file: '<stdin>', bytes: readOrExplain('<stdin>', 0) })

const readPath = (path: string): readonly Source[] => {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) throw new InputError([{ file: path, text: 'no such file or directory' }])
  if (!stat.isDirectory()) return [{ file: path, bytes: readOrExplain(path, path) }]
  const files = readdirSync(path).filter((name) => MANIFEST.test(name)).sort()
  if (files.length === 0) {
    const text = 'is a directory without manifests (*.yaml, *.yml, *.json)'
    throw new InputError([{ file: path, text }])
  }
  return files.map((name) => ({ file: join(path, name), bytes: readOrExplain(join(path, name), join(path, name)) }))
}

const readOrExplain = (file: string, from: string | number): Uint8Array => {
  try {
    return readFileSync(from)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new InputError([{ file, text: `cannot be read: ${why}` }])
  }
}
