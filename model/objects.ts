/**
 * Kubernetes API objects, in upstream's JSON shape, cut down to the fields that some component looks at.
 * Two fields differ on purpose, because states are compared by order and equality, never by wall clock:
 * `resourceVersion` is a number, and timestamps are the store revision at which they were set.
 */

import type { LabelSelector, Toleration, Taint, Affinity, TopologySpreadConstraint } from './scheduling-terms.ts'

export type * from './scheduling-terms.ts'

export interface OwnerReference {
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller?: boolean
  readonly blockOwnerDeletion?: boolean
}

export interface Metadata {
  readonly name: string
  /** Absent for cluster-scoped kinds (Node, Namespace). */
  readonly namespace?: string
  /** `<plural>/<namespace>/<name>#<n>`: n counts the objects that ever had this name. Never used twice. */
  readonly uid: string
  /** Store revision of the last write. 0 before the object is stored. */
  readonly resourceVersion: number
  /** Grows with every change of the spec. */
  readonly generation: number
  /** Store revision (as the API server knew it) at creation: an order, not a clock. */
  readonly creationTimestamp: number
  readonly labels: Labels
  readonly annotations?: Labels
  readonly ownerReferences?: readonly OwnerReference[]
  readonly finalizers?: readonly string[]
  /** Set once: the object is being deleted gracefully or waits for its finalizers. */
  readonly deletionTimestamp?: true
  readonly deletionGracePeriodSeconds?: number
}

export type Labels = { readonly [key: string]: string }

/** Quantities as upstream writes them: `500m`, `128Mi`, `2`. Keys: cpu, memory, ephemeral-storage, pods, extended ones. */
export type ResourceList = { readonly [resource: string]: string }

export interface Container {
  readonly name: string
  readonly image: string
  readonly resources?: { readonly requests?: ResourceList; readonly limits?: ResourceList }
  readonly ports?: readonly ContainerPort[]
  /** Only what changes readiness: that there is a probe, and the delays before its first success. */
  readonly readinessProbe?: { readonly initialDelaySeconds?: number; readonly periodSeconds?: number }
  /** Instead of the pod's. `Always` makes an init container a sidecar. */
  readonly restartPolicy?: 'Always' | 'OnFailure' | 'Never'
  /** Exit codes after which it is started again, whatever its policy says. */
  readonly restartPolicyRules?: readonly ContainerRestartRule[]
}

export interface ContainerRestartRule {
  readonly action: 'Restart' | 'RestartAllContainers'
  readonly exitCodes?: { readonly operator: 'In' | 'NotIn'; readonly values?: readonly number[] }
}

export interface ContainerPort {
  readonly name?: string
  readonly containerPort?: number
  readonly hostPort?: number
  readonly hostIP?: string
  readonly protocol?: string
}

export interface PodSpec {
  readonly containers: readonly Container[]
  readonly initContainers?: readonly Container[]
  readonly nodeName?: string
  readonly nodeSelector?: Labels
  readonly affinity?: Affinity
  readonly tolerations?: readonly Toleration[]
  readonly topologySpreadConstraints?: readonly TopologySpreadConstraint[]
  readonly restartPolicy?: 'Always' | 'OnFailure' | 'Never'
  readonly terminationGracePeriodSeconds?: number
  readonly priority?: number
  /** Never: it waits for room and takes none from others. */
  readonly preemptionPolicy?: 'PreemptLowerPriority' | 'Never'
  /** Of the whole pod; where given, cpu, memory and hugepages of its containers are not added up. */
  readonly resources?: { readonly requests?: ResourceList; readonly limits?: ResourceList }
  readonly overhead?: ResourceList
  readonly hostNetwork?: boolean
}

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'

export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason?: string
}

export interface ContainerStatus {
  readonly name: string
  readonly ready: boolean
  readonly restartCount: number
  readonly state: 'waiting' | 'running' | 'terminated'
  readonly reason?: string
  readonly exitCode?: number
}

export interface PodStatus {
  readonly phase: PodPhase
  readonly reason?: string
  readonly conditions?: readonly Condition[]
  readonly initContainerStatuses?: readonly ContainerStatus[]
  readonly containerStatuses?: readonly ContainerStatus[]
  readonly podIP?: string
  /** Where it will go once those that it preempted are gone. */
  readonly nominatedNodeName?: string
}

export interface Pod {
  readonly kind: 'Pod'
  readonly metadata: Metadata
  readonly spec: PodSpec
  readonly status: PodStatus
}

export interface PodTemplate {
  readonly metadata: { readonly labels: Labels; readonly annotations?: Labels }
  readonly spec: PodSpec
}

export interface ReplicaSet {
  readonly kind: 'ReplicaSet'
  readonly metadata: Metadata
  readonly spec: { readonly replicas: number; readonly selector: LabelSelector; readonly template: PodTemplate }
  readonly status: ReplicaStatus
}

