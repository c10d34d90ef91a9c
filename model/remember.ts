/**
 * Remembers the answer of a pure function per argument, by reference. The engine hands out one reference per
 * distinct slot value, nested values included, so this is remembering by content. It holds no state that
 * could change an answer: forgetting everything would only cost time, and happens when too much is known. (A
 * WeakMap would forget by itself; with millions of entries it makes each garbage collection slow.)
 */
const MAX_KNOWN = 1 << 16

/** A Map that starts afresh when it is full. */
export const bounded = <K, V>(max = MAX_KNOWN): Pick<Map<K, V>, 'get' | 'set'> => {
  const known = new Map<K, V>()
  return {
    get: (key) => known.get(key),
    set: (key, value) => {
      if (known.size >= max) known.clear()
      return known.set(key, value)
    },
  }
}

export const remember = <A extends object, R>(compute: (argument: A) => R): ((argument: A) => R) => {
  const known = bounded<A, { readonly answer: R }>()
  return (argument) => {
    const hit = known.get(argument)
    if (hit !== undefined) return hit.answer
    const answer = compute(argument)
    known.set(argument, { answer })
    return answer
  }
}

export const remember2 = <A extends object, B extends object, R>(
  compute: (first: A, second: B) => R,
): ((first: A, second: B) => R) => {
  const known = bounded<A, Pick<Map<B, { readonly answer: R }>, 'get' | 'set'>>()
  return (first, second) => {
    let inner = known.get(first)
    if (inner === undefined) known.set(first, (inner = bounded()))
    const hit = inner.get(second)
    if (hit !== undefined) return hit.answer
    const answer = compute(first, second)
    inner.set(second, { answer })
    return answer
  }
}
