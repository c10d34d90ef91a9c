/** The agreement table as Markdown: one row per component and what it was compared with. */
import type { Agreement, Note } from './agreement.ts'
import { byReason } from './agreement.ts'

const HEADER = ['Component', 'Compared with', 'Version', 'Cases', 'Agree', 'Differ, and why', 'Not compared, and why']

/** Text in a cell: no column and no line may end early, and nothing becomes markup. */
const cell = (text: string): string => text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ')

const notes = (all: readonly Note[]): string =>
  byReason(all).length === 0
    ? '0'
    : byReason(all)
        .map(({ reason, whats }) => `${whats.length}: ${cell(reason)}`)
        .join('; ')

const row = ({ component, against, version, cases, agreed, differed, skipped }: Agreement): readonly string[] => [
  cell(component),
  cell(against),
  cell(version),
  cases.toLocaleString('en'),
  agreed.toLocaleString('en'),
  notes(differed),
  notes(skipped),
]

export const agreementTable = (all: readonly Agreement[]): string =>
  [HEADER, HEADER.map(() => '---'), ...all.map(row)].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
