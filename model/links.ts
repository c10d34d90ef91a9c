/**
 * Who is connected to whom, as a function of what is broken. Retry loops, heartbeats and TCP connections are
 * modelled by their absence: a client is told when its connection breaks and when one stands again, nobody
 * is told anything while nothing changes. Detection takes no time: left out are the seconds that a client
 * needs to notice a silent peer, since a request that waits and one that is refused are both retried when the
 * connection stands again.
 */
import type { Address } from './messages.ts'
import type { Outages } from './outages.ts'
import { isConnected, isPaused, isRunning } from './outages.ts'
import { remember, remember2 } from './remember.ts'
import type { Settings } from './settings.ts'
import { CONTROLLERS, addressesOf, processOf, processesOf } from './topology.ts'

export interface Link {
  readonly client: Address
  readonly server: Address | null
}

const API_CLIENTS: ReadonlySet<string> = new Set([
  'kubectl',
  'scheduler',
  'controller-manager',
  ...CONTROLLERS,
  'kubelet',
  'kube-proxy',
])

const kindOf = (address: Address): string => address.slice(0, address.indexOf('/'))
const indexOf = (address: Address): number => Number(/\d+$/.exec(address)?.[0] ?? '1')

/** Servers in the order in which this client tries them: round robin from a start of its own. */
const preferences = (servers: readonly Address[], start: number): readonly Address[] =>
  servers.map((_, i) => servers[(start + i) % servers.length]).flatMap((s) => s ?? [])

const serverFor = (
  settings: Settings,
  outages: Outages,
  client: Address,
  servers: readonly Address[],
): Address | null => {
  if (!isRunning(settings, outages, client)) return null
  const turn = outages.turn[processOf(settings, client).name] ?? 0
  const reachable = preferences(servers, indexOf(client) - 1 + turn).find(
    (server) =>
      isRunning(settings, outages, server) && isConnected(settings, outages, client, server),
  )
  return reachable ?? null
}

const clientsOf = remember((settings: Settings): readonly Address[] =>
  processesOf(settings).flatMap((process) => process.components),
)

/** Every connection of the cluster, in a fixed order. */
export const linksOf = remember2((settings: Settings, outages: Outages): readonly Link[] =>
  clientsOf(settings).flatMap((client): readonly Link[] => {
    const kind = kindOf(client)
    const to = (servers: readonly Address[]): Link => ({
      client,
      server: serverFor(settings, outages, client, servers),
    })
    const api = API_CLIENTS.has(kind) ? [to(addressesOf(settings, 'apiserver'))] : []
    const etcd = kind === 'apiserver' ? [to(addressesOf(settings, 'etcd'))] : []
    const node = client.slice(kind.length + 1)
    const runtime = kind === 'kubelet' ? [to([`runtime/${node}`])] : []
    return [...api, ...etcd, ...runtime]
  }),
)

/** Connections that differ between two outages, as they were and as they are. */
export const linkChanges = remember((settings: Settings) =>
  remember2((before: Outages, after: Outages): readonly { readonly was: Link; readonly is: Link }[] => {
    const links = linksOf(settings, after)
    return linksOf(settings, before).flatMap((was, i) => {
      const is = links[i]
      return is === undefined || is.server === was.server ? [] : [{ was, is }]
    })
  }),
)

/** Pairs of etcd members that can talk to each other. */
export const reachablePeers = remember2(
  (settings: Settings, outages: Outages): ReadonlySet<string> => {
    const members = addressesOf(settings, 'etcd')
    const pairs = members.flatMap((a) => members.filter((b) => b !== a).map((b) => [a, b] as const))
    return new Set(
      pairs
        .filter(([a, b]) => [a, b].every((m) => isAlive(settings, outages, m)))
        .filter(([a, b]) => isConnected(settings, outages, a, b))
        .map(([a, b]) => `${a}>${b}`),
    )
  },
)

/** Running and not paused. */
export const isAlive = (settings: Settings, outages: Outages, address: Address): boolean =>
  isRunning(settings, outages, address) && !isPaused(settings, outages, address)

/** Servers by client and kind of server. */
const serversOf = remember2(
  (settings: Settings, outages: Outages): ReadonlyMap<string, Address> =>
    new Map(
      linksOf(settings, outages).flatMap(({ client, server }) =>
        server === null ? [] : [[`${client}>${kindOf(server)}`, server] as const],
      ),
    ),
)

const serverOf = (settings: Settings, outages: Outages, client: Address, kind: string): Address | null =>
  serversOf(settings, outages).get(`${client}>${kind}`) ?? null

/** Can this client have a write stored: is there a way to an API server, and from it to an etcd with a quorum? */
export const canReachStore = (settings: Settings, outages: Outages, client: Address): boolean =>
  reachingStore(settings, outages).has(client)

/** Clients whose heartbeats tell that they can have a write stored. */
const HEARTBEATS: ReadonlySet<string> = new Set(['kubelet', 'scheduler', 'controller-manager'])

const beatingClients = remember((settings: Settings) =>
  clientsOf(settings).filter((client) => HEARTBEATS.has(kindOf(client))),
)

const reachingStore = remember2(
  (settings: Settings, outages: Outages): ReadonlySet<Address> =>
    new Set(
      beatingClients(settings).filter((client) => {
        if (!isAlive(settings, outages, client)) return false
        const api = serverOf(settings, outages, client, 'apiserver')
        if (api === null || !isAlive(settings, outages, api)) return false
        const member = serverOf(settings, outages, api, 'etcd')
        return member !== null && isAlive(settings, outages, member) && hasQuorum(settings, outages, member)
      }),
    ),
)

const hasQuorum = (settings: Settings, outages: Outages, member: Address): boolean => {
  const members = addressesOf(settings, 'etcd')
  const peers = reachablePeers(settings, outages)
  const together = members.filter((other) => other === member || peers.has(`${member}>${other}`))
  return together.length * 2 > members.length
}

/** Of those with heartbeats, who could have a write stored and no longer can (false), or can now (true). */
const reachChangesOf = remember((settings: Settings) =>
  remember2((before: Outages, after: Outages) => {
    const [had, has] = [reachingStore(settings, before), reachingStore(settings, after)]
    return beatingClients(settings).flatMap((client) =>
      had.has(client) === has.has(client) ? [] : [{ client, reaches: has.has(client) }],
    )
  }),
)

/** The same for clients of one kind. */
export const reachChanges = (
  settings: Settings,
  before: Outages,
  after: Outages,
  kind: string,
): readonly { readonly client: Address; readonly reaches: boolean }[] =>
  reachChangesOf(settings)(before, after).filter(({ client }) => kindOf(client) === kind)
