/** The report page's own code, which `npm run build` makes, and the names by which its policy allows it. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { PageCode } from '../reports/html/page.ts'

/** Beside the built program; from the sources, where the build puts it. */
const PLACES = ['../page/page.js', '../dist/page/page.js']

/** Without it a report is complete but stands still: there is nothing to step through. */
const readScript = (): string => {
  const found = PLACES.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(url))
  // Nothing in it may end the element that it stands in.
  return found === undefined
    ? ''
    : readFileSync(found, 'utf8')
        .replace(/<\/script/gi, '<\\/script')
        .replace(/<!--/g, '<\\!--')
}

export const pageCode = (): PageCode => ({
  script: readScript(),
  hash: (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`,
})
