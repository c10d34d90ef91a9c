/**
 * `npm run conformance:scheduler [FILES]`: the scheduler against Kubernetes' own tests and the verdicts of a real
 * one.
 */
import { conformance } from '../command.ts'
import { STANDARD, subjectsIn } from './subjects.ts'

process.exitCode = conformance(process.argv.slice(2), STANDARD, subjectsIn)
