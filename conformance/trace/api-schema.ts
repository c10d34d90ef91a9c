/**
 * Objects as a real API server gives them. Loose on purpose: fields that the model does not look at pass
 * through pod specs untouched, so that two templates which differ only there still differ.
 */
import { z } from 'zod'

const labels = z.record(z.string(), z.string())
const texts = z.array(z.string())

const ownerReference = z.object({
  kind: z.string(),
  name: z.string(),
  uid: z.string(),
  controller: z.boolean().exactOptional(),
  blockOwnerDeletion: z.boolean().exactOptional(),
})

export const metadata = z.object({
  name: z.string(),
  namespace: z.string().exactOptional(),
  uid: z.string().default(''),
  resourceVersion: z.string().regex(/^\d+$/, 'is not a resourceVersion'),
  generation: z.number().default(0),
  creationTimestamp: z.string().nullable().exactOptional(),
  labels: labels.nullable().default({}),
  annotations: labels.nullable().exactOptional(),
  ownerReferences: z.array(ownerReference).exactOptional(),
  finalizers: texts.exactOptional(),
  deletionTimestamp: z.string().exactOptional(),
  deletionGracePeriodSeconds: z.number().exactOptional(),
})

const requirement = z.object({
  key: z.string(),
  operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']),
  values: texts.exactOptional(),
})
const selector = z.object({
  matchLabels: labels.exactOptional(),
  matchExpressions: z.array(requirement).exactOptional(),
})
const term = z.object({
  matchExpressions: z.array(requirement).exactOptional(),
  matchFields: z.array(requirement).exactOptional(),
})
const podTerms = z.object({
  requiredDuringSchedulingIgnoredDuringExecution: z
    .array(
      z.object({
        labelSelector: selector.exactOptional(),
        topologyKey: z.string(),
        namespaces: texts.exactOptional(),
        namespaceSelector: selector.exactOptional(),
      }),
    )
    .exactOptional(),
})
const affinity = z.object({
  nodeAffinity: z
    .object({
      requiredDuringSchedulingIgnoredDuringExecution: z.object({ nodeSelectorTerms: z.array(term) }).exactOptional(),
      preferredDuringSchedulingIgnoredDuringExecution: z
        .array(z.object({ weight: z.number(), preference: term }))
        .exactOptional(),
    })
    .exactOptional(),
  podAffinity: podTerms.exactOptional(),
  podAntiAffinity: podTerms.exactOptional(),
})
const effect = z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
const toleration = z.object({
  key: z.string().exactOptional(),
  operator: z.enum(['Exists', 'Equal']).exactOptional(),
  value: z.string().exactOptional(),
  effect: effect.exactOptional(),
  tolerationSeconds: z.number().exactOptional(),
})
const spread = z.object({
  maxSkew: z.number(),
  topologyKey: z.string(),
  whenUnsatisfiable: z.enum(['DoNotSchedule', 'ScheduleAnyway']),
  labelSelector: selector.exactOptional(),
  minDomains: z.number().exactOptional(),
  nodeAffinityPolicy: z.enum(['Honor', 'Ignore']).exactOptional(),
  nodeTaintsPolicy: z.enum(['Honor', 'Ignore']).exactOptional(),
  matchLabelKeys: texts.exactOptional(),
})
const resources = z.looseObject({ requests: labels.exactOptional(), limits: labels.exactOptional() })
const port = z.looseObject({
  name: z.string().exactOptional(),
  containerPort: z.number().exactOptional(),
  hostPort: z.number().exactOptional(),
  hostIP: z.string().exactOptional(),
  protocol: z.string().exactOptional(),
})
const container = z.looseObject({
  name: z.string(),
  image: z.string().default(''),
  resources: resources.exactOptional(),
  ports: z.array(port).exactOptional(),
  readinessProbe: z
    .looseObject({ initialDelaySeconds: z.number().exactOptional(), periodSeconds: z.number().exactOptional() })
    .exactOptional(),
  restartPolicy: z.literal('Always').exactOptional(),
})

export const podSpec = z.looseObject({
  containers: z.array(container),
  initContainers: z.array(container).exactOptional(),
  nodeName: z.string().exactOptional(),
  nodeSelector: labels.exactOptional(),
  affinity: affinity.exactOptional(),
  tolerations: z.array(toleration).exactOptional(),
  topologySpreadConstraints: z.array(spread).exactOptional(),
  restartPolicy: z.enum(['Always', 'OnFailure', 'Never']).exactOptional(),
  terminationGracePeriodSeconds: z.number().exactOptional(),
  priority: z.number().exactOptional(),
  preemptionPolicy: z.enum(['Never', 'PreemptLowerPriority']).exactOptional(),
  overhead: labels.exactOptional(),
  hostNetwork: z.boolean().exactOptional(),
})

