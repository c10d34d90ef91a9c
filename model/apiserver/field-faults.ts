/** What is wrong with one field, in the words of upstream's field errors, and values as Go prints them there. */
import type { FieldFault } from '../messages.ts'
import type { Labels, LabelSelector } from '../objects.ts'

export type Faults = readonly FieldFault[]

const quoted = (text: string): string => JSON.stringify(text)

/** Go prints maps in the order of their keys. */
export const goLabels = (labels: Labels | undefined): string =>
  labels === undefined
    ? 'map[string]string(nil)'
    : `map[string]string{${Object.keys(labels)
        .sort()
        .map((key) => `${quoted(key)}:${quoted(labels[key] ?? '')}`)
        .join(', ')}}`

export const goTexts = (texts: readonly string[] | undefined): string =>
  texts === undefined ? '[]string(nil)' : `[]string{${texts.map(quoted).join(', ')}}`

export const goSelector = ({ matchLabels, matchExpressions }: LabelSelector): string => {
  const requirements = (matchExpressions ?? []).map(
    ({ key, operator, values }) =>
      `v1.LabelSelectorRequirement{Key:${quoted(key)}, Operator:${quoted(operator)}, Values:${goTexts(values)}}`,
  )
  const list =
    matchExpressions === undefined
      ? '[]v1.LabelSelectorRequirement(nil)'
      : `[]v1.LabelSelectorRequirement{${requirements.join(', ')}}`
  return `v1.LabelSelector{MatchLabels:${goLabels(matchLabels)}, MatchExpressions:${list}}`
}

/** `value` as Go prints it. */
export const invalidValue = (field: string, value: string, why: string): FieldFault => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${value}: ${why}`,
})

export const requiredValue = (field: string): FieldFault => ({
  reason: 'FieldValueRequired',
  field,
  message: 'Required value',
})

export const forbiddenValue = (field: string, why: string): FieldFault => ({
  reason: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${why}`,
})

export const duplicateValue = (field: string, value: string): FieldFault => ({
  reason: 'FieldValueDuplicate',
  field,
  message: `Duplicate value: ${quoted(value)}`,
})

export const unsupportedValue = (field: string, value: string, supported: readonly string[]): FieldFault => ({
  reason: 'FieldValueNotSupported',
  field,
  message: `Unsupported value: ${quoted(value)}: supported values: ${supported.map(quoted).join(', ')}`,
})

interface NameRule {
  readonly pattern: RegExp
  readonly max: number
  readonly why: string
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`
const SERVICE = '[a-z]([-a-z0-9]*[a-z0-9])?'
const EDGES = 'and must start and end with an alphanumeric character'

const rule = (pattern: string, max: number, why: string): NameRule => ({
  pattern: new RegExp(`^${pattern}$`),
  max,
  why: `${why}, regex used for validation is '${pattern}')`,
})

export const NAMES = {
  label: rule(
    LABEL,
    63,
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', " +
      `${EDGES} (e.g. 'my-name',  or '123-abc'`,
  ),
  subdomain: rule(
    SUBDOMAIN,
    253,
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', " +
      `${EDGES} (e.g. 'example.com'`,
  ),
  service: rule(
    SERVICE,
    63,
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, " +
      "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123'",
  ),
} as const

export const nameFaults = (field: string, name: string, { pattern, max, why }: NameRule): Faults => {
  if (name === '') return [requiredValue(field)]
  return [
    ...(name.length > max ? [invalidValue(field, quoted(name), `must be no more than ${max} characters`)] : []),
    ...(pattern.test(name) ? [] : [invalidValue(field, quoted(name), why)]),
  ]
}
