/**
 * One promise, or one statement about how the system is built: where it comes from, how the model
 * carries it, and whether all of it does. Properties cite clauses by id; ids are never renumbered
 * or used twice.
 */

/** Where a clause comes from. */
export type Source =
  | {
      readonly kind: 'notes'
      /** Heading in kubernetes-notes.md, without its marks and number. */
      readonly section: string
      /** The sentence, diagram edge or diagram node, letter by letter. */
      readonly quote: string
    }
  | {
      readonly kind: 'upstream'
      readonly url: string
      /** The release whose behaviour is meant; a documentation page may have moved on since. */
      readonly release: string
      /**
       * In source code: the function or constant to look at. A name survives, a line number does
       * not.
       */
      readonly symbol?: string
    }
  /** Not Kubernetes' promise but the user's own: derived from the manifests, or stated. */
  | { readonly kind: 'user'; readonly from: 'manifests' | 'kubeproof.config.yaml' }

export type Status =
  | { readonly status: 'modelled' }
  /** `reason`: what is left out, and why. */
  | { readonly status: 'partly' | 'out-of-scope'; readonly reason: string }

/**
 * The form of a clause, before it is known which ids exist. `Clause` in clauses.ts is the closed
 * type.
 */
export type ClauseForm<Id extends string = string> = Status & {
  readonly id: Id
  readonly text: string
  readonly source: Source
  /** How it is modelled: a sentence that names the component. */
  readonly modelled: string
  /** Where the source simplifies or errs, and what is modelled instead. */
  readonly differs?: string
}

export const notes = (section: string, quote: string): Source => ({ kind: 'notes', section, quote })

/**
 * The newest release before a default that the model keeps changed (node-monitor-grace-period: 40
 * s).
 */
const KUBERNETES = 'v1.31.0'

/** A page of Kubernetes' documentation. */
export const docs = (page: string): Source => ({
  kind: 'upstream',
  url: `https://kubernetes.io/docs/${page}`,
  release: KUBERNETES,
})

/** A file of Kubernetes' source at a tag, and what to look at in it. */
export const code = (path: string, symbol: string): Source => ({
  kind: 'upstream',
  url: `https://github.com/kubernetes/kubernetes/blob/${KUBERNETES}/${path}`,
  release: KUBERNETES,
  symbol,
})

/** A page of etcd's documentation, which is kept per release. */
export const etcdDocs = (page: string): Source => ({
  kind: 'upstream',
  url: `https://etcd.io/docs/v3.5/${page}`,
  release: 'v3.5',
})

export const upstream = (url: string, release: string): Source => ({
  kind: 'upstream',
  url,
  release,
})
