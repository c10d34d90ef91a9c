/** A pod in one line: upstream's rules for READY, STATUS and RESTARTS, which look into its containers. */
import type { Column } from './columns.ts'
import type { Json } from './json.ts'
import { at, listAt, numberAt, textAt } from './json.ts'

const statusesOf = (pod: Json): readonly Json[] => listAt(pod, 'status', 'containerStatuses')

const isRunning = (status: Json): boolean => at(status, 'state', 'running') !== undefined

const containerReason = (status: Json): string | undefined => {
  const waiting = textAt(status, 'state', 'waiting', 'reason')
  if (waiting !== undefined && waiting !== '') return waiting
  const reason = textAt(status, 'state', 'terminated', 'reason')
  if (reason !== undefined && reason !== '') return reason
  const signal = numberAt(status, 'state', 'terminated', 'signal') ?? 0
  const code = numberAt(status, 'state', 'terminated', 'exitCode')
  return code === undefined ? undefined : signal === 0 ? `ExitCode:${code}` : `Signal:${signal}`
}

const conditionOf = (pod: Json, type: string): Json | undefined =>
  listAt(pod, 'status', 'conditions').find((condition) => textAt(condition, 'type') === type)

const isTrue = (pod: Json, type: string): boolean => textAt(conditionOf(pod, type), 'status') === 'True'

const initReason = (pod: Json): string | null => {
  const wanted = listAt(pod, 'spec', 'initContainers').filter(
    (container) => textAt(container, 'restartPolicy') !== 'Always',
  ).length
  return wanted === 0 || isTrue(pod, 'Initialized') || textAt(pod, 'spec', 'nodeName') === undefined
    ? null
    : `Init:0/${wanted}`
}

/** The first container that has something to say; one that completed beside others that run is no news. */
const reasonOf = (pod: Json): string => {
  const phase = textAt(pod, 'status', 'reason') ?? textAt(pod, 'status', 'phase') ?? 'Unknown'
  const init = initReason(pod)
  if (init !== null && phase === 'Pending') return init
  const told = [...statusesOf(pod)].reverse().reduce<string>((sofar, status) => containerReason(status) ?? sofar, phase)
  const hasRunning = statusesOf(pod).some((status) => isRunning(status) && at(status, 'ready') === true)
  if (told === 'Completed' && hasRunning) return isTrue(pod, 'Ready') ? 'Running' : 'NotReady'
  return told
}

const podStatus = (pod: Json): string => {
  if (textAt(pod, 'metadata', 'deletionTimestamp') === undefined) return reasonOf(pod)
  return textAt(pod, 'status', 'reason') === 'NodeLost' ? 'Unknown' : 'Terminating'
}

const restarts = (pod: Json): string =>
  String(statusesOf(pod).reduce<number>((sum, status) => sum + (numberAt(status, 'restartCount') ?? 0), 0))

const readyText = (pod: Json): string => {
  const ready = statusesOf(pod).filter((status) => at(status, 'ready') === true && isRunning(status)).length
  return `${ready}/${listAt(pod, 'spec', 'containers').length}`
}

const plain = (name: string, of: Column['of'], isWide = false): Column => ({ name, isWide, isNumber: false, of })

export const podColumns = (): readonly Column[] => [
  plain('Name', (pod) => textAt(pod, 'metadata', 'name') ?? ''),
  plain('Ready', readyText),
  plain('Status', podStatus),
  plain('Restarts', restarts),
  plain('Age', (pod, age) => age(textAt(pod, 'metadata', 'creationTimestamp'))),
  plain('IP', (pod) => textAt(pod, 'status', 'podIP') ?? '<none>', true),
  plain('Node', (pod) => textAt(pod, 'spec', 'nodeName') ?? '<none>', true),
  plain('Nominated Node', (pod) => textAt(pod, 'status', 'nominatedNodeName') ?? '<none>', true),
  plain('Readiness Gates', () => '<none>', true),
]
