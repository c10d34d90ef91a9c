/** Filters and scores against the tables of upstream's own tests (v1.36.2), which are read in place. */
import { expect, test } from 'vitest'
import type { Filter } from './filters.ts'
import { nodeAffinity, nodeName, nodePorts, nodeResourcesFit, nodeUnschedulable, taintToleration } from './filters.ts'
import { interPodAffinity } from './inter-pod-affinity.ts'
import { affinityScores, tolerationScores } from './score.ts'
import type { Case, ScoreCase } from './test-tables.ts'
import { areHere, filterCases, nodeOf, podOf, scoreCases, titled, worldOf } from './test-tables.ts'
import { podTopologySpread } from './topology-spread.ts'

const PLUGINS: { readonly [plugin: string]: { readonly filter: Filter; readonly cases: number } } = {
  NodeResourcesFit: { filter: nodeResourcesFit, cases: 63 },
  TaintToleration: { filter: taintToleration, cases: 20 },
  NodeAffinity: { filter: nodeAffinity, cases: 31 },
  NodeUnschedulable: { filter: nodeUnschedulable, cases: 3 },
  NodeName: { filter: nodeName, cases: 3 },
  NodePorts: { filter: nodePorts, cases: 15 },
  PodTopologySpread: { filter: podTopologySpread, cases: 36 },
  InterPodAffinity: { filter: interPodAffinity, cases: 44 },
}

const POD_LEVEL = 'spec.resources of a pod (PodLevelResources)'
const CLASSES = 'device classes (DRAExtendedResource)'
const COMPARING = 'tolerations with operator Gt and Lt (TaintTolerationComparisonOperators)'
const ARGS = "arguments of the scheduler's own configuration"
const NAMESPACES = 'a namespaceSelector that looks at labels: the scheduler watches no namespaces'

/** Where ours differs, and what would be needed. */
const NOT_MODELLED: { readonly [id: string]: string } = {
  'NodeResourcesFit-030': ARGS,
  'NodeResourcesFit-033': ARGS,
  'NodeResourcesFit-037': POD_LEVEL,
  'NodeResourcesFit-038': POD_LEVEL,
  'NodeResourcesFit-041': POD_LEVEL,
  'NodeResourcesFit-042': POD_LEVEL,
  'NodeResourcesFit-044': CLASSES,
  'NodeResourcesFit-048': CLASSES,
  'NodeResourcesFit-059': 'a cluster without sidecars (SidecarContainers switched off)',
  'TaintToleration-011': COMPARING,
  'TaintToleration-013': COMPARING,
  'TaintToleration-015': COMPARING,
  'TaintToleration-017': COMPARING,
  'NodeAffinity-018': 'label values that the API server refuses',
  'NodeAffinity-029': ARGS,
  'InterPodAffinity-022': NAMESPACES,
  'InterPodAffinity-024': NAMESPACES,
  'TaintToleration-score-6': COMPARING,
  'TaintToleration-score-7': COMPARING,
  'NodeAffinity-score-7': ARGS,
  'NodeAffinity-score-8': ARGS,
}

/** What is expected of one node; reasons only where the table gives them. */
const expectedOn = ({ expected }: Case, node: string): { fits: boolean; reasons: readonly string[] } => {
  const { preFilter, preFilterNodeNames, filter } = expected
  const verdict = filter?.[node]
  if (verdict !== undefined) return { fits: verdict.code === 'Success', reasons: verdict.reasons ?? [] }
  const isLetThrough = preFilter === undefined || ['Success', 'Skip'].includes(preFilter.code)
  const isLookedAt = preFilterNodeNames == null || preFilterNodeNames.includes(node)
  return { fits: isLetThrough && isLookedAt, reasons: [] }
}

/** Upstream stopped naming the taint after 1.31, whose words are ours. */
const unnamed = (reason: string): string => reason.replace(/taint \{.*\}/, 'taint(s)')

const agrees = (filter: Filter, c: Case): boolean => {
  const world = worldOf(c)
  const pod = podOf(c.pod)
  return world.nodes.every((node) => {
    const { fits, reasons } = expectedOn(c, node.metadata.name)
    const refused = filter(pod, node, world)
    if (refused === null || fits) return fits === (refused === null)
    return reasons.length === 0 || reasons.includes(unnamed(refused))
  })
}

const isListed = ({ id }: { readonly id: string }): boolean => Object.hasOwn(NOT_MODELLED, id)

const missedBy = (plugin: string, filter: Filter) => filterCases(plugin).filter((c) => !agrees(filter, c))

for (const [plugin, { filter, cases }] of Object.entries(PLUGINS)) {
  test.skipIf(!areHere)(titled(`${plugin} decides as upstream where fields are modelled`), () => {
    expect(filterCases(plugin)).toHaveLength(cases)
    const unexplained = missedBy(plugin, filter).filter((c) => !isListed(c))
    expect(unexplained.map(({ id }) => id)).toEqual([])
  })
}

/** Without a score of its own a plugin was skipped: it prefers no node. */
const isScored = ({ id, pod, nodes, expected }: ScoreCase): boolean => {
  const given = nodes.map(nodeOf)
  const score = id.startsWith('NodeAffinity') ? affinityScores : tolerationScores
  const points = score(podOf(pod), given)
  return given.every(({ metadata }, i) => points[i] === (expected.scores?.[metadata.name] ?? 0))
}

test.skipIf(!areHere)(titled('taints and preferred affinity score as upstream in 16 cases'), () => {
  expect(scoreCases()).toHaveLength(16)
  const unexplained = scoreCases().filter((c) => !isScored(c) && !isListed(c))
  expect(unexplained.map(({ id }) => id)).toEqual([])
})

test.skipIf(!areHere)(titled('198 of 215 filter cases and 12 of 16 score cases are within reach'), () => {
  const filtered = Object.entries(PLUGINS).flatMap(([plugin, { filter }]) => missedBy(plugin, filter))
  const scored = scoreCases().filter((c) => !isScored(c))
  expect([...filtered, ...scored].map(({ id }) => id)).toEqual(Object.keys(NOT_MODELLED))
  expect([215 - filtered.length, 16 - scored.length]).toEqual([198, 12])
})
