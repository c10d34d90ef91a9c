/** The version of the tool, as package.json has it, and where the package is. */
import { existsSync, readFileSync } from 'node:fs'

const findPackage = (url: URL): URL =>
  existsSync(new URL('package.json', url)) ? url : findPackage(new URL('../', url))

/** The folder of package.json, whether the tool runs from its sources or from what was built. */
export const PACKAGE = findPackage(new URL('./', import.meta.url))

const { version }: { version: string } = JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8'))

export const VERSION = version
