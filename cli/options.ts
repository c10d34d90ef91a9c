/**
 * Options of `check`, from the command line and from kubeproof.config.yaml (found upwards from the working
 * directory). The command line wins. Both are checked by the same schema.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { DEFECTS } from '../model/defects.ts'
import { FAULT_KINDS } from '../model/fault-kinds.ts'
import { defaultTiming, defaultTopology, node } from '../model/settings.ts'
import type { Profile } from '../model/scheduler/profile.ts'
import { defaultProfile } from '../model/scheduler/profile.ts'
import type { Settings } from '../model/settings.ts'
import { didYouMean } from './input/did-you-mean.ts'
import { parseDocuments } from './input/documents.ts'
import type { LocatedDocument } from './input/documents.ts'
import type { Place } from './input/problem.ts'
import { InputError } from './input/problem.ts'
import { readSources } from './input/source.ts'
import { protoPath } from './input/wording.ts'

/** Digits of the command line are numbers; nothing else is taken for one. */
const digits = (value: unknown): unknown =>
  typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value

const count = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`
  return z.preprocess(digits, z.number({ error }).int(error).min(min, error).max(max, error))
}

const oneOf = <const T extends readonly [string, ...string[]]>(names: T, hint?: string) =>
  z.enum(names, {
    error: ({ input }) => {
      const near = typeof input === 'string' ? didYouMean(input, names) : null
      const all = hint ?? `must be ${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`
      return near === null ? all : `${all}; did you mean ${near}?`
    },
  })

const namesOf = (names: readonly string[]): [string, ...string[]] => {
  const [first, ...rest] = names
  if (first === undefined) throw new Error('there is no name to choose from')
  return [first, ...rest]
}

const faultKind = oneOf(namesOf(FAULT_KINDS), 'is no kind of fault; --allow list names them')
const defect = oneOf(DEFECTS, 'is no defect; --defect list names them')

/** A list, or its members in one text, separated by commas. */
const listOf = <T extends z.ZodType>(member: T, what: string) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z.array(member, { error: `must be a list of ${what}` }).min(1, `names none of the ${what}`),
  )

const DURATION = 'is not a duration such as 60s or 5m'
const duration = z
  .string({ error: DURATION })
  .regex(/^\d{1,9}(\.\d{1,3})?(ms|s|m|h)$/, DURATION)
  .transform((text) => {
    const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[text.replace(/[\d.]/g, '')] ?? 1
    return Number.parseFloat(text) * unit
  })

const text = (error: string, pattern: RegExp) => z.string({ error }).regex(pattern, error)

const promise = z.strictObject(
  {
    workload: text('is not like deployment/web', /^[a-z]+\/([a-z0-9.-]+\/)?[a-z0-9.-]+$/),
    ready: text('is not like ">= 2"', /^\s*(>=|>|==)\s*\d{1,6}\s*$/),
    within: duration.exactOptional(),
    survives: count(0, 5).exactOptional(),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'is not like {workload: deployment/web, ready: ">= 2"}' : undefined) },
)

const etcdMembers = 'must be 1, 3 or 5'

const fields = {
  nodes: count(1, 200).default(3),
  masters: count(1, 5).default(1),
  etcd: z
    .preprocess(digits, z.union([z.literal(1), z.literal(3), z.literal(5)], { error: etcdMembers }))
    .default(3),
  apiservers: count(1, 5).default(1),
  zones: count(1, 20).default(1),
  runtime: oneOf(['docker', 'rkt']).default('docker'),
  controlPlane: oneOf(['host', 'containers']).default('host'),
  faults: count(0, 5).default(1),
  allow: listOf(faultKind, 'kinds of faults').exactOptional(),
  order: oneOf(['nominal', 'any', 'asynchronous']).default('nominal'),
  runs: count(0, 10_000_000).default(100),
  workers: count(1, 64).default(2),
  seed: z
    .preprocess((v) => (typeof v === 'number' ? String(v) : v), z.string({ error: 'must be a text' }).max(200, 'is longer than 200 characters'))
    .default('kubeproof'),
  ties: text('must be a text of letters, digits, - and _', /^[\w-]{1,200}$/).exactOptional(),
  maxStates: count(1, 500_000_000).default(20_000_000),
  timeLimit: duration.exactOptional(),
  checkpoint: z.string({ error: 'must be a folder' }).min(1, 'must be a folder').exactOptional(),
  property: z
    .preprocess((v) => (typeof v === 'string' ? [v] : v), z.array(z.string(), { error: 'must be a list of properties' }))
    .exactOptional(),
  survive: count(0, 5).exactOptional(),
  survives: count(0, 5).exactOptional(),
  defect: listOf(defect, 'defects').default([]),
  promises: z.array(promise, { error: 'must be a list of promises' }).default([]),
  rollout: z.boolean({ error: 'must be true or false' }).default(false),
  strict: z.boolean({ error: 'must be true or false' }).default(false),
}

export const optionsSchema = z.strictObject(fields)

export type Options = z.output<typeof optionsSchema>

export interface ReadOptions {
  readonly options: Options
  /** Where an option was given. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place
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

interface Config {
  readonly given: Readonly<Record<string, unknown>>
  readonly document: LocatedDocument | null
}

const readConfig = (file: string): Config => {
  const [source] = readSources([file])
  const [document, second] = source === undefined ? [] : parseDocuments(file, source.bytes)
  if (document === undefined) return { given: {}, document: null }
  if (second !== undefined) {
    throw new InputError([{ ...second.placeOf([]), text: 'begins a second document; keep one' }])
  }
  const { value } = document
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError([{ file, line: 1, text: 'must be a mapping of options, such as faults: 1' }])
  }
  const hidden = protoPath(value)
  if (hidden !== null) throw new InputError([{ ...document.placeOf(hidden), text: 'is not a valid key; remove it' }])
  const named = Object.fromEntries(Object.entries(value).map(([k, v]) => [camel(k), v]))
  return { given: named, document }
}

/** The path as it is written in the config. */
const written = ({ value }: LocatedDocument, [first, ...rest]: readonly PropertyKey[]): PropertyKey[] => {
  if (first === undefined) return []
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : []
  return [names.find((name) => camel(name) === first) ?? first, ...rest]
}

const MAX_FOUND = 60

const found = (given: unknown, path: readonly PropertyKey[]): string => {
  const value: unknown = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key) ? Reflect.get(inner, key) : undefined),
    given,
  )
  if (value === undefined) return ' (it is missing)'
  const shown = JSON.stringify(value)
  return ` (found ${shown.length > MAX_FOUND ? `${shown.slice(0, MAX_FOUND)}…` : shown})`
}

const unknownKey = (path: readonly PropertyKey[], key: string): string => {
  const known = path.length === 0 ? Object.keys(fields).map(kebab) : Object.keys(promise.shape)
  const near = didYouMean(kebab(key), known)
  return near === null ? 'is no option; see kubeproof check --help' : `is no option; did you mean ${near}?`
}

/** Joins the command line with the config and fills in the defaults. */
export const readOptions = (
  commandLine: Readonly<Record<string, unknown>>,
  configFile: string | null,
): ReadOptions => {
  const config = configFile === null ? { given: {}, document: null } : readConfig(configFile)
  const { document } = config
  const placeOf = (path: readonly PropertyKey[]): Place => {
    const [first] = path
    if (document === null || (first !== undefined && Object.hasOwn(commandLine, first))) {
      return { file: `--${kebab(String(first ?? ''))}` }
    }
    return document.placeOf(written(document, path))
  }
  // The config is judged as a whole, also where the command line wins: a mistake in it is no less one.
  for (const given of [config.given, { ...config.given, ...commandLine }]) {
    const checked = optionsSchema.safeParse(given)
    if (checked.success) continue
    const at = (path: readonly PropertyKey[]): Place =>
      given === config.given && document !== null ? document.placeOf(written(document, path)) : placeOf(path)
    throw new InputError(
      checked.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => ({ ...at([...issue.path, key]), text: unknownKey(issue.path, key) }))
          : [{ ...at(issue.path), text: `${issue.message}${found(given, issue.path)}` }],
      ),
    )
  }
  return { options: optionsSchema.parse({ ...config.given, ...commandLine }), placeOf }
}

/** How the scheduler decides between nodes that are equally good. */
export const schedulingOf = ({ ties }: Options): Profile => ({ ...defaultProfile, tieSeed: ties ?? null })

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
  scheduling: schedulingOf(options),
  defects: options.defect,
})
