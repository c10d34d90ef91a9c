#!/usr/bin/env node
/**
 * The command line: parses arguments, runs one command, and turns its outcome into an exit status. A command is loaded
 * when it is run: the model and the checker take half a second.
 */
import { Command, CommanderError, Option } from 'commander'
import type { OutputConfiguration } from 'commander'
import type { ReportOptions } from './commands/report.ts'
import type { SpecOptions } from './commands/spec.ts'
import type { TraceOptions } from './commands/trace.ts'
import { FORMATS } from '../reports/formats/formats.ts'
import { InputError, printable } from './input/problem.ts'
import { VERSION } from './version.ts'

/** Exit statuses; see the README. */
export const STATUS = { usage: 2, internal: 4 } as const

const list = (text: string): string[] => text.split(',').map((part) => part.trim()).filter((part) => part !== '')
const collect = (text: string, sofar: string[] | undefined): string[] => [...(sofar ?? []), ...list(text)]

/** What commander says about wrong usage, in one line, with what to do. */
const usageError = (command: string, text: string): string => {
  const [said = '', hint] = text.trim().split(/\n(?=\(Did you mean )/)
  const near = hint?.replace(/^\(Did you mean /, 'did you mean ').replace(/\)$/, '')
  return printable(`${command}: ${said.replace(/^error: /, '').replace(/\.$/, '')}; ${near ?? `see ${command} --help`}`)
}

const errorsOf = (command: string): OutputConfiguration => ({
  outputError: (text, write) => write(`${usageError(command, text)}\n`),
})

const program = (onStatus: (status: number) => void): Command => {
  const root = new Command('kubeproof')
    .description('What is the least bad luck that breaks your Kubernetes manifests?')
    .version(VERSION)
    .exitOverride()
    .configureOutput(errorsOf('kubeproof'))
    .showSuggestionAfterError()
  addCheck(root, onStatus)
  root
    .command('replay')
    .configureOutput(errorsOf('kubeproof replay'))
    .description('replay a counterexample step by step')
    .argument('<file>', 'a counterexample written by check, or - for standard input')
    .option('--json', 'print the replay as JSON')
    .option('--brief', 'print only the steps that matter')
    .action(async (file: string, options: { json?: boolean; brief?: boolean }) =>
      onStatus((await import('./commands/replay.ts')).replayFile(file, options)))
  addReport(root, onStatus)
  addServe(root, onStatus)
  root
    .command('trace')
    .configureOutput(errorsOf('kubeproof trace'))
    .description('does the model admit these recorded runs of a real cluster?')
    .argument('<files...>', 'fault traces, watch events or audit logs, gzipped or not, or - for standard input')
    .option('--audit <file>', 'the audit log of the recorded cluster: who wrote what')
    .option('--steps', 'print every change with the step that explains it')
    .option('--json', 'print the verdicts as JSON')
    .addHelpText('after', '\nExit status: 0 admitted, 1 not admitted, 2 bad input or usage, 3 not decided.')
    .action(async (files: string[], options: TraceOptions) =>
      onStatus((await import('./commands/trace.ts')).traceFiles(files, options)))
  root
    .command('spec')
    .configureOutput(errorsOf('kubeproof spec'))
    .description('print the clauses, the properties that cover them, and their last verdicts')
    .option('--mermaid', 'draw the architecture and the pod-creation protocol')
    .option('--agreement', 'print how far each component agrees with real systems')
    .option('--json', 'print as JSON')
    .action(async (options: SpecOptions) =>
      onStatus((await import('./commands/spec.ts')).showSpec(options)))
  return root
}

const addReport = (root: Command, onStatus: (status: number) => void): void => {
  root
    .command('report')
    .configureOutput(errorsOf('kubeproof report'))
    .description('write results as HTML or in another form')
    .argument('<files...>', 'results written by check --json, or - for standard input')
    .option('--format <name>', `html, ${FORMATS.join(', ')}`, 'html')
    .option('--out <file>', 'where to write it, or - for standard output (html: reports/out/report.html; else -)')
    .option('--against <file>', 'an older result to compare with (html, markdown)')
    .option('--property <name>', 'the promise whose run is told (itf, mermaid); the first broken one otherwise')
    .option('--open', 'show it in a browser')
    .option('--watch', 'write it again whenever a result changes')
    .action(async (files: string[], options: ReportOptions) =>
      onStatus(await (await import('./commands/report.ts')).report(files, options)))
}

const SERVE_HELP = `
Then, in another terminal: export KUBECONFIG=..., and kubectl as ever. Here, at the prompt: help, faults, inject, run, step.
The same over HTTP: curl -X POST '127.0.0.1:PORT/kubeproof/inject?args=power-off-node+n2'`

const addServe = (root: Command, onStatus: (status: number) => void): void => {
  root
    .command('serve')
    .configureOutput(errorsOf('kubeproof serve'))
    .description('serve a modelled cluster over HTTP, for kubectl')
    .argument('[files...]', 'manifests that its user applies first')
    .option('--port <n>', 'port on 127.0.0.1 (0: any free one)')
    .option('--speed <n>', 'how fast time passes (1)')
    .option('--step [n]', 'time stands still but for steps and answers; with --counterexample: begin at step n')
    .option('--counterexample <file>', 'walk through a broken run instead, forwards and back')
    .option('--nodes <n>', 'worker nodes (3)')
    .option('--masters <n>', 'machines of the control plane (1)')
    .option('--etcd <n>', 'etcd members: 1, 3 or 5 (3)')
    .option('--apiservers <n>', 'API servers (1)')
    .option('--zones <n>', 'zones over which the workers are spread (1)')
    .option('--runtime <name>', 'docker or rkt (docker)')
    .option('--control-plane <how>', 'host or containers (host)')
    .option('--defect <name>', 'switch a historic defect on (may be repeated)', collect)
    .addHelpText('after', SERVE_HELP)
    .action(async (files: string[], options: Record<string, unknown>) =>
      onStatus(await (await import('./commands/serve.ts')).serve(files, options)))
}

const CHECK_HELP = `
Defaults are in brackets. The same options may stand in kubeproof.config.yaml, here or in a folder above; the command
line wins. Only there: promises: [{workload: deployment/web, ready: ">= 2", within: 60s, survives: 1}]

Exit status: 0 all holds, 1 a promise is broken, 2 bad input or usage, 3 inconclusive (a bound was hit),
4 internal error, 130 or 143 interrupted.`

const addCheck = (root: Command, onStatus: (status: number) => void): void => {
  root
    .command('check')
    .configureOutput(errorsOf('kubeproof check'))
    .description('check manifests: the least bad luck that breaks each promise')
    .argument('[files...]', 'manifests, directories, or - for standard input')
    .option('-f, --filename <file>', 'a manifest (may be repeated)', collect)
    .option('--nodes <n>', 'worker nodes (3)')
    .option('--masters <n>', 'machines of the control plane (1)')
    .option('--etcd <n>', 'etcd members: 1, 3 or 5 (3)')
    .option('--apiservers <n>', 'API servers (1)')
    .option('--zones <n>', 'zones over which the workers are spread (1)')
    .option('--runtime <name>', 'docker or rkt (docker)')
    .option('--control-plane <how>', 'host or containers (host)')
    .option('--faults <n>', 'largest number of faults in a run (1)')
    .option('--allow <kinds>', 'kinds of faults, separated by commas (all); "list" names them', collect)
    .option('--order <order>', 'nominal, any or asynchronous (nominal)')
    .option('--runs <n>', 'random runs beside the exhaustive search (100)')
    .option('--seed <text>', 'seed of the random runs (kubeproof)')
    .option('--workers <n>', 'threads: one explores, others make the random runs meanwhile (2)')
    .option('--ties <text>', 'lets this text decide between equally good nodes (the first by name)')
    .option('--max-states <n>', 'end the search after so many states (20000000)')
    .option('--time-limit <duration>', 'end the search after so long: 30s, 5m')
    .option('--checkpoint <dir>', 'keep there what exploring finds, and go on from what is there')
    .option('--property <name>', 'check only this property (may be repeated); kubeproof spec names them', (text: string, sofar?: string[]) => [...(sofar ?? []), text])
    .option('--survive <n>', 'faults that a promise of the workload is to survive (1)')
    .option('--defect <name>', 'switch a historic defect on (may be repeated); "list" names them', collect)
    .option('--rollout', 'once they run, give every deployment a new image')
    .option('--strict', 'treat warnings about the input as errors')
    .option('--json', 'print one machine-readable result on stdout')
    .option('--report <file>', 'where to write the HTML report', 'reports/out/report.html')
    .addOption(new Option('--no-suggestions', 'do not try what would help'))
    .addHelpText('after', CHECK_HELP)
    .action(async (files: string[], options: Record<string, unknown>) =>
      onStatus(await (await import('./commands/check.ts')).check(files, options)))
}

const main = async (): Promise<number> => {
  let status = 0
  try {
    await program((s) => {
      status = s
    }).parseAsync(process.argv)
    return status
  } catch (error) {
    return failure(error)
  }
}

const failure = (error: unknown): number => {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? 0 : STATUS.usage
  }
  if (error instanceof InputError) {
    process.stderr.write(`${error.message}\n`)
    return STATUS.usage
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`internal error, please report it: ${text.split('\n').map(printable).join('\n')}\n`)
  return STATUS.internal
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await main()
