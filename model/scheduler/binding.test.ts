import { expect, test } from 'vitest'
import { aPod } from '../fixtures/objects.ts'
import { newMetadata } from '../claim.ts'
import { Plane } from '../fixtures/plane.ts'
import type { Node } from '../objects.ts'
import { scheduler } from './scheduler.ts'

const aNode = (name: string, allocatable: Node['status']['allocatable'] = { cpu: '4', memory: '8Gi', pods: '110' }): Node => ({
  kind: 'Node',
  metadata: newMetadata(name, undefined, { 'kubernetes.io/hostname': name }),
  spec: {},
  status: { allocatable, conditions: [{ type: 'Ready', status: 'True' }] },
})

test('smoke', () => {
  const plane = new Plane()
  const { memory } = plane.mount(scheduler(plane.settings, 'scheduler/1'))
  plane.start('scheduler/1')
  plane.put(aNode('n1'))
  plane.put(aPod('a', {}))
  plane.run()
  console.log(plane.now, plane.log, memory(), plane.get('Pod', 'pods', 'default/a').spec)
})
