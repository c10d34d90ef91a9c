/** Parts of the README that are generated stand between two comments. */
import { readFileSync, writeFileSync } from 'node:fs'
import { PACKAGE } from './version.ts'

const README = new URL('README.md', PACKAGE)

export const writeSection = (begin: string, end: string, body: string): void => {
  const text = readFileSync(README, 'utf8')
  const [head = '', rest] = text.split(begin)
  const tail = rest?.split(end)[1]
  if (tail === undefined) throw new Error(`the README has no place between ${begin} and ${end}`)
  writeFileSync(README, `${head}${begin}\n${body}\n${end}${tail}`)
}
