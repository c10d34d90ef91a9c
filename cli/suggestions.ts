/**
 * What would help against the least bad luck of a user's promise: each suggestion is tried, by checking the
 * changed workload against the kinds of faults that broke the promise, and only reported with what it gained.
 */
import { explore } from '../checker/index.ts'
import type { PropertyVerdict } from '../checker/verdict.ts'
import { FAULT_KINDS, actionTypeOf } from '../model/fault-kinds.ts'
import type { KubeObject, PodSpec } from '../model/objects.ts'
import type { ClusterState } from '../model/state.ts'
import type { PropertyResult } from '../reports/result.ts'
import type { World } from '../scenarios/scenario.ts'
import { build } from '../scenarios/scenario.ts'
import type { Job, Surroundings } from './job.ts'
import { selected } from './job.ts'

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

const REMEDIES: readonly Remedy[] = [
  {
    text: 'one replica more',
    change: (object) =>
      object.kind === 'Deployment'
        ? { ...object, spec: { ...object.spec, replicas: object.spec.replicas + 1 } }
        : object.kind === 'ReplicaSet'
          ? { ...object, spec: { ...object.spec, replicas: object.spec.replicas + 1 } }
          : object,
  },
  {
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
  },
  {
    text: `tolerationSeconds: ${TOLERATED_SECONDS} for unreachable and not-ready nodes`,
    change: (object) => withSpec(object, tolerating),
  },
]

const seconds = (ms: number): number => Math.round(ms / 100) / 10

const worst = ({ worstRecovery }: Pick<Verdict, 'worstRecovery'>): number =>
  Math.max(0, ...worstRecovery.filter((ms): ms is number => ms !== null))

/** Verdict of one property on a changed workload, for the given faults only. */
const verdictWith = (job: Job, name: string, remedy: Remedy | null, allow: World['allow'], faults: number, around: Surroundings) => {
  const script = job.world.script.map((command) =>
    command.do === 'apply' && remedy !== null ? { ...command, object: remedy.change(command.object) } : command,
  )
  const built = build({ ...job.world, script, allow })
  const { verdicts, stats } = explore(built.machine, selected(built.properties, [name]), {
    faults,
    maxStates: 500_000,
    shouldStop: () => (around.isInterrupted() ? 'interrupted' : null),
    clock: around.clock,
  })
  return stats.end === 'complete' ? verdicts.find((v) => v.name === name) : undefined
}

const kindsIn = (verdict: Verdict): World['allow'] => {
  const trace = verdict.counterexample ?? verdict.worstRecoveryTrace
  const types = new Set(trace?.steps.filter((s) => s.fault).map((s) => s.action.type))
  return FAULT_KINDS.filter((kind) => types.has(actionTypeOf(kind)))
}

/** Only promises of the user's name an object; a remedy that changes the promise itself finds no such name. */
const isComparable = (verdict: Verdict): boolean => verdict.name.includes('/')

export const suggestionsFor = (
  job: Job,
  verdicts: readonly Verdict[],
  around: Surroundings,
): ReadonlyMap<string, Suggestions> => {
  const found = new Map<string, Suggestions>()
  for (const verdict of verdicts.filter(isComparable)) {
    const allow = kindsIn(verdict)
    if (allow.length === 0 || around.isInterrupted()) continue
    const faults = verdict.leastFaults ?? 1
    const base = verdictWith(job, verdict.name, null, allow, faults, around)
    if (base === undefined) continue
    const helpful = REMEDIES.flatMap((remedy) => {
      const better = verdictWith(job, verdict.name, remedy, allow, faults, around)
      const gain = better === undefined ? null : gained(base, better, allow.join(', '))
      return gain === null ? [] : [{ text: remedy.text, verified: gain }]
    })
    if (helpful.length > 0) found.set(verdict.name, helpful)
  }
  return found
}

const gained = (base: Verdict, better: Verdict, faults: string): string | null => {
  if (base.verdict === 'broken' && better.verdict === 'holds') {
    return `checked again: no longer broken by ${faults}`
  }
  const [before, after] = [worst(base), worst(better)]
  if (base.verdict === better.verdict && after < before) {
    return `checked again: worst recovery ${seconds(after)} s instead of ${seconds(before)} s under ${faults}`
  }
  return null
}
