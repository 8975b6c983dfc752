// The container of one post → its HTML: what the forum puts into and around it (tips, noise against copying, edit marks, buttons) taken out,
// lazy pictures under their real address, smilies as words. What the forum withholds becomes a remark, never text.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated, PageMedia, PageState, Remark } from '../../domain/page.ts'
import { walkTags } from '../text/tags.ts'
import { textOf } from '../text/text-of.ts'
import { edited, escapeAttribute, escapeText } from './edits.ts'
import type { Edit } from './edits.ts'
import { hasClass, innerOf, valueOf, wordsOf } from './elements.ts'
import type { Elements } from './elements.ts'
import { lockOf } from './locks.ts'
import { isDownload } from './downloads.ts'
import { pictureOf, pictureTag, whole } from './pictures.ts'
import { editTimeIn } from './times.ts'

export interface Body {
  readonly html: string
  readonly media: readonly PageMedia[]
  readonly remarks: readonly Remark[]
  readonly edited: Dated
  readonly state: PageState
  readonly stateText: string | null
}

interface Reading {
  readonly page: Elements
  readonly base: string | null
  readonly edits: Edit[]
  readonly media: PageMedia[]
  readonly remarks: Remark[]
  edited: Dated
  lock: { readonly state: PageState; readonly text: string } | null
}

/** Never part of what was written, though forums put it inside of it. */
const DROPPED = new Set([
  'aimg_tip',
  'tip_4',
  'modact',
  'a_pr',
  'a_pt',
  'a_pb',
  'img_info',
  'ptg',
  'read_tags',
  'operTips',
  'pstatus',
  'edit_log',
])
const MOST_NOISE = 300
/** Of a notice the first words tell what it is. */
const MOST_NOTICE = 1200
const DROPPED_NAMES = new Set(['script', 'style', 'noscript', 'button', 'input', 'textarea', 'select'])

export function bodyOf(page: Elements, container: number, base: string | null): Body {
  const place = page.list[container]
  if (place === undefined) return { html: '', media: [], remarks: [], edited: UNKNOWN_DATE, state: 'ok', stateText: null }
  const reading: Reading = { page, base, edits: [], media: [], remarks: [], edited: UNKNOWN_DATE, lock: null }
  for (let n = container + 1; n <= place.last; n += 1) n = look(reading, n)
  const html = edited(page.html, [place.tag.end, place.closeStart], reading.edits).trim()
  const lock = reading.lock !== null && textOf(html) === '' ? reading.lock : null
  const { media, remarks } = reading
  return { html, media, remarks, edited: reading.edited, state: lock?.state ?? 'ok', stateText: lock?.text ?? null }
}

/** Notes the edits for one element; gives the number of the last element that needs no further look. */
function look(reading: Reading, n: number): number {
  const { page } = reading
  const place = page.list[n]
  if (place === undefined) return n
  if (place.name === 'form') return form(reading, n)
  if (DROPPED_NAMES.has(place.name) || isNoise(page, n)) return replace(reading, n, '')
  const named = valueOf(page, n, 'class')
  if (named !== '') {
    const classes = named.split(/\s+/)
    if (classes.includes('pstatus') || classes.includes('edit_log')) reading.edited = editTimeIn(wordsOf(page, n))
    if (classes.some((one) => DROPPED.has(one))) return replace(reading, n, '')
    const done = special(reading, n, classes)
    if (done !== null) return done
  }
  if (place.name === 'img') return replace(reading, n, picture(reading, n))
  if (place.name === 'a' && /copycode/i.test(valueOf(page, n, 'onclick'))) return replace(reading, n, '')
  if (place.name === 'a') link(reading, n)
  // An element of its own that only keeps old scripts away.
  if (place.name === 'ignore_js_op') unwrap(reading, n)
  return n
}

function replace(reading: Reading, n: number, by: string): number {
  const place = reading.page.list[n]
  if (place === undefined) return n
  reading.edits.push({ from: place.tag.start, to: place.end, by })
  return place.last
}

function unwrap({ page, edits }: Reading, n: number): void {
  const place = page.list[n]
  if (place === undefined) return
  edits.push({ from: place.tag.start, to: place.tag.end, by: '' })
  if (place.end > place.closeStart) edits.push({ from: place.closeStart, to: place.end, by: '' })
}

