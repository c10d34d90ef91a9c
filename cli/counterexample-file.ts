/** Counterexample files: where they are written, and how they are read, with suspicion. */
import { z } from 'zod'
import type { CounterexampleFile } from '../checker/verdict.ts'
import { fingerprint } from '../checker/index.ts'
import { InputError } from './input/problem.ts'

/** `deployment/a/b` and `deployment/a-b`, `>= 2` and `== 2` are not to write the same file. */
const isAmbiguous = (property: string): boolean =>
  /[^a-z0-9 /-]/.test(property) || (property.includes('/') && property.includes('-'))

export const fileNameOf = (property: string): string => {
  const slug = property.replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-|-$/g, '').toLowerCase()
  return `reports/out/${slug}${isAmbiguous(property) ? `-${fingerprint(property).slice(0, 6)}` : ''}.json`
}

const FORMAT = 'kubeproof/counterexample@1'

const schema = z.object({
  format: z.literal(FORMAT),
  version: z.string(),
  model: z.string(),
  scenario: z.looseObject({ script: z.array(z.looseObject({ do: z.string() })), allow: z.array(z.string()) }),
  property: z.string(),
  clause: z.string(),
  order: z.enum(['nominal', 'any', 'asynchronous']),
  faults: z.array(z.looseObject({ type: z.string() })),
  actions: z.array(z.looseObject({ type: z.string(), saw: z.array(z.string()).exactOptional() })).min(1),
  loopStart: z.number().int().min(0).nullable(),
  explanation: z.array(z.string()),
})

/** Reads a counterexample file; anything else is refused with one line. */
export const parseCounterexample = (file: string, bytes: Uint8Array): CounterexampleFile => {
  const refuse = (text: string): InputError => new InputError([{ file, text }])
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw refuse('is not JSON (truncated?); write it again with kubeproof check')
  }
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined
  if (format !== FORMAT) {
    const found = typeof format === 'string' ? `its format is ${format}` : 'it names no format'
    throw refuse(`is no counterexample that this version reads: ${found}, expected ${FORMAT}; write it again with kubeproof check`)
  }
  const checked = schema.safeParse(value)
  if (!checked.success) {
    const issue = checked.error.issues[0]
    throw refuse(`is damaged at ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? ''}; write it again`)
  }
  const { loopStart, actions } = checked.data
  if (loopStart !== null && loopStart >= actions.length) {
    throw refuse(`is damaged at loopStart: there are only ${actions.length} actions; write it again`)
  }
  return value as CounterexampleFile
}
