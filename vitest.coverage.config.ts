/**
 * For `npm run coverage`: tests run against the built code in dist/, so that the lines c8 counts are those that ran (Vite
 * shifts the code that it transforms itself).
 */
import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const root = import.meta.dirname

const built = {
  name: 'built-code',
  enforce: 'pre' as const,
  resolveId(source: string, importer: string | undefined) {
    if (importer === undefined || !source.startsWith('.') || !source.endsWith('.ts')) return null
    const file = relative(root, resolve(dirname(importer), source))
    const compiled = join(root, 'dist', file.replace(/\.ts$/, '.js'))
    return existsSync(compiled) ? { id: compiled, external: true } : null
  },
}

export default defineConfig({
  plugins: [built],
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules', 'dist', 'reports/out'],
    globalSetup: './tests/program-folder.ts',
    pool: 'threads',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default', './tests/closing-line.ts'],
    server: { deps: { external: [/\/dist\//] } },
  },
})
