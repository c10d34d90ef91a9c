import { expect, test } from 'vitest'
import type { ClusterAction, ClusterRule } from './cluster.ts'
import { clusterMachine } from './cluster.ts'
import { has } from './outages.ts'
import { defaultSettings, defaultTopology, node } from './settings.ts'
import type { ClusterState } from './state.ts'

const SERVER = 'apiserver/1'

const { initial, rules } = clusterMachine({
  settings: { ...defaultSettings, topology: { ...defaultTopology, nodes: [node(1)], etcd: 1 } },
  script: [],
  order: 'any',
  allow: ['pause-process', 'crash-scheduler', 'crash-kube-proxy'],
})
const [steps, faults] = rules

/** The step that is wanted most; null: none is. */
const next = (
  rule: ClusterRule | undefined,
  state: ClusterState,
  wish: (action: ClusterAction) => number,
): ClusterState | null => {
  const wanted = (rule?.next(state) ?? []).filter(({ action }) => wish(action) > 0)
  const [first] = wanted.sort((a, b) => wish(b.action) - wish(a.action))
  return first === undefined ? null : { ...state, ...first.writes }
}

const struck = (state: ClusterState, type: string, process: string): ClusterState => {
  const found = next(faults, state, (action) => Number(action.type === type && action['process'] === process))
  if (found === null) throw new Error(`no ${type} of ${process}`)
  return found
}

const whileServerRests = (from: ClusterState): ClusterState => {
  let state: ClusterState | null = from
  while (state !== null && has(state.outages.paused, SERVER)) state = next(steps, state, () => 1)
  if (state === null) throw new Error('the server never goes on')
  return state
}

/** What this client sent is delivered as soon as it may be. */
const whenAllIsDelivered = (from: ClusterState, client: string): ClusterState => {
  let state = from
  for (;;) {
    const delivered = next(steps, state, ({ type, from: sender }) =>
      type === 'message/deliver' ? (sender === client ? 2 : 1) : 0,
    )
    if (delivered === null) return state
    state = delivered
  }
}

const watchesOf = (client: string, state: ClusterState): readonly string[] =>
  (state[SERVER]?.watchers ?? []).flatMap((watcher) => (watcher.client === client ? [watcher.resource] : [])).sort()

test.each([
  ['fault/crashScheduler', 'scheduler/1'],
  ['fault/crashKubeProxy', 'kube-proxy/n1'],
])('%s while its API server is paused: its new watches come after the end of its old ones', (crash, client) => {
  const before = initial[0]
  const paused = struck(before, 'fault/pauseProcess', SERVER)
  const resumed = whileServerRests(struck(paused, crash, client))
  const settled = whenAllIsDelivered(resumed, client)
  expect(watchesOf(client, before)).not.toEqual([])
  expect(watchesOf(client, settled)).toEqual(watchesOf(client, before))
})
