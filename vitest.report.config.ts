import { defineConfig } from 'vitest/config'

/** The report in a real browser: `npm run test:report`. Slower than what belongs into `npm test`. */
export default defineConfig({
  test: {
    include: ['page/browser/**/*.browser-test.ts'],
    globalSetup: './tests/program-folder.ts',
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default', './tests/closing-line.ts'],
  },
})
