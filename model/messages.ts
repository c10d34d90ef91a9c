/**
 * Everything that crosses the network, and what the world tells a component. Each message has one sender
 * and one receiver. spec/architecture.ts says which component may send which to which.
 */
import type { KubeObject, Resource } from './objects.ts'
import type { EtcdMessage } from './etcd/messages.ts'
import type { CriMessage } from './runtime/messages.ts'

/** Where a component lives: its kind, and which one. Also the name of its memory slot. */
export type Address = `${ComponentKind}/${string}`

export type ComponentKind =
  | 'kubectl'
  | 'apiserver'
  | 'etcd'
  | 'scheduler'
  | 'controller-manager'
  | ControllerKind
  | 'kubelet'
  | 'runtime'
  | 'kube-proxy'

/** Controllers that run inside the controller manager's process; `deployment/1` runs in `controller-manager/1`. */
export type ControllerKind =
  | 'node-lifecycle'
  | 'replicaset'
  | 'deployment'
  | 'endpoints'
  | 'namespace'
  | 'garbage-collector'
  | 'pod-gc'

export type Verb = 'get' | 'list' | 'create' | 'update' | 'delete'
/** `status`: only the status is written. `binding`: sets spec.nodeName once. `eviction`: delete, if allowed. */
export type Subresource = 'status' | 'binding' | 'eviction' | 'finalize'

/** Chooses what happens to dependents when their owner is deleted. */
export type PropagationPolicy = 'Background' | 'Foreground' | 'Orphan'

export interface ApiRequest {
  readonly type: 'request'
  /** Chosen by the client, unique among its requests whose answer may still come. */
  readonly id: number
  /** Who asks, for authentication and authorization: `system:kube-scheduler`, `system:node:n1`, `admin`, ... */
  readonly user: string
  readonly verb: Verb
  readonly resource: Resource
  readonly subresource?: Subresource
  /**
   * `namespace/name` or `name`. For create with `generateName`: the namespace prefix only matters. For list: the
   * namespace; empty: all.
   */
  readonly key: string
  /** create: the API server appends a unique suffix to this and uses it as the name. */
  readonly generateName?: string
  /**
   * create, update: the object. Its metadata.resourceVersion is the precondition of an update; 0 makes the
   * update unconditional. status: only `status` (and a Node's conditions) is taken from it.
   */
  readonly object?: KubeObject
  /** binding: the node. */
  readonly nodeName?: string
  /** delete, binding, status: refused with 409 unless the stored object has this uid. */
  readonly uid?: string
  /** delete: absent means the object's own default. */
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: PropagationPolicy
  /** delete: refused with 409 unless the stored object has this resourceVersion. */
  readonly resourceVersion?: number
  /** list: as of a watch; absent: a quorum read. */
  readonly freshness?: 'any' | number
  /** Every stage is passed and the answer given, but nothing is stored. */
  readonly dryRun?: true
}

/** What is wrong with one field. */
export interface FieldFault {
  readonly reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueForbidden'
    | 'FieldValueDuplicate'
    | 'FieldValueNotSupported'
  readonly field: string
  readonly message: string
}

/** What a refusal is about, for programs. */
export interface RefusalDetails {
  readonly name: string
  /** The kind, or (upstream mixes them) the resource. */
  readonly kind: string
  readonly causes?: readonly FieldFault[]
}

export type Reason =
  | 'OK'
  | 'Created'
  | 'AlreadyExists'
  | 'Conflict'
  | 'BadRequest'
  | 'NotFound'
  | 'Invalid'
  | 'Forbidden'
  | 'Unauthorized'
  | 'Timeout'
  | 'InternalError'
  | 'ServiceUnavailable'

