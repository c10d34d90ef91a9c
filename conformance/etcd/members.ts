/**
 * A real etcd cluster on loopback in a temporary folder: started, killed (SIGKILL), paused (SIGSTOP), restored
 * from a snapshot. Whatever way this process ends, short of SIGKILL, its members and folders go with it.
 */
import { execFile, spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Gateway } from './gateway.ts'
import { statusIn, blobIn } from './documents.ts'

const run = promisify(execFile)

/** What others set for their etcd is none of ours. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^ETCD/.test(name))),
  ETCDCTL_API: '3',
}

/** Null: it is not installed. */
export const etcdVersion = (): string | null => {
  const { status, stdout } = spawnSync('etcd', ['--version'], { encoding: 'utf8' })
  return status === 0 ? (/etcd Version: (\S+)/.exec(stdout)?.[1] ?? 'unknown') : null
}

export const hasEtcdctl = (): boolean => spawnSync('etcdctl', ['version'], { env: environment }).status === 0

/** Short, so that elections are quick; long enough for two busy cores not to cause any. */
const HEARTBEAT_MS = 50
const ELECTION_MS = 500
const START_MS_MAX = 30_000

const alive = new Set<RealCluster>()

export const endAll = (): void => {
  for (const cluster of [...alive]) cluster.end()
}

const endBy = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', code: number): void => {
  process.once(signal, () => {
    endAll()
    process.exit(code)
  })
}

let isGuarded = false
const guard = (): void => {
  if (isGuarded) return
  isGuarded = true
  process.on('exit', endAll)
  endBy('SIGINT', 130)
  endBy('SIGTERM', 143)
  endBy('SIGHUP', 129)
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject()))
    })
  })

interface Member {
  readonly name: string
  readonly peerUrl: string
  readonly gateway: Gateway
  /** Changes with each restore. */
  folder: string
  child: ChildProcess | null
  isPaused: boolean
}

export class RealCluster {
  readonly size: number
  readonly #root = mkdtempSync(join(tmpdir(), 'kubeproof-etcd-'))
  #members: Member[] = []
  #restores = 0
  #blobs = 0

  constructor(size: number) {
    this.size = size
    guard()
    alive.add(this)
  }

  /** Somebody else may take a free port before etcd does; hence several tries. */
  static async start(size: number, tries = 3): Promise<RealCluster> {
    const cluster = new RealCluster(size)
    try {
      await cluster.#begin()
      return cluster
    } catch (error) {
      cluster.end()
      if (tries <= 1) throw error
      return RealCluster.start(size, tries - 1)
    }
  }

  async #begin(): Promise<void> {
    for (const index of this.indexes()) {
      const name = `m${index + 1}`
      const peerUrl = `http://127.0.0.1:${await freePort()}`
      const gateway = new Gateway(await freePort())
      this.#members.push({ name, peerUrl, gateway, folder: join(this.#root, name), child: null, isPaused: false })
    }
    for (const member of this.#members) this.#spawn(member)
    await this.ready()
  }

  gateway(index: number): Gateway {
    return this.#member(index).gateway
  }

  isUp(index: number): boolean {
    return this.#member(index).child !== null
  }

  isPaused(index: number): boolean {
    return this.#member(index).isPaused
  }

  /** Every member runs. */
  get isWhole(): boolean {
    return this.indexes().every((index) => this.isUp(index) && !this.isPaused(index))
  }

  kill(index: number): Promise<void> {
    const member = this.#member(index)
    const { child } = member
    if (child === null) return Promise.resolve()
    member.child = null
    member.isPaused = false
    member.gateway.forget()
    return new Promise((resolve) => {
      child.once('exit', () => resolve())
      child.kill('SIGKILL')
    })
  }

  restart(index: number): void {
    const member = this.#member(index)
    if (member.child === null) this.#spawn(member)
  }

  pause(index: number): void {
    const member = this.#member(index)
    member.isPaused = member.child?.kill('SIGSTOP') ?? false
  }

  resume(index: number): void {
    const member = this.#member(index)
    member.child?.kill('SIGCONT')
    member.isPaused = false
  }

