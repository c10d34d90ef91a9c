/** `npm run conformance:apiserver [FILES]`: recorded probes of a real API server, asked again of the served model. */
import { InProcess } from '../../cli/serve/in-process.ts'
import type { Outcome } from '../agreement.ts'
import type { Compared } from '../command.ts'
import { conformanceLater } from '../command.ts'
import { FOLDER } from '../data.ts'
import { Versions, compared } from './compare.ts'
import { PROBES } from './probes.ts'
import { readRecording } from './recording.ts'

const STANDARD = [`${FOLDER}/traces/apiserver-semantics-1.26.5.txt`]

const outcomesOf = async (file: string): Promise<readonly Outcome[]> => {
  const server = new InProcess()
  await server.start()
  const versions = { theirs: new Versions(), ours: new Versions() }
  const outcomes: Outcome[] = []
  for (const { title, seen } of readRecording(file)) {
    const probe = Object.hasOwn(PROBES, title) ? PROBES[title] : undefined
    outcomes.push(
      probe === undefined
        ? { what: title, is: 'skipped', reason: 'no probe of this title is known' }
        : compared(title, seen, await probe(server), versions),
    )
  }
  server.stop()
  return outcomes
}

const compareAll = async (files: readonly string[]): Promise<readonly Compared[]> => {
  const outcomes: Outcome[] = []
  for (const file of files) outcomes.push(...(await outcomesOf(file)))
  const subject = {
    name: 'apiserver',
    component: 'API server',
    against: 'probes of a real API server',
    version: 'Kubernetes 1.26.5',
  }
  return [{ subject, outcomes }]
}

process.exitCode = await conformanceLater(process.argv.slice(2), STANDARD, compareAll)
