/** The timers of a recorded control plane, from the flags in the recording's header. */
import { z } from 'zod'
import type { Settings, Timing } from '../../model/settings.ts'
import { defaultSettings, defaultTiming } from '../../model/settings.ts'

const UNITS: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** `1m30s` in ms; undefined: no duration. */
const durationMs = (text: string): number | undefined => {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  return parts.length === 0 || parts.map(([part]) => part).join('') !== text
    ? undefined
    : parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (UNITS[unit] ?? 0), 0)
}

/** `0.1 (default)` evictions of nodes in a second, as the time between two. */
const intervalMs = (rate: string): number | undefined => {
  const perSecond = Number.parseFloat(rate)
  return perSecond > 0 ? 1_000 / perSecond : undefined
}

const flags = z.record(z.string(), z.unknown()).default({})

export const headerShape = z.object({
  scenario: z.union([z.string(), z.number()]).default(''),
  variant: z.string().default(''),
  description: z.string().default(''),
  kubernetes: z.string().default('an unknown version'),
  started: z.string().exactOptional(),
  timing: z.object({ 'kube-apiserver': flags, 'kube-controller-manager': flags }).prefault({}),
})

export type Header = z.output<typeof headerShape>

type Read = (value: unknown) => number | undefined

const duration: Read = (value) => (typeof value === 'string' ? durationMs(value) : undefined)
const seconds: Read = (value) => (typeof value === 'number' ? value * 1_000 : undefined)
const rate: Read = (value) =>
  typeof value === 'string' || typeof value === 'number' ? intervalMs(String(value)) : undefined

/** Which flag of the controller manager or the API server sets which timer. */
const FLAGS: readonly (readonly [flag: string, timer: keyof Timing, read: Read])[] = [
  ['node-monitor-period', 'nodeMonitorPeriod', duration],
  ['node-monitor-grace-period', 'nodeMonitorGrace', duration],
  ['leader-elect-lease-duration', 'leaseDuration', duration],
  ['leader-elect-renew-deadline', 'renewDeadline', duration],
  ['node-eviction-rate', 'evictionInterval', rate],
  ['default-not-ready-toleration-seconds', 'defaultToleration', seconds],
]

/** Flags that are not named have their defaults. */
export const settingsOf = ({ timing }: Header): Settings => {
  const given = { ...timing['kube-apiserver'], ...timing['kube-controller-manager'] }
  const read = FLAGS.flatMap(([flag, timer, reader]) => {
    const value = reader(given[flag])
    return value === undefined ? [] : [[timer, value] as const]
  })
  return { ...defaultSettings, timing: { ...defaultTiming, ...Object.fromEntries(read) } }
}

/**
 * For a recording that does not tell its timers: they may be of any length, so no write is too early. What
 * they make of objects (tolerations) is seen in the objects.
 */
export const unknownTimers: Settings = {
  ...defaultSettings,
  timing: {
    ...defaultTiming,
    nodeMonitorGrace: 0,
    nodeMonitorPeriod: 0,
    evictionInterval: 0,
    podGcPeriod: 0,
    podGcQuarantine: 0,
    namespaceDeletionDelay: 0,
  },
}
