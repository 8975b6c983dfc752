// The tags of BBCode that stand for something else than marked text: code, pictures, films, links, stored files.
import type { PageMedia } from '../../domain/page.ts'
import { openTag, plain } from './bbcode-writing.ts'
import type { Attachment, Writing } from './bbcode-writing.ts'
import { escapeAttribute, escapeText } from './edits.ts'

const LONGEST_ADDRESS = 2000

/** Tags whose inside is no text to be shown as it stands. */
export function raw(writing: Writing, tag: { name: string; value: string; from: number }, text: string): number {
  const end = writing.lower.indexOf(`[/${tag.name}]`, tag.from)
  if (end < 0) return tag.from
  const inside = text.slice(tag.from, end)
  if (tag.name === 'code') {
    const code = inside.replaceAll(/<br\s*\/?>\r?\n?/gi, '\n').trim()
    writing.out.push(`<pre>${writing.options.isHtml ? code : escapeText(code)}</pre>`)
  } else if (tag.name === 'img') image(writing, inside)
  else if (tag.name === 'attach' || tag.name === 'attachimg') attach(writing, inside)
  else if (tag.name === 'password') writing.remarks.push({ code: 'hidden-content', about: '[password]' })
  else film(writing, tag.name, inside)
  return end + tag.name.length + 3
}

function plainAddress(text: string): string {
  const address = text.trim().replaceAll('&amp;', '&')
  return /^(?:https?:\/\/|\/|[\w.%-]+[/.?])/i.test(address) && !/[\s<>"[\]]/.test(address) ? address : ''
}

function image(writing: Writing, inside: string): void {
  const address = plainAddress(inside)
  if (address === '') plain(writing, inside)
  else writing.out.push(`<img src="${escapeAttribute(writing.options.whole(address))}" alt="">`)
}

function film(writing: Writing, name: string, inside: string): void {
  const address = plainAddress(inside)
  if (address === '') return plain(writing, inside)
  const ref = escapeAttribute(writing.options.whole(address))
  writing.out.push(name === 'audio' || name === 'mp3' || name === 'music' ? `<audio src="${ref}"></audio>` : `<video src="${ref}"></video>`)
}

export function link(writing: Writing, value: string, { text, from }: { text: string; from: number }): number {
  const inside = value === '' ? text.slice(from, from + LONGEST_ADDRESS) : ''
  const target = plainAddress(
    (value === '' ? inside.slice(0, Math.max(0, inside.toLowerCase().indexOf('[/url]'))) : value)
      .replace(/,1\/?$/, '')
      .replace(/^(?=www\.)/i, 'http://'),
  )
  // A picture may stand inside of a link: its inside is read as any text.
  if (target !== '') openTag(writing, 'url', { html: 'a', attributes: ` href="${escapeAttribute(writing.options.whole(target))}"` })
  return from
}

export function attach(writing: Writing, inside: string): void {
  const aid = /^\s*(\d{1,15})\s*(?:,.{0,40})?$/.exec(inside)?.[1]
  const found = aid === undefined ? undefined : writing.options.attachments.get(aid)
  if (aid === undefined) return
  if (found === undefined) {
    writing.remarks.push({ code: 'media-missing', about: `attachment ${aid}` })
    return
  }
  writing.used.add(aid)
  const { html, media } = attachmentHtml(found)
  writing.out.push(html)
  if (media !== null) writing.media.push(media)
}

/** A stored picture or file as markup. */
export function attachmentHtml(found: Attachment): { readonly html: string; readonly media: PageMedia | null } {
  const ref = escapeAttribute(found.ref)
  if (found.isImage) return { html: `<img src="${ref}" alt="${escapeAttribute(found.description)}">`, media: null }
  const title = found.name || '附件'
  return { html: `<a href="${ref}">${escapeText(title)}</a>`, media: { kind: 'file', ref: found.ref, role: 'attachment', title } }
}
