/** The files that the scheduler is compared with, and what comes of it. */
import type { Outcome, Subject } from '../agreement.ts'
import type { Compared } from '../command.ts'
import type { Item } from '../data.ts'
import { FOLDER, casesOf, checked, malformed, readItems } from '../data.ts'
import { compareFilter, compareScore, compareVerdict } from './compare.ts'
import type { FilterCase, RecordedVerdict, ScoreCase, World } from './worlds.ts'

const TESTS = { against: "Kubernetes' own unit tests", version: 'v1.36.2' }

const FILTERS: Subject = { name: 'scheduler-filters', component: 'scheduler: filters', ...TESTS }
const SCORES: Subject = { name: 'scheduler-scores', component: 'scheduler: scores', ...TESTS }
const VERDICTS: Subject = {
  name: 'scheduler-verdicts',
  component: 'scheduler: verdicts and their texts',
  against: 'a real kube-scheduler',
  version: '1.26.5',
}

const PLUGINS = [
  'NodeResourcesFit',
  'TaintToleration',
  'NodeAffinity',
  'NodeUnschedulable',
  'NodeName',
  'NodePorts',
  'PodTopologySpread',
  'InterPodAffinity',
]

export const STANDARD: readonly string[] = [
  ...PLUGINS.map((plugin) => `${FOLDER}/cases/scheduler-filter-${plugin}.json`),
  `${FOLDER}/cases/scheduler-score.json`,
  `${FOLDER}/traces/sched-verdicts-1.26.5-seed7.jsonl`,
]

const WORLD: readonly (keyof World)[] = ['id', 'pod', 'nodes']

const all = <T extends World>(
  item: Item,
  schema: string,
  compare: (c: T) => Outcome,
  fields: readonly (keyof T & string)[],
) =>
  casesOf(item, schema)?.map((value, i) => compare(checked<T>(item.file, `cases[${i}]`, value, [...WORLD, ...fields])))

const comparedWith = (item: Item): Compared => {
  const filters = all<FilterCase>(item, 'scheduler-filter/1', compareFilter, ['plugin', 'existingPods', 'expected'])
  if (filters !== undefined) return { subject: FILTERS, outcomes: filters }
  const scores = all<ScoreCase>(item, 'scheduler-score/1', compareScore, ['plugin', 'expected'])
  if (scores !== undefined) return { subject: SCORES, outcomes: scores }
  if (!('verdict' in item.value)) {
    throw malformed(item.file, 'schema', 'is neither scheduler-filter/1 nor scheduler-score/1, nor is there a verdict')
  }
  const recorded = checked<RecordedVerdict>(`${item.file}:${item.line}`, '', item.value, [
    ...WORLD,
    'existingPods',
    'verdict',
  ])
  return { subject: VERDICTS, outcomes: [compareVerdict(recorded)] }
}

/** One entry per subject that the files speak of. */
export const subjectsIn = (files: readonly string[]): readonly Compared[] => {
  const compared = files.flatMap(readItems).map(comparedWith)
  return [FILTERS, SCORES, VERDICTS].flatMap((subject) => {
    const outcomes = compared.filter((c) => c.subject === subject).flatMap((c) => c.outcomes)
    return outcomes.length === 0 ? [] : [{ subject, outcomes }]
  })
}
