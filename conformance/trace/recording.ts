/**
 * A recorded run, whatever format it came in: what watches delivered, what lists said, who asked for which
 * write and what the answer was, what was broken when, and what the kubelets really did. Times are ms since
 * the start of the recording.
 */
import type { KubeObject } from '../../model/objects.ts'
import type { Settings } from '../../model/settings.ts'

interface Placed {
  /** Line of the file, from 1. */
  readonly line: number
  /** null: the format does not tell. */
  readonly t: number | null
}

export interface EventLine extends Placed {
  readonly kind: 'event'
  readonly resource: string
  readonly event: 'ADDED' | 'MODIFIED' | 'DELETED'
  /** `namespace/name`, or `name`. */
  readonly key: string
  readonly uid: string
  readonly revision: number
  /** null: a kind that the model does not have. */
  readonly object: KubeObject | null
  /** Told by a list after a broken watch, or by the first list of a format without lists. */
  readonly listed?: true
}

export interface ListLine extends Placed {
  readonly kind: 'list' | 'final'
  readonly resource: string
  readonly revision: number
  readonly items: readonly EventLine[]
}

export interface RequestLine extends Placed {
  readonly kind: 'request'
  /** When the API server got it; `t` is when it had answered. */
  readonly received: number | null
  readonly actor: string
  readonly verb: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  /** Empty: all of the namespace (deletecollection), or a name to be generated. */
  readonly name: string
  /** HTTP status. 500 and above: the write may have been stored, or may still be. */
  readonly code: number
  /** Revision of the object in the answer. */
  readonly revision: number | null
  /** resourceVersion that the request insisted on. */
  readonly basis: number | null
  /** binding: the node. */
  readonly target: string | null
  readonly gracePeriodSeconds: number | null
  readonly propagationPolicy: string | null
  readonly uid: string | null
  /** What the user sent, where the recording has it. */
  readonly body: unknown
}

/** A request that insists on nothing and asks for nothing special. */
export const PLAIN = {
  kind: 'request',
  subresource: '',
  code: 200,
  basis: null,
  target: null,
  gracePeriodSeconds: null,
  propagationPolicy: null,
  uid: null,
  body: undefined,
} as const satisfies Partial<RequestLine>

export interface FaultLine extends Placed {
  readonly kind: 'fault'
  readonly text: string
  /** The node that it concerns; null: the control plane. */
  readonly node: string | null
  /** Revision of a snapshot that was saved. */
  readonly saved: number | null
}

/** What a kubelet or its runtime really did. */
export interface GroundLine extends Placed {
  readonly kind: 'ground'
  readonly node: string
  readonly what: string
  readonly uid: string | null
}

/** A node's lease was renewed. */
export interface RenewalLine extends Placed {
  readonly kind: 'renewal'
  readonly node: string
}

export type Line = EventLine | ListLine | RequestLine | FaultLine | GroundLine | RenewalLine

export interface Recording {
  readonly file: string
  /** Kubernetes' version and scenario, in words; for the verdict. */
  readonly title: string
  readonly settings: Settings
  readonly lines: readonly Line[]
}

/** Is every write request in the recording, or only what watches saw? */
export const hasRequests = ({ lines }: Recording): boolean => lines.some(({ kind }) => kind === 'request')
