/** Each template that becomes the present one counts one further. */
import { expect, test } from 'vitest'
import { aSet } from '../fixtures/objects.ts'
import { REVISION, revisionOf, withRevision } from './revision.ts'

const set = (name: string, revision: string) => withRevision(aSet(name, 0), revision)

test('a new set counts one further than every old one', () => {
  expect(revisionOf(undefined, [])).toBe('1')
  expect(revisionOf(undefined, [set('a', '1'), set('b', '3')])).toBe('4')
})

test('the newest set keeps its revision; an old one that is taken up again counts anew', () => {
  expect(revisionOf(set('b', '3'), [set('a', '1')])).toBe('3')
  expect(revisionOf(set('a', '1'), [set('b', '3')])).toBe('4')
})

test('the revision stands among the other annotations', () => {
  const { annotations } = withRevision(
    { ...aSet('a', 0), metadata: { ...aSet('a', 0).metadata, annotations: { x: 'y' } } },
    '2',
  ).metadata
  expect(annotations).toEqual({ x: 'y', [REVISION]: '2' })
})
