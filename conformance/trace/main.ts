/** `npm run conformance:trace [FILES]`: recorded clusters, as they are and doctored, against the model. */
import { conformance } from '../command.ts'
import { STANDARD, subjectsIn } from './subjects.ts'

process.exitCode = conformance(process.argv.slice(2), STANDARD, subjectsIn)
