/**
 * `npm run defects`: hunts every historic defect of the corpus and ends with `N found, M missed`. With `--write` the
 * track record in the README is written anew.
 */
import { DEFECT_STORIES } from '../properties/defects.ts'
import type { HuntedDefect } from './hunt.ts'
import { hunt, isFound } from './hunt.ts'
import { writeSection } from './readme.ts'
import { DEFECT_SCENARIOS } from '../scenarios/defects.ts'

const BEGIN = '<!-- track record: npm run defects -- --write -->'
const END = '<!-- end of track record -->'

const line = (hunted: HuntedDefect): string => {
  const { defect, property, faults, steps, states, explanation } = hunted
  const how = [
    hunted.byExploring ? '' : 'not by exploring',
    hunted.bySampling ? '' : 'not by sampling',
    hunted.holdsWithout ? '' : 'breaks without the defect too',
    hunted.isSameRun ? '' : 'seeds end in different runs',
  ].filter((part) => part !== '')
  const mark = isFound(hunted) ? 'found ' : 'MISSED'
  const figures = `${faults ?? '-'} faults, ${steps ?? '-'} steps, ${states} states`
  return `${mark} ${defect.padEnd(26)} ${property.padEnd(40)} ${figures}${how.length > 0 ? ` (${how.join('; ')})` : ''}\n         ${explanation}`
}

/** `k123` and `e123` are issues of kubernetes/kubernetes and etcd-io/etcd. */
const sourceText = (source: string): string =>
  source.replace(/\bk(\d+)/g, 'kubernetes#$1').replace(/\be(\d+)/g, 'etcd#$1')

const row = ({ defect, property, faults, steps, states }: HuntedDefect): string => {
  const { story, source } = DEFECT_STORIES[defect]
  return `| \`${defect}\` | ${sourceText(source)} | ${story} | \`${property}\` | ${faults} | ${steps} | ${states.toLocaleString('en')} |`
}

const table = (all: readonly HuntedDefect[]): string =>
  [
    '| Defect | Source | What happened | Property that catches it | Faults | Steps | States searched |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...all.filter(isFound).map(row),
  ].join('\n')

const main = (args: readonly string[]): number => {
  const only = args.filter((arg) => !arg.startsWith('--'))
  const chosen = DEFECT_SCENARIOS.filter(({ defect }) => only.length === 0 || only.includes(defect))
  const all = chosen.map((scenario) => {
    const hunted = hunt(scenario)
    process.stdout.write(`${line(hunted)}\n`)
    return hunted
  })
  const found = all.filter(isFound).length
  const same = all.filter(({ isSameRun }) => isSameRun).length
  process.stdout.write(`two seeds end in the same shortest run for ${same} of ${all.length}\n`)
  if (args.includes('--write')) writeSection(BEGIN, END, table(all))
  process.stdout.write(`${found} found, ${all.length - found} missed\n`)
  return found === all.length ? 0 : 1
}

process.exitCode = main(process.argv.slice(2))
