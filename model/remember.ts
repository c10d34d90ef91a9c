/**
 * Remembers the answer of a pure function per argument, by reference. The engine hands out one reference per
 * distinct slot value, nested values included, so this is remembering by content. It holds no state that
 * could change an answer: forgetting everything would only cost time, and happens when too much is known. (A
 * WeakMap would forget by itself; with millions of entries it makes each garbage collection slow.)
 */
const MAX_KNOWN = 1 << 16

/** Puts into a map, which starts afresh when it is full. */
export const keep = <K, V>(known: Map<K, V>, key: K, value: V, max = MAX_KNOWN): V => {
  if (known.size >= max) known.clear()
  known.set(key, value)
  return value
}

/** An answer of `undefined` or `null` is worked out each time. */
export const remember = <A extends object, R>(compute: (argument: A) => R, max = MAX_KNOWN): ((argument: A) => R) => {
  const known = new Map<A, R>()
  return (argument) => known.get(argument) ?? keep(known, argument, compute(argument), max)
}

export const remember2 = <A extends object, B extends object, R>(
  compute: (first: A, second: B) => R,
  max = MAX_KNOWN,
): ((first: A, second: B) => R) => {
  const known = new Map<A, Map<B, R>>()
  return (first, second) => {
    const inner = known.get(first) ?? keep(known, first, new Map<B, R>(), max)
    return inner.get(second) ?? keep(inner, second, compute(first, second))
  }
}

/** The same for lists of which most places hold what they held in the last one: those are not even looked up. */
export const rememberPlaces = <A, R>(compute: (argument: A) => R): ((list: readonly A[]) => readonly R[]) => {
  const last: A[] = []
  const answers: R[] = []
  return (list) => {
    list.forEach((argument, i) => {
      if (i < last.length && last[i] === argument) return
      answers[i] = compute(argument)
      last[i] = argument
    })
    return answers.slice(0, list.length)
  }
}
