/** What an expression comes to in one state. */
import type { ClusterState } from '../../model/state.ts'
import type { Truth } from '../../model/truth.ts'
import { pathOf } from '../../model/truth.ts'
import type { Operator, PathStep, Query } from './parse.ts'

/** A path with `[*]` or a filter has many values. */
export type Values = readonly unknown[]

const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Only what a value holds itself: nothing of its prototype is ever reached. */
const getFrom = (value: unknown, key: string): Values => {
  if (Array.isArray(value)) return /^\d+$/.test(key) && Number(key) < value.length ? [value[Number(key)]] : []
  return isRecord(value) && Object.hasOwn(value, key) ? [value[key]] : []
}

const childrenOf = (value: unknown): Values =>
  Array.isArray(value)
    ? value
    : isRecord(value)
      ? Object.keys(value)
          .sort()
          .map((key) => value[key])
      : []

const follow = (values: Values, step: PathStep): Values => {
  if ('get' in step) return values.flatMap((value) => getFrom(value, step.get))
  if ('all' in step) return values.flatMap(childrenOf)
  return values.flatMap(childrenOf).filter((child) => isTrue(evaluate(step.where, child)))
}

/** A single `false`, `null`, 0 or empty text is not true; nothing at all is not either. */
export const isTrue = (values: Values): boolean => values.length > 1 || Boolean(values[0])

const compare = (operator: Operator, left: unknown, right: unknown): boolean => {
  switch (operator) {
    case '==':
      return left === right
    case '!=':
      return left !== right
    case 'contains':
      return Array.isArray(left) ? left.includes(right) : typeof left === 'string' && left.includes(String(right))
    default: {
      if (typeof left !== typeof right || (typeof left !== 'number' && typeof left !== 'string')) return false
      const order = left === right ? 0 : left < (right as typeof left) ? -1 : 1
      return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0, or: false, and: false }[operator]
    }
  }
}

export const evaluate = (query: Query, root: unknown): Values => {
  switch (query.is) {
    case 'value':
      return [query.value]
    case 'path':
      return query.steps.reduce(follow, [root])
    case 'count':
      return [countOf(query.of, root)]
    case 'not':
      return [!isTrue(evaluate(query.of, root))]
    case 'both':
      return [holds(query.operator, query.left, query.right, root)]
  }
}

/** One list or record counts by what is in it, anything else by how many values there are. */
const countOf = (query: Query, root: unknown): number => {
  const values = evaluate(query, root)
  const [only] = values
  const isFiltered = query.is === 'path' && query.steps.some((step) => !('get' in step))
  return values.length === 1 && !isFiltered && typeof only === 'object' ? childrenOf(only).length : values.length
}

/** A comparison holds when some value on the left and some on the right agree with it; with no value only `!=` does. */
const holds = (operator: Operator, left: Query, right: Query, root: unknown): boolean => {
  const first = evaluate(left, root)
  if (operator === 'or') return isTrue(first) || isTrue(evaluate(right, root))
  if (operator === 'and') return isTrue(first) && isTrue(evaluate(right, root))
  const second = evaluate(right, root)
  if (first.length === 0 || second.length === 0) return operator === '!='
  return first.some((a) => second.some((b) => compare(operator, a, b)))
}

/** What an expression sees of a state: stored objects by resource, containers, what is broken, and the components. */
export const rootOf = (truth: Truth, state: ClusterState, seconds: number): { readonly [name: string]: unknown } => {
  const byResource = new Map<string, [string, unknown][]>()
  for (const object of truth.objects(state).all) {
    const [resource = '', ...key] = pathOf(object).split('/')
    const known = byResource.get(resource) ?? []
    byResource.set(resource, [...known, [key.join('/'), object]])
  }
  const objects = [...byResource].map(([resource, entries]) => [resource, Object.fromEntries(entries)] as const)
  return {
    ...Object.fromEntries(objects),
    containers: truth.running(state),
    outages: state.outages,
    memory: state,
    revision: state.committed.revision,
    time: seconds,
  }
}
