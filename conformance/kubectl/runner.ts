/** Runs kubectl against a served cluster, and listens to what it asks. */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { InProcess } from '../../cli/serve/in-process.ts'
import { writeKubeconfig } from '../../cli/serve/kubeconfig.ts'
import { MANIFESTS } from './manifests.ts'
import type { Asked } from './recording.ts'
import { masked } from './recording.ts'

export interface Kubectl {
  readonly version: string
  readonly path: string
}

const MINORS = ['1.27', '1.28', '1.29', '1.30', '1.31', '1.32', '1.33']

/** `kubectl` on the path, and beside it those that carry their version in their name. */
export const kubectls = (): readonly Kubectl[] => {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = folders.map((folder) => join(folder, 'kubectl')).find((path) => existsSync(path))
  if (found === undefined) return []
  const besides = [dirname(found), dirname(realpathSync(found))]
  const versioned = MINORS.flatMap((version) => {
    const path = besides.map((folder) => join(folder, `kubectl.${version}`)).find((candidate) => existsSync(candidate))
    return path === undefined ? [] : [{ version, path }]
  })
  return versioned.length === 0 ? [{ version: 'of the path', path: found }] : versioned
}

export interface Ran {
  readonly status: number
  readonly output: string
  readonly requests: readonly (Asked & { readonly code: number })[]
}

const KUBECTL_MS = 30_000
const TICK_MS = 10

/** A served cluster whose time runs fast, a folder with manifests, and one kubectl. */
export class Runner {
  readonly #server = new InProcess()
  readonly #kubectl: Kubectl
  readonly #folder = mkdtempSync(join(tmpdir(), 'kubeproof-kubectl-'))
  #requests: (Asked & { code: number })[] = []
  #remove: () => void = () => undefined
  #config = ''
  #clock: NodeJS.Timeout | null = null

  constructor(kubectl: Kubectl) {
    this.#kubectl = kubectl
  }

  async start(speed: number): Promise<void> {
    for (const [name, text] of Object.entries(MANIFESTS)) writeFileSync(join(this.#folder, name), text)
    this.#server.server.on('request', (request, response) => {
      const asked = masked(request.method ?? '', request.url ?? '')
      if (asked === null) return
      const entry = { ...asked, code: 0 }
      this.#requests.push(entry)
      response.on('close', () => {
        entry.code = response.statusCode
      })
    })
    await this.#server.start()
    const { path, remove } = writeKubeconfig(this.#server.url)
    this.#config = path
    this.#remove = remove
    this.#server.session.setSpeed(speed)
    this.#clock = setInterval(() => this.#server.session.tick(performance.now()), TICK_MS)
  }

  stop(): void {
    if (this.#clock !== null) clearInterval(this.#clock)
    this.#server.stop()
    this.#remove()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** `kubectl ...`, ended after `ms` if it does not end by itself (`get -w`). */
  run(args: readonly string[], ms = KUBECTL_MS): Promise<Ran> {
    this.#requests = []
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: this.#folder,
      KUBECONFIG: this.#config,
      KUBECTL_EXTERNAL_DIFF: 'diff -u',
    }
    return new Promise((resolve) => {
      execFile(this.#kubectl.path, [...args], { env, cwd: this.#folder, timeout: ms }, (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        resolve({ status, output: `${stdout}${stderr}`, requests: this.#requests })
      })
    })
  }
}
