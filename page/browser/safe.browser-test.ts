/** No text of a manifest is ever more than text, also where the page's own code draws it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOSTILE, LONG } from '../../reports/fixtures/hostile.ts'
import { brief, checkedWithHelp } from '../../reports/fixtures/run.ts'
import { withOneLonger, withTexts } from '../../reports/fixtures/texts.ts'
import type { ResultFile } from '../../reports/result.ts'
import { Chromium, isAbsent, why } from './chromium.ts'
import { IS_ATTACKED, OPEN_ALL, PROVOKE, REACH_OUT, SKELETON } from './in-page.ts'

let chromium: Chromium
let result: ResultFile
let short: ResultFile
beforeAll(async () => {
  if (isAbsent) return
  result = checkedWithHelp()
  short = brief(result)
  chromium = await Chromium.start()
})
afterAll(() => chromium?.stop())

/** Five hundred of them: each hostile text, alone, at the end of a name, and in front of one. */
const TEXTS: readonly string[] = [
  ...HOSTILE,
  ...HOSTILE.map((text) => `web-${text}`),
  ...HOSTILE.map((text) => `${text}-1`),
  ...HOSTILE.map((text) => `a ${text} b`),
]

/** Whatever a reader would see of each panel, over all runs. */
const PANELS = ['1', '2', '3', '4', '5', '6', '7']

/** The page works runs out one by one, so it is looked at until nothing is added any more. */
const drawn = async (look: () => Promise<string>, before = ''): Promise<string> => {
  await new Promise((resolve) => setTimeout(resolve, 300))
  const shape = await look()
  return shape === before ? shape : drawn(look, shape)
}

const shapeOf = async (of: ResultFile, isLooked: boolean): Promise<string> => {
  const { page, url, requests, complaints } = await chromium.open([of])
  await page.evaluate(OPEN_ALL)
  for (const key of isLooked ? PANELS : []) {
    await page.keyboard.press(key)
    await page.evaluate(PROVOKE)
    await page.evaluate(`document.activeElement?.blur()`)
  }
  expect(await page.evaluate(IS_ATTACKED)).toBe(false)
  expect({ complaints, requests }).toEqual({ complaints: [], requests: [url] })
  const shape = await drawn(() => page.evaluate<string>(SKELETON))
  const data = await page.evaluate<string>(`document.getElementById('results').textContent`)
  expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify([of])))
  await page.context().close()
  return shape
}

describe.skipIf(isAbsent)(`hostile texts in the page${why}`, () => {
  test('there are five hundred', () => {
    expect(new Set(TEXTS).size).toBeGreaterThanOrEqual(500)
  })

  test('none runs, asks for anything, or becomes an element, and each can be read back', async () => {
    const fields = new Set<number>()
    withTexts(short, (text, { index }) => {
      fields.add(index)
      return text
    })
    // Each text comes to stand in many fields, and each field holds many texts in turn.
    const turns = Math.ceil(TEXTS.length / fields.size) + 2
    for (let turn = 0; turn < turns; turn += 1) {
      await shapeOf(
        withTexts(short, (_, { index }) => TEXTS[(index + turn * fields.size) % TEXTS.length] ?? ''),
        turn === 0,
      )
    }
  })

  test('the page has as many elements as with harmless names', async () => {
    const textAt = (index: number): string => HOSTILE[index % HOSTILE.length] ?? ''
    const expected = await shapeOf(
      withTexts(short, (_, { index }) => `name-${index % HOSTILE.length}`),
      false,
    )
    for (const shift of [0, 50])
      expect(
        await shapeOf(
          withTexts(short, (_, { index }) => textAt(index + shift)),
          false,
        ),
      ).toBe(expected)
  })

  test('a name of 100 kB breaks nothing', async () => {
    const names = /^properties\[\]\.name$|\.(label|object|before)$/
    await shapeOf(withOneLonger(short, LONG, names), true)
  })

  test('what got in all the same could fetch nothing', async () => {
    const { page, requests, refused } = await chromium.open([short])
    expect(await page.evaluate(REACH_OUT)).toBe('refused')
    expect(requests.slice(1).filter((url) => !refused.includes(url))).toEqual([])
    expect(refused.length).toBeGreaterThanOrEqual(3)
  })

  test('a script that is not the one of the page does not run, nor does code in a text', async () => {
    const { page } = await chromium.open([short])
    // What a debugger evaluates at once is above the policy; what is put off is the page's own doing.
    const ran = await page.evaluate<string>(`new Promise((told) => setTimeout(() => {
      const script = document.createElement('script'); script.textContent = 'window.attacked = 1'; document.body.append(script)
      try { new Function('window.attacked = 2')() } catch (error) { return told(error.name) }
      told('ran')
    }, 0))`)
    expect(ran).toBe('EvalError')
    expect(await page.evaluate(IS_ATTACKED)).toBe(false)
  })

  test('an address that is no place harms nothing', async () => {
    for (const hash of [
      '#run=<img src=x onerror=attacked=1>&step=2',
      '#run=99999999&step=-7',
      '#run=2&step=1e9',
      '#%E0%A4%A',
      '#run=0',
    ]) {
      const { page, complaints } = await chromium.open([short], { hash })
      expect(complaints).toEqual([])
      expect(await page.evaluate(IS_ATTACKED)).toBe(false)
      expect(await page.locator('.stepper').isVisible()).toBe(true)
      await page.context().close()
    }
  })

  test('is complete without scripts down to the first run and its diagram', async () => {
    const { page, complaints } = await chromium.open([result], { javaScriptEnabled: false })
    const text = await page.locator('body').innerText()
    for (const { name, kind, lesson } of result.properties) {
      if (kind !== 'sometimes') expect(text).toContain(name)
      if (lesson !== undefined) expect(text).toContain(lesson)
    }
    expect(await page.locator('.static svg').isVisible()).toBe(true)
    expect(await page.locator('.stepper:visible, select:visible').count()).toBe(0)
    expect(complaints).toEqual([])
  })
})
