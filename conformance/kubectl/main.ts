/**
 * `npm run conformance:kubectl [FILES]`: real kubectls against a served cluster. The newest asks what a recorded one
 * asked of a real server; each of them gets through the sessions of a user.
 */
import type { Outcome } from '../agreement.ts'
import type { Compared } from '../command.ts'
import { conformanceLater } from '../command.ts'
import { FOLDER } from '../data.ts'
import type { Step } from './commands.ts'
import { RECORDED, SESSIONS } from './commands.ts'
import type { RecordedCommand } from './recording.ts'
import { readRecording } from './recording.ts'
import type { Kubectl, Ran } from './runner.ts'
import { Runner, kubectls } from './runner.ts'

const STANDARD = [`${FOLDER}/traces/kubectl-1.32-requests.txt`]
const RECORDED_VERSION = '1.32'
/** Modelled seconds in one of ours. */
const SPEED = 20

const judged = (what: string, { args, says, status = 0 }: Step, ran: Ran): Outcome => {
  if (ran.status === status && says.test(ran.output)) return { what, is: 'agreed' }
  const output = JSON.stringify(ran.output.slice(0, 400))
  const how = `kubectl ${args.join(' ')}: status ${ran.status} (expected ${status}), said ${output}`
  return { what, is: 'differed', reason: null, how }
}

const lines = (requests: readonly { readonly method: string; readonly path: string }[]): string => {
  // Watches and polls may come once more; which comes first of two at once, nobody says.
  const all = new Set(requests.map(({ method, path }) => `${method} ${path}`))
  return [...all].sort().join('\n')
}

const sameRequests = (name: string, recorded: RecordedCommand, ran: Ran): Outcome => {
  const what = `${name}: its requests`
  const [wanted, found] = [lines(recorded.requests), lines(ran.requests)]
  return wanted === found
    ? { what, is: 'agreed' }
    : { what, is: 'differed', reason: null, how: `recorded ${JSON.stringify(wanted)}, here ${JSON.stringify(found)}` }
}

const replayed = async (file: string, kubectl: Kubectl): Promise<readonly Outcome[]> => {
  const runner = new Runner(kubectl)
  await runner.start(SPEED)
  const outcomes: Outcome[] = []
  for (const command of readRecording(file)) {
    const step = Object.hasOwn(RECORDED, command.name) ? RECORDED[command.name] : undefined
    if (step === undefined) {
      outcomes.push({ what: command.name, is: 'skipped', reason: 'nobody knows which command this was' })
      continue
    }
    const ran = await runner.run(step.args, step.ms)
    outcomes.push(judged(command.name, step, ran), sameRequests(command.name, command, ran))
  }
  runner.stop()
  return outcomes
}

const lived = async (kubectl: Kubectl): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = []
  for (const [name, steps] of Object.entries(SESSIONS)) {
    const runner = new Runner(kubectl)
    await runner.start(SPEED)
    for (const step of steps) {
      outcomes.push(
        judged(
          `kubectl ${kubectl.version}, ${name}: ${step.args.join(' ')}`,
          step,
          await runner.run(step.args, step.ms),
        ),
      )
    }
    runner.stop()
  }
  return outcomes
}

const compareAll = async (files: readonly string[]): Promise<readonly Compared[]> => {
  const found = kubectls()
  const recorder = found.find(({ version }) => version === RECORDED_VERSION) ?? found.at(-1)
  const missing: Outcome = { what: 'kubectl', is: 'skipped', reason: 'there is no kubectl on the path' }
  const requests: Outcome[] = []
  for (const file of files) requests.push(...(recorder === undefined ? [missing] : await replayed(file, recorder)))
  const sessions: Outcome[] = []
  for (const kubectl of found) sessions.push(...(await lived(kubectl)))
  const versions = found.map(({ version }) => version).join(', ')
  return [
    {
      subject: {
        name: 'kubectl-requests',
        component: 'API server',
        against: 'the requests of a recorded kubectl',
        version: `kubectl ${RECORDED_VERSION}, Kubernetes 1.26.5`,
      },
      outcomes: requests,
    },
    {
      subject: {
        name: 'kubectl-sessions',
        component: 'API server',
        against: 'sessions of real kubectls',
        version: `kubectl ${versions}`,
      },
      outcomes: found.length === 0 ? [missing] : sessions,
    },
  ]
}

process.exitCode = await conformanceLater(process.argv.slice(2), STANDARD, compareAll)
