/**
 * `npm run agreement`: publishes what the conformance commands recorded here, and writes the table in the README
 * anew.
 */
import { writeFileSync } from 'node:fs'
import { writeSection } from '../cli/readme.ts'
import { closingLine, exitStatus } from './agreement.ts'
import { PUBLISHED, knownAgreements } from './known.ts'
import { agreementTable } from './table.ts'

const BEGIN = '<!-- agreement: npm run agreement -->'
const END = '<!-- end of agreement -->'

const all = knownAgreements()
writeFileSync(PUBLISHED, `${JSON.stringify(all, null, 1)}\n`)
writeSection(BEGIN, END, agreementTable(all))
process.stdout.write(`${closingLine(all)}\n`)
process.exitCode = exitStatus(all)
