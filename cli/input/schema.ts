/**
 * The manifests that the model understands, in upstream's JSON shape. Strict on purpose: an unknown field is
 * reported by the schema and turned into a warning by the reader, so nothing is dropped in silence.
 */
import { z } from 'zod'

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/
const QUANTITY = /^[+]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+|[KMGTPE]i|[numkMGTPE])?$/

const MAX_REPLICAS = 1_000

const name = z.string().max(253).regex(DNS_SUBDOMAIN, 'is not a valid name: use a-z, 0-9, - and .')
const label = z.string().max(63).regex(DNS_LABEL, 'is not a valid name: use a-z, 0-9 and -')
const labelKey = z.string().max(317).regex(LABEL_KEY, 'is not a valid label key')
const labels = z.record(labelKey, z.string().max(63).regex(LABEL_VALUE, 'is not a valid label value'))
const annotations = z.record(labelKey, z.string())
const quantity = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => QUANTITY.test(text), 'is not a quantity such as 500m, 2 or 128Mi (not negative)')
const resources = z.record(z.string(), quantity)
const requirements = z
  .strictObject({ requests: resources.exactOptional(), limits: resources.exactOptional() })
  .exactOptional()
const preemptionPolicy = z.enum(['PreemptLowerPriority', 'Never']).exactOptional()
const seconds = z.number().int().min(0).max(10_000_000)
const port = z.number().int().min(1).max(65_535)
const intOrPercent = z.union([
  z.number().int().min(0).max(MAX_REPLICAS),
  z.string().regex(/^\d{1,3}%$/, 'is neither a number nor a percentage such as 25%'),
])
const replicas = z.number().int().min(0).max(MAX_REPLICAS).default(1)

const ownerReference = z.looseObject({
  kind: z.string(),
  name: z.string(),
  uid: z.string(),
  controller: z.boolean().exactOptional(),
  blockOwnerDeletion: z.boolean().exactOptional(),
})

export const metadata = z.strictObject({
  name,
  namespace: label.exactOptional(),
  labels: labels.exactOptional(),
  annotations: annotations.exactOptional(),
  ownerReferences: z.array(ownerReference).exactOptional(),
  finalizers: z.array(z.string()).exactOptional(),
  uid: z.string().exactOptional(),
  resourceVersion: z.string().exactOptional(),
  generation: z.number().exactOptional(),
  creationTimestamp: z.string().nullable().exactOptional(),
  deletionTimestamp: z.string().exactOptional(),
})

const requirement = z.strictObject({
  key: z.string(),
  operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']),
  values: z.array(z.string()).exactOptional(),
})
const selector = z.strictObject({
  matchLabels: labels.exactOptional(),
  matchExpressions: z.array(requirement).exactOptional(),
})
const term = z.strictObject({
  matchExpressions: z.array(requirement).exactOptional(),
  matchFields: z.array(requirement).exactOptional(),
})
const podTerm = z.strictObject({
  labelSelector: selector.exactOptional(),
  topologyKey: z.string(),
  namespaces: z.array(z.string()).exactOptional(),
  namespaceSelector: selector.exactOptional(),
  matchLabelKeys: z.array(z.string()).exactOptional(),
  mismatchLabelKeys: z.array(z.string()).exactOptional(),
})
const weight = z.number().int().min(1).max(100)
const podTerms = z.strictObject({
  requiredDuringSchedulingIgnoredDuringExecution: z.array(podTerm).exactOptional(),
  preferredDuringSchedulingIgnoredDuringExecution: z
    .array(z.strictObject({ weight, podAffinityTerm: podTerm }))
    .exactOptional(),
})
const affinity = z.strictObject({
  nodeAffinity: z
    .strictObject({
      requiredDuringSchedulingIgnoredDuringExecution: z
        .strictObject({ nodeSelectorTerms: z.array(term) })
        .exactOptional(),
      preferredDuringSchedulingIgnoredDuringExecution: z
        .array(z.strictObject({ weight, preference: term }))
        .exactOptional(),
    })
    .exactOptional(),
  podAffinity: podTerms.exactOptional(),
  podAntiAffinity: podTerms.exactOptional(),
})

