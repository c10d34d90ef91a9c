/** Two sequences side by side: what they share stands in one row. The shortest edit script, by Myers' algorithm. */

export interface Row {
  /** Index on each side; null: it is not there. */
  readonly left: number | null
  readonly right: number | null
}

/** Beyond so many differences the rest is shown as different: the cost grows with their square. */
const MAX_EDITS = 600

export const align = (left: readonly string[], right: readonly string[]): readonly Row[] => {
  const head = commonPrefix(left, right)
  const tail = commonSuffix(left.slice(head), right.slice(head))
  const [a, b] = [left.slice(head, left.length - tail), right.slice(head, right.length - tail)]
  const middle = edits(a, b).map(({ left: l, right: r }) => ({
    left: l === null ? null : l + head,
    right: r === null ? null : r + head,
  }))
  const same = (count: number, from: number, to: number): Row[] =>
    Array.from({ length: count }, (_, i) => ({ left: from + i, right: to + i }))
  return [...same(head, 0, 0), ...middle, ...same(tail, left.length - tail, right.length - tail)]
}

const commonPrefix = (a: readonly string[], b: readonly string[]): number => {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i += 1) if (a[i] !== b[i]) return i
  return length
}

const commonSuffix = (a: readonly string[], b: readonly string[]): number => {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i += 1) if (a[a.length - 1 - i] !== b[b.length - 1 - i]) return i
  return length
}

/** `reach[k]`: how far one gets on the left along diagonal k with so many edits. */
const edits = (a: readonly string[], b: readonly string[]): readonly Row[] => {
  const history: ReadonlyMap<number, number>[] = []
  let reach: ReadonlyMap<number, number> = new Map([[1, 0]])
  for (let d = 0; d <= Math.min(a.length + b.length, MAX_EDITS); d += 1) {
    history.push(reach)
    const next = new Map(reach)
    for (let k = -d; k <= d; k += 2) {
      const isDown = k === -d || (k !== d && (reach.get(k - 1) ?? 0) < (reach.get(k + 1) ?? 0))
      let x = isDown ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1
      next.set(k, x)
      if (x >= a.length && x - k >= b.length) return retrace(history, a.length, b.length)
    }
    reach = next
  }
  return [...a.map((_, i) => ({ left: i, right: null })), ...b.map((_, i) => ({ left: null, right: i }))]
}

const retrace = (history: readonly ReadonlyMap<number, number>[], width: number, height: number): readonly Row[] => {
  const rows: Row[] = []
  let [x, y] = [width, height]
  for (let d = history.length - 1; d >= 0; d -= 1) {
    const reach = history[d] ?? new Map<number, number>()
    const k = x - y
    const isDown = k === -d || (k !== d && (reach.get(k - 1) ?? 0) < (reach.get(k + 1) ?? 0))
    const from = isDown ? k + 1 : k - 1
    const startX = d === 0 ? 0 : (reach.get(from) ?? 0)
    const startY = d === 0 ? 0 : startX - from
    for (; x > startX && y > startY; x -= 1, y -= 1) rows.push({ left: x - 1, right: y - 1 })
    if (d === 0) break
    rows.push(isDown ? { left: null, right: y - 1 } : { left: x - 1, right: null })
    ;[x, y] = [startX, startY]
  }
  return rows.reverse()
}
