/**
 * SARIF 2.1.0, for code scanning: a rule per promise, a result per broken or undecided one, at the object in the user's
 * manifest that it is about, with the run as a code flow.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import type { Location, Log, ReportingDescriptor, Result, Run, ThreadFlowLocation } from 'sarif'
import { plainWords } from '../plain-words.ts'
import type { PropertyResult, ResultFile, StepView } from '../result.ts'
import { placeOfPromise } from './places.ts'
import { honesty, isSpared, promisesOf } from './wording.ts'

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'

export const sarif = (results: readonly ResultFile[]): string =>
  `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: results.map(runOf) } satisfies Log, null, 1)}\n`

const runOf = (result: ResultFile): Run => ({
  tool: {
    driver: {
      name: 'kubeproof',
      version: result.version,
      rules: promisesOf(result).map(rule),
    },
  },
  invocations: [
    { executionSuccessful: result.search.complete, commandLine: result.input.command, exitCodeDescription: honesty(result) },
  ],
  results: promisesOf(result)
    .filter(({ verdict }) => verdict !== 'holds')
    .map((p) => finding(result, p)),
})

const rule = (p: PropertyResult): ReportingDescriptor => ({
  id: p.name,
  shortDescription: { text: p.description === '' ? p.name : p.description },
  properties: { clause: p.clause, family: p.family },
})

const finding = (result: ResultFile, p: PropertyResult): Result => {
  const location = locationOf(result, p)
  const flow = (p.counterexample?.steps ?? []).flatMap((step) => flowLocation(step, location))
  return {
    ruleId: p.name,
    level: p.verdict === 'inconclusive' || isSpared(p) ? 'note' : p.family === 'user' ? 'warning' : 'error',
    kind: p.verdict === 'inconclusive' ? 'open' : 'fail',
    message: { text: `${p.name}: ${p.sentence}` },
    locations: [location],
    ...(flow.length === 0 ? {} : { codeFlows: [{ threadFlows: [{ locations: flow }] }] }),
    partialFingerprints: { 'promise/v1': p.name },
  }
}

const locationOf = (result: ResultFile, p: PropertyResult): Location => {
  const { file, line } = placeOfPromise(result, p)
  const uri = file.split('/').map(encodeURIComponent).join('/')
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: line } } }
}

const flowLocation = (step: StepView, location: Location): ThreadFlowLocation[] => {
  const words = plainWords(step.changes)
  if (step.fault === null && words.length === 0) return []
  const text = step.fault === null ? words.join('; ') : [`bad luck: ${step.fault}`, ...words].join('; ')
  return [
    {
      location: { ...location, message: { text: `${step.seconds.toFixed(1)} s: ${text}` } },
      importance: step.fault === null ? 'important' : 'essential',
    },
  ]
}
