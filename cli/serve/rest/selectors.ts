/** Label and field selectors, as they stand in a query. */
import type { Json } from './json.ts'
import { at, textAt, textsAt } from './json.ts'
import { badRequest } from './status.ts'

export type Selector = (object: Json) => boolean

type Requirement = (labels: { readonly [key: string]: string }) => boolean

const NAME = /^([a-zA-Z0-9]([-\w.]*[a-zA-Z0-9])?\/)?[a-zA-Z0-9]([-\w.]*[a-zA-Z0-9])?$/

const own = (labels: { readonly [key: string]: string }, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined

/** Commas inside brackets separate values, not requirements. */
const parts = (text: string): readonly string[] => text.split(/,(?![^(]*\))/).map((part) => part.trim())

const SET = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/
const COMPARED = /^([^=!\s]+)\s*(==|=|!=)\s*([^=!\s]*)$/

const requirement = (part: string): Requirement => {
  const [, listed = '', how, values = ''] = SET.exec(part) ?? []
  if (how !== undefined && NAME.test(listed)) {
    const wanted = new Set(values.split(',').map((value) => value.trim()))
    const isIn = how === 'in'
    return (labels) => {
      const found = own(labels, listed)
      return found === undefined ? !isIn : wanted.has(found) === isIn
    }
  }
  const [, key = '', sign, value = ''] = COMPARED.exec(part) ?? []
  if (sign !== undefined && NAME.test(key)) {
    return (labels) => (own(labels, key) === value) === (sign !== '!=')
  }
  if (part.startsWith('!') && NAME.test(part.slice(1))) return (labels) => own(labels, part.slice(1)) === undefined
  if (NAME.test(part)) return (labels) => own(labels, part) !== undefined
  throw badRequest(`unable to parse requirement: ${JSON.stringify(part)} is no label selector`)
}

/** Absent or empty selects everything. */
export const labelSelector = (text: string | null): Selector => {
  if (text === null || text.trim() === '') return () => true
  const requirements = parts(text).map(requirement)
  return (object) => {
    const labels = textsAt(object, 'metadata', 'labels')
    return requirements.every((holds) => holds(labels))
  }
}

const COMMON = ['metadata.name', 'metadata.namespace']

/** Fields that may be selected, beside the name and the namespace. */
const FIELDS: { readonly [resource: string]: readonly string[] } = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  secrets: ['type'],
  replicationcontrollers: ['status.replicas'],
  replicasets: ['status.replicas'],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
}

const fieldText = (object: Json, field: string): string => {
  const found = at(object, ...field.split('.'))
  return found === undefined || found === null ? (field === 'spec.unschedulable' ? 'false' : '') : String(found)
}

export const fieldSelector = (text: string | null, resource: string): Selector => {
  if (text === null || text === '') return () => true
  const known = [...COMMON, ...(FIELDS[resource] ?? [])]
  const requirements = text.split(',').map((part) => {
    const [, field = '', sign, value = ''] = /^([\w.]+)(==|=|!=)(.*)$/.exec(part.trim()) ?? []
    if (sign === undefined) throw badRequest(`invalid field selector: ${JSON.stringify(part)}`)
    if (!known.includes(field)) throw badRequest(`field label not supported: ${field}`)
    return (object: Json): boolean => (fieldText(object, field) === value) === (sign !== '!=')
  })
  return (object) => requirements.every((holds) => holds(object))
}

/** Of an object: `metadata.name`. */
export const nameOf = (object: Json): string => textAt(object, 'metadata', 'name') ?? ''
