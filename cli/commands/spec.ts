/**
 * `kubeproof spec`: the clauses, what covers them, and what the last check said; or both diagrams; or how far the
 * model agrees with real systems.
 */
import { existsSync, readFileSync } from 'node:fs'
import { claims } from '../../properties/catalogue.ts'
import { defaultSettings } from '../../model/settings.ts'
import { truth } from '../../model/truth.ts'
import { closingLine } from '../../conformance/agreement.ts'
import { knownAgreements } from '../../conformance/known.ts'
import { subjectText } from '../../conformance/publish.ts'
import { printable } from '../input/problem.ts'
import { jsonText } from '../output.ts'
import { resultSchema } from '../../reports/result.ts'
import { architectureMermaid, clauses, protocolMermaid } from '../../spec/index.ts'

const LAST = 'reports/out/result.json'

export interface SpecOptions {
  readonly mermaid?: boolean
  readonly agreement?: boolean
  readonly json?: boolean
}

const showAgreement = ({ json }: SpecOptions): number => {
  const all = knownAgreements()
  const text = json === true ? [jsonText(all)] : [...all.flatMap(subjectText), closingLine(all)].map(printable)
  process.stdout.write(`${text.join('\n')}\n`)
  return 0
}

export const showSpec = (options: SpecOptions): number => {
  if (options.agreement === true) return showAgreement(options)
  if (options.mermaid === true) {
    process.stdout.write(`${architectureMermaid()}\n\n${protocolMermaid()}\n`)
    return 0
  }
  const verdicts = lastVerdicts()
  const properties = claims.map((claim) => claim(truth(defaultSettings)))
  const rows = clauses.map((clause) => ({
    ...clause,
    properties: properties
      .filter((p) => p.clause === clause.id)
      .map(({ name }) => ({ name, verdict: verdicts.get(name) ?? 'not checked yet' })),
  }))
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(rows)}\n`)
    return 0
  }
  for (const { id, text, status, properties: covering } of rows) {
    const cover =
      covering.length === 0
        ? 'no property'
        : covering.map(({ name, verdict }) => `${name} (${verdict})`).join(', ')
    process.stdout.write(`${id.padEnd(12)} ${text}\n${' '.repeat(13)}${status}; ${cover}\n`)
  }
  return 0
}

/** Verdicts of the last check that was run here. */
const lastVerdicts = (): ReadonlyMap<string, string> => {
  if (!existsSync(LAST)) return new Map()
  try {
    const result = resultSchema.parse(JSON.parse(readFileSync(LAST, 'utf8')))
    return new Map(result.properties.map(({ name, verdict }) => [name, verdict]))
  } catch {
    return new Map()
  }
}
