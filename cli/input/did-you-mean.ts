/** The name that was probably meant by a misspelt one. */

/** Letters to insert, delete or replace to get from one word to the other. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

const MAX_LENGTH = 200

/** The nearest name, if it is near enough to be meant: about one letter in three may be wrong. */
export const didYouMean = (given: string, names: readonly string[]): string | null => {
  if (given.length > MAX_LENGTH) return null
  const ranked = names
    .map((name) => ({ name, far: distance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)
  const [best] = ranked
  return best !== undefined && best.far <= Math.max(2, best.name.length / 3) ? best.name : null
}
