/** Ends a test run with one plain line: `N passed, N failed`, and how many were skipped, if any were. */
import type { Reporter, TestModule } from 'vitest/node'

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0
    let failed = errors.length
    let skipped = 0
    for (const module of modules) {
      let count = 0
      for (const test of module.children.allTests()) {
        count += 1
        const { state } = test.result()
        if (state === 'passed') passed += 1
        if (state === 'failed') failed += 1
        if (state === 'skipped') skipped += 1
      }
      if (count === 0 && module.state() === 'failed') failed += 1
    }
    const more = skipped === 0 && process.env.CLOSING_LINE !== 'full' ? '' : `, ${skipped} skipped`
    process.on('exit', () => process.stdout.write(`${passed} passed, ${failed} failed${more}\n`))
  }
}
