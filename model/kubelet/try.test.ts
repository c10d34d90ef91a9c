import { test } from 'vitest'
import { TestNode } from '/work/main/model/kubelet/test-node.ts'
test('x', () => {
  const n = new TestNode().boot()
  n.bind('web')
  n.run(5000)
  console.log(n.story, n.cri, n.requests.map(r=>r.verb+' '+r.resource+' '+(r.subresource??'')), JSON.stringify(n.memory.workers), n.armed, n.lists)
  n.delete('web'); n.run(5000)
  console.log(n.story.slice(-4), n.cri.slice(-4), n.memory.workers, n.memory.containers, n.disk)
})
