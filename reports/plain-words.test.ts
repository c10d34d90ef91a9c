import { expect, test } from 'vitest'
import { plainWords } from './plain-words.ts'
import type { ChangeView } from './result.ts'

const change = (object: string, path: string, before: string | null, after: string | null): ChangeView => ({
  object,
  path,
  before,
  after,
})

test.each<[ChangeView, string]>([
  [change('pods/shop/web-1', '', null, 'created'), 'pod shop/web-1 is created'],
  [change('pods/shop/web-1', '', 'existed', null), 'pod shop/web-1 is gone'],
  [change('pods/shop/web-1', 'spec.nodeName', null, 'n2'), 'pod shop/web-1 is bound to n2'],
  [change('pods/shop/web-1', 'status.conditions.Ready', 'False', 'True'), 'pod shop/web-1 is ready'],
  [change('pods/shop/web-1', 'status.conditions.Ready', 'True', 'False (NodeLost)'), 'pod shop/web-1 is no longer ready'],
  [change('nodes/n1', 'status.conditions.Ready', 'True', 'Unknown (NodeStatusUnknown)'), 'node n1 is Unknown'],
  [
    change('nodes/n1', 'spec.taints', null, '[{"effect":"NoExecute","key":"node.kubernetes.io/unreachable"}]'),
    'node n1 has the taint node.kubernetes.io/unreachable:NoExecute',
  ],
  [change('nodes/n1', 'spec.taints', '[{"effect":"NoExecute","key":"a"}]', '[]'), 'node n1 has no taint'],
  [change('endpoints/shop/web', 'ready', 'web-1', '[]'), 'service shop/web has no ready endpoint'],
  [change('replicasets/shop/web-a', 'spec.replicas', '3', '5'), 'ReplicaSet shop/web-a is scaled from 3 to 5'],
  [change('broken', 'down.kubelet/n3', null, 'true'), 'kubelet/n3 is down'],
  [change('broken', 'down.kubelet/n3', 'true', null), 'kubelet/n3 runs again'],
  [change('broken', 'stalled.apiserver/1>scheduler/1', null, 'true'), 'apiserver/1 to scheduler/1 delivers nothing'],
  [change('container pods/shop/web-1#1/nginx/0 on n1', '', 'ran', null), 'container pods/shop/web-1#1/nginx/0 on n1 stops'],
])('%o is told as "%s"', (given, words) => {
  expect(plainWords([given])).toEqual([words])
})

test('bookkeeping is left out, and nothing else than what changed is told', () => {
  const bookkeeping = [
    change('deployments/shop/web', 'status.observedGeneration', '1', '2'),
    change('pods/shop/web-1', 'status.conditions.Ready', null, 'False'),
    change('replicasets/shop/web-a', 'spec.replicas', null, '3'),
  ]
  expect(plainWords(bookkeeping)).toEqual([])
  expect(plainWords([])).toEqual([])
})
