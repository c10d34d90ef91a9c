/** Clauses with the way to their source: the only addresses of a report that lead out of it, all from our own spec. */
import { findClause } from '../../spec/index.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'

export const clauseLink = (id: string): Markup => {
  const source = findClause(id)?.source
  if (source?.kind !== 'upstream') return html`<code>${id}</code>`
  return html`<a href="${source.url}" rel="noreferrer"><code>${id}</code></a>`
}

/** With what it says; nothing for one that this version does not know. */
export const clauseItem = (id: string): Markup => {
  const known = findClause(id)
  return known === undefined ? html`` : html`<li>${clauseLink(id)} ${known.text}</li>`
}
