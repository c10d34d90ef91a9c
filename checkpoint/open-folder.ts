/** A folder for one search at a time: two that wrote into one would spoil both. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CheckpointError } from '../checker/index.ts'
import { FolderStore } from './folder-store.ts'

export interface OpenFolder {
  readonly store: FolderStore
  /** Lets others have it. */
  readonly close: () => void
}

/**
 * Opens a folder, made if need be, and keeps other processes out. Within one process the caller sees to that.
 * @throws {CheckpointError} if another process has it open, or it cannot be written
 */
export const openFolder = (folder: string): OpenFolder => {
  const lock = join(folder, 'lock')
  try {
    mkdirSync(folder, { recursive: true })
    take(lock)
  } catch (error) {
    if (error instanceof CheckpointError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new CheckpointError(`no checkpoint can be kept there: ${why}; choose another folder`)
  }
  return { store: new FolderStore(folder), close: () => rmSync(lock, { force: true }) }
}

const take = (lock: string): void => {
  if (isMade(lock)) return
  refuseIfAlive(lock, ownerOf(lock))
  // Two that find the same stale lock both move it away: the one that moved a fresh one puts it back.
  const away = `${lock}.${process.pid}`
  renameSync(lock, away)
  const owner = ownerOf(away)
  if (isAlive(owner)) renameSync(away, lock)
  else rmSync(away)
  if (!isMade(lock)) refuseIfAlive(lock, ownerOf(lock))
}

const isMade = (lock: string): boolean => {
  try {
    writeFileSync(lock, `${process.pid}\n`, { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

const ownerOf = (lock: string): number => Number.parseInt(readFileSync(lock, 'utf8'), 10)

/** A process that was killed may take a moment to be gone. */
const DYING_MS_MAX = 2_000
const POLL_MS = 50

const refuseIfAlive = (lock: string, owner: number): void => {
  for (let waited = 0; isAlive(owner); waited += POLL_MS) {
    if (waited >= DYING_MS_MAX) throw keptBy(lock, owner)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS)
  }
}

const keptBy = (lock: string, owner: number): CheckpointError =>
  new CheckpointError(`process ${owner} is keeping its checkpoint there; wait for it, or remove ${lock} if it is another program`)

/** This process has the number of one that was killed: in a container every first process has the same. */
const isAlive = (pid: number): boolean => {
  if (pid === process.pid || !(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Dead, and nobody has asked how it ended: Linux tells after the name, which stands in brackets. */
const isZombie = (pid: number): boolean => {
  try {
    return /^\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*(?=\) )/s, ''))
  } catch {
    return false
  }
}
