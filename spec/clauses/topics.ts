/** Topics that the notes link to. */
import type { Clause } from '../clause.ts'

export const TOPICS = [
  {
    id: 'TOPIC-1',
    text: 'services (a topic that the notes link to)',
    source: { kind: 'notes', quote: '[[services]]' },
    modelled: 'Clauses of the topic are taken from upstream documentation.',
    status: 'modelled',
  },
  {
    id: 'TOPIC-2',
    text: 'K8s Controllers (a topic that the notes link to)',
    source: { kind: 'notes', quote: '[[K8s Controllers]]' },
    modelled: 'Clauses of the topic are taken from upstream documentation.',
    status: 'modelled',
  },
  {
    id: 'TOPIC-3',
    text: 'Pods (a topic that the notes link to)',
    source: { kind: 'notes', quote: '[[Pods]]' },
    modelled: 'Clauses of the topic are taken from upstream documentation.',
    status: 'modelled',
  },
  {
    id: 'TOPIC-4',
    text: 'Scheduling (a topic that the notes link to)',
    source: { kind: 'notes', quote: '[[Scheduling]]' },
    modelled: 'Clauses of the topic are taken from upstream documentation.',
    status: 'modelled',
  },
  {
    id: 'TOPIC-5',
    text: 'k8s namespaces (a topic that the notes link to)',
    source: { kind: 'notes', quote: '[[k8s namespaces]]' },
    modelled: 'Clauses of the topic are taken from upstream documentation.',
    status: 'modelled',
  },
] as const satisfies readonly Clause[]
