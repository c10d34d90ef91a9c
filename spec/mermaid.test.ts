import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findClause } from './clauses.ts'
import type { Diagram, DiagramEdge, Subgraph } from './diagram.ts'
import { architectureDiagram, protocolDiagram } from './diagram.ts'
import { architectureMermaid, protocolMermaid } from './mermaid.ts'
import { diagramsOf } from './read-notes.ts'

const NOTES = readFileSync(new URL('./kubernetes-notes.md', import.meta.url), 'utf8')
const [architecture = '', protocol = ''] = diagramsOf(NOTES)

/**
 * Each line with the boxes that it stands in: what a flowchart says, whatever the order of its
 * lines.
 */
const meaning = (flowchart: string): readonly string[] => {
  const boxes: string[] = []
  const found: string[] = []
  for (const line of flowchart.split('\n').map((text) => text.trim())) {
    if (line === 'end') boxes.pop()
    else if (line !== '') found.push([...boxes, line].join(' / '))
    const box = /^subgraph (\w+)/.exec(line)?.[1]
    if (box !== undefined) boxes.push(box)
  }
  return found.toSorted()
}

const edgesWithin = ({ edges, subgraphs }: Subgraph): readonly DiagramEdge[] => [
  ...edges,
  ...subgraphs.flatMap(edgesWithin),
]

const edgesOf = ({ edges, subgraphs }: Diagram): readonly DiagramEdge[] => [
  ...subgraphs.flatMap(edgesWithin),
  ...edges,
]

describe('the diagrams', () => {
  it.each([
    ['architecture', architectureMermaid(), architecture],
    ['protocol', protocolMermaid(), protocol],
  ])('%s: drawn from data it says what the notes draw, no more and no less', (_, drawn, noted) => {
    expect(meaning(drawn)).toEqual(meaning(noted))
    expect(meaning(drawn).length).toBeGreaterThan(20)
  })

  it.each([
    ['architecture', architectureDiagram, 9],
    ['protocol', protocolDiagram, 11],
  ])('%s: each edge cites the clause that quotes it', (_, diagram, count) => {
    const edges = edgesOf(diagram)
    expect(edges).toHaveLength(count)
    for (const { from, to, clause } of edges) {
      expect(findClause(clause)?.source).toMatchObject({ quote: `${from} --> ${to}` })
    }
  })

  it('tells a missing edge and an edge in the wrong box apart from the right ones', () => {
    const lines = architecture.split('\n').map((line) => line.trim())
    const without = lines.filter((line) => line !== 'API --> ETCD').join('\n')
    expect(meaning(without)).not.toEqual(meaning(architecture))
    expect(meaning(`${without}\nAPI --> ETCD`)).not.toEqual(meaning(architecture))
  })
})
