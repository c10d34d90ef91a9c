/**
 * Takes kubernetes-notes.md apart, so that a test can hold the clauses against every statement in
 * it.
 */

export interface Statement {
  /** The heading under which it stands, without marks and number. */
  readonly section: string
  readonly text: string
  readonly kind: 'heading' | 'title' | 'sentence' | 'edge' | 'node' | 'subgraph'
}

const headingText = (line: string): string =>
  line
    .replace(/^#+\s*/, '')
    .replace(/^\d+\.\s*/, '')
    .replaceAll('*', '')
    .trim()

const isDecoration = (line: string): boolean =>
  line === '' || line === '---' || /^(#\w+\s*)+$/.test(line)

/** Bullets, numbers and quote marks at the start of a line carry no meaning. */
const withoutMarks = (line: string): string =>
  line
    .trim()
    .replace(/^>\s*/, '')
    .trim()
    .replace(/^(-|\d+\.)\s+/, '')
    .trim()

const sentencesOf = (line: string): readonly string[] => line.split(/(?<=\.)\s+(?=[A-Z])/)

const mermaidKind = (line: string): Statement['kind'] | null => {
  if (line.includes('-->')) return 'edge'
  if (line.startsWith('subgraph ')) return 'subgraph'
  return /^\w+\[.*\]$/.test(line) ? 'node' : null
}

const lineStatements = (section: string, line: string): readonly Statement[] => {
  const title = /^\[!\w+\]\s*(.+)$/.exec(line)?.[1]
  if (title !== undefined) return [{ section, text: title.trim(), kind: 'title' }]
  return sentencesOf(line).map((text): Statement => ({ section, text, kind: 'sentence' }))
}

/** Everything that the notes say, in their order. */
export const statementsOf = (markdown: string): readonly Statement[] => {
  const found: Statement[] = []
  let section = ''
  let inDiagram = false
  for (const raw of markdown.split('\n')) {
    const line = raw.trim()
    if (line.startsWith('```')) {
      inDiagram = !inDiagram
    } else if (inDiagram) {
      const kind = mermaidKind(line)
      if (kind !== null) found.push({ section, text: line, kind })
    } else if (/^#+\s/.test(line)) {
      section = headingText(line)
      found.push({ section, text: section, kind: 'heading' })
    } else {
      const text = withoutMarks(line)
      if (!isDecoration(line) && !isDecoration(text)) found.push(...lineStatements(section, text))
    }
  }
  return found
}

/** The text of each Mermaid diagram, in their order. */
export const diagramsOf = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/```mermaid\n([\s\S]*?)```/g)].map(([, text = '']) => text)
