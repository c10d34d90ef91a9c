/** Writing files, with one clear line when that cannot be done. */
import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { InputError } from './input/problem.ts'

const why = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** One by one: on a file system that refuses them, Node's own recursive way goes round for ever. */
const makeFolders = (path: string): void => {
  if (existsSync(path)) return
  makeFolders(dirname(path))
  mkdirSync(path)
}

/** Found out before a long search, not after it. */
export const checkWritable = (path: string): void => {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      throw new Error('it is a directory')
    }
    makeFolders(dirname(path))
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK)
  } catch (error) {
    throw new InputError([{ file: path, text: `cannot be written: ${why(error)}; choose another path` }])
  }
}

export const writeText = (path: string, text: string): void => {
  try {
    makeFolders(dirname(path))
    writeFileSync(path, text)
  } catch (error) {
    throw new InputError([{ file: path, text: `cannot be written: ${why(error)}; choose another path` }])
  }
}

/** JSON that a terminal shows as it is: JSON.stringify leaves some control characters of user text alone. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
