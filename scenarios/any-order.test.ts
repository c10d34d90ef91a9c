import { expect, test } from 'vitest'
import { FAULT_KINDS } from '../model/fault-kinds.ts'
import { BROKEN_IN_ANY_ORDER, worldsInAnyOrder } from './any-order.ts'
import { build } from './scenario.ts'

const expected = FAULT_KINDS.flatMap((kind) => (BROKEN_IN_ANY_ORDER[kind] ?? []).map((claim) => [kind, claim] as const))

test.each(expected)('what %s is expected to break is a claim: %s', (kind, claim) => {
  const [world] = worldsInAnyOrder(kind)
  const names = world === undefined ? [] : build(world).properties.map(({ name }) => name)
  expect(names).toContain(claim)
})
