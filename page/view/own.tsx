/** A run of the reader's own: what it breaks, and the file that `kubeproof replay` takes. */
import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { brokenBy, fileOf, isOver } from '../model/fork.ts'
import type { Entry } from '../model/runs.ts'
import type { Trail } from '../model/trail.ts'

export const Own = ({ entry: { trail } }: { readonly entry: Entry }): JSX.Element | null =>
  trail === null ? null : <Judged trail={trail} />

const Judged = ({ trail }: { readonly trail: Trail }): JSX.Element => {
  const broken = useMemo(() => brokenBy(trail), [trail])
  const [chosen, choose] = useState<string | null>(null)
  const claims = trail.session.judged.filter(({ kind }) => kind !== 'sometimes')
  const property = chosen ?? broken[0] ?? claims[0]?.name ?? ''
  return (
    <>
      <p role="status">
        {broken.length > 0 ? <strong>✗ breaks {broken.join(', ')}. </strong> : 'Breaks nothing so far. '}
        {isOver(trail)
          ? trail.trace.loopStart === undefined
            ? 'It is over: nothing is due any more.'
            : `It is over: from step ${trail.trace.loopStart} on it repeats for ever.`
          : 'It is not over: what should come about in the end is judged only then.'}
      </p>
      <p class="switch">
        <label>
          As a counterexample to{' '}
          <select value={property} onChange={(event) => choose(event.currentTarget.value)}>
            {claims.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => download('counterexample.json', fileOf(trail, property))}>
          Download
        </button>
        <span class="muted">
          then: <code>npx kubeproof replay counterexample.json</code>
        </span>
      </p>
    </>
  )
}

const download = (name: string, content: unknown): void => {
  const address = URL.createObjectURL(new Blob([`${JSON.stringify(content, null, 1)}\n`], { type: 'application/json' }))
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  link.click()
  URL.revokeObjectURL(address)
}
