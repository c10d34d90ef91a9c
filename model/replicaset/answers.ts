/** What the answers to the requests of a sync mean, and which stage comes next. */
import type { Pending } from '../client.ts'
import type { Answer, Step } from '../controller.ts'
import { begin, isBusy, succeeded, andThen } from '../controller.ts'
import type { Settings } from '../settings.ts'
import { expireTimer, lowerCreates, lowerDeletes } from './expectations.ts'
import { claimsOf, setOf, splitKey } from './pods.ts'
import type { Purpose, ReplicaSetMemory } from './state.ts'
import { markFailed, setSync, syncOf } from './state.ts'
import {
  adoptPod,
  all,
  askAs,
  end,
  manage,
  sendBatch,
  sendStatus,
  stopCreating,
  writeStatus,
} from './sync.ts'

type Memory = ReplicaSetMemory

/**
 * An answer came, or will not come: note what it means, and go on when it was the last of its
 * stage.
 */
export const onAnswer = (
  settings: Settings,
  memory: Memory,
  { purpose }: Pending<Purpose>,
  answer: Answer,
): Step<Memory> => {
  const { key } = purpose
  switch (purpose.what) {
    case 'verify':
      return andThen(verified(memory, key, answer), (m) => claimed(settings, m, key))
    case 'adopt':
      return andThen(adoption(memory, purpose, answer), (m) => claimed(settings, m, key))
    case 'release':
      return andThen(noted(memory, key, answer), (m) => claimed(settings, m, key))
    case 'create':
      return andThen(created(settings, memory, key, answer), (m) => batchEnds(m, key))
    case 'delete':
      return andThen(deleted(memory, purpose, answer), (m) =>
        isBusy(m, key) ? begin(m) : writeStatus(m, key),
      )
    case 'status':
      return statusWritten(memory, key, answer)
    case 'reread':
      return reread(memory, key, answer)
  }
}

const noted = (memory: Memory, key: string, answer: Answer): Step<Memory> =>
  succeeded(answer) || answer?.code === 404 ? begin(memory) : markFailed(memory, key)

const claimed = (settings: Settings, memory: Memory, key: string): Step<Memory> => {
  if (isBusy(memory, key)) return begin(memory)
  return syncOf(memory, key).failed ? end(memory, key) : manage(settings, memory, key)
}

const verified = (memory: Memory, key: string, answer: Answer): Step<Memory> => {
  const set = setOf(memory, key)
  const fresh = succeeded(answer) ? answer?.object : undefined
  const mayAdopt =
    set !== undefined &&
    fresh?.metadata.uid === set.metadata.uid &&
    fresh.metadata.deletionTimestamp === undefined
  if (!mayAdopt) return markFailed(memory, key)
  return all(memory, claimsOf(memory, set).adopt, (m, pod) => adoptPod(m, key, set, pod))
}

const know = (memory: Memory, uid: string | undefined): Memory =>
  memory.known === undefined || uid === undefined || memory.known.includes(uid)
    ? memory
    : { ...memory, known: [...memory.known, uid].sort() }

const adoption = (
  memory: Memory,
  { key, uid }: { readonly key: string; readonly uid: string },
  answer: Answer,
): Step<Memory> => {
  if (!succeeded(answer)) return noted(memory, key, answer)
  const sync = syncOf(memory, key)
  const adopted = [...(sync.adopted ?? []), uid]
  return begin(setSync(know(memory, uid), key, { ...sync, adopted }))
}

/**
 * A create that failed lowers the expectation, also when its outcome is unknown (upstream since
 * v1.14): if the pod appears after all, there is one too many for a moment and the next sync
 * deletes it. 403 means that the namespace is terminating: every try would fail, and the end of the
 * namespace is the end of the set.
 */
const created = (
  { defects }: Settings,
  memory: Memory,
  key: string,
  answer: Answer,
): Step<Memory> => {
  if (succeeded(answer)) return begin(know(memory, answer?.object?.metadata.uid))
  if (answer?.code === 403) return lowerCreates(memory, key, 1)
  const timedOut = answer === null || answer.code === 504
  // kubernetes/kubernetes#67662: a timeout counted as success, "the pod may still appear". If it
  // never does, the set waits for ever: nothing wakes it.
  if (timedOut && defects.includes('swallowed-create-timeout')) {
    return { ...begin(memory), disarm: [expireTimer(key)] }
  }
  return andThen(lowerCreates(memory, key, 1), (m) => markFailed(m, key))
}

const batchEnds = (memory: Memory, key: string): Step<Memory> => {
  if (isBusy(memory, key)) return begin(memory)
  const { failed, left = 0 } = syncOf(memory, key)
  return failed || left === 0 ? stopCreating(memory, key) : sendBatch(memory, key)
}

/** 404, or 409 because another pod has the name by now: it is gone, which was wanted. */
const deleted = (
  memory: Memory,
  { key, uid }: { readonly key: string; readonly uid: string },
  answer: Answer,
): Step<Memory> => {
  if (succeeded(answer)) return begin(memory)
  const lowered = lowerDeletes(memory, key, uid)
  const gone = answer?.code === 404 || answer?.code === 409
  return gone ? lowered : andThen(lowered, (m) => markFailed(m, key))
}

/** A refused status update is tried once more with a fresh object, as upstream does. */
const statusWritten = (memory: Memory, key: string, answer: Answer): Step<Memory> => {
  if (succeeded(answer) || answer?.code === 404) return end(memory, key)
  const sync = syncOf(memory, key)
  if (answer?.code !== 409 || sync.reread) {
    return andThen(markFailed(memory, key), (m) => end(m, key))
  }
  const again = setSync(memory, key, { ...sync, reread: true })
  return askAs(again, { verb: 'get', ...splitKey(key) }, { what: 'reread', key })
}

const reread = (memory: Memory, key: string, answer: Answer): Step<Memory> => {
  const fresh = succeeded(answer) ? answer?.object : undefined
  const { status } = syncOf(memory, key)
  if (fresh?.kind !== 'ReplicaSet' && fresh?.kind !== 'ReplicationController') {
    const step = answer?.code === 404 ? begin(memory) : markFailed(memory, key)
    return andThen(step, (m) => end(m, key))
  }
  if (status === undefined || fresh.metadata.uid !== setOf(memory, key)?.metadata.uid) {
    return end(memory, key)
  }
  return sendStatus(memory, key, fresh, status)
}