export interface ReplicationController {
  readonly kind: 'ReplicationController'
  readonly metadata: Metadata
  /** Upstream's plain map, held as matchLabels so that one controller serves both kinds. */
  readonly spec: { readonly replicas: number; readonly selector: LabelSelector; readonly template: PodTemplate }
  readonly status: ReplicaStatus
}

export interface ReplicaStatus {
  readonly replicas: number
  readonly readyReplicas: number
  readonly availableReplicas: number
  readonly observedGeneration: number
}

export interface DeploymentStrategy {
  readonly type: 'RollingUpdate' | 'Recreate'
  /** Absolute number or percentage such as '25%'. */
  readonly rollingUpdate?: {
    readonly maxSurge?: number | string
    readonly maxUnavailable?: number | string
  }
}

export interface Deployment {
  readonly kind: 'Deployment'
  readonly metadata: Metadata
  readonly spec: {
    readonly replicas: number
    readonly selector: LabelSelector
    readonly template: PodTemplate
    readonly strategy: DeploymentStrategy
    readonly paused?: boolean
  }
  readonly status: ReplicaStatus & { readonly updatedReplicas: number; readonly unavailableReplicas: number }
}

export interface Service {
  readonly kind: 'Service'
  readonly metadata: Metadata
  readonly spec: {
    readonly selector?: Labels
    readonly ports: readonly { readonly port: number; readonly targetPort?: number | string; readonly protocol?: string }[]
    readonly publishNotReadyAddresses?: boolean
    readonly clusterIP?: string
    readonly type?: string
  }
}

export interface EndpointAddress {
  readonly pod: string
  readonly podUid: string
  readonly nodeName: string
  readonly ip: string
}

/** One object per Service, named like it; it stands for Endpoints and EndpointSlices alike. */
export interface Endpoints {
  readonly kind: 'Endpoints'
  readonly metadata: Metadata
  readonly ready: readonly EndpointAddress[]
  readonly notReady: readonly EndpointAddress[]
}

export interface Node {
  readonly kind: 'Node'
  readonly metadata: Metadata
  readonly spec: { readonly unschedulable?: boolean; readonly taints?: readonly Taint[] }
  readonly status: {
    readonly allocatable: ResourceList
    readonly conditions: readonly Condition[]
    readonly images?: readonly { readonly names: readonly string[]; readonly sizeBytes: number }[]
  }
}

export interface Namespace {
  readonly kind: 'Namespace'
  readonly metadata: Metadata
  readonly spec: { readonly finalizers: readonly string[] }
  readonly status: { readonly phase: 'Active' | 'Terminating' }
}

/** Leader-election lease in kube-system. Renewals are modelled by their absence (see heartbeats). */
export interface Lease {
  readonly kind: 'Lease'
  readonly metadata: Metadata
  readonly spec: { readonly holderIdentity: string; readonly leaseTransitions: number }
}

/**
 * Kinds that no component looks at: they are stored, watched and served as they are. They come in over the REST API only
 * (`kubeproof serve`), so that a user finds there what a cluster has.
 */
export type PlainKind = 'ConfigMap' | 'Secret' | 'ServiceAccount' | 'Event' | 'PodDisruptionBudget'

export type PlainObject = {
  readonly [K in PlainKind]: {
    readonly kind: K
    readonly metadata: Metadata
    /** Every field but apiVersion, kind and metadata. */
    readonly content: { readonly [field: string]: unknown }
  }
}[PlainKind]

export type KubeObject =
  | Pod
  | ReplicaSet
  | ReplicationController
  | Deployment
  | Service
  | Endpoints
  | Node
  | Namespace
  | Lease
  | PlainObject

export type Kind = KubeObject['kind']

/** Plural resource names, as in API paths. */
export const RESOURCES = {
  Pod: 'pods',
  ReplicaSet: 'replicasets',
  ReplicationController: 'replicationcontrollers',
  Deployment: 'deployments',
  Service: 'services',
  Endpoints: 'endpoints',
  Node: 'nodes',
  Namespace: 'namespaces',
  Lease: 'leases',
  ConfigMap: 'configmaps',
  Secret: 'secrets',
  ServiceAccount: 'serviceaccounts',
  Event: 'events',
  PodDisruptionBudget: 'poddisruptionbudgets',
} as const satisfies Record<Kind, string>

export type Resource = (typeof RESOURCES)[Kind]

/** `namespace/name`, or `name` for cluster-scoped kinds: the key of an object within its resource. */
export const keyOf = (object: { readonly metadata: { readonly name: string; readonly namespace?: string } }): string =>
  object.metadata.namespace === undefined
    ? object.metadata.name
    : `${object.metadata.namespace}/${object.metadata.name}`

export const resourceOf = (object: KubeObject): Resource => RESOURCES[object.kind]
