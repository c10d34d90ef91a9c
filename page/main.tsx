/** Where the page begins: reads the results that it carries, draws, and then executes the runs again. */
import { render } from 'preact'
import type { ResultFile } from '../reports/result.ts'
import { App } from './app.tsx'
import { Runs } from './model/runs.ts'
import { Work } from './model/work.ts'
import { ThemeSwitch } from './view/theme.tsx'
import { showOnlyReadableText } from './view/words.ts'

const results = JSON.parse(document.getElementById('results')?.textContent ?? '[]') as readonly ResultFile[]
const place = document.getElementById('explorer')
const controls = document.getElementById('controls')

showOnlyReadableText()
if (controls !== null) render(<ThemeSwitch />, controls)
if (place !== null) {
  let version = 0
  const work = new Work(
    () => performance.now(),
    (then) => setTimeout(then, 0),
  )
  const runs: Runs = new Runs(results, work, () => {
    version += 1
    render(<App runs={runs} version={version} />, place)
  })
  render(<App runs={runs} version={version} />, place)
  document.documentElement.dataset.live = ''
  // What is static is painted first.
  requestAnimationFrame(() => setTimeout(() => runs.begin(), 0))
}
