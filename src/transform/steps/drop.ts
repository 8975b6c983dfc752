// Takes a part of the tree out and tells, by the rule's name, all that went with it. Nothing leaves the tree by another way.
import type { CheerioAPI } from 'cheerio'
import { isFileAddress } from '../clean/address.ts'
import type { Note } from '../step.ts'
import { isTag } from '../tree.ts'
import { findIn } from './find.ts'

/** What `tree(selector)` gives. */
export type Found = ReturnType<CheerioAPI>

export function drop(part: Found, rule: string, note: Note): void {
  const all = part.toArray().flatMap((one) => (isTag(one) ? [one, ...findIn(one, () => true)] : []))
  const links = all.filter(({ name, attribs }) => name === 'a' && attribs['href'] !== undefined && !attribs['href'].startsWith('#'))
  const named = (name: string): number => all.filter((one) => one.name === name).length
  const shown = (...kinds: readonly string[]): number =>
    all.filter(({ name, attribs }) => name === 'g-embed' && kinds.includes(attribs['data-kind'] ?? '')).length
  note.dropped(rule, part.text(), {
    images: named('img'),
    links: links.length,
    attachments: links.filter(({ attribs }) => isFileAddress(attribs['href'] ?? '')).length,
    tables: named('table'),
    audio: shown('audio', 'music'),
    video: shown('video'),
  })
  part.remove()
}
