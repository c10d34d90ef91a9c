/** The model's addresses are names; clients expect numbers. The same name always gives the same number. */

const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}

/** In 10.128.0.0/9: the chance that two of a hundred pods share one is one in a thousand. */
export const addressOf = (name: string): string => {
  if (!name.startsWith('ip:')) return name
  const hash = fnv1a(name)
  return `10.${128 + ((hash >>> 16) & 0x7f)}.${(hash >>> 8) & 0xff}.${hash & 0xff}`
}
