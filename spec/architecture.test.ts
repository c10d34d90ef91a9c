import { describe, expect, it } from 'vitest'
import { COMPONENT_KINDS, edgeFor, edges, isAllowed } from './architecture.ts'

const MESSAGES = [
  'request',
  'watch',
  'response',
  'snapshot',
  'event',
  'gone',
  'lead',
  'started',
  'etcd/request',
  'etcd/watch',
  'etcd/response',
  'etcd/events',
  'etcd/canceled',
  'raft/append',
  'raft/vote',
  'cri/start',
  'cri/started',
  'cri/list',
]

const who = (to: string, message: string): readonly string[] =>
  COMPONENT_KINDS.filter((from) => isAllowed(`${from}/1`, `${to}/1`, message))

describe('architecture', () => {
  it('lets only the API server talk to etcd', () => {
    expect(who('etcd', 'etcd/request')).toEqual(['apiserver'])
    expect(who('etcd', 'etcd/watch')).toEqual(['apiserver'])
    expect(who('etcd', 'raft/append')).toEqual(['etcd'])
    expect(isAllowed('scheduler/1', 'etcd/1', 'etcd/request')).toBe(false)
  })

  it('lets every component but etcd, runtime and the API server itself ask the API server', () => {
    const clients = COMPONENT_KINDS.filter(
      (kind) => !['apiserver', 'etcd', 'runtime'].includes(kind),
    )
    expect(who('apiserver', 'request')).toEqual(clients)
    expect(clients.every((to) => isAllowed('apiserver/2', `${to}/n1`, 'event'))).toBe(true)
  })

  it('keeps a kubelet to the runtime of its own node', () => {
    expect(isAllowed('kubelet/n1', 'runtime/n1', 'cri/start')).toBe(true)
    expect(isAllowed('runtime/n1', 'kubelet/n1', 'cri/exited')).toBe(true)
    expect(isAllowed('kubelet/n1', 'runtime/n2', 'cri/start')).toBe(false)
    expect(isAllowed('kubelet', 'runtime', 'cri/start')).toBe(true)
  })

  it('keeps the word of a controller manager inside its process', () => {
    expect(isAllowed('controller-manager/1', 'replicaset/1', 'lead')).toBe(true)
    expect(isAllowed('controller-manager/1', 'replicaset/2', 'lead')).toBe(false)
    expect(isAllowed('controller-manager/1', 'scheduler/1', 'lead')).toBe(false)
  })

  it('knows no edge of the notes that real clusters do not have', () => {
    for (const message of MESSAGES) {
      expect(isAllowed('kubelet/n1', 'kube-proxy/n1', message)).toBe(false)
      expect(isAllowed('kube-proxy/n1', 'runtime/n1', message)).toBe(false)
      expect(isAllowed('controller-manager/1', 'kubelet/n1', message)).toBe(false)
      expect(isAllowed('replicaset/1', 'scheduler/1', message)).toBe(false)
    }
  })

  it('lets the world tell anybody anything, and nobody tell the world', () => {
    expect(isAllowed('world', 'etcd/1', 'started')).toBe(true)
    expect(isAllowed('etcd/1', 'world', 'etcd/events')).toBe(false)
  })

  it.each(['constructor/1', '__proto__', '', '/'])('refuses the unknown sender %j', (from) => {
    expect(isAllowed(from, 'apiserver/1', 'request')).toBe(false)
  })

  it('has one edge at most for each direction, and says by which clause', () => {
    const ends = edges.map(({ from, to }) => `${from}>${to}`)
    expect(new Set(ends).size).toBe(ends.length)
    expect(edgeFor('apiserver/1', 'etcd/3', 'etcd/request')?.clause).toBe('API-3')
  })
})
