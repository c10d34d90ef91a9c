/**
 * The hash that names a ReplicaSet: one per pod template. FNV-1a (32 bits) and the encoding are
 * upstream's; what is hashed is not (upstream hashes Go's printout of the struct), so the hashes
 * differ from those of a real cluster, but equal templates give equal ones.
 */
import type { PodTemplate } from '../objects.ts'
import { remember } from '../remember.ts'
import { canonical, same } from '../same.ts'

export const HASH_LABEL = 'pod-template-hash'

/** Letters and digits that cannot form bad words: no vowels, no 0, 1, 3. */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789'

const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193)
    if (unit > 0xff) hash = Math.imul(hash ^ (unit >>> 8), 0x01000193)
  }
  return hash >>> 0
}

const encode = (text: string): string =>
  [...text].map((char) => SAFE[char.charCodeAt(0) % SAFE.length] ?? '').join('')

/** The template as the user wrote it: without the label that the deployment controller adds. */
const plain = ({ metadata, spec }: PodTemplate): PodTemplate => {
  const { [HASH_LABEL]: _hash, ...labels } = metadata.labels
  return { metadata: { ...metadata, labels }, spec }
}

export const templateHash: (template: PodTemplate) => string = remember((template: PodTemplate) =>
  encode(String(fnv1a(canonical(plain(template))))),
)

export const sameTemplate = (a: PodTemplate, b: PodTemplate): boolean => same(plain(a), plain(b))
