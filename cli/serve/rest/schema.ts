/**
 * The shape of every object that is served, from one compact notation: what is checked of what clients send, what
 * OpenAPI tells them, which lists are merged by which keys, and how protobuf is read. A line is a message:
 *
 *   Name = field:number:type ...      `:=`: atomic, one owner and no merging inside
 *   type: a scalar, or the name of a message; `{type}`: a map; `type[]`: a list; `type[]~a,b`: a list that is
 *   merged by these keys; `type[]~`: a set; `~retain`: a patch may say which fields stay; `=` at its end: an atomic
 *   map; `!`: required. A field `^` stands for the fields of its message.
 */
import { CORE } from './schema/core.ts'
import { APPS, AUTOSCALING, COORDINATION, POLICY } from './schema/groups.ts'
import { META } from './schema/meta.ts'
import { PODS } from './schema/pods.ts'

export interface Field {
  readonly name: string
  /** Of the wire format. An embedded field stands at its own number inside `within`. */
  readonly number: number
  /** A scalar, or the name of a message. */
  readonly type: string
  readonly shape: 'one' | 'list' | 'map'
  /** A list that is merged: by these keys; none of them: a set. */
  readonly keys: readonly string[] | null
  readonly isAtomic: boolean
  readonly isRequired: boolean
  /** The number of the message that this field is embedded with. */
  readonly within?: number
}

export interface Message {
  readonly name: string
  readonly isAtomic: boolean
  readonly fields: ReadonlyMap<string, Field>
}

const FIELD = /^([\w^]+):(\d+):(\{?)(\w+)\}?(\[\])?(?:~([\w,]*))?(=?)(!?)$/

const parseField = (text: string): Field => {
  const [, name = '', number = '', map, type = '', list, keys, atomic, required] = FIELD.exec(text) ?? []
  if (name === '') throw new Error(`the schema has a field that cannot be read: ${text}`)
  return {
    name,
    number: Number(number),
    type,
    shape: map === '{' ? 'map' : list === '[]' ? 'list' : 'one',
    keys: list === '[]' && keys !== undefined ? keys.split(',').filter((key) => key !== '') : null,
    isAtomic: atomic === '=',
    isRequired: required === '!',
  }
}

const HEAD = /^(\w+) (:?=) /

const parse = (notation: string): readonly Message[] =>
  notation
    .trim()
    .replaceAll(/\n {2}/g, ' ')
    .split('\n')
    .map((line) => {
      const [head = '', name = '', sign] = HEAD.exec(line) ?? []
      const fields = line.slice(head.length).split(' ').map(parseField)
      return { name, isAtomic: sign === ':=', fields: new Map(fields.map((field) => [field.name, field])) }
    })

const PACKAGES = {
  meta: 'io.k8s.apimachinery.pkg.apis.meta.v1',
  core: 'io.k8s.api.core.v1',
  apps: 'io.k8s.api.apps.v1',
  policy: 'io.k8s.api.policy.v1',
  coordination: 'io.k8s.api.coordination.v1',
  autoscaling: 'io.k8s.api.autoscaling.v1',
} as const

type Package = keyof typeof PACKAGES

const NOTATIONS: readonly (readonly [Package, string])[] = [
  ['meta', META],
  ['core', PODS],
  ['core', CORE],
  ['apps', APPS],
  ['policy', POLICY],
  ['coordination', COORDINATION],
  ['autoscaling', AUTOSCALING],
]

const WRITTEN: ReadonlyMap<string, Message> = new Map(
  NOTATIONS.flatMap(([, notation]) => parse(notation)).map((message) => [message.name, message]),
)

const PACKAGE_OF: ReadonlyMap<string, string> = new Map(
  NOTATIONS.flatMap(([name, notation]) => parse(notation).map((message) => [message.name, PACKAGES[name]])),
)

/** The name space of a message: `io.k8s.api.core.v1`. */
export const packageOf = (message: string): string => PACKAGE_OF.get(message) ?? PACKAGES.core

const embedded = (message: Message): Message => {
  const inner = message.fields.get('^')
  const from = inner === undefined ? undefined : WRITTEN.get(inner.type)
  if (inner === undefined || from === undefined) return message
  const fields = [...message.fields.values()].filter(({ name }) => name !== '^')
  const all = [...fields, ...[...from.fields.values()].map((field) => ({ ...field, within: inner.number }))]
  return { ...message, fields: new Map(all.map((field) => [field.name, field])) }
}

export const MESSAGES: ReadonlyMap<string, Message> = new Map(
  [...WRITTEN].map(([name, message]) => [name, embedded(message)]),
)

/** Booleans that are absent when they are false: in Go they are no pointers. */
const PLAIN_BOOLEANS: ReadonlySet<string> = new Set([
  'stdin',
  'stdinOnce',
  'tty',
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'readOnly',
  'paused',
  'unschedulable',
  'publishNotReadyAddresses',
])

/** Does this value say no more than if it were absent? */
export const isAbsent = ({ name, type }: Field, value: unknown): boolean =>
  value === null || (value === false && type === 'boolean' && PLAIN_BOOLEANS.has(name))

/** Null: a scalar, or something that is not looked into. */
export const messageOf = (type: string): Message | null => MESSAGES.get(type) ?? null
