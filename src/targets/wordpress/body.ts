// The article's safe html goes in; html that WordPress shows unchanged comes out: files by their address there, and every character
// that WordPress would turn into something else written as its number. Html that could run or load from elsewhere is refused.
import { ATTRIBUTE, mustBeSafe } from '../safe-html.ts'

const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^"<>]|"[^"]*")*)>/y

export function bodyHtml(html: string, urlOf: (digest: string) => string): string {
  mustBeSafe(html)
  let out = ''
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open < 0) return out + literal(html.slice(at))
    out += literal(html.slice(at, open))
    TAG.lastIndex = open
    const tag = TAG.exec(html)
    // never: the look before has read every tag
    if (tag === null) return out + literal(html.slice(open))
    out += placedTag(tag, urlOf)
    at = TAG.lastIndex
  }
  return out
}

function placedTag([whole, slash, name = '', attributes = '']: RegExpExecArray, urlOf: (digest: string) => string): string {
  if (attributes === '' || slash !== '') return whole
  const placed = attributes.replace(ATTRIBUTE, (given: string, attribute: string, value: string | undefined) => {
    if (value === undefined) return given
    return ` ${attribute}="${brackets(value.startsWith('asset:') ? escape(urlOf(value.slice(6))) : value)}"`
  })
  return `<${name}${placed}>`
}

const numbered = (part: string): string => part.replaceAll(/./gsu, (one) => `&#${one.codePointAt(0) ?? 0};`)
/** `&amp;#58;` means the text `&#58;`; WordPress's filter for lesser roles would make a colon of it. */
const ENTITY = /(?<=&amp;)#/g
const brackets = (text: string): string => text.replaceAll(/[[\]]|(?<=&amp;)#/g, numbered)

// What the filters of `the_content` look for in text: quotes, dashes, dots, 3x4 and (tm) of wptexturize; smileys; addresses that
// stand alone in a paragraph (embeds); [shortcodes]; one trade name. Written as a number none of it is found, and readers see the same.
const TOUCHED = [
  /&quot;|&#39;|&#x27;|["'`[\]]/g,
  /:(?=[^\s\d])|(?<=;-?)\)|8(?=-?[)|o])/gi,
  /(?<!\w)-|-(?!\w)/g,
  /\.{3,}/g,
  /(?<=[\d.,])x(?=\d)/g,
  /\((?=tm\))/gi,
  /(?<=Word)p(?=ress)/g,
  ENTITY,
] as const
const SAID: Readonly<Record<string, string>> = { '&quot;': '&#34;', '&#39;': '&#39;', '&#x27;': '&#39;' }

/** Serialized text (between tags) that WordPress shows as it is. */
export function literal(text: string): string {
  return TOUCHED.reduce((done, pattern) => done.replace(pattern, (part) => SAID[part] ?? numbered(part)), text)
}

const NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

// oxlint-disable-next-line no-control-regex -- these are the characters html forbids
const SPECIAL = /[&<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f]/g

/** Plain text as html text or attribute. */
export function escape(text: string): string {
  return text
    .toWellFormed()
    .replace(SPECIAL, (one) => NAMES[one] ?? '')
    .replace(ENTITY, numbered)
}
