/** Is there little memory left to this thread? */
import { getHeapStatistics } from 'node:v8'

/** Share of the heap at which a search ends, so that its verdict can still be told. */
const FULL = 0.85

export const isHeapFull = (): boolean => {
  const { used_heap_size: used, heap_size_limit: limit, external_memory: outside } = getHeapStatistics()
  return used + outside > FULL * limit
}
