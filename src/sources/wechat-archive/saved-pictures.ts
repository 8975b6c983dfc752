// Pictures that an exporter or a browser saved with the page: their address at the platform and the file beside the page, from every
// `img` that tells both. Pure; it looks at markup only, so templates inside scripts make no picture.
import { cleanMediaAddress, mediaIdOf } from './addresses.ts'
import { attributesOf, walkTags } from '../text/tags.ts'
import type { Tag } from '../text/tags.ts'
import { attributeText } from '../text/text-of.ts'

export interface SavedPicture {
  /** Where the platform has it, as the page says. */
  readonly remote: string
  /** Address of the saved file, relative to the page. */
  readonly local: string
}

/** A cheap look before the attributes are read one by one: some `src` that is no address of the web and no data. */
const MAY_BE_LOCAL = /\ssrc\s*=\s*["']?\s*(?!https?:|data:|\/\/)[^"'\s>]/i

/** Null when the `img` does not tell both. */
export function savedPicture(html: string, tag: Tag): SavedPicture | null {
  const written = html.slice(tag.start, tag.end)
  if (!written.includes('data-src') || !MAY_BE_LOCAL.test(written)) return null
  const given = attributesOf(html, tag)
  const remote = attributeText(given.get('data-src') ?? '').trim()
  const local = attributeText(given.get('src') ?? '').trim()
  const isLocal =
    local !== '' && !local.startsWith('#') && !local.startsWith('//') && (/^file:/i.test(local) || !/^[a-z][a-z0-9+.-]*:/i.test(local))
  return isLocal && /^(https?:)?\/\//i.test(remote) ? { remote, local } : null
}

export function savedPicturesIn(html: string): readonly SavedPicture[] {
  const found: SavedPicture[] = []
  walkTags(html, (tag) => {
    const saved = tag.name === 'img' && !tag.closing ? savedPicture(html, tag) : null
    if (saved !== null) found.push(saved)
  })
  return found
}

/** The saved files of something known by these names, best first: same address, same but for its delivery, same picture in another size. */
export function savedAs(saved: readonly SavedPicture[]): (names: readonly string[]) => readonly string[] {
  const byName = new Map<string, string>()
  const ranks = [(remote: string) => remote, cleanMediaAddress, mediaIdOf]
  for (const { remote, local } of saved) {
    for (const [rank, form] of ranks.entries()) {
      const name = form(remote)
      if (name !== null && !byName.has(`${rank} ${name}`)) byName.set(`${rank} ${name}`, local)
    }
  }
  return (names) =>
    byName.size === 0 ? [] : [...new Set(ranks.flatMap((form, rank) => names.flatMap((name) => byName.get(`${rank} ${form(name)}`) ?? [])))]
}
