/** The API server: the one door to the store, what it checks, and what a write may end in. */
import type { ClauseForm } from '../clause.ts'
import { code, docs, notes } from '../clause.ts'

const SECTION = 'Kube-API Server'
const CONTROLLING = 'concepts/security/controlling-access/'
const POD_STORAGE = 'pkg/registry/core/pod/storage/storage.go'
const REST_DELETE = 'staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go'
const ETCD3_STORE = 'staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go'

export const apiServer = [
  {
    id: 'API-1',
    text: 'Whatever is done to the cluster is a request to the API server.',
    source: notes(SECTION, 'The main entry point for all administrative tasks.'),
    modelled: 'kubectl, like every other client, can send to API servers only.',
    status: 'modelled',
  },
  {
    id: 'API-2',
    text: 'Components of masters and workers talk to each other through the API server alone.',
    source: notes(
      SECTION,
      'Exposes Kubernetes APIs and manages communication between other master components and ' +
        'worker nodes.',
    ),
    modelled: 'Scheduler, controllers, kubelets and kube-proxies have no edge to one another.',
    status: 'modelled',
  },
  {
    id: 'API-3',
    text: 'Only the API server talks to etcd.',
    source: docs('concepts/overview/components/'),
    modelled:
      'spec/architecture.ts has edges to etcd from API servers and from other members only.',
    status: 'modelled',
  },
  {
    id: 'API-4',
    text: 'Only requests of authenticated users go on: others get 401.',
    source: docs(`${CONTROLLING}#authentication`),
    modelled: 'The first stage of the API server refuses a user that it does not know.',
    status: 'partly',
    reason: 'Certificates, tokens and system:anonymous are left out: a user is a name.',
  },
  {
    id: 'API-5',
    text: 'A request that its user may not make gets 403, and nothing is stored.',
    source: docs(`${CONTROLLING}#authorization`),
    modelled: 'The second stage of the API server holds each component to its own role and node.',
    status: 'partly',
    reason: 'RBAC objects are not modelled: the roles of the built-in users are fixed.',
  },
  {
    id: 'API-6',
    text: 'Admission may change or refuse an object before it is stored.',
    source: docs('reference/access-authn-authz/admission-controllers/'),
    modelled: 'NamespaceLifecycle, DefaultTolerationSeconds and node taints, in the API server.',
    status: 'partly',
    reason: 'Quota, limits, service accounts and webhooks need kinds that are not modelled.',
  },
  {
    id: 'API-7',
    text: 'Only valid objects are stored: names, selectors, immutable fields.',
    source: docs(CONTROLLING),
    modelled: 'The API server refuses an invalid object with 422 after admission, before storing.',
    status: 'modelled',
  },
  {
    id: 'API-8',
    text: 'An update with an old resourceVersion gets 409 and changes nothing.',
    source: docs('reference/using-api/api-concepts/#resource-versions'),
    modelled: 'The API server writes with an etcd compare on the revision that it judged by.',
    status: 'modelled',
  },
  {
    id: 'API-9',
    text: 'An update without a resourceVersion overwrites whatever is stored.',
    source: docs('reference/using-api/api-concepts/#resource-versions'),
    modelled: 'resourceVersion 0 in an update: the API server reads, changes and tries again.',
    status: 'modelled',
  },
  {
    id: 'API-10',
    text: 'A delete may demand a uid: another object of that name is not touched.',
    source: code(REST_DELETE, 'BeforeDelete'),
    modelled: 'The API server answers 409 to a delete, binding or status of another uid.',
    status: 'modelled',
  },
  {
    id: 'API-11',
    text:
      'A write ends in one of four ways: acknowledged, refused, timed out though done, not ' +
      'done.',
    source: code(ETCD3_STORE, 'GuaranteedUpdate'),
    modelled: 'Answers 500 and 504 leave the outcome open; messages can be dropped or late.',
    status: 'modelled',
  },
  {
    id: 'API-12',
    text: 'A binding sets spec.nodeName of a pod that has none; for any other it is refused.',
    source: code(POD_STORAGE, 'BindingREST.setPodHostAndAnnotations'),
    modelled: 'The binding subresource of the API server answers 409 to a bound or deleted pod.',
    status: 'modelled',
  },
  {
    id: 'API-13',
    text: 'A status update changes only the status, any other update everything but it.',
    source: docs('reference/using-api/api-concepts/'),
    modelled: 'The API server merges what the subresource owns into the stored object.',
    status: 'modelled',
  },
  {
    id: 'API-14',
    text: 'A graceful delete marks a pod; it goes when its kubelet says that it has stopped.',
    source: docs('concepts/workloads/pods/pod-lifecycle/#pod-termination'),
    modelled: 'The API server sets deletionTimestamp; the kubelet deletes with grace period 0.',
    status: 'modelled',
  },
  {
    id: 'API-15',
    text: 'An object with finalizers is only marked; it goes when the last finalizer does.',
    source: docs('concepts/overview/working-with-objects/finalizers/#how-finalizers-work'),
    modelled: 'The API server removes a marked object with the update that empties its finalizers.',
    status: 'modelled',
  },
  {
    id: 'API-16',
    text: 'No finalizer is added to an object that is being deleted.',
    source: code(
      'staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go',
      'ValidateNoNewFinalizers',
    ),
    modelled: 'Validation of the API server refuses the update with 422.',
    status: 'modelled',
  },
  {
    id: 'API-17',
    text: 'A forced delete (grace period 0) frees the name at once.',
    source: docs('concepts/workloads/pods/pod-lifecycle/#pod-termination-forced'),
    modelled: 'The API server removes the object; the kubelet learns of it later (WEAK-5).',
    status: 'modelled',
  },
  {
    id: 'API-18',
    text: 'A name is unique at a time, a uid for ever.',
    source: docs('concepts/overview/working-with-objects/names/#uids'),
    modelled: 'The API server creates under a compare that the key is absent, with a fresh uid.',
    status: 'modelled',
  },
  {
    id: 'API-19',
    text: 'While etcd is down, writes and quorum reads fail; caches still answer.',
    source: docs('tasks/administer-cluster/configure-upgrade-etcd/'),
    modelled: 'The API server answers 500 or 504 to writes, and lists of freshness `any` as ever.',
    status: 'modelled',
  },
  {
    id: 'API-20',
    text: 'Every pod tolerates not-ready and unreachable nodes for 300 s unless it says otherwise.',
    source: code('plugin/pkg/admission/defaulttolerationseconds/admission.go', 'Plugin.Admit'),
    modelled: 'Admission of the API server adds both tolerations to each new pod.',
    status: 'modelled',
  },
  {
    id: 'API-21',
    text: 'An update that changes nothing keeps the resourceVersion and causes no event.',
    source: code(ETCD3_STORE, 'GuaranteedUpdate'),
    modelled: 'The API server answers without a write when the object would stay the same.',
    status: 'modelled',
  },
] as const satisfies readonly ClauseForm[]
