/** Every way of tampering with a recording, by name. */
import { AUTHOR_WAYS } from './author-ways.ts'
import { STORE_WAYS } from './store-ways.ts'
import type { Way } from './tools.ts'

export const WAYS: { readonly [name: string]: Way } = { ...STORE_WAYS, ...AUTHOR_WAYS }
