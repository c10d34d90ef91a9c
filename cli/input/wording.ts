/** What the schema says, in the words of somebody who writes manifests. */
import type { z } from 'zod'

type Issue = z.core.$ZodIssue

const KINDS: { readonly [expected: string]: string } = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'a mapping',
  record: 'a mapping',
  string: 'a text (in quotes, if it looks like a number)',
}

const of = (origin: string): string =>
  origin === 'string' ? ' characters long' : origin === 'array' ? ' items long' : ''

/** One sentence without a subject: `must be a number`. Texts of our own schema are kept. */
export const wordingOf = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? issue.expected}`
    case 'too_small':
      return issue.message.startsWith('Too small') ? `must be at least ${issue.minimum}${of(issue.origin)}` : issue.message
    case 'too_big':
      return issue.message.startsWith('Too big') ? `must be at most ${issue.maximum}${of(issue.origin)}` : issue.message
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`
    case 'invalid_union':
      return [...new Set(issue.errors.flat().map(wordingOf))].join(', or ') || issue.message
    case 'invalid_key':
      return issue.issues.map(wordingOf).join(', ') || issue.message
    default:
      return issue.message
  }
}

/** The path of a key that JavaScript would take for something else; null: there is none. */
export const protoPath = (value: unknown): readonly PropertyKey[] | null => {
  if (typeof value !== 'object' || value === null) return null
  for (const [key, child] of Object.entries(value)) {
    const inner = key === '__proto__' ? [] : protoPath(child)
    if (inner !== null) return [Array.isArray(value) ? Number(key) : key, ...inner]
  }
  return null
}
