/** The text of a source, gzipped or not. */
import { gunzipSync } from 'node:zlib'
import { InputError } from './problem.ts'
import type { Source } from './source.ts'

/** A small file that unpacks to more is a trap. */
const MAX_BYTES = 200 * 1024 * 1024

const unpacked = ({ file, bytes }: Source): Uint8Array => {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new InputError([{ file, text: `cannot be unpacked: ${why}; is the gzip file whole, and below 200 MB?` }])
  }
}

/** Throws InputError. */
export const textOf = (source: Source): string => {
  const bytes = unpacked(source)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new InputError([{ file: source.file, text: 'is not UTF-8 text; give the file as it was written' }])
  }
}