/** code 500 and 504 leave the outcome unknown: the write may have been stored, or may still be. */
export interface ApiResponse {
  readonly type: 'response'
  readonly id: number
  readonly code: 200 | 201 | 400 | 401 | 403 | 404 | 409 | 422 | 500 | 503 | 504
  readonly reason: Reason
  readonly message?: string
  readonly object?: KubeObject
  /** list: in order of their keys, and the revision of the store that they are of. */
  readonly items?: readonly KubeObject[]
  readonly resourceVersion?: number
  readonly details?: RefusalDetails
}

/** List and watch in one: a list and the watch that resumes exactly from it differ in nothing that can go wrong. */
export interface WatchRequest {
  readonly type: 'watch'
  readonly user: string
  readonly resource: Resource
  /** null: a list first. A number: events after it, or `gone` when history no longer reaches back so far. */
  readonly resourceVersion: number | null
  /**
   * For a list: 'any' may be answered from a stale cache (resourceVersion="0"); 'latest' is a quorum read;
   * a number: not older than that.
   */
  readonly freshness: 'any' | 'latest' | number
  /** Field selector spec.nodeName, or metadata.name for nodes. */
  readonly nodeName?: string
}

export interface WatchSnapshot {
  readonly type: 'snapshot'
  readonly resource: Resource
  readonly items: readonly KubeObject[]
  readonly resourceVersion: number
}

export interface WatchEvent {
  readonly type: 'event'
  readonly resource: Resource
  readonly event: 'ADDED' | 'MODIFIED' | 'DELETED'
  /** For DELETED: the last state; its resourceVersion is that of the deletion. */
  readonly object: KubeObject
}

/** 410: the watch cannot be resumed from that revision; the client must list again. */
export interface WatchGone {
  readonly type: 'gone'
  readonly resource: Resource
}

export type ApiMessage = ApiRequest | ApiResponse | WatchRequest | WatchSnapshot | WatchEvent | WatchGone

/** Inside the controller manager's process: leadership begins or ends. */
export interface Lead {
  readonly type: 'lead'
  readonly leading: boolean
}

/** What the world tells a component. Never lost; the sender is `world`. */
export type WorldMessage =
  /** The process has (re)started with empty memory. */
  | { readonly type: 'started' }
  /**
   * A connection to a server is up: list, watch and retry. A retry loop is modelled by its absence: while
   * nothing can be reached nothing is sent, and when it can be reached again the client is told.
   */
  | { readonly type: 'connected'; readonly peer: Address }
  /** The connection is gone. Outcomes of outstanding requests are unknown; nothing comes on it any more. */
  | { readonly type: 'disconnected'; readonly peer: Address }
  /** The client gives up waiting for the answer to this request (the answer was dropped, or comes late). */
  | { readonly type: 'timeout'; readonly id: number }
  /**
   * A lease stopped being renewed, or is renewed again (heartbeats are modelled by their absence).
   * `name` is `node/<node name>` for node leases (told to every node-lifecycle controller), or the name of a
   * leader-election lease (told to every candidate but the holder).
   */
  | { readonly type: 'lease'; readonly name: string; readonly fresh: boolean }
  /** To a leader that could not renew its lease within the renew deadline. */
  | { readonly type: 'renew-deadline' }
  /** To an etcd member: whether this peer can be reached. */
  | { readonly type: 'peer'; readonly peer: Address; readonly reachable: boolean }
  /** To a runtime: a container of its node exits by itself. */
  | { readonly type: 'container-exits'; readonly container: string; readonly exitCode: number }
  /** To a runtime: image pulls fail from now on, or work again. */
  | { readonly type: 'registry'; readonly reachable: boolean }
  /** To kubectl: the next line of the user's script is due. */
  | { readonly type: 'next-command' }
  /** To an API server: its storage was replaced by a restored snapshot and the operator restarts it. */
  | { readonly type: 'restored' }

export type Message = ApiMessage | EtcdMessage | CriMessage | Lead | WorldMessage

/** A message as its receiver sees it. */
export interface Envelope {
  readonly from: Address | 'world'
  readonly message: Message
}
