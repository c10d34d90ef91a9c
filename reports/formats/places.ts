/** Where in the user's files a promise is about: the object that its name begins with, else the first file. */
import type { PropertyResult, ResultFile } from '../result.ts'

export interface PromisePlace {
  readonly file: string
  /** From 1. */
  readonly line: number
}

export const placeOfPromise = ({ input }: ResultFile, { name }: PropertyResult): PromisePlace => {
  const own = (input.places ?? []).find(({ object }) => name.startsWith(`${object} `))
  return own === undefined
    ? { file: input.files[0] ?? 'manifest', line: 1 }
    : { file: own.file, line: own.line }
}
