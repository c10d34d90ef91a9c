/**
 * How far a component agrees with something that nobody here wrote: the record that every conformance command leaves
 * in `reports/out/agreement/NAME.json`, and what the command says at its end. Where the two differ the model is
 * wrong, until a reason is written down; a difference without a reason fails the command.
 */
import { z } from 'zod'

const note = z.strictObject({
  /** Which case: its name in the data that it was taken from. */
  what: z.string(),
  /** Why, in a sentence; null: nobody has found out yet. */
  reason: z.string().nullable(),
  /** What was expected and what came instead, in one line. */
  how: z.string().exactOptional(),
})

export const agreementSchema = z.strictObject({
  format: z.literal('kubeproof/agreement@1'),
  /** The name of its file, and its identity in the table. */
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  component: z.string(),
  /** What it was compared with. */
  against: z.string(),
  version: z.string(),
  /** All cases: those that agreed, differed or were skipped. */
  cases: z.number().int().min(0),
  agreed: z.number().int().min(0),
  differed: z.array(note).readonly(),
  skipped: z.array(note).readonly(),
})

export type Note = z.output<typeof note>
export type Agreement = z.output<typeof agreementSchema>

/** One case that was compared, or could not be. */
export type Outcome =
  | { readonly what: string; readonly is: 'agreed' }
  | { readonly what: string; readonly is: 'differed'; readonly reason: string | null; readonly how: string }
  | { readonly what: string; readonly is: 'skipped'; readonly reason: string }

export type Subject = Pick<Agreement, 'name' | 'component' | 'against' | 'version'>

export const agreementOf = (subject: Subject, outcomes: readonly Outcome[]): Agreement => ({
  format: 'kubeproof/agreement@1',
  ...subject,
  cases: outcomes.length,
  agreed: outcomes.filter(({ is }) => is === 'agreed').length,
  differed: outcomes.flatMap((o) => (o.is === 'differed' ? [{ what: o.what, reason: o.reason, how: o.how }] : [])),
  skipped: outcomes.flatMap((o) => (o.is === 'skipped' ? [{ what: o.what, reason: o.reason }] : [])),
})

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** The last line of every conformance command. */
export const closingLine = (all: readonly Agreement[]): string =>
  `agreed ${sum(all.map((a) => a.agreed))}, differed ${sum(all.map((a) => a.differed.length))}, ` +
  `skipped ${sum(all.map((a) => a.skipped.length))}`

/** Nothing compared is no agreement; a difference needs its reason in writing. */
export const exitStatus = (all: readonly Agreement[]): 0 | 1 =>
  all.some(({ differed }) => differed.some(({ reason }) => reason === null)) ||
  sum(all.map((a) => a.agreed + a.differed.length)) === 0
    ? 1
    : 0

/** Notes of one reason together, in the order in which the reasons come up. */
export const byReason = (
  notes: readonly Note[],
): readonly { readonly reason: string; readonly whats: readonly string[] }[] =>
  [...new Set(notes.map(({ reason }) => reason))].map((reason) => ({
    reason: reason ?? 'no reason is known',
    whats: notes.filter((n) => n.reason === reason).map(({ what }) => what),
  }))
