/** Patches of the three kinds, and server-side apply, on plain objects. */
import { describe, expect, it } from 'vitest'
import type { JsonObject } from './json.ts'
import { applied } from './apply.ts'
import { servedAt } from './kinds.ts'
import { managersOf, withManagers } from './managed-fields.ts'
import { jsonPatch, mergePatch } from './merge-patch.ts'
import { strategicMerge } from './strategic-merge.ts'
import type { RestRequest } from './talk.ts'

const podWith = (...containers: JsonObject[]): JsonObject => ({ spec: { containers } })

describe('a merge patch', () => {
  it('sets, and takes away what is null', () => {
    expect(mergePatch({ a: { b: 1, c: 2 } }, { a: { b: null, d: 3 } })).toEqual({ a: { c: 2, d: 3 } })
    expect(mergePatch({ a: [1, 2] }, { a: [3] })).toEqual({ a: [3] })
  })
})

describe('a JSON patch', () => {
  it('adds, replaces, removes, moves, copies and tests', () => {
    const operations = [
      { op: 'test', path: '/a', value: [1] },
      { op: 'add', path: '/a/-', value: 2 },
      { op: 'replace', path: '/a/0', value: 0 },
      { op: 'copy', from: '/a/1', path: '/b' },
      { op: 'move', from: '/b', path: '/c~1d' },
    ]
    expect(jsonPatch({ a: [1] }, operations)).toEqual({ a: [0, 2], 'c/d': 2 })
  })

  it('is refused as a whole where something does not fit', () => {
    for (const operation of [
      { op: 'test', path: '/a', value: 2 },
      { op: 'remove', path: '/b' },
      { op: 'add', path: '/a/b/c', value: 1 },
    ]) {
      expect(() => jsonPatch({ a: 1 }, [operation])).toThrow('the server rejected our request')
    }
  })
})

describe('a strategic merge patch', () => {
  const live = podWith({ name: 'a', image: '1' }, { name: 'b', image: '1', env: [{ name: 'X', value: '1' }] })

  it('merges lists by their key, and puts them in the order that it asks for', () => {
    const patch = {
      spec: {
        containers: [{ name: 'b', image: '2' }, { name: 'c' }],
        '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }],
      },
    }
    expect(strategicMerge(live, patch, 'Pod')).toEqual(
      podWith({ name: 'c' }, { name: 'b', image: '2', env: [{ name: 'X', value: '1' }] }, { name: 'a', image: '1' }),
    )
  })

  it('deletes and replaces items by directive', () => {
    expect(strategicMerge(live, { spec: { containers: [{ $patch: 'delete', name: 'a' }] } }, 'Pod')).toMatchObject({
      spec: { containers: [{ name: 'b' }] },
    })
    expect(strategicMerge(live, { spec: { containers: [{ name: 'z' }, { $patch: 'replace' }] } }, 'Pod')).toEqual(
      podWith({ name: 'z' }),
    )
  })

  it('treats lists of texts that are sets as sets, all others as one value', () => {
    const target = { metadata: { finalizers: ['a', 'b'] }, spec: { containers: [{ name: 'c', args: ['1'] }] } }
    const patch = {
      metadata: { '$deleteFromPrimitiveList/finalizers': ['a'], finalizers: ['c'] },
      spec: { containers: [{ name: 'c', args: ['2'] }] },
    }
    expect(strategicMerge(target, patch, 'Pod')).toEqual({
      metadata: { finalizers: ['b', 'c'] },
      spec: { containers: [{ name: 'c', args: ['2'] }] },
    })
  })

  it('keeps only the fields of a union that it names', () => {
    const target = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } }
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }
    expect(strategicMerge(target, patch, 'Deployment')).toEqual({ spec: { strategy: { type: 'Recreate' } } })
  })
})

describe('server-side apply', () => {
  const served = servedAt('apps', 'deployments')
  if (served === null) throw new Error('deployments are not served')

  const by = (fieldManager: string, more: Record<string, string> = {}): RestRequest => ({
    method: 'PATCH',
    route: { is: 'resource', served, namespace: 'default', name: 'web', isWatch: false },
    query: new URLSearchParams({ fieldManager, ...more }),
    contentType: 'application/apply-patch+yaml',
    body: undefined,
    times: { since: () => undefined, later: () => undefined },
    now: '2026-01-01T00:00:00Z',
    agent: '',
  })

  const web = (spec: JsonObject): JsonObject => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec,
  })
  const first = applied(by('one'), web({}), web({ replicas: 2, paused: true }))

  it('owns what it names, and takes back what it no longer names', () => {
    const second = applied(by('one'), first, web({ replicas: 2 }))
    expect(second).toMatchObject({ spec: { replicas: 2 } })
    expect(second.spec).not.toHaveProperty('paused')
    expect(managersOf(second).map(({ name, owns }) => [name, [...owns]])).toEqual([['one', ['f:spec\nf:replicas']]])
  })

  it('keeps what another manager owns too', () => {
    const shared = applied(by('two'), first, web({ paused: true }))
    expect(applied(by('one'), shared, web({ replicas: 2 }))).toMatchObject({ spec: { paused: true } })
  })

  it('refuses a change of what another manager owns, unless it is forced', () => {
    expect(() => applied(by('two'), first, web({ replicas: 3 }))).toThrow(
      'Apply failed with 1 conflict: conflict with "one" using apps/v1: .spec.replicas',
    )
    const forced = applied(by('two', { force: 'true' }), first, web({ replicas: 3 }))
    expect(managersOf(forced).map(({ name, owns }) => [name, [...owns].includes('f:spec\nf:replicas')])).toEqual([
      ['one', false],
      ['two', true],
    ])
  })

  it('gives a field to whoever changes it with an ordinary write', () => {
    const edited = withManagers(by('editor'), first, { ...first, spec: { replicas: 9, paused: true } })
    expect(managersOf(edited).map(({ name, owns }) => [name, [...owns]])).toEqual([
      ['one', ['f:spec\nf:paused']],
      ['editor', ['f:spec\nf:replicas']],
    ])
  })
})
