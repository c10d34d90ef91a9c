/**
 * Which containers of a pod should run now: init containers one after the other, then all others
 * at once.
 */
import type { Container, PodSpec } from '../objects.ts'
import type { ContainerRecord } from '../runtime/messages.ts'
import { isSidecar } from './phase.ts'

export interface Plan {
  /** Containers to start, unless their back-off forbids it. */
  readonly start: readonly Container[]
  readonly isInitialized: boolean
  /** Every regular container has ended and none will be started again: sidecars may go. */
  readonly isOver: boolean
}

export type Latest = (container: Container) => ContainerRecord | undefined

const wantsRestart = (policy: PodSpec['restartPolicy'], exitCode: number | undefined): boolean =>
  policy === 'OnFailure' ? exitCode !== 0 : policy !== 'Never'

/** Has it to be started, judging by its last attempt? */
const isDue = (policy: PodSpec['restartPolicy'], record: ContainerRecord | undefined): boolean =>
  record === undefined || (record.state === 'exited' && wantsRestart(policy, record.exitCode))

export const planOf = (spec: PodSpec, latest: Latest): Plan => {
  const { containers, initContainers = [], restartPolicy: policy } = spec
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
    const hasFailed = record?.state === 'exited' && policy === 'Never'
    if (record?.state !== 'running' && !hasFailed) start.push(container)
    return { start, isInitialized: false, isOver: hasFailed }
  }
  const due = containers.filter((container) => isDue(policy, latest(container)))
  const isOver = containers.every(
    (container) => latest(container)?.state === 'exited' && !due.includes(container),
  )
  return { start: isOver ? [] : [...start, ...due], isInitialized: true, isOver }
}
