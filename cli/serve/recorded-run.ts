/** A counterexample file as a run to walk through: the state before it, and the one after each of its steps. */
import { replay } from '../../checker/index.ts'
import type { CounterexampleFile } from '../../checker/verdict.ts'
import type { Built, World } from '../../scenarios/scenario.ts'
import { build } from '../../scenarios/scenario.ts'
import { parseCounterexample } from '../counterexample-file.ts'
import { InputError } from '../input/problem.ts'
import { readSources } from '../input/source.ts'
import { faultSentence } from '../../story/sentences.ts'
import { eventsOf } from '../../story/story.ts'
import type { RecordedStep } from './session.ts'

export interface RecordedRun {
  readonly built: Built
  readonly steps: readonly RecordedStep[]
}

const readFile = (path: string): CounterexampleFile => {
  const [source] = readSources([path])
  if (source === undefined) throw new InputError([{ file: path, text: 'cannot be read; check the path' }])
  return parseCounterexample(source.file, source.bytes)
}

const builtFrom = (path: string, file: CounterexampleFile): Built => {
  try {
    return build(file.scenario as unknown as World)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new InputError([
      { file: path, text: `holds a scenario that cannot be executed: ${why}; write it again with kubeproof check` },
    ])
  }
}

export const recordedRun = (path: string): RecordedRun => {
  const file = readFile(path)
  const built = builtFrom(path, file)
  const actions = file.actions.map(({ saw: _saw, ...action }) => action)
  const { trace, misfit } = replay(built.machine, actions)
  if (misfit !== null) {
    throw new InputError([
      {
        file: path,
        text: `step ${misfit.at} no longer fits this version of the model; kubeproof replay ${path} tells how`,
      },
    ])
  }
  let before = trace.initial
  const steps = trace.steps.map((step): RecordedStep => {
    const events = eventsOf(before, step.action, built.machine).map(
      ({ from, to, label }) => `${from} > ${to}: ${label}`,
    )
    before = step.state
    return { state: step.state, now: step.time, told: step.fault ? [faultSentence(step.action), ...events] : events }
  })
  return { built, steps: [{ state: trace.initial, now: 0, told: [] }, ...steps] }
}
