/** The prompt of a served cluster: commands from standard input, answers on standard output. */
import { createInterface } from 'node:readline'
import { printable } from '../input/problem.ts'
import type { Control } from './control.ts'

/** Resolves when the user quits. The end of the input is no wish to quit: a server may have none. */
export const prompt = (control: Control): Promise<void> => {
  const lines = createInterface({
    input: process.stdin,
    output: process.stdin.isTTY ? process.stdout : undefined,
    prompt: 'kubeproof> ',
  })
  lines.prompt()
  return new Promise((quit) => {
    lines.on('line', (line) => {
      const [name = '', ...words] = line.trim().split(/\s+/)
      if (name === 'quit' || name === 'exit') {
        lines.close()
        quit()
        return
      }
      if (name !== '') for (const said of control.run(name, words).lines) process.stdout.write(`${printable(said)}\n`)
      lines.prompt()
    })
    lines.on('SIGINT', () => quit())
  })
}
