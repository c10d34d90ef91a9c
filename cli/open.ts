/** Shows a file in the user's browser, by the program that the system has for it. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { printable } from './input/problem.ts'

const OPENERS: { readonly [platform: string]: readonly [string, ...string[]] } = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}

/** That nothing can be opened, as on a server, is told and is no failure: the file stands. */
export const openInBrowser = (path: string): void => {
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open']
  const url = pathToFileURL(resolve(path)).href
  const child = spawn(program, [...args, url], { detached: true, stdio: 'ignore' })
  child.on('error', () => process.stderr.write(`cannot open a browser here; open ${printable(url)} yourself\n`))
  child.unref()
}
