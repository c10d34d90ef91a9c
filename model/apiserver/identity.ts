/**
 * Names and uids: the only randomness of an API server, taken from its source of entropy.
 * Upstream's names end in five random letters, and a name that is taken is a 409; here names are
 * drawn that nobody has.
 */
import type { EntropySource } from '../component.ts'
import type { ApiRequest } from '../messages.ts'
import type { KubeObject } from '../objects.ts'
import { resourceOf } from '../objects.ts'
import { withMetadata } from './storage.ts'

/** A new object gets its name, if it has none yet, and a uid that no other ever had. */
export const identified = (
  entropy: EntropySource,
  { generateName }: ApiRequest,
  object: KubeObject,
): KubeObject => {
  const { metadata } = object
  const resource = resourceOf(object)
  const place = metadata.namespace === undefined ? resource : `${resource}/${metadata.namespace}`
  const name =
    generateName === undefined
      ? metadata.name
      : `${generateName}${entropy.next(`name:${place}/${generateName}`)}`
  const uid = `${place}/${name}`
  const number = entropy.next(`uid:${uid}`)
  return withMetadata(object, { ...metadata, name, uid: `${uid}#${number}` })
}
