/**
 * JUnit XML: a suite per result, a test case per promise. Broken is a failure, undecided an error: a search that ended
 * early must not look green. A user's promise that only more bad luck than it is to survive breaks has passed.
 */
import { plain, runLines } from '../terminal.ts'
import type { PropertyResult, ResultFile } from '../result.ts'
import { NEVER_TESTED, honesty, isFailure, isSpared, promisesOf } from './wording.ts'
import { element, escapeXml } from './xml.ts'

export const junit = (results: readonly ResultFile[]): string => {
  const suites = results.map(suite)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'kubeproof' }, suites)}\n`
}

const suite = (result: ResultFile): string => {
  const promises = promisesOf(result)
  const counts = {
    tests: promises.length,
    failures: promises.filter(isFailure).length,
    errors: promises.filter(({ verdict }) => verdict === 'inconclusive').length,
    skipped: 0,
    time: result.search.seconds.toFixed(3),
  }
  return element('testsuite', { name: result.input.files.join(', '), ...counts }, [
    ...promises.map((p) => testCase(p)),
    element('system-out', {}, [escapeXml(honesty(result))]),
  ])
}

const testCase = (p: PropertyResult): string =>
  element('testcase', { classname: `kubeproof.${p.family}`, name: p.name, time: 0 }, outcome(p))

const outcome = (p: PropertyResult): readonly string[] => {
  if (isFailure(p)) return [element('failure', { type: p.clause, message: p.sentence }, [escapeXml(retold(p))])]
  if (p.verdict === 'inconclusive') return [element('error', { type: 'inconclusive', message: p.sentence })]
  const note = isSpared(p) ? `${p.sentence}\n${retold(p)}` : p.vacuous ? NEVER_TESTED : p.sentence
  return [element('system-out', {}, [escapeXml(note)])]
}

const retold = ({ counterexample, explanation, file }: PropertyResult): string =>
  [
    ...(counterexample === null ? [] : runLines(counterexample, plain)),
    ...explanation,
    ...(file === null ? [] : [`npx kubeproof replay ${file}`]),
  ].join('\n')
