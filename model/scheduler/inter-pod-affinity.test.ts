import { expect, test } from 'vitest'
import { aNode, inZone } from '../fixtures/nodes.ts'
import { aPod } from '../fixtures/objects.ts'
import type { Labels, Pod, PodAffinity, PodAffinityTerm } from '../objects.ts'
import { companyScore, interPodAffinity } from './inter-pod-affinity.ts'
import { snapshot } from './snapshot.ts'

const ZONE = 'topology.kubernetes.io/zone'
const n1 = aNode('n1', inZone('z1'))
const n2 = aNode('n2', inZone('z1'))
const n3 = aNode('n3', inZone('z2'))
const nodes = [n1, n2, n3]
const namespaces = { other: { team: 'a' } }

const by = (labels: Labels, changes: Partial<PodAffinityTerm> = {}): PodAffinityTerm => ({
  labelSelector: { matchLabels: labels },
  topologyKey: ZONE,
  ...changes,
})

interface Terms {
  readonly near?: readonly PodAffinityTerm[]
  readonly far?: readonly PodAffinityTerm[]
}

const pod = (name: string, labels: Labels, { near = [], far = [] }: Terms = {}, nodeName?: string): Pod =>
  aPod(name, labels, {
    spec: {
      containers: [],
      affinity: {
        podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: near },
        podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: far },
      },
      ...(nodeName === undefined ? {} : { nodeName }),
    },
  })

const inNamespace = (given: Pod, namespace: string): Pod => ({
  ...given,
  metadata: { ...given.metadata, namespace },
})

/** Nodes where the pod may go, beside these pods. */
const open = (given: Pod, ...pods: readonly Pod[]): readonly string[] =>
  nodes
    .filter((node) => interPodAffinity(given, snapshot({ nodes, pods, namespaces }))(node) === null)
    .map((n) => n.metadata.name)

const db = pod('db', { app: 'db' }, {}, 'n1')

test('affinity asks for the same domain, not the same node', () => {
  expect(open(pod('a', {}, { near: [by({ app: 'db' })] }), db)).toEqual(['n1', 'n2'])
})

test('every term must be met by pods that match all terms', () => {
  const near = [by({ app: 'db' }), by({ tier: 'gold' })]
  const gold = pod('gold', { tier: 'gold' }, {}, 'n1')
  const both = pod('both', { app: 'db', tier: 'gold' }, {}, 'n3')
  expect(open(pod('a', {}, { near }), db, gold)).toEqual([])
  expect(open(pod('a', {}, { near }), db, gold, both)).toEqual(['n3'])
})

test('the first pod that asks for its own kind may go anywhere', () => {
  const web = pod('web', { app: 'web' }, { near: [by({ app: 'web' })] })
  expect(open(web, db)).toEqual(['n1', 'n2', 'n3'])
  expect(open(web, pod('other', { app: 'web' }, {}, 'n3'))).toEqual(['n3'])
})

test('a pod that asks for others than itself waits for the first of them', () => {
  expect(open(pod('a', { app: 'web' }, { near: [by({ app: 'db' })] }))).toEqual([])
})

test('the first pod of its kind still needs the label of the domain', () => {
  const web = pod('web', { app: 'web' }, { near: [by({ app: 'web' }, { topologyKey: 'rack' })] })
  expect(open(web)).toEqual([])
})

test('anti-affinity closes the domain of every pod that it names', () => {
  expect(open(pod('a', {}, { far: [by({ app: 'db' })] }), db)).toEqual(['n3'])
})

test('anti-affinity of pods that are there keeps others away', () => {
  const shy = pod('shy', { app: 'shy' }, { far: [by({ app: 'web' })] }, 'n1')
  expect(open(pod('a', { app: 'web' }), shy)).toEqual(['n3'])
  expect(open(pod('a', { app: 'db' }), shy)).toEqual(['n1', 'n2', 'n3'])
})

test('a term speaks of its own namespace unless it names others', () => {
  const elsewhere = inNamespace(db, 'other')
  const far = (changes: Partial<PodAffinityTerm>) => pod('a', {}, { far: [by({ app: 'db' }, changes)] })
  expect(open(far({}), elsewhere)).toEqual(['n1', 'n2', 'n3'])
  expect(open(far({ namespaces: ['other'] }), elsewhere)).toEqual(['n3'])
  expect(open(far({ namespaces: ['other'] }), db)).toEqual(['n1', 'n2', 'n3'])
})

test('an empty namespace selector speaks of all namespaces', () => {
  const far = [by({ app: 'db' }, { namespaceSelector: {} })]
  expect(open(pod('a', {}, { far }), inNamespace(db, 'other'))).toEqual(['n3'])
})

test('a namespace selector looks at the labels of namespaces', () => {
  const far = (team: string) => [by({ app: 'db' }, { namespaceSelector: { matchLabels: { team } } })]
  expect(open(pod('a', {}, { far: far('a') }), inNamespace(db, 'other'))).toEqual(['n3'])
  expect(open(pod('a', {}, { far: far('b') }), inNamespace(db, 'other'))).toEqual(['n1', 'n2', 'n3'])
})

test('preferences of both pods add up over the domain', () => {
  const prefer = (weight: number, app: string): PodAffinity => ({
    preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm: by({ app }) }],
  })
  const score = (given: Pod, ...pods: readonly Pod[]) => companyScore(given, nodes, snapshot({ nodes, pods }))
  const liking = aPod('a', { app: 'web' }, { spec: { containers: [], affinity: { podAffinity: prefer(5, 'db') } } })
  const avoiding = aPod('a', {}, { spec: { containers: [], affinity: { podAntiAffinity: prefer(5, 'db') } } })
  const loved = { ...db, spec: { ...db.spec, affinity: { podAntiAffinity: prefer(3, 'web') } } }
  expect(score(liking, db)).toEqual([100, 100, 0])
  expect(score(avoiding, db)).toEqual([0, 0, 100])
  expect(score(liking, loved, { ...db, spec: { ...db.spec, nodeName: 'n3' } })).toEqual([0, 0, 100])
  expect(score(pod('a', {}), db)).toEqual([0, 0, 0])
})

test('the reason says whose rule it was', () => {
  const shy = pod('shy', {}, { far: [by({ app: 'web' })] }, 'n1')
  const why = (given: Pod) => interPodAffinity(given, snapshot({ nodes, pods: [db, shy] }))(n1)?.reasons[0]
  expect(why(pod('a', {}, { near: [by({ app: 'none' })] }))).toBe("node(s) didn't match pod affinity rules")
  expect(why(pod('a', {}, { far: [by({ app: 'db' })] }))).toBe("node(s) didn't match pod anti-affinity rules")
  expect(why(pod('a', { app: 'web' }))).toBe("node(s) didn't satisfy existing pods anti-affinity rules")
})
