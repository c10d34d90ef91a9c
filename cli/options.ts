/**
 * Options of `check`, from the command line and from kubeproof.config.yaml (found upwards from the working
 * directory). The command line wins. Both are checked by the same schema.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { DEFECTS } from '../model/defects.ts'
import { FAULT_KINDS } from '../model/fault-kinds.ts'
import { defaultTiming, defaultTopology, node } from '../model/settings.ts'
import type { Settings } from '../model/settings.ts'
import { parseDocuments } from './input/documents.ts'
import { InputError } from './input/problem.ts'

const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

const faultKinds = z.enum(FAULT_KINDS as [string, ...string[]])

const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h)$/, 'is not a duration such as 60s or 5m')
  .transform((text) => {
    const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[text.replace(/[\d.]/g, '')] ?? 1
    return Number.parseFloat(text) * unit
  })

const promise = z.strictObject({
  workload: z.string().regex(/^[a-z]+\/([a-z0-9.-]+\/)?[a-z0-9.-]+$/, 'is not like deployment/web'),
  ready: z.string().regex(/^\s*(>=|>|==)\s*\d+\s*$/, 'is not like ">= 2"'),
  within: duration.exactOptional(),
  survives: count(0, 5).exactOptional(),
})

/** A promise of the user's, as written in the config. `within` in ms of cluster time. */
export type StatedPromise = z.output<typeof promise>

export const optionsSchema = z.strictObject({
  nodes: count(1, 200).default(3),
  masters: count(1, 5).default(1),
  etcd: z.coerce.number().refine((n) => [1, 3, 5].includes(n), 'must be 1, 3 or 5').default(3),
  apiservers: count(1, 5).default(1),
  zones: count(1, 20).default(1),
  runtime: z.enum(['docker', 'rkt']).default('docker'),
  controlPlane: z.enum(['host', 'containers']).default('host'),
  faults: count(0, 5).default(1),
  allow: z.array(faultKinds).exactOptional(),
  order: z.enum(['nominal', 'any', 'asynchronous']).default('nominal'),
  runs: count(0, 10_000_000).default(100),
  seed: z.coerce.string().max(200).default('kubeproof'),
  maxStates: count(1, 500_000_000).default(20_000_000),
  timeLimit: duration.exactOptional(),
  property: z.array(z.string()).exactOptional(),
  survive: count(0, 5).exactOptional(),
  survives: count(0, 5).exactOptional(),
  defect: z.array(z.enum(DEFECTS)).default([]),
  promises: z.array(promise).default([]),
  strict: z.boolean().default(false),
})

export type Options = z.output<typeof optionsSchema>

export interface RawOption {
  readonly name: string
  readonly value: unknown
}

const CONFIG = 'kubeproof.config.yaml'

/** The nearest config file at or above a directory; null: none. */
export const findConfig = (from: string): string | null => {
  const candidate = join(from, CONFIG)
  if (existsSync(candidate)) return candidate
  const parent = dirname(from)
  return parent === from ? null : findConfig(parent)
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)
const camel = (name: string): string => name.replace(/-([a-z])/g, (_, c: string) => c.toUpperCase())

const readConfig = (file: string): Readonly<Record<string, unknown>> => {
  const document = parseDocuments(file, readFileSync(file))[0]
  if (document === undefined) return {}
  const given = document.value
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new InputError([{ file, line: 1, text: 'must be a mapping of options; see the README' }])
  }
  const options = Object.fromEntries(Object.entries(given).map(([k, v]) => [camel(k), v]))
  const checked = optionsSchema.safeParse(options)
  if (checked.success) return options
  throw new InputError(
    checked.error.issues.flatMap((issue) => {
      const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((k) => [k]) : [issue.path]
      return paths.map((path) => {
        const original = path.map((key, i) => (i === 0 && typeof key === 'string' ? originalKey(given, key) : key))
        const text = issue.code === 'unrecognized_keys' ? 'is no option; see kubeproof check --help' : issue.message
        return { ...document.placeOf(original), text }
      })
    }),
  )
}

const originalKey = (given: object, key: string): string =>
  Object.keys(given).find((name) => camel(name) === key) ?? key

/** Joins the command line with the config and fills in the defaults. */
export const readOptions = (
  commandLine: Readonly<Record<string, unknown>>,
  config: string | null,
): Options => {
  const given = { ...(config === null ? {} : readConfig(config)), ...commandLine }
  const checked = optionsSchema.safeParse(given)
  if (checked.success) return checked.data
  throw new InputError(
    checked.error.issues.map((issue) => {
      const name = `--${kebab(String(issue.path[0] ?? ''))}`
      const value: unknown = issue.path.reduce<unknown>(
        (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
        given,
      )
      return { file: name, text: `${issue.message} (found ${JSON.stringify(value)})` }
    }),
  )
}

export const settingsOf = (options: Options): Settings => ({
  topology: {
    ...defaultTopology,
    nodes: Array.from({ length: options.nodes }, (_, i) => node(i + 1, options.zones)),
    masters: options.masters,
    etcd: options.etcd,
    apiservers: options.apiservers,
    runtime: options.runtime,
    controlPlane: options.controlPlane,
    nodeAgents: options.controlPlane,
  },
  timing: defaultTiming,
  defects: options.defect,
})
