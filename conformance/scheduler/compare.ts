/** The scheduler's filters, scores and verdicts against those that were written down elsewhere. */
import type { Node } from '../../model/objects.ts'
import { affinityScore, namedNodes, nodeAffinity } from '../../model/scheduler/affinity.ts'
import { choiceFor } from '../../model/scheduler/choice.ts'
import { diagnose, nodeName } from '../../model/scheduler/filters.ts'
import { nodeResourcesFit, shortages } from '../../model/scheduler/fit.ts'
import { interPodAffinity } from '../../model/scheduler/inter-pod-affinity.ts'
import { nodePorts } from '../../model/scheduler/ports.ts'
import { bestNodes } from '../../model/scheduler/score.ts'
import type { Filter, Score, Snapshot } from '../../model/scheduler/snapshot.ts'
import { podsOn } from '../../model/scheduler/snapshot.ts'
import { nodeUnschedulable, taintToleration, tolerationScore } from '../../model/scheduler/taints.ts'
import { podTopologySpread } from '../../model/scheduler/topology-spread.ts'
import type { Outcome } from '../agreement.ts'
import type { FilterCase, RecordedVerdict, ScoreCase, Verdict } from './worlds.ts'
import { podOf, worldOf } from './worlds.ts'

const FILTERS: { readonly [plugin: string]: Filter } = {
  NodeUnschedulable: nodeUnschedulable,
  NodeName: nodeName,
  TaintToleration: taintToleration,
  NodeAffinity: nodeAffinity,
  NodePorts: nodePorts,
  NodeResourcesFit: nodeResourcesFit,
  PodTopologySpread: podTopologySpread,
  InterPodAffinity: interPodAffinity,
}

const SCORES: { readonly [plugin: string]: Score } = { TaintToleration: tolerationScore, NodeAffinity: affinityScore }

/** What a case needs that is not modelled; null: nothing. */
const missing = (c: FilterCase): string | null => {
  const gates = c.featureGates ?? {}
  if (gates['DRAExtendedResource'] === true) return 'device classes (DRAExtendedResource) are not modelled'
  const hasSidecar = (c.pod.spec?.initContainers ?? []).some(({ restartPolicy }) => restartPolicy === 'Always')
  if (gates['SidecarContainers'] === false && hasSidecar) {
    return 'a cluster older than sidecars (SidecarContainers switched off) is not modelled'
  }
  return Object.hasOwn(FILTERS, c.plugin) ? null : `the plugin ${c.plugin} is not modelled`
}

const outcome = (what: string, expected: unknown, found: unknown): Outcome => {
  const [e, f] = [JSON.stringify(expected), JSON.stringify(found)]
  return e === f ? { what, is: 'agreed' } : { what, is: 'differed', reason: null, how: `expected ${e}, got ${f}` }
}

/** Words that changed after v1.26, whose words are ours: the taint is no longer named. */
const inNewWords = (reason: string): string => reason.replace(/untolerated taint \{.*\}$/, 'untolerated taint(s)')

const CODES = { fits: 'Success', resolvable: 'Unschedulable', final: 'UnschedulableAndUnresolvable' } as const

/** From v1.32 on a request for more than the whole node has is final. */
const isOutsized = (c: FilterCase, node: Node, world: Snapshot): boolean =>
  c.plugin === 'NodeResourcesFit' &&
  shortages(podOf(c.pod), node, podsOn(world, node), world.profile).some(
    ({ resource, requested, capacity }) => resource !== 'pods' && requested > capacity,
  )

/** Our answer in the form of the tables, cut down to what the table says. */
const answerOn = (c: FilterCase, node: Node, world: Snapshot, expected: Verdict): Verdict => {
  const refusal = FILTERS[c.plugin]?.(podOf(c.pod), world)(node) ?? null
  const isFinal = refusal !== null && (refusal.isFinal || isOutsized(c, node, world))
  const code = refusal === null ? CODES.fits : isFinal ? CODES.final : CODES.resolvable
  if (expected.reasons === undefined) return { code }
  return { code, reasons: (refusal?.reasons ?? []).map(inNewWords) }
}

const worldOfCase = (c: FilterCase): Snapshot => {
  const pods = Object.entries(c.existingPods).flatMap(([node, given]) => given.map((pod) => podOf(pod, node)))
  return worldOf(c, pods, c.namespaces)
}

