/** `kubeproof check`: reads manifests, searches in a worker thread, prints and writes what was found. */
import { CheckpointError } from '../../checker/index.ts'
import { openFolder } from '../../checkpoint/index.ts'
import { plural } from '../../reports/plural.ts'
import { DEFECTS } from '../../model/defects.ts'
import { FAULTS, FAULT_KINDS } from '../../model/fault-kinds.ts'
import type { Command } from '../../model/kubectl.ts'
import { keyOf } from '../../model/objects.ts'
import type { Topology } from '../../model/settings.ts'
import { DEFECT_STORIES } from '../../properties/defects.ts'
import { unknownWorkloads } from '../../properties/promises.ts'
import { htmlReport } from '../../reports/html/page.ts'
import type { ResultFile } from '../../reports/result.ts'
import { terminalReport } from '../../reports/terminal.ts'
import { build } from '../../scenarios/scenario.ts'
import type { World } from '../../scenarios/scenario.ts'
import { didYouMean } from '../input/did-you-mean.ts'
import type { Problem } from '../input/problem.ts'
import { InputError, formatProblem, printable } from '../input/problem.ts'
import type { Workload } from '../input/read.ts'
import { nameForUser, readManifests } from '../input/read.ts'
import { readSources } from '../input/source.ts'
import type { Finished, Job } from '../job.ts'
import type { Options, ReadOptions } from '../options.ts'
import { findConfig, readOptions, schedulingOf, settingsOf } from '../options.ts'
import { paint } from '../paint.ts'
import { checkWritable, jsonText, writeText } from '../output.ts'
import { pageCode } from '../page-code.ts'
import { runInWorker } from '../search-thread.ts'
import type { Outcome } from '../search-thread.ts'
import { VERSION } from '../version.ts'

/** Where `kubeproof spec` looks for the last verdicts. */
const RESULT = 'reports/out/result.json'

const STATUS_OF = { holds: 0, broken: 1, inconclusive: 3 } as const

