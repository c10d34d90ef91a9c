/** What `kubectl explain` says: our own words, for kinds and for the fields that people ask about. */

const KINDS: { readonly [message: string]: string } = {
  Pod: 'A group of containers that run together on one node.',
  PodSpec: 'What a pod is to run, and where it may.',
  PodStatus: 'What the kubelet last said of a pod.',
  Container: 'One container of a pod.',
  Deployment: 'Keeps a number of equal pods, and replaces them step by step when their template changes.',
  DeploymentSpec: 'The pods that a Deployment keeps, and how it replaces them.',
  DeploymentStatus: 'What the deployment controller last saw.',
  ReplicaSet: 'Keeps a number of equal pods.',
  ReplicationController: 'Keeps a number of equal pods; ReplicaSets came after it.',
  Service: 'A name and an address for the ready pods that it selects.',
  Endpoints: 'The addresses behind a Service, ready and not.',
  Node: 'A machine that runs pods.',
  Namespace: 'A room for names: objects in it go with it.',
  ConfigMap: 'Data for pods. No component of the model looks at it.',
  Secret: 'Data for pods, not for everybody. No component of the model looks at it.',
  ServiceAccount: 'An identity for pods. No component of the model looks at it.',
  Event: 'A note of what happened.',
  Lease: 'Who leads, or which node is alive.',
  PodDisruptionBudget: 'How many of the selected pods an eviction must leave healthy.',
  ObjectMeta: 'What every object has: its name, its labels, its versions.',
  LabelSelector: 'Which labels select an object.',
  Scale: 'How many replicas a workload is to have.',
}

const FIELDS: { readonly [field: string]: string } = {
  apiVersion: 'The version of the schema that this object is written in.',
  kind: 'What this object is.',
  metadata: 'Name, labels and versions.',
  spec: 'What is wanted.',
  status: 'What is, as those who look after it last saw it.',
  name: 'The name; unique among its siblings.',
  namespace: 'The namespace in which the object lives.',
  labels: 'Keys and values by which objects are selected.',
  annotations: 'Keys and values that select nothing.',
  replicas: 'How many pods are wanted, or are there.',
  selector: 'Which pods belong to it.',
  template: 'What its pods are made from.',
  strategy: 'How old pods give way to new ones.',
  containers: 'The containers that run; at least one.',
  initContainers: 'Containers that run to their end, one after the other, before the others start.',
  image: 'The image that the container is made from.',
  nodeName: 'The node that the pod is bound to.',
  nodeSelector: 'Labels that a node must have.',
  tolerations: 'Taints that the pod puts up with.',
  affinity: 'Where the pod would rather run, or must.',
  restartPolicy: 'Whether containers that ended are started again: Always, OnFailure or Never.',
  terminationGracePeriodSeconds: 'How long, in seconds, containers have to stop by themselves.',
  readinessProbe: 'When the container is ready; the model looks at its delays.',
  resources: 'What the container requests of its node, and what it may use.',
  ports: 'The ports that are opened.',
  phase: 'Where in its life it is.',
  conditions: 'What holds, what does not, and why.',
  resourceVersion: 'The revision of the store at which the object was last written.',
  uid: 'The identity of the object; never used twice.',
  minAvailable: 'How many, or how many per cent, must stay healthy.',
  maxUnavailable: 'How many, or how many per cent, may be missing.',
}

/** Of a message, or of a field of it; undefined: nothing is said. */
export const describe = (message: string, field: string): string | undefined => {
  const from = field === '' ? KINDS : FIELDS
  const name = field === '' ? message : field
  return Object.hasOwn(from, name) ? from[name] : undefined
}
