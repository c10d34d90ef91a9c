/** Some states of a search that stand for all: the first ones, and as many over the whole search. */
export const spreadOver = (size: number, count: number): ReadonlySet<number> => {
  const first = Array.from({ length: Math.min(size, count) }, (_, i) => i)
  const spread = Array.from({ length: count }, (_, i) => Math.floor((i * size) / count))
  return new Set(size === 0 ? [] : [...first, ...spread])
}
