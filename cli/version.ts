/** The version of the tool, as package.json has it. */
import { readFileSync } from 'node:fs'

const findPackage = (url: URL): string => {
  try {
    return readFileSync(new URL('package.json', url), 'utf8')
  } catch {
    return findPackage(new URL('../', url))
  }
}

const { version }: { version: string } = JSON.parse(findPackage(new URL('./', import.meta.url)))

export const VERSION = version
