// Finds elements of a page by their class, one pass for all that are wanted. Never throws.
import { attributesOf, elementEnd, walkTags } from '../text/tags.ts'
import { textOf } from '../text/text-of.ts'

export interface Found {
  readonly inner: string
  readonly closed: boolean
}

/** The first element of each class, as `class` or `tag.class`. */
export function firstOf(html: string, wanted: readonly string[]): ReadonlyMap<string, Found> {
  const selectors = wanted.map((selector) => ({ selector, tag: selector.split('.')[0] ?? '', name: selector.split('.')[1] ?? '' }))
  const found = new Map<string, Found>()
  walkTags(html, (tag) => {
    if (tag.closing || found.size === wanted.length) return
    const source = html.slice(tag.start, tag.end)
    const open = selectors.filter(
      ({ selector, tag: of, name }) => !found.has(selector) && (of === '' || of === tag.name) && source.includes(name),
    )
    if (open.length === 0) return
    const classes = (attributesOf(html, tag).get('class') ?? '').split(/\s+/)
    for (const { selector, name } of open) {
      if (name !== '' && !classes.includes(name)) continue
      const { end, closed } = elementEnd(html, tag)
      found.set(selector, { inner: html.slice(tag.end, end), closed })
    }
  })
  return found
}

export function lineIn(found: Found | undefined): string | null {
  const line = found === undefined ? '' : textOf(found.inner).replaceAll(/\s+/g, ' ').trim()
  return line === '' ? null : line
}

export function titleTag(html: string): string | null {
  const inner = /<title[^>]{0,200}>([^<]{1,1000})/i.exec(html.slice(0, 100_000))?.[1]
  return inner === undefined ? null : lineIn({ inner, closed: true })
}

/** The scripts of a page whose text holds a word. */
export function scriptsWith(html: string, word: string): readonly { readonly text: string; readonly id: string | null }[] {
  const found: { text: string; id: string | null }[] = []
  if (!html.includes(word)) return found
  walkTags(html, (tag) => {
    if (tag.name !== 'script' || tag.closing) return
    const text = html.slice(tag.end, tag.rawEnd)
    const id = attributesOf(html, tag).get('id') ?? null
    if (text.includes(word) || id === word) found.push({ text, id })
  })
  return found
}
