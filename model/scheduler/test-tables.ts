/** For tests: the tables of upstream's own scheduler tests, and recorded verdicts, read in place. */
import { existsSync, readFileSync } from 'node:fs'
import { newMetadata } from '../claim.ts'
import type { Metadata, Node, Pod } from '../objects.ts'
import type { Snapshot } from './filters.ts'

const FOLDER = new URL('../../../shared/conformance/', import.meta.url)

/** Null: the tables are not on this machine. */
const read = (file: string): string | null => {
  const url = new URL(file, FOLDER)
  return existsSync(url) ? readFileSync(url, 'utf8') : null
}

export const areHere = existsSync(FOLDER)

/** How a test title says so when there is nothing to compare with. */
export const titled = (title: string): string =>
  areHere ? title : `skipped, as ../shared/conformance is absent: ${title}`

interface Given<T extends Pod | Node> {
  readonly metadata?: Partial<Omit<Metadata, 'deletionTimestamp'>> & {
    readonly deletionTimestamp?: unknown
  }
  readonly spec?: Partial<T['spec']>
  readonly status?: Partial<T['status']>
}

export interface World {
  readonly pod: Given<Pod>
  readonly nodes: readonly Given<Node>[]
}

export interface Case extends World {
  readonly id: string
  readonly plugin: string
  readonly existingPods: { readonly [node: string]: readonly Given<Pod>[] }
  readonly expected: {
    readonly preFilter?: { readonly code: string; readonly reasons?: readonly string[] }
    readonly preFilterNodeNames?: readonly string[] | null
    readonly filter: { readonly [node: string]: Verdict } | null
  }
}

export interface Verdict {
  readonly code: string
  readonly reasons?: readonly string[]
}

export interface ScoreCase extends World {
  readonly id: string
  readonly expected: { readonly scores: { readonly [node: string]: number } | null }
}

export interface Recorded extends World {
  readonly id: string
  readonly existingPods: readonly Given<Pod>[]
  readonly verdict: { readonly nodeName?: string; readonly message?: string }
}

const cases = (file: string) => {
  const text = read(`cases/${file}.json`)
  return text === null ? [] : JSON.parse(text).cases
}

export const filterCases = (plugin: string): readonly Case[] => cases(`scheduler-filter-${plugin}`)

export const scoreCases = (): readonly ScoreCase[] => cases('scheduler-score')

export const recordedVerdicts = (): readonly Recorded[] =>
  (read('traces/sched-verdicts-1.26.5-seed7.jsonl') ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const metadataOf = ({ metadata = {} }: Given<Pod>): Metadata => {
  const { deletionTimestamp, ...rest } = metadata
  const given = { ...newMetadata('', '', {}), ...rest }
  return deletionTimestamp === undefined ? given : { ...given, deletionTimestamp: true }
}

export const podOf = (given: Given<Pod>, nodeName?: string): Pod => ({
  kind: 'Pod',
  metadata: metadataOf(given),
  spec: { containers: [], ...given.spec, ...(nodeName === undefined ? {} : { nodeName }) },
  status: { phase: 'Pending', ...given.status },
})

export const nodeOf = (given: Given<Node>): Node => ({
  kind: 'Node',
  metadata: metadataOf({ metadata: given.metadata ?? {} }),
  spec: given.spec ?? {},
  status: { allocatable: {}, conditions: [], ...given.status },
})

export const worldOf = ({ nodes, existingPods }: Case): Snapshot => ({
  nodes: nodes.map(nodeOf),
  pods: Object.entries(existingPods).flatMap(([node, pods]) => pods.map((pod) => podOf(pod, node))),
})
