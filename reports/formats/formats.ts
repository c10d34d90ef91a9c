/** The forms in which results can be written, besides HTML, by the name that `kubeproof report --format` takes. */
import type { PropertyResult, ResultFile, RunView } from '../result.ts'
import { githubAnnotations } from './github.ts'
import { itf } from './itf.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import { mermaidSequence } from './mermaid.ts'
import { sarif } from './sarif.ts'

export const FORMATS = ['markdown', 'junit', 'sarif', 'github', 'itf', 'mermaid'] as const
export type Format = (typeof FORMATS)[number]

/** Thrown when results hold nothing that the format could tell. */
export class NothingToTell extends Error {}

export interface Selection {
  /** An older result to compare with; only Markdown tells of it. */
  readonly against: ResultFile | null
  /** For the formats of one run: the promise whose run is told; null: the first broken one. */
  readonly property: string | null
}

export const render = (format: Format, results: readonly ResultFile[], selection: Selection): string => {
  switch (format) {
    case 'markdown':
      return markdown(results, selection.against)
    case 'junit':
      return junit(results)
    case 'sarif':
      return sarif(results)
    case 'github':
      return githubAnnotations(results)
    case 'itf': {
      const { result, property, run } = oneRun(results, selection.property)
      return itf(result, property, run)
    }
    case 'mermaid': {
      const { property, run } = oneRun(results, selection.property)
      return mermaidSequence(property, run)
    }
  }
}

interface OneRun {
  readonly result: ResultFile
  readonly property: PropertyResult
  readonly run: RunView
}

const oneRun = (results: readonly ResultFile[], name: string | null): OneRun => {
  const runs = results.flatMap((result) =>
    result.properties.flatMap((property): OneRun[] =>
      property.counterexample === null ? [] : [{ result, property, run: property.counterexample }],
    ),
  )
  const wanted = name === null ? runs.filter(({ property }) => property.verdict === 'broken') : runs.filter(({ property }) => property.name === name)
  const [found] = wanted
  if (found !== undefined) return found
  const known = runs.map(({ property }) => `"${property.name}"`).join(', ')
  throw new NothingToTell(
    name === null
      ? `no promise is broken; name a run with --property${known === '' ? '' : `: ${known}`}`
      : `there is no run of ${name}${known === '' ? '' : `; there are runs of ${known}`}`,
  )
}
