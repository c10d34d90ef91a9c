/** What must hold in every world, tried on random ones: small clusters with room, ports, labels, taints and company. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aNode } from '../fixtures/nodes.ts'
import { aPod } from '../fixtures/objects.ts'
import type { Node, Pod, PodAffinityTerm, PodSpec } from '../objects.ts'
import { keyOf } from '../objects.ts'
import { choiceFor } from './choice.ts'
import { diagnose } from './filters.ts'
import { bestNodes, scores } from './score.ts'
import type { Snapshot } from './snapshot.ts'
import { priorityOf, snapshot } from './snapshot.ts'

const APPS = ['a', 'b'] as const
const RUNS = { numRuns: 200, seed: 26 }

const node = (index: number): fc.Arbitrary<Node> =>
  fc
    .record({ zone: fc.constantFrom('z1', 'z2'), cpu: fc.integer({ min: 1, max: 4 }), isTainted: fc.boolean() })
    .map(({ zone, cpu, isTainted }) => ({
      ...aNode(`n${index}`, { zone }, { cpu: String(cpu), memory: '8Gi', pods: '4' }),
      spec: isTainted ? { taints: [{ key: 'k', effect: 'NoSchedule' as const }] } : {},
    }))

const term = fc.record({
  labelSelector: fc.constantFrom(...APPS).map((app) => ({ matchLabels: { app } })),
  topologyKey: fc.constantFrom('zone', 'kubernetes.io/hostname'),
})

const spec = (cores: number, hostPort: number | null, far: readonly PodAffinityTerm[], priority: number): PodSpec => ({
  priority,
  containers: [
    {
      name: 'c',
      image: 'i',
      resources: { requests: { cpu: String(cores) } },
      ...(hostPort === null ? {} : { ports: [{ hostPort }] }),
    },
  ],
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: far } },
  tolerations: priority % 2 === 0 ? [{ operator: 'Exists' }] : [],
})

const pod = (name: string): fc.Arbitrary<Pod> =>
  fc
    .record({
      app: fc.constantFrom(...APPS),
      cores: fc.integer({ min: 0, max: 3 }),
      hostPort: fc.option(fc.constantFrom(80, 81), { nil: null }),
      far: fc.array(term, { maxLength: 1 }),
      priority: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ app, cores, hostPort, far, priority }) => {
      const made = aPod(name, { app }, { spec: spec(cores, hostPort, far, priority) })
      return { ...made, metadata: { ...made.metadata, uid: name } }
    })

/** Pods are put where they fit, one after the other, so that the world is one that a scheduler could have made. */
const inhabited = (nodes: readonly Node[], pods: readonly Pod[]): Snapshot =>
  pods.reduce((world, each) => {
    const choice = choiceFor(each, world)
    if (!('node' in choice)) return world
    return { ...world, pods: [...world.pods, { ...each, spec: { ...each.spec, nodeName: choice.node } }] }
  }, snapshot({ nodes }))

const world = fc
  .tuple(fc.tuple(node(1), node(2), node(3)), fc.tuple(...Array.from({ length: 8 }, (_, i) => pod(`p${i}`))))
  .map(([nodes, pods]) => inhabited(nodes, pods))

const without = (given: Snapshot, uids: readonly string[]): Snapshot => ({
  ...given,
  pods: given.pods.filter(({ metadata }) => !uids.includes(metadata.uid)),
})

const fitsOn = (name: string, given: Pod, at: Snapshot): boolean =>
  diagnose(given, at).fits.some(({ metadata }) => metadata.name === name)

test('a pod goes to a node that does, and is refused only where none does', () => {
  let refused = 0
  fc.assert(
    fc.property(world, pod('new'), (given, asking) => {
      const choice = choiceFor(asking, given)
      if ('node' in choice) return fitsOn(choice.node, asking, given)
      refused += 1
      return diagnose(asking, given).fits.length === 0
    }),
    RUNS,
  )
  expect(refused).toBeGreaterThan(10)
})

test('without its victims the pod fits, with any of them it does not; all of them matter less', () => {
  let preempted = 0
  fc.assert(
    fc.property(world, pod('new'), (given, asking) => {
      const choice = choiceFor(asking, given)
      const preemption = 'node' in choice ? null : (choice.preemption ?? null)
      if (preemption === null) return true
      preempted += 1
      const { node: name, victims } = preemption
      const isEachNeeded = victims.every(
        (kept) =>
          !fitsOn(
            name,
            asking,
            without(
              given,
              victims.filter((uid) => uid !== kept),
            ),
          ),
      )
      const doMatterLess = given.pods
        .filter(({ metadata }) => victims.includes(metadata.uid))
        .every((victim) => priorityOf(victim) < priorityOf(asking) && victim.spec.nodeName === name)
      return isEachNeeded && doMatterLess && fitsOn(name, asking, without(given, victims))
    }),
    RUNS,
  )
  expect(preempted).toBeGreaterThan(10)
})

test('the order in which nodes and pods are listed decides nothing but ties', () => {
  fc.assert(
    fc.property(world, pod('new'), (given, asking) => {
      const turned = { ...given, nodes: [...given.nodes].reverse(), pods: [...given.pods].reverse() }
      const judged = (at: Snapshot): readonly string[] => {
        const { fits, refusals } = diagnose(asking, at)
        const best = bestNodes(asking, fits, at).map(keyOf)
        return [...best, ...[...refusals].map(([n, { reasons }]) => `${keyOf(n)}: ${reasons.join()}`)].sort()
      }
      expect(judged(turned)).toEqual(judged(given))
    }),
    RUNS,
  )
})

test('no node gets more points than all plugins together give', () => {
  fc.assert(
    fc.property(world, pod('new'), (given, asking) =>
      scores(asking, given.nodes, given).every((points) => Number.isInteger(points) && points >= 0 && points <= 1_200),
    ),
    RUNS,
  )
})
