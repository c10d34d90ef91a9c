/** How `check` keeps checkpoints: into a folder, every ten seconds, or less often where that takes long. */
import type { CheckpointOptions, Store } from '../checker/index.ts'
import { FolderStore } from '../checkpoint/index.ts'
import type { ThreadMessage } from './search-thread.ts'

const EVERY_MS = 10_000
/** At least so many times as long is searched as is written. */
const SHARE = 30

export const checkpointIn = (
  folder: string,
  post: (message: ThreadMessage) => void,
  clock: () => number = () => performance.now(),
): CheckpointOptions => {
  const store = new FolderStore(folder)
  let due = clock() + EVERY_MS
  let isTold = false
  /** Notes how long it takes to write. */
  const timed = (write: () => void): void => {
    const began = clock()
    write()
    due = Math.max(due, clock() + Math.max(EVERY_MS, SHARE * (clock() - began)))
  }
  const watched: Store = {
    read: (name, from, length) => store.read(name, from, length),
    append: (name, from, parts) => timed(() => store.append(name, from, parts)),
    replace: (name, bytes) => timed(() => store.replace(name, bytes)),
  }
  return {
    store: watched,
    isDue: () => clock() >= due,
    onResume: (at) => {
      if (!isTold) post({ type: 'resumed', ...at })
      isTold = true
    },
  }
}
