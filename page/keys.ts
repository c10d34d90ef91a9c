/** What each key means. Keys belong to the page only while nobody types, and never together with Ctrl, Alt or Meta. */
import type { Panel } from './state.ts'
import { PANELS } from './state.ts'

export type Command =
  | { readonly do: 'move'; readonly by: number }
  | { readonly do: 'first' | 'last' | 'fault' | 'broken' | 'search' | 'help' | 'copy' | 'leave' }
  | { readonly do: 'run'; readonly by: number }
  | { readonly do: 'panel'; readonly panel: Panel }

const COMMANDS: { readonly [key: string]: Command } = {
  ArrowRight: { do: 'move', by: 1 },
  j: { do: 'move', by: 1 },
  ArrowLeft: { do: 'move', by: -1 },
  k: { do: 'move', by: -1 },
  Home: { do: 'first' },
  End: { do: 'last' },
  f: { do: 'fault' },
  b: { do: 'broken' },
  n: { do: 'run', by: 1 },
  p: { do: 'run', by: -1 },
  '/': { do: 'search' },
  '?': { do: 'help' },
  y: { do: 'copy' },
  Escape: { do: 'leave' },
  ...Object.fromEntries(PANELS.map((panel, i) => [String(i + 1), { do: 'panel', panel } as const])),
}

export interface Pressed {
  readonly key: string
  readonly isModified: boolean
  /** What has the focus: text keys belong to a field, arrows to what they move there. */
  readonly focus: 'text' | 'arrows' | 'other'
}

export const commandFor = ({ key, isModified, focus }: Pressed): Command | null => {
  if (isModified || !Object.hasOwn(COMMANDS, key)) return null
  if (focus === 'text' && key !== 'Escape') return null
  if (focus === 'arrows' && key.length > 1 && key !== 'Escape') return null
  return COMMANDS[key] ?? null
}
