import { COLOURS } from './colours.ts'
import { DOCUMENT } from './document.ts'
import { EXPLORER } from './explorer.ts'

export const STYLE = `${COLOURS}${DOCUMENT}${EXPLORER}`
