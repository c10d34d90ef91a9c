/**
 * The kinds of the groups apps, policy, coordination and autoscaling.
 * Names, numbers and types are those of Kubernetes 1.26's wire format; schema.ts tells the notation.
 * https://github.com/kubernetes/api/blob/v0.26.5/apps/v1/generated.proto
 */
export const APPS = `
Deployment = metadata:1:ObjectMeta spec:2:DeploymentSpec status:3:DeploymentStatus
DeploymentCondition = type:1:string! status:2:string! lastUpdateTime:6:time lastTransitionTime:7:time
  reason:4:string message:5:string
DeploymentSpec = replicas:1:int32 selector:2:LabelSelector! template:3:PodTemplateSpec!
  strategy:4:DeploymentStrategy~retain minReadySeconds:5:int32 revisionHistoryLimit:6:int32 paused:7:boolean
  progressDeadlineSeconds:9:int32
DeploymentStatus = observedGeneration:1:int64 replicas:2:int32 updatedReplicas:3:int32 readyReplicas:7:int32
  availableReplicas:4:int32 unavailableReplicas:5:int32 conditions:6:DeploymentCondition[]~type
  collisionCount:8:int32
DeploymentStrategy = type:1:string rollingUpdate:2:RollingUpdateDeployment
ReplicaSet = metadata:1:ObjectMeta spec:2:ReplicaSetSpec status:3:ReplicaSetStatus
ReplicaSetCondition = type:1:string! status:2:string! lastTransitionTime:3:time reason:4:string message:5:string
ReplicaSetSpec = replicas:1:int32 minReadySeconds:4:int32 selector:2:LabelSelector! template:3:PodTemplateSpec
ReplicaSetStatus = replicas:1:int32! fullyLabeledReplicas:2:int32 readyReplicas:4:int32 availableReplicas:5:int32
  observedGeneration:3:int64 conditions:6:ReplicaSetCondition[]~type
RollingUpdateDeployment = maxUnavailable:1:intOrString maxSurge:2:intOrString
`

export const POLICY = `
Eviction = metadata:1:ObjectMeta deleteOptions:2:DeleteOptions
PodDisruptionBudget = metadata:1:ObjectMeta spec:2:PodDisruptionBudgetSpec status:3:PodDisruptionBudgetStatus
PodDisruptionBudgetSpec = minAvailable:1:intOrString selector:2:LabelSelector maxUnavailable:3:intOrString
  unhealthyPodEvictionPolicy:4:string
PodDisruptionBudgetStatus = observedGeneration:1:int64 disruptedPods:2:{time} disruptionsAllowed:3:int32!
  currentHealthy:4:int32! desiredHealthy:5:int32! expectedPods:6:int32! conditions:7:Condition[]~type
`

export const COORDINATION = `
Lease = metadata:1:ObjectMeta spec:2:LeaseSpec
LeaseSpec = holderIdentity:1:string leaseDurationSeconds:2:int32 acquireTime:3:microtime renewTime:4:microtime
  leaseTransitions:5:int32
`

export const AUTOSCALING = `
Scale = metadata:1:ObjectMeta spec:2:ScaleSpec status:3:ScaleStatus
ScaleSpec = replicas:1:int32
ScaleStatus = replicas:1:int32! selector:2:string
`
