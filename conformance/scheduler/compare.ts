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

/** The pre-filter refused the pod: then it fits nowhere; or it had nothing to say: then this filter refuses no node. */
const beforeFilter = (c: FilterCase, world: Snapshot): Outcome => {
  const isSkipped = c.expected.preFilter?.code === 'Skip'
  const refuses = FILTERS[c.plugin]?.(podOf(c.pod), world) ?? (() => null)
  return outcome(c.id, isSkipped ? [] : world.nodes.length, isSkipped ? world.nodes.filter((n) => refuses(n) !== null) : world.nodes.filter((n) => refuses(n) !== null).length)
}

export const compareFilter = (c: FilterCase): Outcome => {
  const lacks = missing(c)
  if (lacks !== null) return { what: c.id, is: 'skipped', reason: lacks }
  const world = worldOfCase(c)
  const { filter, preFilter, preFilterNodeNames, insufficient } = c.expected
  if (filter === null) return beforeFilter(c, world)
  const judged = world.nodes.filter(({ metadata }) => Object.hasOwn(filter, metadata.name))
  const found: { [node: string]: unknown } = {}
  const expected: { [node: string]: unknown } = {}
  for (const node of judged) {
    const verdict = filter[node.metadata.name] ?? { code: '' }
    expected[node.metadata.name] = { code: verdict.code, ...(verdict.reasons === undefined ? {} : { reasons: verdict.reasons }) }
    found[node.metadata.name] = answerOn(c, node, world, verdict)
  }
  if (preFilterNodeNames !== undefined) {
    expected['named'] = preFilterNodeNames === null ? null : [...preFilterNodeNames].sort()
    const named = namedNodes(podOf(c.pod))
    found['named'] = named !== null && named.length === 0 ? null : named
  }
  if (c.plugin === 'NodeAffinity' && preFilter?.code === CODES.final) {
    expected['unasked'] = preFilter.reasons?.[0]
    found['unasked'] = diagnose(podOf(c.pod), world).unasked
  }
  if (insufficient !== undefined) {
    expected['insufficient'] = insufficient
    found['insufficient'] = shortOf(c, world)
  }
  return outcome(c.id, expected, found)
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
  const world = worldOf(given, given.existingPods.map((pod) => podOf(pod)))
  const pod = podOf(given.pod)
  const choice = choiceFor(pod, world)
  if (verdict.nodeName === undefined || 'message' in choice) {
    return outcome(given.id, verdict.nodeName ?? verdict.message, 'node' in choice ? choice.node : choice.message)
  }
  const best = bestNodes(pod, diagnose(pod, world).fits, world).map(({ metadata }) => metadata.name)
  return best.includes(verdict.nodeName) ? { what: given.id, is: 'agreed' } : outcome(given.id, verdict.nodeName, best)
}
