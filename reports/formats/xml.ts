/** XML as text: elements whose texts and attributes are escaped where they enter. */

/** What XML 1.0 cannot hold in any spelling, and what would reorder the line it stands in. */
const FORBIDDEN = /[^\u0009\u000a\u0020-\u007e\u00a0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const NAMED: { readonly [char: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export const escapeXml = (text: string): string =>
  text.replace(FORBIDDEN, '\u00b7').replace(/[&<>"]/g, (char) => NAMED[char] ?? char)

/** Line breaks and tabs of an attribute would be read as blanks. */
const escapeAttribute = (text: string): string => escapeXml(text).replace(/\n/g, '&#10;').replace(/\t/g, '&#9;')

export type Attributes = { readonly [name: string]: string | number }

/** `children`: elements made by this function, or escaped text. */
export const element = (name: string, attributes: Attributes, children: readonly string[] = []): string => {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(String(value))}"`)
  const open = `<${name}${given.join('')}`
  return children.length === 0 ? `${open}/>` : `${open}>${children.join('\n')}</${name}>`
}
