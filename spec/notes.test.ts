import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { clauses } from './clauses.ts'
import type { Statement } from './read-notes.ts'
import { statementsOf } from './read-notes.ts'

const NOTES = readFileSync(new URL('./kubernetes-notes.md', import.meta.url), 'utf8')

/** Headings and titles that only say what follows. Those that claim something are clauses. */
const LABELS = new Set([
  'Core Concepts',
  'Cluster Architecture',
  'ETCD Cluster',
  'Kube-API Server',
  'Kube-Scheduler',
  'Controller Manager',
  'Container Runtime Engine',
  'Kubelet',
  'Kube-Proxy',
  'Kubernetes Network',
  'Deployment of Master and Worker Components',
  'Mermaid Diagram',
  'Simple flow of pod creation via kubectl',
  'Descriptions:',
  'Components',
  'Containerized Component',
  'Containerized Components',
  'Kubelet Reports',
  'Networking Role',
])

const isLabel = ({ kind, text }: Statement): boolean =>
  (kind === 'heading' || kind === 'title') && LABELS.has(text)

/**
 * Nodes of the first diagram and all boxes are held against the diagram data instead:
 * mermaid.test.ts.
 */
const isDrawing = ({ kind, section }: Statement): boolean =>
  kind === 'subgraph' || (kind === 'node' && section === 'Mermaid Diagram')

const statements = statementsOf(NOTES).filter((s) => !isLabel(s) && !isDrawing(s))

const quotes = clauses.flatMap(({ id, source }) =>
  source.kind === 'notes' ? [{ id, section: source.section, text: source.quote }] : [],
)

describe('the notes', () => {
  it('are taken apart into sentences, claims in headings, edges and steps', () => {
    const count = (kind: Statement['kind']): number =>
      statements.filter((s) => s.kind === kind).length
    expect(['sentence', 'heading', 'title', 'edge', 'node'].map((k) => count(k as 'edge'))).toEqual(
      [42, 2, 1, 20, 10],
    )
  })

  it.each(statements.map((s) => [s.section, s.text] as const))(
    '%s: %s is a clause',
    (section, text) => {
      const citing = quotes.filter((quote) => quote.section === section && quote.text === text)
      expect(citing.map(({ id }) => id)).not.toEqual([])
    },
  )

  it('hold every quote, letter by letter, in its section', () => {
    const invented = quotes.filter(
      ({ section, text }) => !statements.some((s) => s.section === section && s.text === text),
    )
    expect(invented).toEqual([])
  })
})
