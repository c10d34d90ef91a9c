/** Which run is looked at, what it shows, and how to take it along. */
import type { JSX } from 'preact'
import type { Entry } from '../model/runs.ts'
import { Own } from './own.tsx'

interface Props {
  readonly entries: readonly Entry[]
  readonly index: number
  readonly onRun: (index: number) => void
  readonly onCopy: (text: string) => void
}

export const replayCommand = ({ listed }: Entry): string | null => {
  const file = listed?.property?.file ?? null
  return file === null ? null : `npx kubeproof replay ${quoted(file)}`
}

/** A name from a file is one word of a command, whatever is in it. */
const quoted = (word: string): string => (/^[\w./:=@,%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

export const RunHead = ({ entries, index, onRun, onCopy }: Props): JSX.Element | null => {
  const entry = entries[index]
  if (entry === undefined) return null
  const property = entry.listed?.property ?? null
  const command = replayCommand(entry)
  return (
    <div class="run-head">
      <label>
        Run{' '}
        <select value={index} onChange={(event) => onRun(Number(event.currentTarget.value))}>
          {entries.map(({ title, listed }, i) => (
            <option key={i} value={i}>{`${i + 1}: ${listed?.kind === 'broken' ? '✗ ' : ''}${title}`}</option>
          ))}
        </select>
      </label>
      {command !== null && (
        <span class="command">
          <code>{command}</code>{' '}
          <button type="button" onClick={() => onCopy(command)}>
            Copy
          </button>
        </span>
      )}
      {property !== null && <p>{property.sentence}</p>}
      {property !== null && property.explanation.length > 0 && (
        <ul class="why">
          {property.explanation.map((line, i) => (
            <li key={i}>{line}</li>
          ))}
        </ul>
      )}
      {entry.listed?.kind === 'nominal' && (
        <p>The run in which nothing goes wrong: what each promise that held looks like.</p>
      )}
      {entry.listed === null && <Own entry={entry} />}
    </div>
  )
}
