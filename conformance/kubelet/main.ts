/**
 * `npm run conformance:kubelet [FILES]`: kubelet and controllers against Kubernetes' own tests and a recorded
 * kubelet.
 */
import { conformance } from '../command.ts'
import { STANDARD, subjectsIn } from './subjects.ts'

process.exitCode = conformance(process.argv.slice(2), STANDARD, subjectsIn)
