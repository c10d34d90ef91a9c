/** `kubeproof check`: reads manifests, searches in a worker thread, prints and writes what was found. */
import { DEFECTS } from '../../model/defects.ts'
import { FAULTS, FAULT_KINDS } from '../../model/fault-kinds.ts'
import type { Command } from '../../model/kubectl.ts'
import { DEFECT_STORIES } from '../../properties/defects.ts'
import { unknownWorkloads } from '../../properties/promises.ts'
import { htmlReport } from '../../reports/html/page.ts'
import type { ResultFile } from '../../reports/result.ts'
import { terminalReport } from '../../reports/terminal.ts'
import { build } from '../../scenarios/scenario.ts'
import type { World } from '../../scenarios/scenario.ts'
import { InputError, formatProblem, printable } from '../input/problem.ts'
import type { Workload } from '../input/read.ts'
import { nameForUser, readManifests } from '../input/read.ts'
import { readSources } from '../input/source.ts'
import type { Finished, Job } from '../job.ts'
import type { Options } from '../options.ts'
import { findConfig, readOptions, settingsOf } from '../options.ts'
import { paint } from '../paint.ts'
import { checkWritable, writeText } from '../output.ts'
import { runInWorker } from '../search-thread.ts'
import { VERSION } from '../version.ts'

const STATUS_OF = { holds: 0, broken: 1, inconclusive: 3 } as const

export const check = async (files: readonly string[], raw: Readonly<Record<string, unknown>>): Promise<number> => {
  if (asksForList(raw.defect)) return printList(DEFECTS.map((name) => [name, `${DEFECT_STORIES[name].story} (${DEFECT_STORIES[name].source})`]))
  if (asksForList(raw.allow)) return printList(FAULT_KINDS.map((kind) => [kind, FAULTS[kind]]))
  const { filename, json, report, suggestions, ...rest } = raw
  const paths = [...files, ...(Array.isArray(filename) ? filename.map(String) : [])]
  if (paths.length === 0) {
    throw new InputError([{ file: 'check', text: 'needs manifests; try: kubeproof check examples/web.yaml' }])
  }
  const options = readOptions(rest, findConfig(process.cwd()))
  const workload = readManifests(readSources(paths))
  const warnings = workload.warnings.map(formatProblem)
  if (options.strict && warnings.length > 0) throw new InputError(workload.warnings)
  const reportPath = String(report)
  checkWritable(reportPath)
  const job = jobOf(workload, options, warnings, suggestions !== false)
  refuseUnknown(job, workload, options)
  const { finished, signal } = await runInWorker(job)
  return present(finished, { json: json === true, reportPath, signal })
}

const asksForList = (value: unknown): boolean => Array.isArray(value) && value.includes('list')

const printList = (rows: readonly (readonly [string, string])[]): number => {
  const width = Math.max(...rows.map(([name]) => name.length))
  for (const [name, text] of rows) process.stdout.write(`${name.padEnd(width)}  ${text}\n`)
  return 0
}

const jobOf = (workload: Workload, options: Options, warnings: readonly string[], suggest: boolean): Job => {
  const { topology } = settingsOf(options)
  const script = workload.objects.map((object): Command => ({ do: 'apply', object }))
  const world: World = {
    cluster: topology,
    defects: options.defect,
    script,
    promises: options.promises,
    order: options.order,
    allow: options.allow === undefined ? FAULT_KINDS : FAULT_KINDS.filter((k) => options.allow?.includes(k)),
  }
  return {
    world,
    faults: options.faults,
    maxStates: options.maxStates,
    timeLimit: options.timeLimit ?? null,
    runs: options.runs,
    seed: options.seed,
    properties: options.property ?? null,
    survive: options.survive ?? options.survives ?? 1,
    suggest,
    version: VERSION,
    input: {
      files: [...workload.files],
      objects: workload.objects.map(nameForUser),
      warnings: [...warnings],
      cluster: `${topology.masters} master, ${topology.nodes.length} workers, ${topology.etcd} etcd members, ${topology.apiservers} API server, ${topology.runtime}`,
      command: `kubeproof check ${workload.files.join(' ')} --faults ${options.faults}`,
    },
  }
}

const refuseUnknown = (job: Job, workload: Workload, options: Options): void => {
  const [missing] = unknownWorkloads(workload.objects, options.promises)
  if (missing !== undefined) {
    const text = `promises something about ${missing.workload}, which is not in the input`
    throw new InputError([{ file: 'kubeproof.config.yaml', path: 'promises', text }])
  }
  if (job.properties === null) return
  const names = build(job.world).properties.map(({ name }) => name)
  const unknown = job.properties.find((name) => !names.includes(name))
  if (unknown === undefined) return
  const near = names.filter((name) => name.includes(unknown.slice(0, 8))).slice(0, 3)
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `one of: ${names.join(', ')}`
  throw new InputError([{ file: '--property', text: `there is no property ${unknown}; ${hint}` }])
}

interface Presentation {
  readonly json: boolean
  readonly reportPath: string
  readonly signal: 'SIGINT' | 'SIGTERM' | null
}

const present = ({ result, counterexamples }: Finished, { json, reportPath, signal }: Presentation): number => {
  for (const { file, path } of counterexamples) writeText(path, `${JSON.stringify(file, null, 1)}\n`)
  writeText(reportPath, htmlReport(result))
  writeText('reports/out/result.json', resultText(result))
  if (json) process.stdout.write(resultText(result))
  else {
    const colours = paint(process.stdout)
    process.stdout.write(`${terminalReport(result, colours)}\nReport: ${printable(reportPath)}\n`)
  }
  if (signal === 'SIGINT') return 130
  if (signal === 'SIGTERM') return 143
  return STATUS_OF[result.verdict]
}

const resultText = (result: ResultFile): string => `${JSON.stringify(result)}\n`
