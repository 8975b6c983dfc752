// Reads pages with the selectors of one job, and keeps the last readings by the digest of what was read: a post is mostly parsed soon after it
// was fetched, and reading is most of what it costs. The same page gives the same reading, kept or not.
import { createHash } from 'node:crypto'
import type { WebPagesOptions } from './options.ts'
import { readPage } from './read-page.ts'
import type { PageBytes, PageReading } from './read-page.ts'

export type PageReader = (page: PageBytes) => PageReading

/** Characters of all pages kept. */
const MOST = 4_000_000

export function pageReader(post: WebPagesOptions['post']): PageReader {
  const kept = new Map<string, PageReading>()
  let held = 0
  return (page) => {
    const name = nameOf(page)
    const known = kept.get(name)
    if (known !== undefined) return known
    const reading = readPage(page, post)
    if (reading.html.length > MOST / 8) return reading
    kept.set(name, reading)
    held += reading.html.length
    for (const [oldest, { html }] of kept) {
      if (held <= MOST) break
      kept.delete(oldest)
      held -= html.length
    }
    return reading
  }
}

function nameOf({ bytes, url, contentType }: PageBytes): string {
  return createHash('sha256')
    .update(JSON.stringify([url, contentType]))
    .update(bytes)
    .digest('base64')
}
