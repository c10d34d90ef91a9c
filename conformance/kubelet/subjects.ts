/** The files that the kubelet and the controllers are compared with, and what comes of it. */
import type { Outcome, Subject } from '../agreement.ts'
import type { Compared } from '../command.ts'
import { compareTable } from '../controllers/tables.ts'
import type { Table } from '../controllers/tables.ts'
import type { Item } from '../data.ts'
import { FOLDER, casesOf, checked, malformed, readItems } from '../data.ts'
import type { PhaseCase } from './phase.ts'
import { comparePhase } from './phase.ts'
import { compareLives } from './replay.ts'

const TESTS = { against: "Kubernetes' own unit tests", version: 'v1.36.2' }

const PHASES: Subject = { name: 'kubelet-phases', component: 'kubelet: pod phases', ...TESTS }
const LIVES: Subject = {
  name: 'kubelet-lives',
  component: 'kubelet: statuses and runtime calls of pods',
  against: 'a real kubelet',
  version: '1.26.5',
}
const ROWS: Subject = { name: 'controllers', component: 'controllers: arithmetic and rules', ...TESTS }

const TRACE = `${FOLDER}/traces/k8s-1.26.5-real-kubelet`

export const STANDARD: readonly string[] = [
  `${FOLDER}/cases/kubelet-getPhase.json`,
  `${FOLDER}/cases/raw-tables.json`,
  `${TRACE}-podlifecycle.jsonl`,
  `${TRACE}-cri-calls.jsonl`,
]

const PHASE_FIELDS = ['id', 'podSpec', 'containerStatusInfo', 'podIsTerminal', 'podHasInitialized', 'expectedPhase']

const phases = (item: Item): readonly Outcome[] | undefined =>
  casesOf(item, 'kubelet-getPhase/1')?.map((value, i) =>
    comparePhase(checked<PhaseCase>(item.file, `cases[${i}]`, value, PHASE_FIELDS)),
  )

const rows = ({ file, value }: Item): readonly Outcome[] | undefined => {
  if (value['schema'] !== 'raw-go-table/1') return undefined
  const { tables } = value
  if (!Array.isArray(tables)) throw malformed(file, 'tables', 'is not a list')
  return tables.flatMap((table, i) => compareTable(checked<Table>(file, `tables[${i}]`, table, ['table', 'cases'])))
}

const isCall = ({ value }: Item): boolean => 'call' in value
const isEntry = ({ value }: Item): boolean => 'type' in value

/** A recorded life comes in two files, the second with the calls that the kubelet made meanwhile. */
const livesIn = (files: readonly string[]): readonly Outcome[] => {
  const all = files.filter((file) => /\.jsonl(\.gz)?$/.test(file)).map(readItems)
  const lives = all.filter((items) => items.some(isEntry))
  const calls = all.filter((items) => items.some(isCall))
  return lives.flatMap((entries, i) => {
    const file = entries[0]?.file ?? ''
    const beside = calls[i]
    if (beside === undefined)
      throw malformed(file, '', 'has no recording of runtime calls beside it; name that file too')
    return compareLives(entries, beside)
  })
}

const tableOutcomes = (file: string): { readonly phases: readonly Outcome[]; readonly rows: readonly Outcome[] } => {
  const [item] = readItems(file)
  if (item === undefined) throw malformed(file, '', 'is empty')
  const found = { phases: phases(item), rows: rows(item) }
  if (found.phases === undefined && found.rows === undefined) {
    throw malformed(file, 'schema', 'is neither kubelet-getPhase/1 nor raw-go-table/1')
  }
  return { phases: found.phases ?? [], rows: found.rows ?? [] }
}

export const subjectsIn = (files: readonly string[]): readonly Compared[] => {
  const tables = files.filter((file) => !/\.jsonl(\.gz)?$/.test(file)).map(tableOutcomes)
  const all: readonly Compared[] = [
    { subject: PHASES, outcomes: tables.flatMap((found) => found.phases) },
    { subject: LIVES, outcomes: livesIn(files) },
    { subject: ROWS, outcomes: tables.flatMap((found) => found.rows) },
  ]
  return all.filter(({ outcomes }) => outcomes.length > 0)
}
