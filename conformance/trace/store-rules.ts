/** What holds of every store, whoever writes: objects begin and end once, and keep what makes them the same. */
import type { Version } from './history.ts'

export const storeObjection = ({ event, object, before, key }: Version): string | null => {
  if (event === 'ADDED') return before === null ? null : `${key} is added, and exists already`
  if (before === null) return `${key} is ${event === 'DELETED' ? 'deleted' : 'changed'}, and does not exist`
  if (before.metadata.uid !== object.metadata.uid) return `${key} becomes another object without being deleted (uid)`
  if (object.metadata.resourceVersion <= before.metadata.resourceVersion && event === 'MODIFIED') {
    return `${key} goes back to revision ${object.metadata.resourceVersion}`
  }
  const isUnmarked = before.metadata.deletionTimestamp !== undefined && object.metadata.deletionTimestamp === undefined
  if (isUnmarked && event === 'MODIFIED') return `${key} is no longer being deleted`
  if (object.metadata.generation < before.metadata.generation) return `the generation of ${key} goes back`
  return null
}