const toleration = z.strictObject({
  key: z.string().exactOptional(),
  operator: z.enum(['Exists', 'Equal']).exactOptional(),
  value: z.string().exactOptional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).exactOptional(),
  tolerationSeconds: z.number().int().exactOptional(),
})

/** How a probe asks does not matter to a model in which a running container answers. */
const probe = z.strictObject({
  initialDelaySeconds: seconds.exactOptional(),
  periodSeconds: seconds.exactOptional(),
})

const restartPolicy = z.enum(['Always', 'OnFailure', 'Never'])
const restartRule = z.strictObject({
  action: z.literal('Restart', { error: 'must be Restart: restarting all containers is not modelled' }),
  exitCodes: z.strictObject({ operator: z.enum(['In', 'NotIn']), values: z.array(z.number().int()) }),
})

const container = z.strictObject({
  name: label,
  image: z.string().min(1).default('unnamed'),
  resources: requirements,
  ports: z
    .array(
      z.strictObject({
        name: z.string().exactOptional(),
        containerPort: port.exactOptional(),
        hostPort: port.exactOptional(),
        hostIP: z.string().exactOptional(),
        protocol: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
  readinessProbe: probe.exactOptional(),
  restartPolicy: restartPolicy.exactOptional(),
  restartPolicyRules: z.array(restartRule).exactOptional(),
})

const spread = z.strictObject({
  maxSkew: z.number().int().min(1),
  topologyKey: z.string(),
  whenUnsatisfiable: z.enum(['DoNotSchedule', 'ScheduleAnyway']),
  labelSelector: selector.exactOptional(),
  minDomains: z.number().int().min(1).exactOptional(),
  nodeAffinityPolicy: z.enum(['Honor', 'Ignore']).exactOptional(),
  nodeTaintsPolicy: z.enum(['Honor', 'Ignore']).exactOptional(),
  matchLabelKeys: z.array(z.string()).exactOptional(),
})

export const podSpec = z.strictObject({
  containers: z.array(container).min(1, 'needs at least one container'),
  initContainers: z.array(container).exactOptional(),
  nodeName: z.string().exactOptional(),
  nodeSelector: labels.exactOptional(),
  affinity: affinity.exactOptional(),
  tolerations: z.array(toleration).exactOptional(),
  topologySpreadConstraints: z.array(spread).exactOptional(),
  restartPolicy: restartPolicy.exactOptional(),
  terminationGracePeriodSeconds: seconds.exactOptional(),
  priority: z.number().int().exactOptional(),
  priorityClassName: z.string().exactOptional(),
  preemptionPolicy,
  resources: requirements,
  overhead: resources.exactOptional(),
  hostNetwork: z.boolean().exactOptional(),
})

const template = z.strictObject({
  metadata: z
    .strictObject({
      labels: labels.exactOptional(),
      annotations: annotations.exactOptional(),
      name: z.string().exactOptional(),
      creationTimestamp: z.null().exactOptional(),
    })
    .exactOptional(),
  spec: podSpec,
})

const object = <K extends string, S extends z.ZodType>(kind: K, apiVersion: string, spec: S) =>
  z.strictObject({ apiVersion: z.literal(apiVersion), kind: z.literal(kind), metadata, spec })

export const SCHEMAS = {
  Pod: object('Pod', 'v1', podSpec),
  ReplicaSet: object('ReplicaSet', 'apps/v1', z.strictObject({ replicas, selector, template })),
  ReplicationController: object(
    'ReplicationController',
    'v1',
    z.strictObject({ replicas, selector: labels.exactOptional(), template }),
  ),
  Deployment: object(
    'Deployment',
    'apps/v1',
    z.strictObject({
      replicas,
      selector,
      template,
      strategy: z
        .strictObject({
          type: z.enum(['RollingUpdate', 'Recreate']).default('RollingUpdate'),
          rollingUpdate: z
            .strictObject({
              maxSurge: intOrPercent.exactOptional(),
              maxUnavailable: intOrPercent.exactOptional(),
            })
            .nullable()
            .exactOptional(),
        })
        .exactOptional(),
      paused: z.boolean().exactOptional(),
    }),
  ),
  Service: object(
    'Service',
    'v1',
    z.strictObject({
      selector: labels.exactOptional(),
      ports: z
        .array(
          z.strictObject({
            name: z.string().exactOptional(),
            port,
            targetPort: z.union([port, z.string()]).exactOptional(),
            protocol: z.string().exactOptional(),
            nodePort: z.number().int().exactOptional(),
            appProtocol: z.string().exactOptional(),
          }),
        )
        .default([]),
      publishNotReadyAddresses: z.boolean().exactOptional(),
      clusterIP: z.string().exactOptional(),
      type: z.string().exactOptional(),
    }),
  ),
  Namespace: z.strictObject({
    apiVersion: z.literal('v1'),
    kind: z.literal('Namespace'),
    metadata,
    spec: z.looseObject({}).exactOptional(),
  }),
  PriorityClass: z.strictObject({
    apiVersion: z.literal('scheduling.k8s.io/v1'),
    kind: z.literal('PriorityClass'),
    metadata,
    value: z.number().int(),
    globalDefault: z.boolean().exactOptional(),
    preemptionPolicy,
    description: z.string().exactOptional(),
  }),
} as const

export type ManifestKind = keyof typeof SCHEMAS
export type ManifestOf<K extends ManifestKind> = z.output<(typeof SCHEMAS)[K]>
export type Manifest = { [K in ManifestKind]: ManifestOf<K> }[ManifestKind]

/** Fields that cannot change what happens to a pod in the model: accepted without a word. */
const HARMLESS: readonly RegExp[] = [
  /^status(\.|$)/,
  /^metadata\.(managedFields|selfLink|generateName|deletionGracePeriodSeconds)$/,
  /template\.metadata\.(generateName|managedFields)$/,
  /ontainers\[\d+\]\.(command|args|env|envFrom|workingDir|stdin|stdinOnce|tty|imagePullPolicy)$/,
  /ontainers\[\d+\]\.(securityContext|volumeMounts|volumeDevices)$/,
  /ontainers\[\d+\]\.terminationMessage(Path|Policy)$/,
  /(^|\.)spec\.(dnsPolicy|dnsConfig|enableServiceLinks|hostname|subdomain|imagePullSecrets)$/,
  /(^|\.)spec\.(securityContext|serviceAccount|serviceAccountName)$/,
  /(^|\.)spec\.(automountServiceAccountToken|shareProcessNamespace|hostAliases)$/,
  /\.readinessProbe\.(httpGet|tcpSocket|exec|grpc|timeoutSeconds|failureThreshold|terminationGracePeriodSeconds)$/,
  /^spec\.(revisionHistoryLimit|progressDeadlineSeconds)$/,
  /^spec\.(clusterIPs|ipFamilies|ipFamilyPolicy|allocateLoadBalancerNodePorts)$/,
]

/** Fields whose default is what the model does anyway: accepted without a word when they say no more. */
const DEFAULTS: readonly (readonly [RegExp, unknown])[] = [
  [/(^|\.)spec\.schedulerName$/, 'default-scheduler'],
  [/^spec\.(externalTrafficPolicy|internalTrafficPolicy)$/, 'Cluster'],
  [/^spec\.sessionAffinity$/, 'None'],
  [/^spec\.minReadySeconds$/, 0],
  [/(readinessProbe|livenessProbe|startupProbe)\.successThreshold$/, 1],
]

export const isHarmless = (path: string, value: unknown): boolean =>
  HARMLESS.some((pattern) => pattern.test(path)) ||
  DEFAULTS.some(([pattern, standard]) => value === standard && pattern.test(path))
