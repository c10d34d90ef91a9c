/**
 * What would help a user's promise: each suggestion is tried, by checking the changed workload again against the
 * faults in question, and only reported with what it gained.
 */
import { explore } from '../checker/index.ts'
import type { PropertyVerdict } from '../checker/verdict.ts'
import type { StatedPromise } from '../properties/promises.ts'
import { FAULT_KINDS, actionTypeOf } from '../model/fault-kinds.ts'
import type { KubeObject, PodSpec } from '../model/objects.ts'
import type { ClusterState } from '../model/state.ts'
import type { PropertyResult } from '../reports/result.ts'
import type { World } from '../scenarios/scenario.ts'
import { build } from '../scenarios/scenario.ts'
import type { Job, Surroundings } from './job.ts'
import { selected } from './selected.ts'

type Verdict = PropertyVerdict<ClusterState>
type Suggestions = PropertyResult['suggestions']

interface Remedy {
  readonly text: string
  readonly change: (object: KubeObject) => KubeObject
}

const withSpec = (object: KubeObject, change: (spec: PodSpec, labels: KubeObject['metadata']['labels']) => PodSpec): KubeObject => {
  switch (object.kind) {
    case 'Deployment': {
      const { template } = object.spec
      const spec = change(template.spec, template.metadata.labels)
      return { ...object, spec: { ...object.spec, template: { ...template, spec } } }
    }
    case 'ReplicaSet': {
      const { template } = object.spec
      const spec = change(template.spec, template.metadata.labels)
      return { ...object, spec: { ...object.spec, template: { ...template, spec } } }
    }
    default:
      return object
  }
}

const TOLERATED_SECONDS = 30

const tolerating = (spec: PodSpec): PodSpec => ({
  ...spec,
  tolerations: [
    ...(spec.tolerations ?? []).filter(({ key }) => key?.startsWith('node.kubernetes.io/') !== true),
    ...['node.kubernetes.io/unreachable', 'node.kubernetes.io/not-ready'].map((key) => ({
      key,
      operator: 'Exists' as const,
      effect: 'NoExecute' as const,
      tolerationSeconds: TOLERATED_SECONDS,
    })),
  ],
})

const moreReplicas: Remedy = {
  text: 'one replica more',
  change: (object) => {
    if (object.kind === 'Deployment') return { ...object, spec: { ...object.spec, replicas: object.spec.replicas + 1 } }
    if (object.kind === 'ReplicaSet') return { ...object, spec: { ...object.spec, replicas: object.spec.replicas + 1 } }
    return object
  },
}

const spread: Remedy = {
  text: 'topologySpreadConstraints over kubernetes.io/hostname (maxSkew 1, DoNotSchedule)',
  change: (object) =>
    withSpec(object, (spec, matchLabels) => ({
      ...spec,
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels },
        },
      ],
    })),
}

const byRevision: Remedy = {
  text: 'matchLabelKeys: [pod-template-hash] in the spread constraints',
  change: (object) =>
    withSpec(object, (spec) => ({
      ...spec,
      topologySpreadConstraints: (spec.topologySpreadConstraints ?? []).map((constraint) => ({
        ...constraint,
        matchLabelKeys: ['pod-template-hash'],
      })),
    })),
}

const shorterTolerations: Remedy = {
  text: `tolerationSeconds: ${TOLERATED_SECONDS} for unreachable and not-ready nodes`,
  change: (object) => withSpec(object, tolerating),
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10

type Faults = World['allow']

interface Trial {
  readonly property: string
  readonly remedy: Remedy
  readonly allow: Faults
  readonly promises?: readonly StatedPromise[]
}

/** Verdict of one property on the changed workload, for 1 fault of the given kinds; undefined: not decided. */
const verdictOf = (job: Job, { property, remedy, allow, promises = [] }: Trial, around: Surroundings): Verdict | undefined => {
  const script = job.world.script.map((command) =>
    command.do === 'apply' ? { ...command, object: remedy.change(command.object) } : command,
  )
  const built = build({ ...job.world, script, allow, promises })
  const { verdicts, stats } = explore(built.machine, selected(built.properties, [property]), {
    faults: 1,
    maxStates: 200_000,
    shouldStop: () => (around.isInterrupted() ? 'interrupted' : null),
    clock: around.clock,
  })
  return stats.end === 'complete' ? verdicts.find(({ name }) => name === property) : undefined
}

/** Faults of a whole node, which replicas, spread and tolerations are there for. */
const NODE_FAULTS: Faults = ['power-off-node', 'reboot-node', 'cut-off-node', 'isolate-node']

/** A promise to be kept at every moment: does another workload keep the same number ready through the same faults? */
const keptBy = (job: Job, verdict: Verdict, around: Surroundings): Suggestions => {
  const [, workload, count] = /^(\S+) keeps (\d+) ready$/.exec(verdict.name) ?? []
  if (workload === undefined || verdict.verdict !== 'broken') return []
  const types = new Set(verdict.ways.filter(({ faults }) => faults.length === 1).flatMap(({ faults }) => faults))
  const allow = FAULT_KINDS.filter((kind) => types.has(actionTypeOf(kind)) && NODE_FAULTS.includes(kind))
  if (allow.length === 0) return []
  const promises = [{ workload, ready: `>= ${count}` }]
  const property = `${workload} ready >= ${count}`
  return [moreReplicas, spread].flatMap((remedy) =>
    verdictOf(job, { property, remedy, allow, promises }, around)?.verdict === 'holds'
      ? [{ text: remedy.text, verified: `checked again: ${count} stay ready under any one ${allow.join(', ')}` }]
      : [],
  )
}

/** A promise to be kept again: is it kept sooner after the loss of a node? */
const soonerBy = (job: Job, verdict: Verdict, around: Surroundings): Suggestions => {
  const kind = NODE_FAULTS.find((fault) => verdict.recoveries.some(({ faults }) => faults.join() === actionTypeOf(fault)))
  const before = verdict.recoveries.find(({ faults }) => kind !== undefined && faults.join() === actionTypeOf(kind))?.ms ?? 0
  if (kind === undefined || before === 0) return []
  return [shorterTolerations, spread].flatMap((remedy) => {
    const better = verdictOf(job, { property: verdict.name, remedy, allow: [kind] }, around)
    const after = Math.max(0, ...(better?.worstRecovery ?? []).map((ms) => ms ?? 0))
    if (better?.verdict !== 'holds' || after >= before) return []
    return [{ text: remedy.text, verified: `checked again: back after ${seconds(after)} s instead of ${seconds(before)} s under ${kind}` }]
  })
}

/** A spread that a rollout alone spoils: is it kept when pods of other revisions are not counted? */
const evenBy = (job: Job, verdict: Verdict, around: Surroundings): Suggestions => {
  if (!verdict.name.endsWith(' is spread as it asks') || verdict.leastFaults !== 0) return []
  const again = verdictOf(job, { property: verdict.name, remedy: byRevision, allow: [] }, around)
  return again?.verdict === 'holds'
    ? [{ text: byRevision.text, verified: 'checked again: within maxSkew after the same rollout' }]
    : []
}

export const suggestionsFor = (
  job: Job,
  verdicts: readonly Verdict[],
  around: Surroundings,
): ReadonlyMap<string, Suggestions> =>
  new Map(
    verdicts
      .filter(({ name }) => name.includes('/'))
      .map((verdict) => [
        verdict.name,
        around.isInterrupted() ? [] : [keptBy, soonerBy, evenBy].flatMap((remedies) => remedies(job, verdict, around)),
      ]),
  )
