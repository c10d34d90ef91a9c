/** Everything that the page can do, by keyboard alone, and by its address. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checked } from '../../reports/fixtures/run.ts'
import { runsOf } from '../../reports/html/runs.ts'
import type { ResultFile } from '../../reports/result.ts'
import { Chromium, confirmation, isAbsent, why } from './chromium.ts'
import { FOCUS, NUMBER_TARGETS } from './in-page.ts'

let chromium: Chromium
let result: ResultFile
beforeAll(async () => {
  if (isAbsent) return
  result = checked()
  chromium = await Chromium.start()
})
afterAll(() => chromium?.stop())

const at = (page: Page): Promise<string> => page.evaluate<string>('location.hash')
const panel = (page: Page): Promise<string> => page.locator('#panel').innerText()
const press = async (page: Page, keys: string): Promise<void> => {
  for (const key of keys.split(' ')) await page.keyboard.press(key)
}
/** Tabs on until an element has the focus. */
const tabTo = async (page: Page, selector: string): Promise<void> => {
  for (let tries = 0; tries < 400; tries += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(selector)}) === true`)) return
  }
  throw new Error(`no Tab reaches ${selector}`)
}

describe.skipIf(isAbsent)(`using the page${why}`, () => {
  test('keys step, jump, and change runs; the address follows', async () => {
    const [first, second] = runsOf([result])
    const { page, complaints } = await chromium.open([result], { hash: '#run=1&step=2' })
    const last = (first?.run.steps.length ?? 0) - 1
    const fault = first?.run.steps.findIndex((step) => step.fault !== null)
    for (const [keys, place] of [
      ['j', 'run=1&step=3'],
      ['ArrowRight l ArrowRight', 'run=1&step=5'],
      ['k', 'run=1&step=4'],
      ['ArrowLeft', 'run=1&step=3'],
      ['Home', 'run=1&step=-1'],
      ['k', 'run=1&step=-1'],
      ['j', 'run=1&step=0'],
      ['f', `run=1&step=${fault}`],
      ['End', `run=1&step=${last}`],
      ['j', `run=1&step=${last}`],
      ['Home b', `run=1&step=${first?.run.brokenAt}`],
      ['Control+ArrowLeft Alt+j Meta+k', `run=1&step=${first?.run.brokenAt}`],
      ['n', `run=2&step=${second?.kind === 'broken' ? second.run.brokenAt : 0}`],
      ['p', `run=1&step=${first?.run.brokenAt}`],
    ] as const) {
      await press(page, keys)
      await expect.poll(() => at(page), { message: keys }).toBe(`#${place}`)
    }
    expect(complaints).toEqual([])
  })

  test('an address opens its run and step, also later on', async () => {
    const { page } = await chromium.open([result], { hash: '#run=2&step=7' })
    expect(await page.locator('.stepper output').innerText()).toMatch(/^step 7 of \d+ · /)
    await page.evaluate(`location.hash = '#run=1&step=4'`)
    await expect.poll(() => page.locator('.stepper output').innerText()).toMatch(/^step 4 of /)
    expect(await page.locator('.run-head select').inputValue()).toBe('0')
    await page.locator('.lessons a').nth(1).click()
    await expect.poll(() => page.locator('.run-head select').inputValue()).toBe('1')
  })

  test('/ searches, Escape leaves, and steps go among what is left', async () => {
    const { page } = await chromium.open([result], { hash: '#run=1&step=0' })
    await press(page, '/')
    await page.keyboard.type('ENDPOINTS')
    const texts = await page.locator('.step').allTextContents()
    const wanted =
      runsOf([result])[0]?.run.steps.filter((step) => JSON.stringify(step).toLowerCase().includes('endpoints')) ?? []
    expect(texts.length).toBeGreaterThan(0)
    expect(await page.locator('.search [role=status]').innerText()).toBe(
      `${wanted.length} step${wanted.length === 1 ? '' : 's'}`,
    )
    await page.evaluate('document.activeElement.blur()')
    await press(page, 'j j')
    await expect.poll(() => at(page)).toBe(`#run=1&step=${wanted.filter(({ index }) => index > 0)[1]?.index}`)
    await press(page, '/ Escape')
    await expect.poll(() => page.locator('#search').inputValue()).toBe('')
    await page.getByLabel('only changes').focus()
    await press(page, 'Space')
    const left = runsOf([result])[0]?.run.steps.filter(
      ({ fault, changes }) => fault !== null || changes.length > 0,
    ).length
    await expect.poll(() => page.locator('.search [role=status]').innerText()).toBe(`${left} steps`)
  })

  test('? opens the keys, Escape closes them', async () => {
    const { page } = await chromium.open([result])
    await press(page, '?')
    expect(await page.getByRole('dialog').innerText()).toContain('next fault')
    await press(page, 'Escape')
    await expect.poll(() => page.getByRole('dialog').isVisible()).toBe(false)
  })

  test('y copies the command that replays the run', async () => {
    const { page } = await chromium.open([result], { permissions: ['clipboard-read', 'clipboard-write'] })
    await press(page, 'y')
    const file = runsOf([result])[0]?.property?.file
    await expect
      .poll(() => page.evaluate<string>('navigator.clipboard.readText()'))
      .toBe(`npx kubeproof replay ${file}`)
  })

  test('each panel tells of the step, and of its change', async () => {
    const broken = runsOf([result]).findIndex(({ property }) => property?.name === 'replicaset/web keeps 1 ready')
    const { page, complaints } = await chromium.open([result], { hash: `#run=${broken + 1}` })
    await confirmation(page)
    await press(page, '1')
    expect(await panel(page)).toContain('Broken here')
    await page.getByRole('button', { name: 'YAML' }).focus()
    await press(page, 'Enter')
    expect(await page.locator('.yaml pre').first().innerText()).toMatch(/^[+-] /m)
    await press(page, '2')
    expect(await page.locator('#panel svg .current').count()).toBeGreaterThan(0)
    await press(page, '3')
    expect(await panel(page)).toMatch(/timer|asks|tells \(watch\)|etcd/)
    expect(await page.locator('.link').count()).toBeGreaterThan(2)
    await press(page, '4')
    expect(await panel(page)).toContain('Next, without bad luck')
    await press(page, '5')
    expect(await panel(page)).toMatch(/The store is at revision \d+/)
    await page.getByLabel('only objects about which somebody errs').uncheck()
    expect(await page.locator('table.belief thead th').allInnerTexts()).toEqual(
      expect.arrayContaining(['Object', 'Store', expect.stringContaining('apiserver/1')]),
    )
    await press(page, '6')
    await page.locator('.ask input').fill('count(pods[status.phase == "Running"]) >= 1')
    expect(await page.locator('.values li').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining('true')]),
    )
    await page.locator('.ask input').fill('count(')
    expect(await page.locator('#ask-says').innerText()).toMatch(/^at character 7: expected a name/)
    await page.evaluate('document.activeElement.blur()')
    await press(page, '7')
    await expect.poll(() => panel(page)).toMatch(/steps are only in this run|go the same way/)
    expect(complaints).toEqual([])
  })

  test('the run of a witness opens where the witness is reached', async () => {
    const runs = runsOf([result])
    const index = runs.findIndex(({ kind }) => kind === 'reached')
    expect(index).not.toBe(-1)
    const { page } = await chromium.open([result], { hash: `#run=${index + 1}` })
    await expect.poll(() => at(page)).toBe(`#run=${index + 1}&step=${(runs[index]?.run.steps.length ?? 0) - 1}`)
  })

  test('the run as it was found stands beside the small one, what was not needed as a ghost', async () => {
    const runs = runsOf([result])
    const [small] = runs
    const long = runs.find(({ run }) => run.steps.length > (small?.run.steps.length ?? 0) + 2)
    const original = long?.run.execution?.actions
    const properties = result.properties.map((p) =>
      p === small?.property && p.counterexample?.execution !== undefined && original !== undefined
        ? { ...p, counterexample: { ...p.counterexample, execution: { ...p.counterexample.execution, original } } }
        : p,
    )
    const { page } = await chromium.open([{ ...result, properties }], { hash: '#run=1&step=1' })
    await confirmation(page)
    await press(page, '7')
    await page.locator('.ghost').first().waitFor()
    expect(await panel(page)).toMatch(/\d+ of \d+ steps were not needed\./)
  })

  test('a click on the strip chart jumps to that step, and a property to where it first breaks', async () => {
    const [first] = runsOf([result])
    const { page } = await chromium.open([result], { hash: '#run=1&step=0' })
    await page.locator('.strip-names .first button').focus()
    await press(page, 'Enter')
    const name = first?.property?.name ?? ''
    const at0 = first?.run.steps.find(({ broken }) => broken.includes(name))?.index
    await expect.poll(() => at(page)).toBe(`#run=1&step=${at0}`)
    await page.locator('.strip-chart').click({ position: { x: 2, y: 5 } })
    await expect.poll(() => at(page)).toBe('#run=1&step=0')
  })

  test('a fork is made, run on and kept by keyboard alone', async () => {
    const { page } = await chromium.open([result], { hash: '#run=1&step=3' })
    await confirmation(page)
    await press(page, '4')
    await tabTo(page, '.guards button')
    await press(page, 'Enter')
    await expect.poll(() => page.locator('.run-head').innerText()).toContain('It is not over')
    await press(page, '4')
    await tabTo(page, '#panel .switch button:last-child')
    await press(page, 'Enter')
    await page.getByText('It is over:').waitFor()
    const downloading = page.waitForEvent('download')
    await page.evaluate(`document.querySelector('.run-head select').focus()`)
    await tabTo(page, '.run-head .switch button')
    await press(page, 'Enter')
    expect((await downloading).suggestedFilename()).toBe('counterexample.json')
  })

  test('the keyboard reaches all that can be clicked, and shows where it is', async () => {
    const { page } = await chromium.open([result])
    await confirmation(page)
    // A tab list has one place for Tab; its arrows do the rest.
    await page.evaluate(
      `for (const tab of document.querySelectorAll('[role=tab][aria-selected=false]')) tab.hidden = true`,
    )
    const count = await page.evaluate<number>(NUMBER_TARGETS)
    const reached = new Set<string>()
    for (let i = 0; i < count + 40; i += 1) {
      await page.keyboard.press('Tab')
      reached.add(await page.evaluate<string>(FOCUS))
    }
    const missing = Array.from({ length: count }, (_, i) => `${i} solid`).filter((place) => !reached.has(place))
    expect(count).toBeGreaterThan(40)
    expect(missing).toEqual([])
  })

  test('the arrows of the tab list go from panel to panel', async () => {
    const { page } = await chromium.open([result])
    await page.locator('[role=tab][aria-selected=true]').focus()
    await press(page, 'ArrowRight ArrowRight')
    expect(await page.locator('[role=tab][aria-selected=true]').innerText()).toBe('Why')
    await press(page, 'ArrowLeft')
    expect(await page.locator('[role=tab][aria-selected=true]').innerText()).toBe('Sequence')
  })
})
