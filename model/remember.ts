/**
 * Remembers the answer of a pure function per argument, by reference. The engine hands out one reference per
 * distinct slot value, nested values included, so this is remembering by content. It holds no state that
 * could change an answer: forgetting everything would only cost time.
 */
export const remember = <A extends object, R>(compute: (argument: A) => R): ((argument: A) => R) => {
  const known = new WeakMap<A, { readonly answer: R }>()
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
  const known = new WeakMap<A, WeakMap<B, { readonly answer: R }>>()
  return (first, second) => {
    let inner = known.get(first)
    if (inner === undefined) known.set(first, (inner = new WeakMap()))
    const hit = inner.get(second)
    if (hit !== undefined) return hit.answer
    const answer = compute(first, second)
    inner.set(second, { answer })
    return answer
  }
}
