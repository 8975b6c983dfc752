// The container's html of a page, whatever its kind, and the pictures and files that belong to it though its body does not show them.
import type { DraftMedia } from '../domain/draft.ts'
import type { Page, PageMedia } from '../domain/page.ts'
import { unescapeAddress } from './clean/address.ts'
import { escapeAttribute, escapeText } from './clean/entities.ts'
import type { Note, Surroundings } from './step.ts'
import { seek } from './write/media.ts'

/** Text posts become paragraphs, one a line. */
export function sourceHtml(page: Page): string {
  if ('html' in page.body) return page.body.html.toWellFormed()
  return page.body.text
    .toWellFormed()
    .split(/\r\n?|\n/)
    .map((line) => (line.trim() === '' ? '' : `<p>${escapeText(line)}</p>`))
    .join('')
}

/** Pictures, films and files of the page that its body does not hold, as html to put after it. */
export function appendMedia(page: Page, cleaned: string): { readonly html: string; readonly images: number } {
  let html = ''
  let images = 0
  const had = new Set<string>()
  for (const one of page.media) {
    if (one.role === 'cover' || one.ref === '' || had.has(one.ref) || isInBody(one.ref, cleaned)) continue
    had.add(one.ref)
    html += appended(one)
    if (one.kind === 'image') images += 1
  }
  return { html, images }
}

function appended(one: PageMedia): string {
  const ref = escapeAttribute(one.ref.toWellFormed())
  const title = (one.title ?? '').toWellFormed()
  if (one.kind === 'image') return `<div><img src="${ref}" alt="${escapeAttribute((one.alt ?? '').toWellFormed())}"></div>`
  // a file that is not stored stays a link where its address is whole
  const address = /^https?:\/\//i.test(one.ref) ? 'href' : 'data-rel'
  if (one.kind === 'file') return `<div><g-made><g-a ${address}="${ref}">${escapeText(title || '附件')}</g-a></g-made></div>`
  return `<div><g-made><g-media data-kind="${one.kind}" data-keys="${ref}" data-title="${escapeAttribute(title)}"></g-media></g-made></div>`
}

function isInBody(ref: string, cleaned: string): boolean {
  return cleaned.includes(`"${escapeAttribute(ref)}"`) || cleaned.includes(escapeAttribute(unescapeAddress(ref)))
}

/** The cover is listed, never shown in the body: one that we lack is told, and holds nothing back. */
export function coverOf(page: Page, near: Surroundings, note: Note): DraftMedia[] {
  const cover = page.media.find(({ role }) => role === 'cover')
  if (cover === undefined || cover.ref === '') return []
  const { media, trouble } = seek({ kind: 'image', role: 'cover', refs: [cover.ref], alt: cover.alt ?? '', title: cover.title ?? '' }, near)
  if (trouble !== null) note.finding(trouble, cover.ref.slice(0, 300), 'info')
  return [media]
}
