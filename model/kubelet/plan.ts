/**
 * Which containers of a pod should run now: init containers one after the other, then all others
 * at once.
 */
import type { Container, PodSpec } from '../objects.ts'
import type { ContainerRecord } from '../runtime/messages.ts'
import { isSidecar, restartsAfter } from './restart.ts'

export interface Plan {
  /** Containers to start, unless their back-off forbids it. */
  readonly start: readonly Container[]
  readonly isInitialized: boolean
  /** Every regular container has ended and none will be started again: sidecars may go. */
  readonly isOver: boolean
}

export type Latest = (container: Container) => ContainerRecord | undefined

/** Has it to be started, judging by its last attempt? */
const isDue = (container: Container, spec: PodSpec, record: ContainerRecord | undefined): boolean =>
  record === undefined || (record.state === 'exited' && restartsAfter(container, spec, record.exitCode ?? 0))

export const planOf = (spec: PodSpec, latest: Latest): Plan => {
  const { containers, initContainers = [] } = spec
  const start: Container[] = []
  for (const container of initContainers) {
    const record = latest(container)
    if (isSidecar(container)) {
      if (record?.state !== 'running') start.push(container)
      // A sidecar is started up once it has run; the next in line waits only for that.
      if (record === undefined) return { start, isInitialized: false, isOver: false }
      continue
    }
    if (record?.state === 'exited' && record.exitCode === 0) continue
    const isDone = record?.state === 'exited' && !isDue(container, spec, record)
    if (record?.state !== 'running' && !isDone) start.push(container)
    return { start, isInitialized: false, isOver: isDone }
  }
  const due = containers.filter((container) => isDue(container, spec, latest(container)))
  const isOver = containers.every(
    (container) => latest(container)?.state === 'exited' && !due.includes(container),
  )
  return { start: isOver ? [] : [...start, ...due], isInitialized: true, isOver }
}