const condition = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string().exactOptional(),
})
const conditions = z.array(condition).default([])
const ended = z.object({ exitCode: z.number().default(0), reason: z.string().exactOptional() })

export const containerStatus = z.object({
  name: z.string(),
  ready: z.boolean().default(false),
  restartCount: z.number().default(0),
  state: z
    .object({
      running: z.unknown().exactOptional(),
      waiting: z.object({ reason: z.string().exactOptional() }).exactOptional(),
      terminated: ended.exactOptional(),
    })
    .default({}),
  lastState: z.object({ terminated: ended.exactOptional() }).exactOptional(),
})

export const podStatus = z.object({
  phase: z.enum(['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown']).default('Pending'),
  reason: z.string().exactOptional(),
  conditions,
  containerStatuses: z.array(containerStatus).exactOptional(),
  initContainerStatuses: z.array(containerStatus).exactOptional(),
  podIP: z.string().exactOptional(),
  nominatedNodeName: z.string().exactOptional(),
})

const template = z.object({
  metadata: z.object({ labels: labels.default({}), annotations: labels.exactOptional() }).default({ labels: {} }),
  spec: podSpec,
})
const count = z.number().default(0)
const replicaStatus = z
  .object({ replicas: count, readyReplicas: count, availableReplicas: count, observedGeneration: count })
  .prefault({})

const address = z.object({
  ip: z.string(),
  nodeName: z.string().default(''),
  targetRef: z.object({ name: z.string(), uid: z.string() }).exactOptional(),
})
const intOrText = z.union([z.number(), z.string()])

export const SHAPES = {
  pods: z.object({ metadata, spec: podSpec, status: podStatus.prefault({}) }),
  replicasets: z.object({
    metadata,
    spec: z.object({ replicas: count, selector, template }),
    status: replicaStatus,
  }),
  replicationcontrollers: z.object({
    metadata,
    spec: z.object({ replicas: count, selector: labels.default({}), template }),
    status: replicaStatus,
  }),
  deployments: z.object({
    metadata,
    spec: z.object({
      replicas: count,
      selector,
      template,
      strategy: z
        .object({
          type: z.enum(['RollingUpdate', 'Recreate']).default('RollingUpdate'),
          rollingUpdate: z
            .object({ maxSurge: intOrText.exactOptional(), maxUnavailable: intOrText.exactOptional() })
            .exactOptional(),
        })
        .prefault({}),
      paused: z.boolean().exactOptional(),
    }),
    status: z
      .object({
        replicas: count,
        readyReplicas: count,
        availableReplicas: count,
        observedGeneration: count,
        updatedReplicas: count,
        unavailableReplicas: count,
      })
      .prefault({}),
  }),
  services: z.object({
    metadata,
    spec: z.object({
      selector: labels.exactOptional(),
      ports: z
        .array(
          z.object({
            port: z.number(),
            targetPort: intOrText.exactOptional(),
            protocol: z.string().exactOptional(),
          }),
        )
        .default([]),
      publishNotReadyAddresses: z.boolean().exactOptional(),
      clusterIP: z.string().exactOptional(),
      type: z.string().exactOptional(),
    }),
  }),
  endpoints: z.object({
    metadata,
    subsets: z
      .array(z.object({ addresses: z.array(address).default([]), notReadyAddresses: z.array(address).default([]) }))
      .default([]),
  }),
  nodes: z.object({
    metadata,
    spec: z
      .object({
        unschedulable: z.boolean().exactOptional(),
        taints: z.array(z.object({ key: z.string(), value: z.string().exactOptional(), effect })).exactOptional(),
      })
      .default({}),
    status: z.object({ allocatable: labels.default({}), conditions }).prefault({}),
  }),
  namespaces: z.object({
    metadata,
    spec: z.object({ finalizers: texts.default([]) }).prefault({}),
    status: z.object({ phase: z.enum(['Active', 'Terminating']).default('Active') }).prefault({}),
  }),
} as const

export type Modelled = keyof typeof SHAPES
export const isModelled = (resource: string): resource is Modelled => Object.hasOwn(SHAPES, resource)