const shortOf = (c: FilterCase, world: Snapshot) =>
  world.nodes.flatMap((node) =>
    shortages(podOf(c.pod), node, podsOn(world, node), world.profile).map(({ resource, requested, used, capacity }) => {
      const unresolvable = resource !== 'pods' && requested > capacity
      return { resource, requested, used, capacity, unresolvable }
    }),
  )

/** What is compared, what the table says of it, and what the model does. */
type Part = readonly [what: string, expected: unknown, found: unknown]

/** A pre-filter that refused the pod lets no node be; one that had nothing to say (Skip) lets every node be. */
const withoutFilter = (c: FilterCase, world: Snapshot): readonly Part[] => {
  const refuses = FILTERS[c.plugin]?.(podOf(c.pod), world) ?? (() => null)
  const refused = world.nodes.filter((node) => refuses(node) !== null).length
  return [['refused nodes', c.expected.preFilter?.code === 'Skip' ? 0 : world.nodes.length, refused]]
}

const onNodes = (c: FilterCase, world: Snapshot, filter: { readonly [node: string]: Verdict }): readonly Part[] =>
  world.nodes.flatMap((node) => {
    const { name } = node.metadata
    const verdict = filter[name]
    if (verdict === undefined) return []
    const { code, reasons } = verdict
    return [[name, { code, ...(reasons === undefined ? {} : { reasons }) }, answerOn(c, node, world, verdict)]]
  })

const beside = (c: FilterCase, world: Snapshot): readonly Part[] => {
  const { preFilter, preFilterNodeNames, insufficient } = c.expected
  const pod = podOf(c.pod)
  const named = namedNodes(pod)
  const conflicts = c.plugin === 'NodeAffinity' && preFilter?.code === CODES.final
  const parts: readonly (Part | null)[] = [
    preFilterNodeNames === undefined || conflicts ? null : ['named nodes', preFilterNodeNames, named],
    conflicts ? ['why no node is asked', preFilter.reasons?.[0], diagnose(pod, world).unasked] : null,
    insufficient === undefined ? null : ['insufficient', insufficient, shortOf(c, world)],
  ]
  return parts.filter((part) => part !== null)
}

export const compareFilter = (c: FilterCase): Outcome => {
  const lacks = missing(c)
  if (lacks !== null) return { what: c.id, is: 'skipped', reason: lacks }
  const world = worldOfCase(c)
  const { filter } = c.expected
  const parts = filter === null ? withoutFilter(c, world) : [...onNodes(c, world, filter), ...beside(c, world)]
  return outcome(
    c.id,
    parts.map(([what, expected]) => [what, expected]),
    parts.map(([what, , found]) => [what, found]),
  )
}

/** Without a score of its own a plugin was skipped: it prefers no node. */
export const compareScore = (c: ScoreCase): Outcome => {
  const score = SCORES[c.plugin]
  if (score === undefined) return { what: c.id, is: 'skipped', reason: `scores of ${c.plugin} alone are not compared` }
  const world = worldOf(c, [])
  const points = score(podOf(c.pod), world.nodes, world)
  const names = world.nodes.map(({ metadata }) => metadata.name)
  return outcome(
    c.id,
    names.map((name) => [name, c.expected.scores?.[name] ?? 0]),
    names.map((name, i) => [name, points[i]]),
  )
}

/** A node must be one of our best (upstream takes any of them); a text must be ours. */
export const compareVerdict = ({ verdict, ...given }: RecordedVerdict): Outcome => {
  const world = worldOf(
    given,
    given.existingPods.map((pod) => podOf(pod)),
  )
  const pod = podOf(given.pod)
  const choice = choiceFor(pod, world)
  if (verdict.nodeName === undefined || 'message' in choice) {
    return outcome(given.id, verdict.nodeName ?? verdict.message, 'node' in choice ? choice.node : choice.message)
  }
  const best = bestNodes(pod, diagnose(pod, world).fits, world).map(({ metadata }) => metadata.name)
  return best.includes(verdict.nodeName) ? { what: given.id, is: 'agreed' } : outcome(given.id, verdict.nodeName, best)
}
