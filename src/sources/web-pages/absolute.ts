// HTML cut out of a page → the same with whole addresses, since relative ones mean nothing outside it. Changes addresses only; one pass.
import { attributesOf, walkTags } from '../text/tags.ts'
import type { Tag } from '../text/tags.ts'
import { attributeText } from '../text/text-of.ts'

const LINKS: Readonly<Record<string, readonly string[]>> = { a: ['href'], area: ['href'] }
const ALL: Readonly<Record<string, readonly string[]>> = {
  ...LINKS,
  img: ['data-src', 'data-original', 'data-lazy-src', 'data-actualsrc', 'src'],
  video: ['data-src', 'src', 'poster'],
  audio: ['data-src', 'src'],
  source: ['src'],
  embed: ['src'],
  iframe: ['src'],
}

/** `links`: only where a reader may go; `all`: what the page shows too. Nothing changes without a base. */
export function withAddresses(html: string, base: string | null, which: 'links' | 'all'): string {
  if (base === null || !URL.canParse(base)) return html
  const table = which === 'all' ? ALL : LINKS
  const pieces: string[] = []
  let last = 0
  walkTags(html, (tag) => {
    const names = tag.closing || !Object.hasOwn(table, tag.name) ? undefined : table[tag.name]
    const written = names === undefined ? null : rewritten(html, tag, { names, base })
    if (written === null) return
    pieces.push(html.slice(last, tag.start), written)
    last = tag.end
  })
  if (last === 0) return html
  pieces.push(html.slice(last))
  return pieces.join('')
}

/** The whole tag anew, or null when it stays as it is. */
function rewritten(html: string, tag: Tag, { names, base }: { names: readonly string[]; base: string }): string | null {
  const given = attributesOf(html, tag)
  const changed = new Map<string, string>()
  for (const name of names) {
    const raw = given.get(name)
    const value = raw === undefined ? '' : attributeText(raw)
    if (value === '' || /^(?:[a-z][a-z0-9+.-]*:|#)/i.test(value) || !URL.canParse(value, base)) continue
    changed.set(name, new URL(value, base).href)
  }
  if (changed.size === 0) return null
  const all = [...given].map(([name, value]) => {
    const to = changed.get(name)?.replaceAll('&', '&amp;') ?? value
    return ` ${name}="${to.replaceAll('"', '&quot;')}"`
  })
  return `<${tag.name}${all.join('')}>`
}
