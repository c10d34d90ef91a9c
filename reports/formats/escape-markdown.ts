/**
 * User text inside GitHub-flavoured Markdown: every character that could begin markup, a link, a mention or a reference
 * is escaped, line breaks become blanks.
 */
import { printable } from '../terminal.ts'

/** What begins emphasis, code, links, markup, mentions, references, emoji, mathematics and cells of tables. */
const ACTIVE = /[!#$&*<>@[\\\]^_`{|}~]|:(?=\S)|(?<=\bwww)\.|^[-+]|(?<=^\d{1,9})[.)](?=\s|$)/gi

/** Stands between @ or # and a name so that nobody is notified; has no width. */
const WORD_JOINER = '\u2060'

/** By entities, which are text by definition: a backslash is not one inside of code and tables. */
export const escapeMarkdown = (text: string): string =>
  printable(text).replace(ACTIVE, (char) => {
    const entity = `&#${char.charCodeAt(0)};`
    return char === '@' || char === '#' ? `${entity}${WORD_JOINER}` : entity
  })