export const check = async (files: readonly string[], raw: Readonly<Record<string, unknown>>): Promise<number> => {
  if (asksForList(raw.defect)) return printList(DEFECTS.map((name) => [name, `${DEFECT_STORIES[name].story} (${sourceText(DEFECT_STORIES[name].source)})`]))
  if (asksForList(raw.allow)) return printList(FAULT_KINDS.map((kind) => [kind, FAULTS[kind]]))
  const { filename, json, report, suggestions, ...rest } = raw
  const paths = [...files, ...(Array.isArray(filename) ? filename.map(String) : [])]
  if (paths.length === 0) {
    throw new InputError([{ file: 'check', text: 'needs manifests; try: kubeproof check examples/web.yaml' }])
  }
  const { options, placeOf } = readOptions(rest, findConfig(process.cwd()))
  const workload = readManifests(readSources(paths))
  const warnings = workload.warnings.map(formatProblem)
  if (options.strict && warnings.length > 0) throw new InputError(workload.warnings)
  const job = jobOf(workload, options, warnings, suggestions !== false)
  refuseUnknown(job, workload, { options, placeOf })
  const reportPath = String(report)
  for (const path of [reportPath, RESULT]) checkWritable(path)
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`)
  const { finished, signal } = await searched(job)
  return present(finished, { json: json === true, reportPath, signal })
}

/** Nobody else writes its checkpoint meanwhile. */
const searched = async (job: Job): Promise<Outcome> => {
  if (job.checkpoint === undefined) return runInWorker(job)
  const { checkpoint: file } = job
  try {
    const { close } = openFolder(file)
    return await runInWorker(job).finally(close)
  } catch (error) {
    throw error instanceof CheckpointError ? new InputError([{ file, text: error.message }]) : error
  }
}

/** `k123` and `e123` are issues of kubernetes/kubernetes and etcd-io/etcd. */
const sourceText = (source: string): string =>
  source.replace(/\bk(\d+)/g, 'kubernetes#$1').replace(/\be(\d+)/g, 'etcd#$1')

const asksForList = (value: unknown): boolean => Array.isArray(value) && value.includes('list')

const printList = (rows: readonly (readonly [string, string])[]): number => {
  const width = Math.max(...rows.map(([name]) => name.length))
  for (const [name, text] of rows) process.stdout.write(`${name.padEnd(width)}  ${text}\n`)
  return 0
}

const jobOf = (workload: Workload, options: Options, warnings: readonly string[], suggest: boolean): Job => {
  const { topology } = settingsOf(options)
  const applied = workload.objects.map((object): Command => ({ do: 'apply', object }))
  const script = options.rollout ? [...applied, ...rollouts(workload)] : applied
  const world: World = {
    cluster: topology,
    ...(options.ties === undefined ? {} : { scheduling: schedulingOf(options) }),
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
    workers: options.workers,
    properties: options.property ?? null,
    survive: options.survive ?? options.survives ?? 1,
    suggest,
    ...(options.checkpoint === undefined ? {} : { checkpoint: options.checkpoint }),
    version: VERSION,
    input: {
      files: [...workload.files],
      objects: workload.objects.map(nameForUser),
      places: [...workload.places].map(([object, { file, line }]) => ({ object, file, line: line ?? 1 })),
      warnings: [...warnings],
      cluster: clusterText(topology),
      command: ['kubeproof', ...process.argv.slice(2)].map(quoted).join(' '),
    },
  }
}

/** Long enough for pods to run and be ready; what takes longer is rolled out while it starts. */
const UNTIL_ROLLOUT_S = 120

const rollouts = ({ objects }: Workload): readonly Command[] => {
  const deployments = objects.filter(({ kind }) => kind === 'Deployment')
  const changes = deployments.map((object): Command => ({
    do: 'set-image',
    resource: 'deployments',
    key: keyOf(object),
    image: 'kubeproof-rollout',
  }))
  return changes.length === 0 ? [] : [{ do: 'wait', seconds: UNTIL_ROLLOUT_S }, ...changes]
}

const clusterText = ({ masters, nodes, etcd, apiservers, runtime, controlPlane }: Topology): string => {
  const parts = [
    plural(masters, 'master'),
    plural(nodes.length, 'worker'),
    plural(etcd, 'etcd member'),
    plural(apiservers, 'API server'),
    runtime,
  ]
  return [...parts, ...(controlPlane === 'containers' ? ['control plane in containers'] : [])].join(', ')
}

/** For a shell: quoted where it needs to be. */
const quoted = (word: string): string =>
  /^[\w./:=@,%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

const refuseUnknown = (job: Job, workload: Workload, { options, placeOf }: ReadOptions): void => {
  const missing = unknownWorkloads(workload.objects, options.promises)
  refuse(
    options.promises.flatMap((promise, i) => {
      if (!missing.includes(promise)) return []
      const near = didYouMean(promise.workload, workload.objects.map(nameForUser))
      const hint = near === null ? 'add its manifest' : `did you mean ${near}?`
      const text = `${promise.workload} is no workload of the input; ${hint}`
      return [{ ...placeOf(['promises', i, 'workload']), text }]
    }),
  )
  if (job.properties === null) return
  const { properties } = build(job.world)
  const names = properties.map(({ name }) => name)
  refuse(
    job.properties
      .filter((name) => !names.includes(name))
      .map((name) => {
        const near = didYouMean(name, names)
        const own = names.filter((known) => known.includes('/')).map((known) => `"${known}"`)
        const hint = near === null ? ['see kubeproof spec', ...own].join(', or ') : `did you mean ${near}?`
        return { ...placeOf(['property']), text: `there is no property ${name}; ${hint}` }
      }),
  )
}

const refuse = (problems: readonly Problem[]): void => {
  if (problems.length > 0) throw new InputError(problems)
}

interface Presentation {
  readonly json: boolean
  readonly reportPath: string
  readonly signal: 'SIGINT' | 'SIGTERM' | null
}

const present = ({ result, counterexamples }: Finished, { json, reportPath, signal }: Presentation): number => {
  for (const { file, path } of counterexamples) writeText(path, `${JSON.stringify(file, null, 1)}\n`)
  writeText(reportPath, htmlReport([result], pageCode()))
  writeText(RESULT, resultText(result))
  if (json) process.stdout.write(resultText(result))
  else {
    const colours = paint(process.stdout)
    // The warnings were on stderr before the search began.
    const shown = { ...result, input: { ...result.input, warnings: [] } }
    process.stdout.write(`${terminalReport(shown, colours)}\nReport: ${printable(reportPath)}\n`)
  }
  if (signal === 'SIGINT') return 130
  if (signal === 'SIGTERM') return 143
  return STATUS_OF[result.verdict]
}

const resultText = (result: ResultFile): string => `${jsonText(result)}\n`
