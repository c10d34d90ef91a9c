/** What is broken in the world at this moment. Faults add to it; time (the agenda) mends it. */
import type { Address } from './messages.ts'
import { keep, remember } from './remember.ts'
import { canonical } from './same.ts'
import type { Settings } from './settings.ts'
import { isWorker, processOf, processesOf } from './topology.ts'

type Flags = { readonly [name: string]: true }

export interface Outages {
  /** Processes that are not running. */
  readonly down: Flags
  /** Machines without power. */
  readonly off: Flags
  /** Machines cut off: from the control plane only, or from every other machine. */
  readonly cut: { readonly [host: string]: 'control-plane' | 'everything' }
  /** Processes that are stopped (SIGSTOP) but alive: their connections stand, they do nothing. */
  readonly paused: Flags
  /** Connections `client>server` that broke and are not made again yet. */
  readonly broken: Flags
  /** Watch streams `server>client` that deliver nothing for now. */
  readonly stalled: Flags
  /** Nodes that cannot pull images. */
  readonly registry: Flags
  /** How often a client was moved to the next API server by the load balancer, modulo their number. */
  readonly turn: { readonly [process: string]: number }
}

export const noOutages: Outages = {
  down: {},
  off: {},
  cut: {},
  paused: {},
  broken: {},
  stalled: {},
  registry: {},
  turn: {},
}

const known = new Map<string, Outages>()

/** One object per content, so that what follows from what is broken is worked out once. */
export const canonicalOutages = remember((outages: Outages): Outages => {
  const text = canonical(outages)
  return known.get(text) ?? keep(known, text, outages)
})

export const has = (flags: { readonly [name: string]: unknown }, name: string): boolean =>
  Object.hasOwn(flags, name)

const isEmpty = (flags: object): boolean => {
  for (const _name in flags) return false
  return true
}

export const withFlag = (flags: Flags, name: string): Flags => ({ ...flags, [name]: true })

export const without = <V>(
  flags: { readonly [name: string]: V },
  name: string,
): { readonly [name: string]: V } => {
  const { [name]: _gone, ...rest } = flags
  return rest
}

export const isRunning = (settings: Settings, outages: Outages, address: Address): boolean => {
  const process = processOf(settings, address)
  return !has(outages.down, process.name) && !has(outages.off, process.host)
}

export const isPaused = (settings: Settings, outages: Outages, address: Address): boolean =>
  has(outages.paused, processOf(settings, address).name)

/** Can these two components exchange messages? */
export const isConnected = (
  settings: Settings,
  outages: Outages,
  first: Address,
  second: Address,
): boolean => {
  if (isEmpty(outages.broken) && isEmpty(outages.cut)) return true
  if (has(outages.broken, `${first}>${second}`) || has(outages.broken, `${second}>${first}`)) return false
  const [a, b] = [processOf(settings, first).host, processOf(settings, second).host]
  if (a === b) return true
  const crosses = isWorker(settings, a) !== isWorker(settings, b)
  return [a, b].every((host) => {
    const cut = outages.cut[host]
    return cut === undefined || (cut === 'control-plane' && !crosses)
  })
}

/** Processes on a machine, in a fixed order. */
export const processesOn = (settings: Settings, host: string): readonly Address[] =>
  processesOf(settings)
    .filter((process) => process.host === host)
    .map((process) => process.name)
