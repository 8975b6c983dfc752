// The article's safe html goes in; html that WordPress shows unchanged comes out: files by their address there, and every character
// that WordPress would turn into something else written as its number. Html that could run or load from elsewhere is refused.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'

const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^"<>]|"[^"]*")*)>/y
const SHAPE = /^(?:\s+[^\s"'<>/=]+(?:="[^"]*")?)*\s*\/?$/
const ATTRIBUTE = /\s+([^\s"'<>/=]+)(?:="([^"]*)")?/g
const FORBIDDEN = new Set([
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'link',
  'meta',
  'base',
  'form',
  'frame',
  'frameset',
  'svg',
  'math',
])
const LOADS = new Set(['src', 'srcset', 'poster', 'data', 'background'])

export function bodyHtml(html: string, urlOf: (digest: string) => string): string {
  let out = ''
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open < 0) return out + literal(html.slice(at))
    out += literal(html.slice(at, open))
    TAG.lastIndex = open
    const tag = TAG.exec(html)
    if (tag === null) throw refused('有一处不是规范的 html', 'has a place that is not serialized html')
    out += safeTag(tag, urlOf)
    at = TAG.lastIndex
  }
  return out
}

function safeTag([whole, slash, name = '', attributes = '']: RegExpExecArray, urlOf: (digest: string) => string): string {
  const tag = name.toLowerCase()
  if (FORBIDDEN.has(tag)) throw refused(`有 <${tag}>`, `has a <${tag}> element`)
  if (attributes === '' || slash !== '') return whole
  if (!SHAPE.test(attributes)) throw refused(`有一个不规范的 <${tag}>`, `has a <${tag}> that is not serialized html`)
  const placed = attributes.replace(ATTRIBUTE, (given: string, attribute: string, value: string | undefined) => {
    refuse(tag, attribute.toLowerCase(), value ?? '')
    if (value === undefined) return given
    return ` ${attribute}="${brackets(value.startsWith('asset:') ? escape(urlOf(value.slice(6))) : value)}"`
  })
  return `<${name}${placed}>`
}

function refuse(tag: string, name: string, value: string): void {
  if (name.startsWith('on') || (name === 'href' && /^[\s\0-\x20]*(?:javascript|vbscript|data):/i.test(value)))
    throw refused(`有会执行代码的 <${tag}>`, `has a <${tag}> that could run`)
  if ((LOADS.has(name) && !/^asset:[0-9a-f]{64}$/.test(value)) || (name === 'style' && /url\s*\(|@import|expression/i.test(value)))
    throw refused(`有从别处加载内容的 <${tag}>`, `has a <${tag}> that loads from elsewhere`)
}

function refused(zh: string, en: string): Failure {
  return new Failure('target-refused', both(`稿件正文${zh}`, `The article's html ${en}`))
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
