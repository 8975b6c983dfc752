// Links, pictures, sounds and films onto the sheet. Only `asset:` addresses are ever loadable; links are absolute or words.
import type { DraftLink, DraftMedia } from '../../domain/draft.ts'
import { isFileAddress } from '../clean/address.ts'
import { escapeAttribute, safeId } from '../clean/entities.ts'
import { add, lengthOf, since } from '../flow.ts'
import type { Element } from '../tree.ts'
import { endOuter, popInline, prepare, pushInline, writeMade } from './inline.ts'
import { escapeMarkdown, mdAddress } from './markdown.ts'
import { missingWords, seek } from './media.ts'
import type { Leave } from './leave.ts'
import type { Walk } from './walk.ts'

export function writeImage(walk: Walk, element: Element): void {
  const alt = described(tidy(element.attribs['alt']))
  const found = seek(
    {
      kind: 'image',
      role: 'body',
      refs: [element.attribs['src'] ?? ''],
      alt,
      title: described(tidy(element.attribs['title'])),
      promised: Number(element.attribs['data-w'] ?? 0),
    },
    walk.near,
  )
  if (walk.made === 0) walk.counts.images += 1
  walk.sheet.media.push(found.media)
  if (found.trouble !== null) walk.note.finding(found.trouble, shorten(found.media.ref))
  placeImage(walk, found.media)
}

function placeImage(walk: Walk, media: DraftMedia): void {
  const { sheet } = walk
  if (media.digest === null) return writeMade(sheet, missingWords(media))
  prepare(sheet)
  const size = media.width === null || media.height === null ? '' : ` width="${media.width}" height="${media.height}"`
  const title = media.title === '' ? '' : ` title="${escapeAttribute(media.title)}"`
  add(sheet.html, `<img src="asset:${media.digest}" alt="${escapeAttribute(media.alt)}"${title}${size}>`)
  sheet.pieces.push(`![${escapeMarkdown(media.alt)}](asset:${media.digest})`)
}

/** A stored sound or film; what is not stored was turned into words by its step. */
export function writeEmbed(walk: Walk, element: Element): void {
  const kind = element.attribs['data-kind'] === 'audio' ? 'audio' : 'video'
  const title = element.attribs['data-title'] ?? ''
  const refs = (element.attribs['data-keys'] ?? '').split('\n')
  const { media, trouble } = seek({ kind, role: 'body', refs, alt: '', title }, walk.near)
  if (walk.made === 0) walk.counts[kind] += 1
  if (trouble !== null) walk.note.finding(trouble, shorten(media.ref))
  walk.sheet.media.push(media)
  const { sheet } = walk
  if (media.digest === null) return writeMade(sheet, missingWords(media))
  prepare(sheet)
  const label = title === '' ? '' : ` title="${escapeAttribute(title)}"`
  add(sheet.html, `<${kind} controls="" src="asset:${media.digest}"${label}></${kind}>`)
  sheet.pieces.push(`[${escapeMarkdown(title || (kind === 'audio' ? '音频' : '视频'))}](asset:${media.digest})`)
}

export function enterLink(walk: Walk, element: Element): Leave {
  const { sheet } = walk
  const target = targetOf(walk, element)
  const id = element.attribs['data-id']
  const own = id !== undefined && walk.anchors.has(id) ? ` id="${safeId(id)}"` : ''
  if (target === null && own === '') {
    endOuter(sheet)
    return null
  }
  let from = -1
  const onOpen = (): void => {
    from = lengthOf(sheet.text)
  }
  const href = target === null ? '' : ` href="${escapeAttribute(target.href)}"`
  pushInline(sheet, 'a', { attributes: href + own, end: target === null ? '' : `](${mdAddress(target.href)})`, onOpen })
  return () => {
    popInline(sheet)
    if (from < 0 || target === null) return
    count(walk, target)
    sheet.links.push({ url: target.href, text: since(sheet.text, from).trim(), kind: target.kind, keys: target.keys })
  }
}

interface Target {
  readonly href: string
  readonly kind: DraftLink['kind']
  readonly keys: readonly string[]
  /** The address as the page gave it. */
  readonly raw: string
}

function count(walk: Walk, target: Target): void {
  if (walk.made > 0 || target.kind === 'fragment' || (target.href.startsWith('asset:') && !/^(?:https?:)?\/\//i.test(target.raw))) return
  walk.counts.links += 1
  if (isFileAddress(target.raw)) walk.counts.attachments += 1
}

function targetOf(walk: Walk, element: Element): Target | null {
  const { href } = element.attribs
  const relative = element.attribs['data-rel']
  const raw = href ?? relative ?? ''
  if (raw === '') return null
  if (raw.startsWith('#')) return fragment(walk, raw.slice(1))
  const stored = storedFile(walk, raw, element)
  if (stored !== null) return stored
  if (href === undefined) {
    walk.note.finding('link-broken', shorten(raw))
    if (/^\s*https?:/i.test(raw)) walk.note.dropped('link-broken', '', { links: 1, attachments: isFileAddress(raw) ? 1 : 0 })
    return null
  }
  if (href.startsWith('mailto:')) return { href, kind: 'mail', keys: [], raw }
  if (href.startsWith('tel:')) return { href, kind: 'tel', keys: [], raw }
  const keys = walk.near.keysOf(href)
  return { href, kind: keys.length > 0 ? 'own' : 'page', keys, raw }
}

function fragment(walk: Walk, id: string): Target | null {
  return walk.anchors.has(id) ? { href: `#${safeId(id)}`, kind: 'fragment', keys: [], raw: `#${id}` } : null
}

function storedFile(walk: Walk, raw: string, element: Element): Target | null {
  const refs = [raw, element.attribs['href'] ?? '']
  const known = refs.some((ref) => walk.near.media.has(ref)) || (isFileAddress(raw) && element.attribs['data-rel'] !== undefined)
  if (!known) return null
  const { media, trouble } = seek({ kind: 'file', role: 'attachment', refs, alt: '', title: tidy(element.attribs['title']) }, walk.near)
  walk.sheet.media.push(media)
  if (trouble !== null) walk.note.finding(trouble, shorten(raw))
  return media.digest === null ? null : { href: `asset:${media.digest}`, kind: 'page', keys: [], raw }
}

// oxlint-disable-next-line no-control-regex -- controls are what is taken out
const BLANKS = /[\s\u0000-\u001F\u007F\u200B\uFEFF]+/g

function tidy(text: string | undefined): string {
  return (text ?? '').replaceAll(BLANKS, ' ').trim().slice(0, 300)
}

/** Words that editors and exporters put where nobody described the picture: they tell a reader nothing. */
function described(words: string): string {
  return /^(?:null|undefined|none|图片|图像|配图|插图|image|images?\d*|img|picture|photo|cover_image|\d{1,4}|(?:微信图片|微信截图|QQ图片|QQ截图|IMG|DSC|image|img)[_\s-]?\d*(?:\.\w{3,4})?|[\w-]+\.(?:png|jpe?g|gif|webp|bmp|svg))$/i.test(
    words,
  )
    ? ''
    : words
}

/** Addresses in findings are for people: no picture bytes. */
function shorten(ref: string): string {
  return ref.startsWith('data:') ? ref.slice(0, 40) : ref.slice(0, 300)
}
