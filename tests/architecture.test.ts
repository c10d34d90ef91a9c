/** The shape of the project: who may import whom, what pure folders must not touch, how long a file may be. */
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const FOLDERS = [
  'spec',
  'model',
  'properties',
  'scenarios',
  'checker',
  'threads',
  'checkpoint',
  'examples',
  'story',
  'reports',
  'page',
  'cli',
  'bench',
  'conformance',
  'tests',
] as const
const PURE = ['spec', 'model', 'properties', 'scenarios', 'checker', 'examples', 'story']
/** Pure parts of a folder that is not. */
const PURE_PARTS = ['cli/serve/rest/']
const MAX_LINES = 300

/** Folders and packages that the code of a folder may import, itself apart. Tests and their fixtures may import all. */
const MAY_IMPORT: { readonly [folder: string]: readonly string[] } = {
  spec: [],
  model: ['ts-pattern'],
  properties: ['spec', 'model', 'checker'],
  scenarios: ['model', 'properties'],
  checker: ['fast-check', 'seedrandom'],
  threads: ['checker', 'node:'],
  checkpoint: ['checker', 'node:'],
  examples: ['checker'],
  // `sarif` is types only.
  reports: ['spec', 'checker', 'zod', 'sarif'],
  story: ['spec', 'model', 'properties', 'scenarios', 'checker', 'reports'],
  page: ['spec', 'model', 'properties', 'scenarios', 'checker', 'story', 'reports', 'preact', 'preact/hooks'],
  conformance: ['spec', 'model', 'checker', 'cli', 'zod', 'fast-check', 'node:'],
  bench: ['checker', 'threads', 'examples', 'fast-check', 'node:'],
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('out/'))
    .map((name) => join(folder, name))

const isTest = (file: string): boolean => /\.test\.tsx?$|fixtures\/|\/test-[a-z-]+\.ts$|pictures\/|^page\/browser\//.test(file)
const sources = FOLDERS.flatMap(filesIn).filter((file) => !isTest(file))
const folderOf = (file: string): string => file.split('/')[0] ?? ''
const textOf = (file: string): string => readFileSync(file, 'utf8')

/** Code without comments and texts: a word in a sentence is not a call. */
const codeOf = (file: string): string =>
  textOf(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'[^'\n]*'|`[^`]*`/g, "''")

const importsOf = (file: string): readonly string[] =>
  [...textOf(file).matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'/gm)].flatMap(
    (found) => found[1] ?? found[2] ?? [],
  )

/** The folder of a relative import, `node:` for what Node brings, the package of another. */
const targetOf = (file: string, specifier: string): string =>
  specifier.startsWith('.') ? folderOf(normalize(join(dirname(file), specifier))) : specifier.replace(/^node:.*/, 'node:')

test('there is something to look at', () => {
  expect(sources.length).toBeGreaterThan(100)
  expect(importsOf('model/cluster.ts').length).toBeGreaterThan(5)
})

test('folders import only what the table allows', () => {
  const strays = sources.flatMap((file) => {
    const allowed = MAY_IMPORT[folderOf(file)]
    if (allowed === undefined) return []
    return importsOf(file)
      .map((specifier) => targetOf(file, specifier))
      .filter((target) => target !== folderOf(file) && !allowed.includes(target))
      .map((target) => `${file} imports ${target}`)
  })
  expect(strays).toEqual([])
})

test('only cli, bench, conformance, threads, checkpoint and tests touch files, threads and processes', () => {
  const strays = sources
    .filter((file) => !['cli', 'bench', 'conformance', 'threads', 'checkpoint', 'tests'].includes(folderOf(file)))
    .flatMap((file) => importsOf(file).filter((s) => s.startsWith('node:')).map((s) => `${file} imports ${s}`))
  expect(strays).toEqual([])
})

const BANNED =
  /\bDate\b|\bMath\.random\b|\bperformance\b|\bset(?:Timeout|Interval|Immediate)\b|\bprocess\.(?:env|argv|exit\w*|hrtime|nextTick|memoryUsage|cwd|on|std\w+|pid)\b|\basync\b|\bawait\b|\bPromise\b|\blocaleCompare\b|\bIntl\b|\bfetch\(|\bconsole\./

test('pure folders hold no clock, no randomness, no I/O', () => {
  const strays = sources
    .filter((file) => PURE.includes(folderOf(file)) || PURE_PARTS.some((part) => file.startsWith(part)))
    .flatMap((file) => {
      const [found] = BANNED.exec(codeOf(file)) ?? []
      return found === undefined ? [] : [`${file} uses ${found}`]
    })
  expect(strays).toEqual([])
})

test('the ban on nondeterminism notices what it is there for', () => {
  for (const code of ['Math.random()', 'new Date()', 'setTimeout(f)', 'process.env', 'a.localeCompare(b)']) {
    expect(BANNED.test(code), code).toBe(true)
  }
})

test('pure folders keep no state in modules', () => {
  const strays = sources
    .filter((file) => PURE.includes(folderOf(file)))
    .filter((file) => /^(?:export )?let /m.test(codeOf(file)))
  expect(strays).toEqual([])
})

test(`no file is longer than ${MAX_LINES} lines`, () => {
  const long = sources
    .map((file) => ({ file, lines: textOf(file).split('\n').length - 1 }))
    .filter(({ lines }) => lines > MAX_LINES)
  expect(long).toEqual([])
})

test('nothing is left to do in the code', () => {
  const word = new RegExp(['TO', 'DO|FIX', 'ME|XX', 'X'].join(''))
  expect(sources.filter((file) => word.test(textOf(file)))).toEqual([])
})
