/** Writing files, with one clear line when that cannot be done. */
import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { InputError } from './input/problem.ts'

const why = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Found out before a long search, not after it. */
export const checkWritable = (path: string): void => {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      throw new Error('it is a directory')
    }
    mkdirSync(dirname(path), { recursive: true })
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK)
  } catch (error) {
    throw new InputError([{ file: path, text: `cannot be written: ${why(error)}; choose another path` }])
  }
}

export const writeText = (path: string, text: string): void => {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } catch (error) {
    throw new InputError([{ file: path, text: `cannot be written: ${why(error)}; choose another path` }])
  }
}
