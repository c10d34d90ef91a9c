/**
 * `npm run conformance:etcd`: the etcd reducer beside a real etcd, which is started on loopback in a temporary
 * folder. Ends with `agreed N, differed M, skipped K`; exit status 1 if a difference has no written reason, 2 for
 * bad usage.
 */
import { InputError } from '../../cli/input/problem.ts'
import { agreementOf } from '../agreement.ts'
import type { Agreement, Outcome } from '../agreement.ts'
import { publish } from '../publish.ts'
import { campaignsFor, confirmed, search } from './campaigns.ts'
import type { Campaign, Found } from './campaigns.ts'
import { etcdVersion, hasEtcdctl } from './members.ts'
import { BadUsage, USAGE, optionsIn } from './options.ts'
import type { Options } from './options.ts'
import { huntPlanted } from './planted.ts'
import { compareRecording } from './recordings.ts'
import type { Difference } from './tally.ts'

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const progress = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const scriptOf = ({ message, script }: Difference): string => [message, ...script.map((line) => `    ${line}`)].join('\n  ')

const sinceText = (start: number): string => `${((Date.now() - start) / 1_000).toFixed(1)} s`

const tellDifference = async (campaign: Campaign, found: Found): Promise<Outcome> => {
  const again = await confirmed(campaign, found, null)
  say(scriptOf(again ?? found.difference))
  say(again === null ? '  (not seen again on a new cluster: it depends on timing)' : '  (seen again on a new cluster)')
  const how = found.difference.message.replace(/\s*\n\s*/g, '; ')
  return { what: campaign.title, is: 'differed', reason: null, how }
}

const compareLive = async ({ seed, operations, faultOperations }: Options, version: string): Promise<Agreement> => {
  const outcomes: Outcome[] = []
  const canRestore = hasEtcdctl()
  if (!canRestore) progress('etcdctl is not installed: no snapshot is restored (Debian: apt-get install etcd-client)')
  for (const campaign of campaignsFor({ operations, faultOperations }, canRestore)) {
    const start = Date.now()
    const { tally, found } = await search(campaign, seed, null)
    for (const outcome of tally.outcomes) outcomes.push(outcome)
    const { title, members } = campaign
    progress(`${title}, ${members} member${members > 1 ? 's' : ''}: ${tally.operations} operations in ${sinceText(start)}`)
    if (found === null) continue
    outcomes.push(await tellDifference(campaign, found))
    break
  }
  return agreementOf({ name: 'etcd', component: 'etcd', against: 'etcd-server, 1 and 3 members', version }, outcomes)
}

const compareRecordings = (files: readonly string[]): Agreement =>
  agreementOf(
    { name: 'etcd-recordings', component: 'etcd', against: 'recorded answers', version: 'as recorded' },
    files.flatMap(compareRecording),
  )

const huntAll = async ({ planted, seed }: Options): Promise<number> => {
  let missed = 0
  for (const defect of planted) {
    const start = Date.now()
    const { found, operations } = await huntPlanted(defect, seed)
    missed += found === null ? 1 : 0
    say(`${found === null ? 'MISSED' : 'found '} ${defect}: ${operations} operations, ${sinceText(start)}`)
    if (found !== null) say(`  ${scriptOf(found.difference)}`)
  }
  say(`planted: ${planted.length - missed} found, ${missed} missed`)
  return missed === 0 ? 0 : 1
}

const main = async (args: readonly string[]): Promise<number> => {
  const options = optionsIn(args)
  if (options === null) {
    say(USAGE)
    return 0
  }
  if (options.recordings.length > 0) return publish([compareRecordings(options.recordings)], { isWhole: false })
  const version = etcdVersion()
  if (version === null) {
    progress('etcd is not installed, so nothing was compared (Debian: apt-get install etcd-server etcd-client)')
    say('agreed 0, differed 0, skipped 1')
    return 1
  }
  if (options.planted.length > 0) return huntAll(options)
  return publish([await compareLive(options, version)], { isWhole: options.operations >= 10_000 && options.faultOperations >= 300 })
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const isUsage = error instanceof BadUsage || error instanceof InputError
  progress(isUsage ? error.message : `internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  process.exitCode = isUsage ? 2 : 4
}
