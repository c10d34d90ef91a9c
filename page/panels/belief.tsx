/** The store beside each component's cache: who knows what, and how old that is. */
import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { Belief as BeliefTable, BeliefCell, BeliefRow } from '../../story/belief.ts'
import { beliefIn } from '../../story/belief.ts'
import { plural } from '../view/words.ts'
import type { PanelProps } from './context.ts'
import { executedAt } from './context.ts'
import { Waiting } from './waiting.tsx'

export const Belief = ({ entry, step }: PanelProps): JSX.Element => {
  const [only, setOnly] = useState(true)
  const executed = executedAt(entry, step)
  const belief = useMemo(
    () => (executed === null ? null : beliefIn(executed.trail.session.truth, executed.after)),
    [executed?.after],
  )
  if (belief === null) return <Waiting entry={entry} />
  const rows = belief.rows.filter((row) => !only || isDoubtful(row))
  return (
    <>
      <p>
        The store is at revision {belief.revision}.{' '}
        <label>
          <input type="checkbox" checked={only} onChange={(event) => setOnly(event.currentTarget.checked)} /> only
          objects about which somebody errs
        </label>
      </p>
      {rows.length === 0 ? (
        <p class="muted">Every cache agrees with the store.</p>
      ) : (
        <Table belief={belief} rows={rows} />
      )}
    </>
  )
}

const isDoubtful = ({ cells }: BeliefRow): boolean => [...cells.values()].some(({ isStale }) => isStale)

interface TableProps {
  readonly belief: BeliefTable
  readonly rows: readonly BeliefRow[]
}

const Table = ({ belief: { holders }, rows }: TableProps): JSX.Element => {
  const columns = holders.filter(({ address }) => rows.some(({ cells }) => cells.has(address)))
  return (
    <div class="wide" tabIndex={0} role="region" aria-label="Truth and belief">
      <table class="belief">
        <thead>
          <tr>
            <th scope="col">Object</th>
            <th scope="col">Store</th>
            {columns.map(({ address, stale, behind }) => (
              <th key={address} scope="col" class={stale > 0 ? 'stale' : ''}>
                {address}{' '}
                {stale > 0 && <small>{`${plural(stale, 'object')}, ${plural(behind, 'revision')} behind`}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ object, revision, cells }) => (
            <tr key={object}>
              <th scope="row">
                <code>{object}</code>
              </th>
              <td>{revision ?? 'gone'}</td>
              {columns.map(({ address }) => (
                <Cell key={address} cell={cells.get(address)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Cell = ({ cell }: { readonly cell: BeliefCell | undefined }): JSX.Element => {
  if (cell === undefined) return <td class="muted">·</td>
  return cell.isStale ? <td class="stale">≠ {cell.revision ?? 'missing'}</td> : <td class="muted">✓ {cell.revision}</td>
}
