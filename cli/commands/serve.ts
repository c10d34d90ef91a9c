/** `kubeproof serve`: a modelled cluster behind a real HTTP API, for kubectl and for anybody who wants to look. */
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { z } from 'zod'
import type { ClusterMachine } from '../../model/cluster.ts'
import { clusterMachine } from '../../model/cluster.ts'
import type { Command } from '../../model/kubectl.ts'
import { InputError, formatProblem, printable } from '../input/problem.ts'
import { readManifests } from '../input/read.ts'
import { readSources } from '../input/source.ts'
import { findConfig, readOptions, settingsOf } from '../options.ts'
import { Control } from '../serve/control.ts'
import { httpServer } from '../serve/http.ts'
import { writeKubeconfig } from '../serve/kubeconfig.ts'
import { prompt } from '../serve/prompt.ts'
import { recordedRun } from '../serve/recorded-run.ts'
import { PLAIN } from '../serve/rest/kinds.ts'
import type { RecordedStep } from '../serve/session.ts'
import { Session } from '../serve/session.ts'

const TICK_MS = 20
const LOOPBACK = '127.0.0.1'

const wholeNumber = (max: number, what: string) =>
  z.coerce.number({ error: what }).int(what).min(0, what).max(max, what)
const FASTNESS = 'must be a number above 0 and up to 10000, such as 1 or 20'

const ownOptions = z.looseObject({
  port: wholeNumber(65_535, 'must be a port from 0 (any free one) to 65535').default(0),
  speed: z.coerce.number({ error: FASTNESS }).positive(FASTNESS).max(10_000, FASTNESS).default(1),
  step: z.union([z.literal(true), wholeNumber(1_000_000, 'must be the number of a step')]).exactOptional(),
  counterexample: z.string().exactOptional(),
})

type OwnOptions = z.output<typeof ownOptions>

const readOwn = (raw: Readonly<Record<string, unknown>>): OwnOptions => {
  const read = ownOptions.safeParse(raw)
  if (read.success) return read.data
  throw new InputError(read.error.issues.map(({ path, message }) => ({ file: `--${path.join('.')}`, text: message })))
}

interface Ground {
  readonly machine: ClusterMachine
  readonly recorded: readonly RecordedStep[]
}

/** A booted cluster whose user applies the manifests. */
const living = (files: readonly string[], raw: Readonly<Record<string, unknown>>): Ground => {
  const { options } = readOptions(raw, findConfig(process.cwd()))
  const workload = files.length === 0 ? { objects: [], warnings: [] } : readManifests(readSources(files))
  for (const warning of workload.warnings) process.stderr.write(`warning: ${formatProblem(warning)}\n`)
  const script = workload.objects.map((object): Command => ({ do: 'apply', object }))
  const settings = { ...settingsOf(options), served: PLAIN }
  return { machine: clusterMachine({ settings, script, order: 'nominal', allow: [] }), recorded: [] }
}

const walked = (file: string, files: readonly string[]): Ground => {
  if (files.length > 0) {
    throw new InputError([{ file: '--counterexample', text: 'brings its own manifests; leave the others out' }])
  }
  const { built, steps } = recordedRun(file)
  return { machine: built.machine, recorded: steps }
}

const listening = (server: Server, port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new InputError([
          { file: '--port', text: `${port} cannot be listened on: ${error.message}; choose another port` },
        ]),
      )
    })
    server.listen(port, LOOPBACK, () => {
      const { port: chosen } = server.address() as AddressInfo
      resolve(`http://${LOOPBACK}:${chosen}`)
    })
  })

const RECORDED = '`step`, `back`, `goto N`, `continue`, `help`, `quit`'

const greeting = (url: string, kubeconfig: string, { recorded }: Session): readonly string[] => [
  `serving a modelled cluster at ${url}`,
  `kubeconfig: ${kubeconfig}`,
  '',
  `  export KUBECONFIG=${kubeconfig}`,
  '  kubectl get nodes',
  '',
  recorded.length === 0
    ? 'Here: `inject power-off-node n2`, `run 30s`, `faults`, `help`, `quit`.'
    : `A recorded run of ${recorded.length - 1} steps. Here: ${RECORDED}.`,
]

const interrupted = (): Promise<number> =>
  new Promise((resolve) => {
    process.once('SIGINT', () => resolve(130))
    process.once('SIGTERM', () => resolve(143))
  })

export const serve = async (files: readonly string[], raw: Readonly<Record<string, unknown>>): Promise<number> => {
  const { port, speed, step, counterexample, ...rest } = readOwn(raw)
  const { machine, recorded } = counterexample === undefined ? living(files, rest) : walked(counterexample, files)
  const isStepped = step !== undefined || counterexample !== undefined
  const session = new Session({ machine, epoch: Date.now(), speed: isStepped ? null : speed, recorded })
  if (typeof step === 'number') session.walkTo(step)
  const control = new Control(session)
  const server = httpServer(session, control)
  const url = await listening(server, port)
  const kubeconfig = writeKubeconfig(url)
  const clock = setInterval(() => session.tick(performance.now()), TICK_MS)
  for (const line of greeting(url, kubeconfig.path, session)) process.stdout.write(`${printable(line)}\n`)
  const status = await Promise.race([prompt(control).then(() => 0), interrupted()])
  clearInterval(clock)
  kubeconfig.remove()
  server.closeAllConnections()
  server.close()
  process.stdin.destroy()
  return status
}
