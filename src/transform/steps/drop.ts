// Takes a part of the tree out and tells, by the rule's name, all that went with it. Nothing leaves the tree by another way.
import type { CheerioAPI } from 'cheerio'
import { isFileAddress } from '../clean/address.ts'
import type { Note } from '../step.ts'

/** What `tree(selector)` gives. */
export type Found = ReturnType<CheerioAPI>

export function drop(part: Found, rule: string, note: Note): void {
  const inside = (selector: string): Found => part.find(selector).addBack(selector)
  const links = inside('a[href]')
    .toArray()
    .map((a) => ('attribs' in a ? (a.attribs['href'] ?? '') : ''))
    .filter((href) => !href.startsWith('#'))
  note.dropped(rule, part.text(), {
    images: inside('img').length,
    links: links.length,
    attachments: links.filter(isFileAddress).length,
    tables: inside('table').length,
    audio: inside('g-embed[data-kind=audio], g-embed[data-kind=music]').length,
    video: inside('g-embed[data-kind=video]').length,
  })
  part.remove()
}
