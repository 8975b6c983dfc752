// One post of a gathered article in, its stretch of the body out: a heading with its time, its words, pictures and films as they were. What
// is open at its end is closed, so that no post swallows the next.
import { parseFragment, serialize } from 'parse5'
import { plainText } from '../../domain/condition.ts'
import type { Dated, Page, PageMedia } from '../../domain/page.ts'
import { walkTags } from '../text/tags.ts'

export function sectionOf(page: Page, renamed: ReadonlyMap<string, string>): string {
  const body = 'html' in page.body ? balanced(spokenOf(page.body.html, renamed)) : paragraphs(page.body.text)
  const given = (page.title ?? '').trim()
  // many a title is the post's own first words
  const title = plainText(page).includes(given) ? '' : given
  const heading = [whenText(page.published), escaped(title)].filter((part) => part !== '').join('　')
  return `<h2>${heading}</h2>${body}${mediaOf(page, body, renamed)}${readMore(page)}`
}

/** As much of the time as is known. */
function whenText({ value, precision }: Dated): string {
  const [, year = '', month = '', day = '', time = ''] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(value ?? '') ?? []
  if (year === '') return ''
  const parts = { year: `${year}年`, month: `${Number(month)}月`, day: `${Number(day)}日` }
  if (precision === 'year') return parts.year
  if (precision === 'month') return parts.year + parts.month
  return parts.year + parts.month + parts.day + (precision === 'day' ? '' : ` ${time}`)
}

function paragraphs(text: string): string {
  return text
    .toWellFormed()
    .split(/\r\n?|\n/)
    .map((line) => (line.trim() === '' ? '' : `<p>${escaped(line)}</p>`))
    .join('')
}

/** Pictures, films and files that belong to the post though its body does not show them. A cover is a list's, not the body's. */
function mediaOf({ media }: Page, body: string, renamed: ReadonlyMap<string, string>): string {
  const had = new Set<string>()
  return media
    .filter(({ role, ref }) => role !== 'cover' && ref !== '' && !had.has(ref) && had.add(ref).size > 0)
    .map((one) => ({ ...one, ref: renamed.get(one.ref) ?? one.ref }))
    .filter(({ ref }) => !body.includes(`"${escaped(ref)}"`))
    .map(shown)
    .join('')
}

function shown({ kind, ref, alt, title }: PageMedia): string {
  const name = title === undefined || title === '' ? '' : ` title="${escaped(title)}"`
  if (kind === 'image') return `<div><img src="${escaped(ref)}" alt="${escaped(alt ?? '')}"${name}></div>`
  if (kind === 'file') return `<div><a href="${escaped(ref)}"${name}>${escaped(title || '附件')}</a></div>`
  return `<div><${kind} src="${escaped(ref)}"${name}></${kind}></div>`
}

function readMore({ readMore: address }: Page): string {
  return address === null || address === '' ? '' : `<p><a href="${escaped(address)}">阅读原文</a></p>`
}

const ATTRIBUTE = /(=\s*)("[^"]*"|'[^']*')/g

/** Names that belong to another post's bytes are replaced where they stand as a whole attribute. */
function spokenOf(html: string, renamed: ReadonlyMap<string, string>): string {
  if (renamed.size === 0) return html
  return html.replaceAll(ATTRIBUTE, (whole, equals: string, quoted: string) => {
    const name = renamed.get(quoted.slice(1, -1).replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&').trim())
    return name === undefined ? whole : `${equals}"${escaped(name)}"`
  })
}

const EMPTY = new Set(['br', 'hr', 'img', 'wbr', 'input', 'source', 'track', 'col', 'embed', 'param', 'area', 'base', 'link', 'meta'])
const NEVER_ENDS = /<\s*plaintext/gi

/** Most bodies are; the others are read as a browser reads them. Too deep for that: their words are kept, without their shape. */
function balanced(html: string): string {
  const whole = html.toWellFormed()
  if (isBalanced(whole)) return whole
  try {
    return serialize(parseFragment(whole.replaceAll(NEVER_ENDS, '<pre')))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return paragraphs(whole.replaceAll(/<[^<>]*>/g, '\n'))
  }
}

function isBalanced(html: string): boolean {
  if (/<[!?]|<[^>]*$/.test(html)) return false
  const open: string[] = []
  let isFine = true
  walkTags(html, ({ name, closing, end, rawEnd }) => {
    if (end !== rawEnd || name === 'plaintext' || open.length > 200) isFine = false
    else if (closing) isFine = open.pop() === name
    else if (!EMPTY.has(name)) open.push(name)
    return isFine
  })
  return isFine && open.length === 0
}

function escaped(text: string): string {
  return text.toWellFormed().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
