/** Every key that does something. */
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { PANELS } from '../state.ts'

const KEYS: readonly (readonly [string, string])[] = [
  ['→ or j', 'next step'],
  ['← or k', 'previous step'],
  ['Home, End', 'first and last step'],
  ['f', 'next fault'],
  ['b', 'where the promise breaks'],
  ['n, p', 'next and previous run'],
  ['/', 'search the steps'],
  [`1 to ${PANELS.length}`, 'what is shown beside the steps'],
  ['y', 'copy the replay command'],
  ['Escape', 'leave the search, or this help'],
  ['?', 'this help'],
]

export const Help = ({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }): JSX.Element => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])
  return (
    <dialog ref={dialog} aria-label="Keys" onClose={onClose}>
      <h2>Keys</h2>
      <dl class="keys">
        {KEYS.map(([key, does]) => [
          <dt key={key}>
            <kbd>{key}</kbd>
          </dt>,
          <dd key={does}>{does}</dd>,
        ])}
      </dl>
      <button type="button" onClick={onClose}>
        Close
      </button>
    </dialog>
  )
}