  /** All members die and come back: what no disk holds is forgotten. */
  async reboot(): Promise<void> {
    for (const index of this.indexes()) await this.kill(index)
    for (const index of this.indexes()) this.restart(index)
    await this.ready()
  }

  indexes(): readonly number[] {
    return Array.from({ length: this.size }, (_, i) => i)
  }

  /** Until all members that run can read by quorum; only asked for when a majority runs. */
  async ready(): Promise<void> {
    const end = Date.now() + START_MS_MAX
    for (const index of this.indexes().filter((i) => this.isUp(i) && !this.isPaused(i))) {
      while ((await this.gateway(index).ask('/v3/kv/range', { key: 'AA==' }, 1_000)).kind !== 'answer') {
        if (!this.isUp(index)) throw new Error(`etcd member ${index + 1} of ${this.size} ended by itself`)
        if (Date.now() > end) throw new Error(`etcd member ${index + 1} of ${this.size} does not answer`)
        await sleep(10)
      }
    }
  }

  /** The member that those who run call their leader. */
  async leader(): Promise<number | null> {
    const statuses = await Promise.all(
      this.indexes().map(async (index) => {
        if (!this.isUp(index) || this.isPaused(index)) return null
        return statusIn(await this.gateway(index).ask('/v3/maintenance/status', {}, 500))
      }),
    )
    const leader = statuses.flatMap((status) => (status === null ? [] : [status.leader])).at(0)
    const index = statuses.findIndex((status) => status !== null && status.member === leader)
    return index < 0 ? null : index
  }

  /** Saves what this member holds to a file and names it. */
  save(index: number): Promise<string> {
    this.#blobs += 1
    const file = join(this.#root, `snapshot-${this.#blobs}`)
    return new Promise((resolve, reject) => {
      const take = (document: unknown): void => {
        const bytes = blobIn(document)
        if (bytes === null) reject(new Error('etcd broke off a snapshot'))
        else appendFileSync(file, bytes)
      }
      this.gateway(index).stream('/v3/maintenance/snapshot', {}, take, () => resolve(file))
    })
  }

  /** All members die; a new cluster starts from the file, at the same addresses. */
  async restore(file: string): Promise<void> {
    this.#restores += 1
    for (const index of this.indexes()) await this.kill(index)
    for (const member of this.#members) {
      rmSync(member.folder, { recursive: true, force: true })
      member.folder = join(this.#root, `${member.name}-${this.#restores}`)
      const cluster = ['--initial-cluster', this.#clusterFlag(), '--initial-advertise-peer-urls', member.peerUrl]
      const own = ['--name', member.name, '--data-dir', member.folder]
      await run('etcdctl', ['snapshot', 'restore', file, ...own, ...cluster], { env: environment })
    }
    for (const member of this.#members) this.#spawn(member)
    await this.ready()
  }

  /** Synchronous, since it also runs while this process exits. */
  end(): void {
    alive.delete(this)
    for (const member of this.#members) {
      member.child?.kill('SIGKILL')
      member.child = null
      member.gateway.forget()
    }
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
  }

  #member(index: number): Member {
    const member = this.#members[index]
    if (member === undefined) throw new Error(`no member ${index}`)
    return member
  }

  #clusterFlag(): string {
    return this.#members.map(({ name, peerUrl }) => `${name}=${peerUrl}`).join(',')
  }

  #spawn(member: Member): void {
    const url = `http://127.0.0.1:${member.gateway.port}`
    const flags: readonly (readonly [string, string])[] = [
      ['name', member.name],
      ['data-dir', member.folder],
      ['listen-client-urls', url],
      ['advertise-client-urls', url],
      ['listen-peer-urls', member.peerUrl],
      ['initial-advertise-peer-urls', member.peerUrl],
      ['initial-cluster', this.#clusterFlag()],
      ['heartbeat-interval', String(HEARTBEAT_MS)],
      ['election-timeout', String(ELECTION_MS)],
      ['logger', 'zap'],
      ['log-level', 'error'],
    ]
    const child = spawn('etcd', flags.map(([flag, value]) => `--${flag}=${value}`), { stdio: 'ignore', env: environment })
    const forget = (): void => {
      if (member.child === child) member.child = null
    }
    child.on('error', forget)
    child.on('exit', forget)
    member.child = child
    member.isPaused = false
  }
}
