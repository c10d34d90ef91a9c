/**
 * The only way to make HTML here: a tagged template that escapes every value, so that user text can never be
 * markup. Markup that was made this way passes unescaped.
 */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Value = string | number | Markup | readonly Markup[] | null | undefined | false

const ESCAPES: { readonly [char: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const HIDDEN = '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069'
const INVISIBLE = new RegExp(`[${HIDDEN}]`, 'g')
const UNSAFE_IN_SCRIPT = new RegExp(`[<${HIDDEN}]`, 'g')

/** Control characters and overrides of the writing direction are shown as a dot. */
export const visible = (text: string): string => text.replace(INVISIBLE, '\u00b7')

export const escapeText = (text: string): string => visible(text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char))

const rendered = (value: Value): string => {
  if (value === null || value === undefined || value === false) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'number') return String(value)
  return value.map((part) => part.text).join('')
}

export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Markup =>
  new Markup(parts.reduce((text, part, i) => text + rendered(values[i - 1]) + part))

/** Our own style or code, which is no text of anybody else. */
export const trusted = (text: string): Markup => new Markup(text)

/** JSON inside a script element: no `<` that could end it, and no character that would not show in its source. */
export const embeddedJson = (value: unknown): Markup =>
  new Markup(
    JSON.stringify(value).replace(UNSAFE_IN_SCRIPT, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
