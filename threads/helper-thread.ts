/** What the helper's thread runs: it sleeps until there is something to settle, and ends when there will be nothing any more. */
import { receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { ENDED, SUBMITTED } from './control.ts'
import { Helper, tellFailure } from './helper.ts'
import type { Port } from './helper.ts'
import type { Start } from './messages.ts'

const { start, port }: { readonly start: Start; readonly port: MessagePort } = workerData
const way: Port = { post: (message) => port.postMessage(message), receive: () => receiveMessageOnPort(port)?.message }
try {
  const helper = new Helper(start, way)
  for (let seen = helper.settleAll(); seen !== ENDED; seen = helper.settleAll()) Atomics.wait(start.control, SUBMITTED, seen)
} catch (error) {
  tellFailure(start.control, way, error)
}
port.close()
