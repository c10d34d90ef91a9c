/** Sampling with several threads: the same runs, with the same result. */
import { MachineError, sample as sampleAlone } from '../checker/index.ts'
import type { SampleOptions, SearchResult } from '../checker/index.ts'
import { crewOf } from './crew.ts'
import type { Source, Subject } from './crew.ts'

export interface ThreadedSampleOptions extends Omit<SampleOptions, 'crew' | 'path' | 'untilBroken'> {
  /** Threads (2); each makes about as many of the runs as the others. */
  readonly workers?: number
}

/**
 * Samples like `sample` of `kubeproof/checker` what a module exports as `subject`: same runs, same verdicts, same
 * counterexamples, whichever thread makes which run.
 * @throws {MachineError} if `workers` is no whole number from 1, two properties have one name, the module exports no
 * `subject`, and whatever `sample` throws
 */
export const sample = async <S>(
  source: Source,
  { workers = 2, ...options }: ThreadedSampleOptions,
): Promise<SearchResult<S>> => {
  if (!(Number.isInteger(workers) && workers >= 1)) throw new MachineError(`${workers} workers is no whole number from 1`)
  const exported: { readonly subject?: (data: unknown) => Subject<S> } = await import(source.module.href)
  if (typeof exported.subject !== 'function') {
    throw new MachineError(`${source.module.href} exports no function \`subject\` that returns machine and properties`)
  }
  const { machine, properties } = exported.subject(source.data ?? null)
  const names = properties.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new MachineError(`two properties are called ${twice}: threads tell them apart by name`)
  const { runs, seed, faults, maxSteps, bias } = options
  const plan = { runs, seed, faults, maxSteps, ...(bias === undefined ? {} : { bias }) }
  if (workers === 1) return sampleAlone(machine, properties, options)
  const crew = crewOf(source, plan, workers - 1)
  try {
    return sampleAlone(machine, properties, { ...options, crew })
  } finally {
    crew.cut()
  }
}
