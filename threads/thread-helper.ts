/** A helper in a thread of its own. */
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads'
import type { Helper } from '../checker/settling.ts'
import { SETTLED, SUBMITTED } from './control.ts'
import type { Link, Start } from './messages.ts'
import { SettlingElsewhere } from './settling-elsewhere.ts'

/** A smaller search is over before a thread has begun. */
const MIN_STATES = 1 << 14
/** A batch takes less than a millisecond; a thread that is silent for so long is dead. */
const PATIENCE_MS = 60_000

const HELPER = new URL('./helper-thread.js', import.meta.url)

const beginThread = (start: Start): Link => {
  const { port1: port, port2 } = new MessageChannel()
  const thread = new Worker(HELPER, { workerData: { start, port: port2 }, transferList: [port2], execArgv: [] })
  // Neither keeps the process alive: when the caller's work is over, so is theirs.
  thread.unref()
  port.unref()
  const { control } = start
  return {
    post: (message) => port.postMessage(message),
    receive: () => receiveMessageOnPort(port)?.message,
    wait: (settled) => Atomics.wait(control, SETTLED, settled, PATIENCE_MS) !== 'timed-out',
    wake: () => Atomics.notify(control, SUBMITTED),
  }
}

export const threadHelper = (from = MIN_STATES): Helper => ({
  from,
  begin: (arena, hashes) => new SettlingElsewhere(arena, hashes, beginThread),
})
