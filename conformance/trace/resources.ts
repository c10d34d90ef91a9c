/** Names of kinds and resources as recordings have them, where they are the model's. */
import type { Resource } from '../../model/objects.ts'
import { RESOURCES } from '../../model/objects.ts'

const NAMES: readonly Resource[] = Object.values(RESOURCES)

export const isResource = (name: string): name is Resource => NAMES.some((known) => known === name)

/** `pods` for `Pod`; undefined: a kind that the model does not have. */
export const resourceNamed = (kind: string): Resource | undefined =>
  Object.entries(RESOURCES).find(([name]) => name === kind)?.[1]
