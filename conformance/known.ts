/**
 * The agreements that are known: those published with this version, and in their place those that were recorded here
 * since.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { z } from 'zod'
import { InputError } from '../cli/input/problem.ts'
import { PACKAGE } from '../cli/version.ts'
import type { Agreement } from './agreement.ts'
import { agreementSchema } from './agreement.ts'
import { FOLDER } from './publish.ts'

export const PUBLISHED = new URL('conformance/agreement.json', PACKAGE)

const readAs = <T>(schema: z.ZodType<T>, file: string | URL): T => {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new InputError([
      { file: String(file), text: 'is no record of an agreement; run the conformance command again' },
    ])
  }
}

const published = (): readonly Agreement[] => (existsSync(PUBLISHED) ? readAs(z.array(agreementSchema), PUBLISHED) : [])

const recorded = (): readonly Agreement[] =>
  existsSync(FOLDER)
    ? readdirSync(FOLDER)
        .filter((file) => file.endsWith('.json'))
        .map((file) => readAs(agreementSchema, `${FOLDER}/${file}`))
    : []

/** By name, which is the order in which they are shown. */
export const knownAgreements = (): readonly Agreement[] => {
  const all = new Map([...published(), ...recorded()].map((agreement) => [agreement.name, agreement]))
  return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
