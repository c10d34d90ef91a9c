/** The API server. */
import type { Clause } from '../clause.ts'

export const APISERVER = [
  {
    id: 'API-1',
    text:
      'A request is authenticated, authorized, admitted and validated before anything is stored.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/security/controlling-access/',
    },
    modelled: 'Four functions in model/apiserver, in this order.',
    status: 'modelled',
  },
  {
    id: 'API-2',
    text: 'An update with an old resourceVersion is refused with 409.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions',
    },
    modelled: 'Transactions compare the mod revision.',
    status: 'modelled',
  },
  {
    id: 'API-3',
    text: 'An update without a resourceVersion is unconditional.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions',
    },
    modelled: 'resourceVersion 0 in a request.',
    status: 'modelled',
  },
  {
    id: 'API-4',
    text:
      'A write has four outcomes: acknowledged, refused, timed out though applied, timed out and not applied.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/reference/using-api/api-concepts/',
    },
    modelled: 'Faults drop-request, drop-answer, late-answer; etcd without quorum.',
    status: 'modelled',
  },
  {
    id: 'API-5',
    text: 'A watch delivers every event after its resourceVersion, in order, or 410 Gone.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes',
    },
    modelled: 'model/apiserver/watch-server.ts.',
    status: 'modelled',
  },
  {
    id: 'API-6',
    text: 'A list at resourceVersion 0 may be older than what the client has seen.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list',
    },
    modelled: 'Lists are answered from the watch cache.',
    status: 'modelled',
  },
  {
    id: 'API-7',
    text: 'The watch cache of an API server holds what the store held at the cache\'s revision.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/reference/using-api/api-concepts/',
    },
    modelled: 'Compared with the store in every state.',
    status: 'modelled',
  },
  {
    id: 'API-8',
    text: 'In the end every cache shows what the store holds.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/reference/using-api/api-concepts/',
    },
    modelled: 'Judged when a run settles.',
    status: 'modelled',
  },
  {
    id: 'API-9',
    text:
      'Graceful deletion sets a deletionTimestamp first; the object goes when the kubelet says so.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
    },
    modelled: 'model/apiserver/deletion.ts.',
    status: 'modelled',
  },
  {
    id: 'API-10',
    text: 'An object with finalizers is only marked; it goes when the list is empty.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/',
    },
    modelled: 'model/apiserver/deletion.ts.',
    status: 'modelled',
  },
  {
    id: 'API-11',
    text: 'A no-op update keeps the resourceVersion and makes no event.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/reference/using-api/api-concepts/',
    },
    modelled: 'Compared with the recordings.',
    status: 'modelled',
  },
  {
    id: 'API-12',
    text: 'A name is given to one object at a time; a uid is never given twice.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
    },
    modelled: 'Uids are drawn from the entropy slot.',
    status: 'modelled',
  },
] as const satisfies readonly Clause[]
