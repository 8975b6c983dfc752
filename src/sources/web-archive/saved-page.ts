// A page that somebody saved into one file (SingleFile, a browser's "save as") → where and when it was, as the file itself says. Pure.
import { decode } from '../text/charset.ts'
import { attributeText } from '../text/text-of.ts'
import { attributesOf, walkTags } from '../text/tags.ts'
import { isoTime } from './capture.ts'

export interface SavedPage {
  readonly url: string | null
  readonly savedAt: string | null
}

const START = 64 * 1024

export function isSavedPage(start: Buffer): boolean {
  return /<(?:!doctype\s+html|html|head|body|title|meta)\b/i.test(start.subarray(0, 8192).toString('latin1'))
}

export function savedPage(bytes: Buffer): SavedPage {
  const start = decode(bytes.subarray(0, START)).text
  const comment = /<!--\s*Page saved with SingleFile([\s\S]{0,5000}?)-->/.exec(start)?.[1] ?? ''
  const url =
    /^\s*url:\s*(\S+)/m.exec(comment)?.[1] ?? /<!-- saved from url=\(\d{1,6}\)(\S+) -->/.exec(start)?.[1] ?? canonical(start) ?? null
  return { url, savedAt: isoTime(/^\s*saved date:\s*(.{1,100}?)\s*$/m.exec(comment)?.[1]?.replace(/\s*\(.*$/, '')) }
}

function canonical(html: string): string | null {
  let found: string | null = null
  walkTags(html, (tag) => {
    if (tag.closing || (tag.name !== 'link' && tag.name !== 'meta')) return tag.name !== 'body'
    const given = attributesOf(html, tag)
    const isIt = given.get('rel')?.toLowerCase() === 'canonical' || given.get('property')?.toLowerCase() === 'og:url'
    const url = isIt ? attributeText(given.get('href') ?? given.get('content') ?? '') : ''
    // templates that name the front page on every page name no page
    if (
      /^https?:\/\/[^/?#]+\/[^?#]*[^/?#]|^https?:\/\/[^/?#]+\/\?./i.test(url) &&
      !/^https?:\/\/[^/]+\/(?:index|default)\.\w{1,5}$/i.test(url)
    )
      found ??= url
    return found === null
  })
  return found
}
