/** Corners of transactions in which the model once differed from a real etcd; `npm run conformance:etcd` found them. */
import { describe, expect, it } from 'vitest'
import { TestCluster, settingsWith } from './test-cluster.ts'
import { del, get, put, short, txn } from './test-calls.ts'

const fresh = (members = 1): TestCluster => new TestCluster(settingsWith(members))
const putA = { op: 'put', key: 'a', value: '1' } as const
const deleteFromA = { op: 'delete', key: 'a', rangeEnd: '\0' } as const

describe('a key that a transaction puts and deletes', () => {
  it('is a duplicate, unless the delete has no upper end', () => {
    const cluster = fresh()
    const bounded = cluster.call(txn([], [putA, { ...deleteFromA, rangeEnd: 'b' }]))
    expect(bounded.error).toBe('duplicate-key')
    const open = cluster.call(txn([], [putA, deleteFromA]))
    expect(open).toMatchObject({ revision: 2, results: [{ op: 'put' }, { deleted: 1 }] })
  })

  it('had before what it had before the transaction', () => {
    const cluster = fresh()
    cluster.call(put('a', 'old'))
    cluster.watch('a', 3, 'apiserver/9')
    cluster.call(txn([], [putA, deleteFromA]))
    cluster.call(txn([], [deleteFromA, putA]))
    cluster.call(txn([], [deleteFromA, putA]))
    cluster.run(5)
    expect(short(cluster.eventsOf('apiserver/9'))).toEqual([
      ['PUT a 3 2 1 prev=old@2', 'DELETE a 3 prev=old@2'],
      ['PUT a 4 1 1'],
      ['DELETE a 5 prev=1@4', 'PUT a 5 1 1'],
    ])
  })
})

describe('a transaction that is refused', () => {
  it('names a missing lease before a revision that cannot be read', () => {
    const ops = [{ op: 'range', key: 'a', revision: 99 }, { ...putA, lease: 7 }] as const
    expect(fresh().call(txn([], ops)).error).toBe('lease-not-found')
  })

  it('for duplicate keys is so without a majority', () => {
    const cluster = fresh(3)
    for (const member of ['etcd/1', 'etcd/2'] as const) cluster.kill(member)
    cluster.run(10)
    expect(cluster.call(txn([], [putA, putA]), 'etcd/3').error).toBe('duplicate-key')
    expect(cluster.call(del('a'), 'etcd/3').error).toBe('timeout')
  })
})

it('a transaction without operations is answered by the member alone, however far behind', () => {
  const cluster = fresh(3)
  cluster.cut('etcd/3')
  cluster.call(put('a', '1'))
  const isThere = txn([{ key: 'a', target: 'version', result: '=', operand: 1 }], [])
  expect(cluster.call(isThere, 'etcd/1').succeeded).toBe(true)
  expect(cluster.call(isThere, 'etcd/3').succeeded).toBe(false)
  expect(cluster.call(get('a'), 'etcd/3').error).toBe('timeout')
})
