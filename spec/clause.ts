/** A clause: one thing that Kubernetes promises or the notes say, where it is said, and how it is modelled. */

export type Source =
  | { readonly kind: 'notes'; readonly quote: string }
  | { readonly kind: 'upstream'; readonly url: string }
  | { readonly kind: 'user' }

export interface Clause {
  readonly id: string
  readonly text: string
  readonly source: Source
  /** How the model has it; for what is out of scope: why. */
  readonly modelled: string
  /** Where the notes simplify or differ from upstream, and what is modelled instead. */
  readonly differs?: string
  readonly status: 'modelled' | 'partly' | 'out-of-scope'
}
