/**
 * The other kinds of the core group.
 * Names, numbers and types are those of Kubernetes 1.26's wire format; schema.ts tells the notation.
 * https://github.com/kubernetes/api/blob/v0.26.5/core/v1/generated.proto
 */
export const CORE = `
AttachedVolume = name:1:string! devicePath:2:string!
Binding = metadata:1:ObjectMeta target:2:ObjectReference!
ClientIPConfig = timeoutSeconds:1:int32
ConfigMap = metadata:1:ObjectMeta immutable:4:boolean data:2:{string} binaryData:3:{bytes}
ContainerImage = names:1:string[] sizeBytes:2:int64
DaemonEndpoint = Port:1:int32!
EndpointAddress := ip:1:string! hostname:3:string nodeName:4:string targetRef:2:ObjectReference
EndpointPort := name:1:string port:2:int32! protocol:3:string appProtocol:4:string
EndpointSubset = addresses:1:EndpointAddress[] notReadyAddresses:2:EndpointAddress[] ports:3:EndpointPort[]
Endpoints = metadata:1:ObjectMeta subsets:2:EndpointSubset[]
Event = metadata:1:ObjectMeta! involvedObject:2:ObjectReference! reason:3:string message:4:string
  source:5:EventSource firstTimestamp:6:time lastTimestamp:7:time count:8:int32 type:9:string eventTime:10:microtime
  series:11:EventSeries action:12:string related:13:ObjectReference reportingComponent:14:string
  reportingInstance:15:string
EventSeries = count:1:int32 lastObservedTime:2:microtime
EventSource = component:1:string host:2:string
LoadBalancerIngress = ip:1:string hostname:2:string ports:4:PortStatus[]
LoadBalancerStatus = ingress:1:LoadBalancerIngress[]
Namespace = metadata:1:ObjectMeta spec:2:NamespaceSpec status:3:NamespaceStatus
NamespaceCondition = type:1:string! status:2:string! lastTransitionTime:4:time reason:5:string message:6:string
NamespaceSpec = finalizers:1:string[]
NamespaceStatus = phase:1:string conditions:2:NamespaceCondition[]~type
Node = metadata:1:ObjectMeta spec:2:NodeSpec status:3:NodeStatus
NodeAddress = type:1:string! address:2:string!
NodeCondition = type:1:string! status:2:string! lastHeartbeatTime:3:time lastTransitionTime:4:time reason:5:string
  message:6:string
NodeDaemonEndpoints = kubeletEndpoint:1:DaemonEndpoint
NodeSpec = podCIDR:1:string podCIDRs:7:string[]~ providerID:3:string unschedulable:4:boolean taints:5:Taint[]
  configSource:6:any externalID:2:string
NodeStatus = capacity:1:{quantity} allocatable:2:{quantity} phase:3:string conditions:4:NodeCondition[]~type
  addresses:5:NodeAddress[]~type daemonEndpoints:6:NodeDaemonEndpoints nodeInfo:7:NodeSystemInfo
  images:8:ContainerImage[] volumesInUse:9:string[] volumesAttached:10:AttachedVolume[] config:11:any
NodeSystemInfo = machineID:1:string! systemUUID:2:string! bootID:3:string! kernelVersion:4:string! osImage:5:string!
  containerRuntimeVersion:6:string! kubeletVersion:7:string! kubeProxyVersion:8:string! operatingSystem:9:string!
  architecture:10:string!
ObjectReference := kind:1:string namespace:2:string name:3:string uid:4:string apiVersion:5:string
  resourceVersion:6:string fieldPath:7:string
Pod = metadata:1:ObjectMeta spec:2:PodSpec status:3:PodStatus
PortStatus = port:1:int32! protocol:2:string! error:3:string
ReplicationController = metadata:1:ObjectMeta spec:2:ReplicationControllerSpec status:3:ReplicationControllerStatus
ReplicationControllerCondition = type:1:string! status:2:string! lastTransitionTime:3:time reason:4:string
  message:5:string
ReplicationControllerSpec = replicas:1:int32 minReadySeconds:4:int32 selector:2:{string}= template:3:PodTemplateSpec
ReplicationControllerStatus = replicas:1:int32! fullyLabeledReplicas:2:int32 readyReplicas:4:int32
  availableReplicas:5:int32 observedGeneration:3:int64 conditions:6:ReplicationControllerCondition[]~type
Secret = metadata:1:ObjectMeta immutable:5:boolean data:2:{bytes} stringData:4:{string} type:3:string
Service = metadata:1:ObjectMeta spec:2:ServiceSpec status:3:ServiceStatus
ServiceAccount = metadata:1:ObjectMeta secrets:2:ObjectReference[]~name imagePullSecrets:3:LocalObjectReference[]
  automountServiceAccountToken:4:boolean
ServicePort = name:1:string protocol:2:string appProtocol:6:string port:3:int32! targetPort:4:intOrString
  nodePort:5:int32
ServiceSpec = ports:1:ServicePort[]~port,protocol selector:2:{string}= clusterIP:3:string clusterIPs:18:string[]
  type:4:string externalIPs:5:string[] sessionAffinity:7:string loadBalancerIP:8:string
  loadBalancerSourceRanges:9:string[] externalName:10:string externalTrafficPolicy:11:string
  healthCheckNodePort:12:int32 publishNotReadyAddresses:13:boolean sessionAffinityConfig:14:SessionAffinityConfig
  ipFamilies:19:string[] ipFamilyPolicy:17:string allocateLoadBalancerNodePorts:20:boolean
  loadBalancerClass:21:string internalTrafficPolicy:22:string
ServiceStatus = loadBalancer:1:LoadBalancerStatus conditions:2:Condition[]~type
SessionAffinityConfig = clientIP:1:ClientIPConfig
Taint = key:1:string! value:2:string effect:3:string! timeAdded:4:time
`
