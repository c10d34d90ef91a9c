import { expect, test } from 'vitest'
import type { WorkQueue } from './work-queue.ts'
import {
  add,
  addAfter,
  addAll,
  backOff,
  clear,
  done,
  emptyQueue,
  retry,
  take,
} from './work-queue.ts'

const started = (queue: WorkQueue): WorkQueue => {
  const taken = take(queue, 'a')
  if (taken === null) throw new Error('a is not due')
  return taken
}

test('a key that is added twice is synced once', () => {
  const first = add(emptyQueue, 'a')
  expect(first.arm).toEqual([{ timer: { name: 'sync', key: 'a' }, after: 0 }])
  expect(add(first.queue, 'a')).toEqual({ queue: first.queue, arm: [] })
})

test('a key is never synced twice at the same time: added during its sync, it comes back after', () => {
  const working = started(add(emptyQueue, 'a').queue)
  const dirty = add(working, 'a')
  expect(dirty.arm).toEqual([])
  expect(take(dirty.queue, 'a')).toBeNull()
  expect(done(dirty.queue, 'a')).toEqual(add(emptyQueue, 'a'))
})

test('an idle queue is empty, whatever failed before', () => {
  const failed = retry(started(add(emptyQueue, 'a').queue), 'a')
  expect(done(started(failed.queue), 'a')).toEqual({ queue: {}, arm: [] })
})

test('back-off doubles from 5 ms to 1000 s, and the count stops growing there', () => {
  const waits: number[] = []
  let queue = add(emptyQueue, 'a').queue
  for (let i = 0; i < 25; i += 1) {
    const failed = retry(started(queue), 'a')
    waits.push(failed.arm[0]?.after ?? -1)
    queue = failed.queue
  }
  expect(waits.slice(0, 4)).toEqual([5, 10, 20, 40])
  expect(waits[17]).toBe(655_360)
  expect(backOff(19)).toBe(1_000_000)
  expect(queue).toEqual(retry(started(queue), 'a').queue)
})

test('an event cuts a back-off short but does not forget the failures', () => {
  const failed = retry(started(add(emptyQueue, 'a').queue), 'a')
  const again = add(failed.queue, 'a')
  expect(again.arm).toEqual([{ timer: { name: 'sync', key: 'a' }, after: 0 }])
  expect(retry(started(again.queue), 'a').arm[0]?.after).toBe(10)
})

test('a key put off is not a failure', () => {
  const later = addAfter(emptyQueue, 'a', 5_000)
  expect(later.arm).toEqual([{ timer: { name: 'sync', key: 'a' }, after: 5_000 }])
  expect(done(started(later.queue), 'a').queue).toEqual({})
})

test('clearing disarms exactly the timers that are armed', () => {
  const { queue } = addAll(emptyQueue, ['a', 'b'])
  expect(clear(started(queue))).toEqual([{ name: 'sync', key: 'b' }])
})
