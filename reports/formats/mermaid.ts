/**
 * A counterexample as a Mermaid sequence diagram, which GitHub and most wikis draw: from just before the first fault to
 * where the promise breaks. Mermaid refuses very long diagrams, so the middle of a long run is left out, and said to be.
 * https://mermaid.js.org/syntax/sequenceDiagram.html
 */
import { plainWords } from '../plain-words.ts'
import type { EventView, PropertyResult, RunView, StepView } from '../result.ts'
import { printable } from '../terminal.ts'

const STEPS_BEFORE_FAULT = 5
const MAX_STEPS = 60

export const mermaidSequence = (p: PropertyResult, run: RunView): string => {
  const steps = shownSteps(run)
  const lanes = [...new Set(steps.flatMap((step) => (step === null ? [] : step.events.flatMap(lanesOf))))]
  const [first = 'world'] = lanes
  const over = (text: string): string => `  Note over ${idOf(lanes, first)}${lanes.length > 1 ? `,${idOf(lanes, lanes.at(-1) ?? first)}` : ''}: ${escape(text)}`
  return [
    'sequenceDiagram',
    ...(lanes.length === 0 ? ['  participant l0 as world'] : lanes.map((lane, i) => `  participant l${i} as ${escape(lane)}`)),
    ...steps.flatMap((step) => (step === null ? [over('… steps are left out')] : stepLines(step, lanes, over))),
    over(`${p.name}: ${p.explanation.join('; ')}`),
    '',
  ].join('\n')
}

const shownSteps = ({ steps, brokenAt }: RunView): readonly (StepView | null)[] => {
  const fault = steps.findIndex((step) => step.fault !== null)
  const end = brokenAt === null ? steps.length : steps.findLastIndex(({ index }) => index <= brokenAt) + 1
  const part = steps.slice(Math.max(0, (fault === -1 ? end : fault) - STEPS_BEFORE_FAULT), end)
  if (part.length <= MAX_STEPS) return part
  return [...part.slice(0, MAX_STEPS / 2), null, ...part.slice(-MAX_STEPS / 2)]
}

const lanesOf = ({ from, to }: EventView): readonly string[] => [from, to]

const idOf = (lanes: readonly string[], lane: string): string => `l${Math.max(0, lanes.indexOf(lane))}`

const stepLines = (step: StepView, lanes: readonly string[], over: (text: string) => string): readonly string[] => [
  ...(step.fault === null ? [] : [over(`✗ ${step.seconds.toFixed(1)} s: ${step.fault}`)]),
  ...step.events.map(({ from, to, label }) => `  ${idOf(lanes, from)}->>${idOf(lanes, to)}: ${escape(label)}`),
  ...plainWords(step.changes).map((words) => over(words)),
]

const MAX_LABEL = 120

/** `;` and `#` end or escape in a diagram's text, `<` would be markup; words like `end` stay harmless behind a colon. */
const escape = (text: string): string => {
  const short = text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL)}…` : text
  const said = printable(short).replace(/[#;<>"`%{}]/g, (char) => `#${char.charCodeAt(0)};`)
  return said.trim() === '' ? '#32;' : said
}
