/** Whoever writes a manifest is not whoever reads the report: no text of it may be more than text. */
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { CONTROL, HOSTILE, LONG, randomText } from '../fixtures/hostile.ts'
import { CODE, elementsOf, skeletonOf, textOf } from '../fixtures/markup.ts'
import { brief, checkedWithHelp } from '../fixtures/run.ts'
import { TEXT_FIELDS, withOneLonger, withTexts } from '../fixtures/texts.ts'
import type { ResultFile } from '../result.ts'
import { htmlReport } from './page.ts'

let full: ResultFile
let short: ResultFile
beforeAll(() => {
  full = checkedWithHelp()
  short = brief(full)
})

/** Each text becomes the one so many places on in the list. */
const pageWith = (result: ResultFile, texts: readonly string[], shift = 0): string =>
  htmlReport([withTexts(result, (_, { index }) => texts[(index + shift) % texts.length] ?? '')], CODE)

const harmless = (texts: readonly string[]): readonly string[] => texts.map((_, i) => `name-${i}`)

const countsOf = (page: string): { readonly [tag: string]: number } => {
  const counts: { [tag: string]: number } = {}
  for (const { tag } of elementsOf(page)) counts[tag] = (counts[tag] ?? 0) + 1
  return counts
}

test('there are hostile texts enough, and each is told from the others', () => {
  expect(HOSTILE.length).toBeGreaterThanOrEqual(60)
  expect(new Set(HOSTILE).size).toBe(HOSTILE.length)
})

test('every text field of the format has a text in the run, in full and in brief', () => {
  for (const result of [full, short]) {
    const seen = new Set<string>()
    withTexts(result, (text, { field }) => {
      seen.add(field)
      return text
    })
    expect([...TEXT_FIELDS].filter((field) => !seen.has(field))).toEqual([])
  }
  expect(TEXT_FIELDS.size).toBeGreaterThan(30)
})

test('every hostile text in every text field leaves the page as it is with harmless ones', () => {
  const shape = skeletonOf(pageWith(short, harmless(HOSTILE)))
  for (const shift of HOSTILE.keys()) {
    const page = pageWith(short, HOSTILE, shift)
    expect(skeletonOf(page)).toBe(shape)
    expect(page).not.toMatch(CONTROL)
  }
})

test('no element, handler or address comes from a text of the full run', () => {
  const page = pageWith(full, HOSTILE)
  expect(countsOf(page)).toEqual(countsOf(pageWith(full, harmless(HOSTILE))))
  const attributes = elementsOf(page).flatMap((element) => Object.entries(element.attributes))
  expect(attributes.filter(([name]) => /^on|^(style|src|srcdoc|action|data|content)$/.test(name)).map(String)).toEqual([
    'content,width=device-width, initial-scale=1',
    expect.stringMatching(/^content,default-src 'none'/),
  ])
  expect(attributes.filter(([name, value]) => name === 'href' && !/^#(run=\d+(&step=-?\d+)?|results-begin)$/.test(value))).toEqual([])
})

test('random texts are nothing but text', () => {
  const shape = skeletonOf(pageWith(short, ['name']))
  fc.assert(
    fc.property(randomText, (random) => {
      const page = pageWith(short, [`a${random}`])
      return skeletonOf(page) === shape && !CONTROL.test(page)
    }),
    { numRuns: 60, seed: 20261124 },
  )
})

test('a name of 100 kB in any text field is nothing but text', () => {
  const page = htmlReport([withOneLonger(short, LONG)], CODE)
  expect(page.length).toBeGreaterThan(TEXT_FIELDS.size * LONG.length)
  expect(skeletonOf(page)).toBe(skeletonOf(htmlReport([withOneLonger(short, 'x')], CODE)))
  expect(page).not.toMatch(CONTROL)
})

test('what was written can still be read', () => {
  const text = textOf(pageWith(full, HOSTILE)).replaceAll('·', '')
  const shown = (written: string): string =>
    written.replace(new RegExp(CONTROL, 'g'), '').replaceAll('·', '').replace(/ +/g, ' ')
  expect(HOSTILE.filter((written) => !text.includes(shown(written).trim()))).toEqual([])
})