const MOST_FIELDS = 200

/** A poll goes; what only stands inside of a form, or behind one that was never closed, is text. */
function form(reading: Reading, n: number): number {
  const { page } = reading
  const end = Math.min(page.list[n]?.last ?? n, n + MOST_FIELDS)
  for (let at = n + 1; at <= end; at += 1) {
    if (page.list[at]?.name !== 'input' || !/^(?:radio|checkbox)$/i.test(valueOf(page, at, 'type'))) continue
    reading.remarks.push({ code: 'vote-dropped' })
    return replace(reading, n, '')
  }
  unwrap(reading, n)
  return n
}

/** Random words that only a copier sees. */
function isNoise(page: Elements, n: number): boolean {
  const name = page.list[n]?.name
  if (name !== 'span' && name !== 'font') return false
  const place = page.list[n]
  // Noise is a few letters; what is longer was never closed, or is somebody's text.
  if (place === undefined || place.closeStart - place.tag.end > MOST_NOISE) return false
  return hasClass(page, n, 'jammer') || /display\s*:\s*none/i.test(valueOf(page, n, 'style'))
}

function special(reading: Reading, n: number, classes: readonly string[]): number | null {
  const { page } = reading
  if (classes.includes('locked') || classes.includes('quoteTips') || classes.includes('attach_nopermission') || classes.includes('tips')) {
    const found = lockOf(wordsOf(page, n, MOST_NOTICE))
    if (found === null) return classes.includes('locked') || classes.includes('quoteTips') ? null : replace(reading, n, '')
    if (found.remark !== null) reading.remarks.push(found.remark)
    if (found.state !== null) reading.lock ??= { state: found.state, text: found.text }
    return replace(reading, n, '')
  }
  if (classes.includes('showhide')) {
    if (page.list[n + 1]?.name === 'h4') replace(reading, n + 1, '')
    reading.remarks.push({
      code: 'hidden-content',
      about: '仅对部分用户显示的内容已在页面中 / text shown to some users only is in the page',
    })
    return null
  }
  if (classes.includes('blockquote') && /设定了加密|是加密帖|没有登录.{0,20}登录论坛/.test(wordsOf(page, n).slice(0, 80))) {
    reading.remarks.push({ code: 'hidden-content', about: wordsOf(page, n).slice(0, 80) })
    return replace(reading, n, '')
  }
  if (classes.includes('blockcode') || classes.includes('blockquote2')) return replace(reading, n, codeOf(innerOf(page, n)))
  if (classes.includes('quote') && page.list[n]?.name === 'h6') return replace(reading, n, '')
  return null
}

/** Code stands in the page as a list, one item a line (their ends are mostly left out), with a button behind. */
function codeOf(html: string): string {
  const pieces: string[] = []
  let last = 0
  let starts = true
  const add = (text: string): void => {
    if (text !== '') pieces.push(text)
    starts = text === '' ? starts : text === '\n'
  }
  walkTags(html, (tag) => {
    add(html.slice(last, tag.start).replaceAll(/[\r\n]+/g, ''))
    last = tag.rawEnd
    if (tag.closing) return true
    if (tag.name === 'br' || (tag.name === 'li' && !starts)) add('\n')
    if (tag.name !== 'em' || !html.slice(tag.start, tag.end).includes('copycode')) return true
    const end = html.indexOf('</em>', tag.end)
    last = end < 0 ? html.length : end
    return last
  })
  add(html.slice(last))
  return `<pre>${pieces.join('').trim()}</pre>`
}

function picture({ page, base }: Reading, n: number): string {
  const found = pictureOf(page, n, base)
  if (found === null) return ''
  return 'words' in found ? escapeText(found.words) : pictureTag(found)
}

function link({ page, base, edits, media }: Reading, n: number): void {
  const place = page.list[n]
  const href = valueOf(page, n, 'href')
  if (place === undefined || href === '') return
  const to = whole(href, base)
  if (/^javascript:/i.test(to)) return
  edits.push({ from: place.tag.start, to: place.tag.end, by: `<a href="${escapeAttribute(to)}">` })
  if (!isDownload(to) || hasClass(page, n, 'xw1')) return
  media.push({ kind: 'file', ref: to, role: 'attachment', title: wordsOf(page, n).slice(0, 300) })
}
