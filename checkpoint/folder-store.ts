/**
 * Entries as files of one folder. What is written is on the disk when a method returns; a process that is killed, or a
 * machine that loses power, leaves the last manifest and all that it speaks of.
 */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { constants } from 'node:fs'
import { join } from 'node:path'
import { CheckpointError } from '../checker/index.ts'
import type { Store } from '../checker/index.ts'

export class FolderStore implements Store {
  readonly #folder: string

  /** The folder exists, and nobody else writes there: see `openFolder`. */
  constructor(folder: string) {
    this.#folder = folder
  }

  read(name: string, from: number, length: number): Uint8Array | null {
    return this.#attempt('read', () => {
      const file = openIfThere(join(this.#folder, name))
      if (file === null) return null
      try {
        return readFrom(file, from, Math.max(0, Math.min(length, fstatSync(file).size - from)))
      } finally {
        closeSync(file)
      }
    })
  }

  append(name: string, from: number, parts: readonly Uint8Array[]): void {
    this.#attempt('written', () => {
      const file = openSync(join(this.#folder, name), constants.O_RDWR | constants.O_CREAT, 0o644)
      try {
        ftruncateSync(file, from)
        let at = from
        for (const part of parts) at = writeAt(file, part, at)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
    })
  }

  replace(name: string, bytes: Uint8Array): void {
    this.#attempt('written', () => {
      const path = join(this.#folder, name)
      writeFileSync(`${path}.new`, bytes, { flush: true })
      renameSync(`${path}.new`, path)
      this.#flushNames()
    })
  }

  /** A rename lasts when the folder is on the disk; Windows opens no folders, and orders renames by itself. */
  #flushNames(): void {
    if (process.platform === 'win32') return
    const folder = openSync(this.#folder, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  }

  #attempt<R>(what: string, act: () => R): R {
    try {
      return act()
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new CheckpointError(`the checkpoint cannot be ${what}: ${why}; what was kept before is still there`)
    }
  }
}

const openIfThere = (path: string): number | null => {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** The system reads and writes at most 2 GB at once, or less as it likes. */
const AT_ONCE = 1 << 30

const readFrom = (file: number, from: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(length)
  for (let done = 0; done < length; ) {
    const count = readSync(file, bytes, done, Math.min(AT_ONCE, length - done), from + done)
    if (count === 0) return bytes.subarray(0, done)
    done += count
  }
  return bytes
}

/** Where the next part begins. */
const writeAt = (file: number, bytes: Uint8Array, at: number): number => {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(file, bytes, done, Math.min(AT_ONCE, bytes.length - done), at + done)
  }
  return at + bytes.length
}
