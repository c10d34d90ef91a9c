/** What is said about a state is what the model does in it. */
import { beforeAll, expect, test } from 'vitest'
import type { Trace } from '../checker/verdict.ts'
import { FAULT_KINDS } from '../model/fault-kinds.ts'
import { node } from '../model/settings.ts'
import { truth } from '../model/truth.ts'
import type { ClusterState } from '../model/state.ts'
import { WORLD, checked } from '../reports/fixtures/run.ts'
import type { Built } from '../scenarios/scenario.ts'
import { build, settingsOf } from '../scenarios/scenario.ts'
import { beliefIn } from './belief.ts'
import { chainOf } from './chain.ts'
import { doingNext, dueIn } from './due.ts'
import { guardsIn } from './guards.ts'
import { nominalTrace } from './nominal.ts'
import { originsOf } from './origins.ts'
import { pictureOf } from './picture.ts'
import { retell } from './story.ts'

let built: Built
let trace: Trace<ClusterState>
let states: readonly ClusterState[]
const known = truth(settingsOf(WORLD))

beforeAll(() => {
  built = build({ ...WORLD, allow: FAULT_KINDS })
  const found = nominalTrace(built)
  if (found === null) throw new Error('there is no run without faults')
  trace = found
  states = [trace.initial, ...trace.steps.map(({ state }) => state)]
})

const text = (value: unknown): string => JSON.stringify(value)

test('the faults that are said to be possible are those that the model offers, in every state', () => {
  const rules = built.machine.rules.filter(({ fault }) => fault)
  for (const state of states) {
    const said = guardsIn(built.machine.cluster, state).flatMap(({ action }) => (action === null ? [] : [text(action)]))
    const offered = rules.flatMap((rule) => rule.next(state)).map(({ action }) => text(action))
    expect([...said].sort()).toEqual([...offered].sort())
  }
})

test('every kind of fault is spoken of in every state, each with a reason', () => {
  for (const state of states) {
    const guards = guardsIn(built.machine.cluster, state)
    expect(FAULT_KINDS.filter((kind) => !guards.some((guard) => guard.kind === kind))).toEqual([])
    expect(guards.filter(({ why }) => why === '')).toEqual([])
  }
})

test('what is down is said to be down, with when it comes back', () => {
  const settled = states.at(-1) ?? trace.initial
  const crash = built.machine.rules
    .filter(({ fault }) => fault)
    .flatMap((rule) => rule.next(settled))
    .find(({ action }) => action.type === 'fault/crashApiserver')
  const state = { ...settled, ...crash?.writes }
  const refused = guardsIn(built.machine.cluster, state).find(
    ({ kind, action }) => kind === 'crash-apiserver' && action === null,
  )
  expect(refused).toMatchObject({ what: 'apiserver/1', why: expect.stringMatching(/^it is down, for 5\.000 s more$/) })
})

test('a worker whose like are struck instead is said to be spared, and no other is', () => {
  const cluster = { ...WORLD.cluster, nodes: [1, 2, 3, 4, 5, 6].map((index) => node(index)) }
  const { machine } = build({ ...WORLD, cluster, script: [], allow: FAULT_KINDS })
  const [idle] = machine.initial
  if (idle === undefined) throw new Error('there is no state to begin with')
  const refused = guardsIn(machine.cluster, idle).filter(({ action }) => action === null)
  const spared = refused.filter(({ why }) => /^it is one of several idle workers .* only the first two and the last$/.test(why))
  const ofKind = (kind: string): readonly string[] => spared.filter((guard) => guard.kind === kind).map(({ what }) => what)
  expect(ofKind('power-off-node')).toEqual(['n3', 'n4', 'n5'])
  expect(ofKind('crash-kubelet')).toEqual(['kubelet/n3', 'kubelet/n4', 'kubelet/n5'])
  expect(spared.filter(({ what }) => !/\bn[345]$/.test(what))).toEqual([])
})

test('what is told to be done next is what the next step does', () => {
  for (const [i, step] of trace.steps.entries()) {
    const before = states[i] ?? trace.initial
    const view = retell({ initial: before, steps: [step] }, null, { machine: built.machine, truth: known, judged: [] })
      .steps[0]
    const takers = new Set(view?.events.map(({ to }) => to))
    expect(new Set(doingNext(built.machine.cluster, before).map(({ component }) => component))).toEqual(takers)
    expect(dueIn(built.machine.cluster, before).map((due) => due.in)).toEqual(
      dueIn(built.machine.cluster, before)
        .map((due) => due.in)
        .toSorted((a, b) => a - b),
    )
  }
  expect(doingNext(built.machine.cluster, states.at(-1) ?? trace.initial)).toEqual([])
})

test('belief lags behind the truth while something is under way, and agrees once all is settled', () => {
  const stale = states.map((state) => beliefIn(known, state).holders.reduce((sum, holder) => sum + holder.stale, 0))
  expect(stale.at(-1)).toBe(0)
  expect(stale.some((count) => count > 0)).toBe(true)
  const last = beliefIn(known, states.at(-1) ?? trace.initial)
  expect(last.rows.find(({ object }) => object === 'services/default/web')?.cells.has('kube-proxy/n1')).toBe(true)
  expect(last.rows.find(({ object }) => object === 'services/default/web')?.cells.has('kubelet/n1')).toBe(false)
})

test('the picture shows the pod where it runs, and the service that leads to it', () => {
  const { hosts, services, unbound } = pictureOf(known, states.at(-1) ?? trace.initial)
  expect(hosts.find(({ name }) => name === 'n1')?.pods).toMatchObject([
    { phase: 'Running', isReady: true, running: 1, containers: 1 },
  ])
  expect(services).toMatchObject([{ key: 'default/web', ready: [expect.stringContaining('web-')], notReady: [] }])
  expect(unbound).toEqual([])
  expect(hosts.flatMap(({ strays }) => strays)).toEqual([])
})

test('the chain of causes of a started container leads back to the user', () => {
  const run = retell(trace, null, { machine: built.machine, truth: known, judged: [] })
  const at = run.steps.findIndex(({ events }) => events.some(({ protocol }) => protocol === 'I'))
  const event = run.steps[at]?.events.findIndex(({ protocol }) => protocol === 'I')
  const links = chainOf(run.steps, originsOf(trace, built.machine), at, event)
  expect(links.at(0)?.event?.protocol).toBe('I')
  const actors = links.map((link) => (link.event?.from ?? '').split('/')[0])
  for (const actor of ['kubelet', 'apiserver', 'etcd', 'replicaset']) expect(actors).toContain(actor)
  expect(links.map(({ step }) => step)).toEqual(links.map(({ step }) => step).toSorted((a, b) => b - a))
})

test('a broken promise is told with what was under way and what one waits for', () => {
  const { properties } = checked({
    world: { ...WORLD, allow: ['reboot-node'], defects: [] },
    properties: ['replicaset/web keeps 1 ready', 'replicaset/web is all ready again'],
  })
  const lesson = properties.find(({ name }) => name === 'replicaset/web keeps 1 ready')?.lesson
  expect(lesson).toMatch(
    /^n1 reboots.*: replicaset\/web has 0 of 1 ready; until all is well again one waits .* s because /,
  )
})
