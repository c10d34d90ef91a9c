/**
 * Pods, and what they are made of.
 * Names, numbers and types are those of Kubernetes 1.26's wire format; schema.ts tells the notation.
 * https://github.com/kubernetes/api/blob/v0.26.5/core/v1/generated.proto
 */
export const PODS = `
Affinity = nodeAffinity:1:NodeAffinity podAffinity:2:PodAffinity podAntiAffinity:3:PodAntiAffinity
Capabilities = add:1:string[] drop:2:string[]
ConfigMapEnvSource = ^:1:LocalObjectReference optional:2:boolean
ConfigMapKeySelector := ^:1:LocalObjectReference key:2:string! optional:3:boolean
ConfigMapVolumeSource = ^:1:LocalObjectReference items:2:KeyToPath[] defaultMode:3:int32 optional:4:boolean
Container = name:1:string! image:2:string command:3:string[] args:4:string[] workingDir:5:string
  ports:6:ContainerPort[]~containerPort,protocol envFrom:19:EnvFromSource[] env:7:EnvVar[]~name
  resources:8:ResourceRequirements volumeMounts:9:VolumeMount[]~mountPath volumeDevices:21:VolumeDevice[]~devicePath
  livenessProbe:10:Probe readinessProbe:11:Probe startupProbe:22:Probe lifecycle:12:Lifecycle
  terminationMessagePath:13:string terminationMessagePolicy:20:string imagePullPolicy:14:string
  securityContext:15:SecurityContext stdin:16:boolean stdinOnce:17:boolean tty:18:boolean
ContainerPort = name:1:string hostPort:2:int32 containerPort:3:int32! protocol:4:string hostIP:5:string
ContainerState = waiting:1:ContainerStateWaiting running:2:ContainerStateRunning
  terminated:3:ContainerStateTerminated
ContainerStateRunning = startedAt:1:time
ContainerStateTerminated = exitCode:1:int32! signal:2:int32 reason:3:string message:4:string startedAt:5:time
  finishedAt:6:time containerID:7:string
ContainerStateWaiting = reason:1:string message:2:string
ContainerStatus = name:1:string! state:2:ContainerState lastState:3:ContainerState ready:4:boolean!
  restartCount:5:int32! image:6:string! imageID:7:string! containerID:8:string started:9:boolean
DownwardAPIVolumeFile = path:1:string! fieldRef:2:ObjectFieldSelector resourceFieldRef:3:ResourceFieldSelector
  mode:4:int32
DownwardAPIVolumeSource = items:1:DownwardAPIVolumeFile[] defaultMode:2:int32
EmptyDirVolumeSource = medium:1:string sizeLimit:2:quantity
EnvFromSource = prefix:1:string configMapRef:2:ConfigMapEnvSource secretRef:3:SecretEnvSource
EnvVar = name:1:string! value:2:string valueFrom:3:EnvVarSource
EnvVarSource = fieldRef:1:ObjectFieldSelector resourceFieldRef:2:ResourceFieldSelector
  configMapKeyRef:3:ConfigMapKeySelector secretKeyRef:4:SecretKeySelector
ExecAction = command:1:string[]
GRPCAction = port:1:int32! service:2:string
HTTPGetAction = path:1:string port:2:intOrString! host:3:string scheme:4:string httpHeaders:5:HTTPHeader[]
HTTPHeader = name:1:string! value:2:string!
HostAlias = ip:1:string hostnames:2:string[]
HostPathVolumeSource = path:1:string! type:2:string
KeyToPath = key:1:string! path:2:string! mode:3:int32
Lifecycle = postStart:1:LifecycleHandler preStop:2:LifecycleHandler
LifecycleHandler = exec:1:ExecAction httpGet:2:HTTPGetAction tcpSocket:3:TCPSocketAction
LocalObjectReference := name:1:string
NodeAffinity = requiredDuringSchedulingIgnoredDuringExecution:1:NodeSelector
  preferredDuringSchedulingIgnoredDuringExecution:2:PreferredSchedulingTerm[]
NodeSelector := nodeSelectorTerms:1:NodeSelectorTerm[]!
NodeSelectorRequirement = key:1:string! operator:2:string! values:3:string[]
NodeSelectorTerm := matchExpressions:1:NodeSelectorRequirement[] matchFields:2:NodeSelectorRequirement[]
ObjectFieldSelector := apiVersion:1:string fieldPath:2:string!
PersistentVolumeClaimVolumeSource = claimName:1:string! readOnly:2:boolean
PodAffinity = requiredDuringSchedulingIgnoredDuringExecution:1:PodAffinityTerm[]
  preferredDuringSchedulingIgnoredDuringExecution:2:WeightedPodAffinityTerm[]
PodAffinityTerm = labelSelector:1:LabelSelector namespaces:2:string[] topologyKey:3:string!
  namespaceSelector:4:LabelSelector
PodAntiAffinity = requiredDuringSchedulingIgnoredDuringExecution:1:PodAffinityTerm[]
  preferredDuringSchedulingIgnoredDuringExecution:2:WeightedPodAffinityTerm[]
PodCondition = type:1:string! status:2:string! lastProbeTime:3:time lastTransitionTime:4:time reason:5:string
  message:6:string
PodDNSConfig = nameservers:1:string[] searches:2:string[] options:3:PodDNSConfigOption[]
PodDNSConfigOption = name:1:string value:2:string
PodIP = ip:1:string
PodOS = name:1:string!
PodReadinessGate = conditionType:1:string!
PodResourceClaim = name:1:string! source:2:any
PodSchedulingGate = name:1:string!
PodSecurityContext = seLinuxOptions:1:SELinuxOptions windowsOptions:8:WindowsSecurityContextOptions
  runAsUser:2:int64 runAsGroup:6:int64 runAsNonRoot:3:boolean supplementalGroups:4:int64[] fsGroup:5:int64
  sysctls:7:Sysctl[] fsGroupChangePolicy:9:string seccompProfile:10:SeccompProfile
PodSpec = volumes:1:Volume[]~name initContainers:20:Container[]~name containers:2:Container[]~name!
  ephemeralContainers:34:any[]~name restartPolicy:3:string terminationGracePeriodSeconds:4:int64
  activeDeadlineSeconds:5:int64 dnsPolicy:6:string nodeSelector:7:{string}= serviceAccountName:8:string
  serviceAccount:9:string automountServiceAccountToken:21:boolean nodeName:10:string hostNetwork:11:boolean
  hostPID:12:boolean hostIPC:13:boolean shareProcessNamespace:27:boolean securityContext:14:PodSecurityContext
  imagePullSecrets:15:LocalObjectReference[]~name hostname:16:string subdomain:17:string affinity:18:Affinity
  schedulerName:19:string tolerations:22:Toleration[] hostAliases:23:HostAlias[]~ip priorityClassName:24:string
  priority:25:int32 dnsConfig:26:PodDNSConfig readinessGates:28:PodReadinessGate[] runtimeClassName:29:string
  enableServiceLinks:30:boolean preemptionPolicy:31:string overhead:32:{quantity}
  topologySpreadConstraints:33:TopologySpreadConstraint[]~topologyKey,whenUnsatisfiable setHostnameAsFQDN:35:boolean
  os:36:PodOS hostUsers:37:boolean schedulingGates:38:PodSchedulingGate[]~name
  resourceClaims:39:PodResourceClaim[]~name
PodStatus = phase:1:string conditions:2:PodCondition[]~type message:3:string reason:4:string
  nominatedNodeName:11:string hostIP:5:string podIP:6:string podIPs:12:PodIP[]~ip startTime:7:time
  initContainerStatuses:10:ContainerStatus[] containerStatuses:8:ContainerStatus[] qosClass:9:string
  ephemeralContainerStatuses:13:ContainerStatus[]
PodTemplateSpec = metadata:1:ObjectMeta spec:2:PodSpec
PreferredSchedulingTerm = weight:1:int32! preference:2:NodeSelectorTerm!
Probe = ^:1:ProbeHandler initialDelaySeconds:2:int32 timeoutSeconds:3:int32 periodSeconds:4:int32
  successThreshold:5:int32 failureThreshold:6:int32 terminationGracePeriodSeconds:7:int64
ProbeHandler = exec:1:ExecAction httpGet:2:HTTPGetAction tcpSocket:3:TCPSocketAction grpc:4:GRPCAction
ResourceClaim = name:1:string!
ResourceFieldSelector := containerName:1:string resource:2:string! divisor:3:quantity
ResourceRequirements = limits:1:{quantity} requests:2:{quantity} claims:3:ResourceClaim[]~name
SELinuxOptions = user:1:string role:2:string type:3:string level:4:string
SeccompProfile = type:1:string! localhostProfile:2:string
SecretEnvSource = ^:1:LocalObjectReference optional:2:boolean
SecretKeySelector := ^:1:LocalObjectReference key:2:string! optional:3:boolean
SecretVolumeSource = secretName:1:string items:2:KeyToPath[] defaultMode:3:int32 optional:4:boolean
SecurityContext = capabilities:1:Capabilities privileged:2:boolean seLinuxOptions:3:SELinuxOptions
  windowsOptions:10:WindowsSecurityContextOptions runAsUser:4:int64 runAsGroup:8:int64 runAsNonRoot:5:boolean
  readOnlyRootFilesystem:6:boolean allowPrivilegeEscalation:7:boolean procMount:9:string
  seccompProfile:11:SeccompProfile
Sysctl = name:1:string! value:2:string!
TCPSocketAction = port:1:intOrString! host:2:string
Toleration = key:1:string operator:2:string value:3:string effect:4:string tolerationSeconds:5:int64
TopologySpreadConstraint = maxSkew:1:int32! topologyKey:2:string! whenUnsatisfiable:3:string!
  labelSelector:4:LabelSelector minDomains:5:int32 nodeAffinityPolicy:6:string nodeTaintsPolicy:7:string
  matchLabelKeys:8:string[]
Volume = name:1:string! ^:2:VolumeSource
VolumeDevice = name:1:string! devicePath:2:string!
VolumeMount = name:1:string! readOnly:2:boolean mountPath:3:string! subPath:4:string mountPropagation:5:string
  subPathExpr:6:string
VolumeSource = hostPath:1:HostPathVolumeSource emptyDir:2:EmptyDirVolumeSource gcePersistentDisk:3:any
  awsElasticBlockStore:4:any gitRepo:5:any secret:6:SecretVolumeSource nfs:7:any iscsi:8:any glusterfs:9:any
  persistentVolumeClaim:10:PersistentVolumeClaimVolumeSource rbd:11:any flexVolume:12:any cinder:13:any
  cephfs:14:any flocker:15:any downwardAPI:16:DownwardAPIVolumeSource fc:17:any azureFile:18:any
  configMap:19:ConfigMapVolumeSource vsphereVolume:20:any quobyte:21:any azureDisk:22:any
  photonPersistentDisk:23:any! projected:26:any! portworxVolume:24:any scaleIO:25:any storageos:27:any csi:28:any
  ephemeral:29:any
WeightedPodAffinityTerm = weight:1:int32! podAffinityTerm:2:PodAffinityTerm!
WindowsSecurityContextOptions = gmsaCredentialSpecName:1:string gmsaCredentialSpec:2:string runAsUserName:3:string
  hostProcess:4:boolean
`
