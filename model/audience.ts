/**
 * Whom a component may send something to by its next reactions, judging by what it knows now. Clients talk to API
 * servers; an API server answers those who asked it or watch through it; only a controller manager that does not lead
 * yet can tell its controllers that it does.
 */
import type { ApiserverMemory } from './apiserver/server.ts'
import type { Address } from './messages.ts'
import { remember } from './remember.ts'
import type { Settings } from './settings.ts'
import type { ClusterState } from './state.ts'
import { isLeading } from './state.ts'
import { CONTROLLERS, addressesOf } from './topology.ts'

const kindOf = (address: Address): string => address.slice(0, address.indexOf('/'))
const placeOf = (address: Address): string => address.slice(address.indexOf('/') + 1)

const isApiserver = (address: Address): address is `apiserver/${string}` => address.startsWith('apiserver/')

/** Clients that an API server watches something for, or owes an answer. */
const clientsOf = remember(({ watchers, waiting, queued, calls }: ApiserverMemory): readonly Address[] => [
  ...new Set([
    ...watchers.map(({ client }) => client),
    ...waiting.map(({ client }) => client),
    ...queued.flatMap(({ client }) => client ?? []),
    ...Object.values(calls).flatMap((call) =>
      call.for === 'list' ? [call.waiting.client] : 'asked' in call ? (call.asked.client ?? []) : [],
    ),
  ]),
])

/** Those whom it may tell something by itself, not counting answers to what waits for it now. */
export const audienceOf = (settings: Settings, state: ClusterState, address: Address): readonly Address[] => {
  if (isApiserver(address)) {
    const memory = state[address]
    return [...addressesOf(settings, 'etcd'), ...(memory === undefined ? [] : clientsOf(memory))]
  }
  const servers = addressesOf(settings, 'apiserver')
  switch (kindOf(address)) {
    case 'etcd':
      return [...servers, ...addressesOf(settings, 'etcd')]
    case 'runtime':
      return [`kubelet/${placeOf(address)}`]
    case 'kubelet':
      return [...servers, `runtime/${placeOf(address)}`]
    case 'scheduler':
      return [...servers, ...addressesOf(settings, 'scheduler')]
    case 'controller-manager':
      return [
        ...servers,
        ...addressesOf(settings, 'controller-manager'),
        ...(isLeading({ get: (slot) => state[slot] }, address)
          ? []
          : CONTROLLERS.map((kind): Address => `${kind}/${placeOf(address)}`)),
      ]
    default:
      return servers
  }
}
