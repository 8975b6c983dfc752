// BBCode of phpwind and Discuz! → HTML, in one linear pass: no matter how deep tags nest or how few of them close, each character is looked at
// a fixed number of times. Unknown tags leave their text; what was hidden or sold is told, since not every reader was shown it.
import { attach, link, raw } from './bbcode-things.ts'
import { close, openTag, plain } from './bbcode-writing.ts'
import type { CodeOptions, Coded, Writing } from './bbcode-writing.ts'
import { smileyWords } from './pictures.ts'

/** Tag → its HTML. Colour, size and font are looks of the old page: their text stays. */
const SIMPLE: Readonly<Record<string, string>> = {
  b: 'strong',
  i: 'em',
  u: 'u',
  s: 's',
  strike: 's',
  sub: 'sub',
  sup: 'sup',
  quote: 'blockquote',
  blockquote: 'blockquote',
  free: 'blockquote',
  li: 'li',
  tr: 'tr',
  td: 'td',
  th: 'th',
  table: 'table',
  p: 'p',
  align: 'div',
  float: 'div',
  index: 'div',
  indent: 'div',
  list: 'ul',
  '*': 'li',
}
const LOOKS = new Set([
  'color',
  'backcolor',
  'background',
  'size',
  'font',
  'email',
  'fly',
  'move',
  'glow',
  'postbg',
  'wmv',
  'rm',
  'payto',
  'begin',
  'groupid',
  'swf',
  'qq',
])
const LOCKED = new Set(['hide', 'post', 'sell', 'password'])
const RAW = new Set(['code', 'img', 'attach', 'attachimg', 'media', 'flash', 'audio', 'video', 'iframe', 'music', 'password', 'mp3'])
const ALONE = new Set(['hr', '*', 'page', 'paragraph', 'attachment', 'p_w_upload', 'p_w_picpath'])
/** Between their tags stands no text. */
const HOLDERS = new Set(['table', 'tr', 'list'])
const TAG = /\[(\/?)([a-z_]{1,12}|\*)(?:=([^\]\n]{0,500}))?\]|\{:(\w{1,20}):\}|\[s:(\w{1,20})\]|<br\s*\/?>|\r?\n/giy

export function htmlOfCode(text: string, options: CodeOptions): Coded {
  const lower = text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
  const hasBreaks = options.isHtml && /<(?:br|p)\b/i.test(text)
  const writing: Writing = { options, lower, hasBreaks, out: [], open: [], count: new Map(), media: [], remarks: [], used: new Set() }
  const closers = lastClosers(text)
  let last = 0
  let at = nextMark(text, 0)
  while (at < text.length) {
    TAG.lastIndex = at
    const found = TAG.exec(text)
    if (found === null) {
      at = nextMark(text, at + 1)
      continue
    }
    plain(writing, text.slice(last, at))
    last = mark(writing, found, closers)
    // A tag that turned out to be text stays in place.
    at = nextMark(text, last === at ? at + 1 : last)
  }
  plain(writing, text.slice(last))
  while (writing.open.length > 0) close(writing)
  return { html: writing.out.join(''), media: writing.media, remarks: writing.remarks, used: writing.used }
}

function nextMark(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x5b || code === 0x0a || code === 0x0d || code === 0x3c || code === 0x7b) return at
  }
  return text.length
}

/** Where the last closing tag of each name stands: a tag that nothing closes is text. */
function lastClosers(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (let at = text.indexOf('[/'); at >= 0; at = text.indexOf('[/', at + 2)) {
    const name = text.slice(at + 2, at + 16)
    const end = name.indexOf(']')
    if (end > 0) found.set(name.slice(0, end).toLowerCase(), at)
  }
  return found
}

/** Writes one mark and says where the text goes on; the mark's own place when it is text after all. */
function mark(writing: Writing, found: RegExpExecArray, closers: ReadonlyMap<string, number>): number {
  const text = found.input
  const [source, slash, given, value = '', smiley, oldSmiley] = found
  const end = found.index + source.length
  if (smiley !== undefined || oldSmiley !== undefined) {
    plain(writing, smileyWords(smiley ?? oldSmiley ?? ''))
    return end
  }
  if (given === undefined) {
    const around = writing.open.at(-1)?.name ?? ''
    const means = source.startsWith('<') || (!writing.hasBreaks && !HOLDERS.has(around))
    writing.out.push(means ? '<br>' : '\n')
    return end
  }
  if (!writing.options.hasCode) return found.index
  const name = given.toLowerCase()
  if (slash === '/') return closing(writing, name, { start: found.index, end })
  if (ALONE.has(name)) {
    alone(writing, name, value)
    return end
  }
  if ((closers.get(name) ?? -1) < end) return found.index
  if (RAW.has(name)) return raw(writing, { name, value, from: end }, text)
  if (name === 'url') return link(writing, value, { text, from: end })
  if (LOCKED.has(name)) writing.remarks.push({ code: 'hidden-content', about: `[${name}] 中的内容 / text inside of [${name}]` })
  open(writing, name, value)
  return end
}

function open(writing: Writing, name: string, value: string): void {
  const html = name === 'list' && /^[1aA]/.test(value) ? 'ol' : Object.hasOwn(SIMPLE, name) ? (SIMPLE[name] ?? '') : ''
  openTag(writing, name, { html, attributes: attributesOf(name, value) })
}

function attributesOf(name: string, value: string): string {
  const side = name === 'align' ? /^(?:left|center|right)$/i.exec(value.trim())?.[0] : undefined
  if (side !== undefined) return ` align="${side.toLowerCase()}"`
  const spans = name === 'td' || name === 'th' ? /^(\d{1,3}),(\d{1,3})(?:,|$)/.exec(value) : null
  return spans === null ? '' : ` colspan="${spans[1]}" rowspan="${spans[2]}"`
}

function closing(writing: Writing, name: string, at: { start: number; end: number }): number {
  const over = writing.count.get(`over:${name}`) ?? 0
  if (over > 0) {
    writing.count.set(`over:${name}`, over - 1)
    return at.end
  }
  if ((writing.count.get(name) ?? 0) === 0) return isKnown(name) ? at.end : at.start
  // What is inside and not closed closes with it.
  for (let closed = close(writing); closed !== null && closed !== name;) closed = close(writing)
  return at.end
}

function isKnown(name: string): boolean {
  return Object.hasOwn(SIMPLE, name) || LOOKS.has(name) || LOCKED.has(name) || RAW.has(name) || name === 'url'
}

function alone(writing: Writing, name: string, value: string): void {
  if (name === 'hr' || name === 'page') writing.out.push('<hr>')
  else if (name === '*') item(writing)
  else if (name === 'attachment' || name.startsWith('p_w_')) attach(writing, value)
}

/** `[*]` opens an item of the list around it and ends the one before. */
function item(writing: Writing): void {
  if ((writing.count.get('list') ?? 0) === 0) {
    writing.out.push('<br>• ')
    return
  }
  while (writing.open.length > 0 && writing.open.at(-1)?.name !== 'list') close(writing)
  open(writing, '*', '')
}
