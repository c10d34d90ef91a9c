/**
 * `npm run reference`: every reference model is explored, and its figures are held against those that others counted.
 * Ends with `N passed, N failed`. `--large` takes the models along that need minutes; names choose models.
 */
import { REFERENCES } from './reference-models.ts'
import type { Counts } from './reference-models.ts'

const textOf = (counts: Counts): string =>
  Object.entries(counts)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')

/** What was counted otherwise than expected. */
const differences = (expected: Partial<Counts>, found: Counts): readonly string[] =>
  Object.entries(found).flatMap(([name, value]) => {
    const wanted = Object.entries(expected).find(([key]) => key === name)?.[1]
    return wanted === undefined || wanted === value ? [] : [`${name} ${value} instead of ${wanted}`]
  })

const args = process.argv.slice(2)
const names = args.filter((arg) => !arg.startsWith('--'))
const known = ['--large', ...REFERENCES.map(({ name }) => name)]
const stranger = args.find((arg) => !known.includes(arg))
if (stranger !== undefined) {
  process.stderr.write(`${stranger} is no reference model; take some of: ${known.join(', ')}\n`)
  process.exit(2)
}
const chosen = REFERENCES.filter(({ name, isLarge }) =>
  names.length > 0 ? names.includes(name) : !isLarge || args.includes('--large'),
)
let failed = 0
for (const { name, expected, count } of chosen) {
  const found = count()
  const wrong = differences(expected, found)
  if (wrong.length > 0) failed += 1
  process.stdout.write(
    `${wrong.length > 0 ? '✗' : '✓'} ${name.padEnd(28)} ${wrong.length > 0 ? wrong.join('; ') : textOf(found)}\n`,
  )
}
process.stdout.write(`${chosen.length - failed} passed, ${failed} failed\n`)
process.exitCode = failed > 0 ? 1 : 0
