// What a post of the web shows or offers (pictures, sounds, films, files) → the parts of its capture. For sources whose posts are plain
// HTML with addresses. It decides by markup alone; what cannot be had is said, never left out.
import type { Part } from '../domain/archive.ts'
import { askedInVain, Failure } from '../domain/failures.ts'
import type { Page, PageMedia } from '../domain/page.ts'
import type { SourceKit } from './source.ts'
import { attributesOf, walkTags } from './text/tags.ts'
import { attributeText } from './text/text-of.ts'

export interface MediaNeed {
  readonly kind: PageMedia['kind']
  /** The attribute's value after entity decoding and trimming: transform looks the stored part up by it. */
  readonly name: string
  readonly also: readonly string[]
  /** Absolute address, or null when there is none to ask. */
  readonly url: string | null
}

/** Bytes, or the finding code that says why there are none. */
export type Had = { readonly bytes: Uint8Array } | { readonly bytes: null; readonly missing: string }

/** Lazy attributes first: `src` is often a placeholder. */
const LAZY = ['data-src', 'data-original', 'data-lazy-src', 'data-actualsrc', 'zoomfile', 'file', 'src', 'data-backsrc']
const STYLE_URL = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'(]*))\s*\)/gi
const FILE = /\.(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|rtf|txt|csv|zip|rar|7z|mp3|mp4)(?:[?#]|$)/i

type Given = Readonly<Record<string, string | undefined>>

const READ: Readonly<Record<string, (given: Given) => readonly (readonly [PageMedia['kind'], readonly (string | undefined)[]])[]>> = {
  img: (given) => [['image', LAZY.map((name) => given[name])]],
  image: (given) => [['image', [given['href'], given['xlink:href']]]],
  video: (given) => [
    ['video', [given['data-src'], given['src']]],
    ['image', [given['poster']]],
  ],
  audio: (given) => [['audio', [given['data-src'], given['src']]]],
  source: (given) => [[given['type']?.startsWith('audio') === true ? 'audio' : 'video', [given['src']]]],
  embed: (given) => [['video', [given['src']]]],
  a: (given) => (FILE.test(given['href'] ?? '') ? [['file', [given['href']]]] : []),
}

/** Everything a post needs, in the order of its page, each once. `base`: what relative addresses are relative to. */
export function mediaOf({ body, media }: Pick<Page, 'body' | 'media'>, base: string | null): readonly MediaNeed[] {
  const found = new Map<string, MediaNeed>()
  const add = (kind: PageMedia['kind'], values: readonly (string | undefined)[]): void => {
    const names = [...new Set(values.map((value) => value?.trim() ?? '').filter(isName))]
    const [name, ...also] = names
    if (name === undefined || found.has(name)) return
    found.set(name, { kind, name, also, url: names.map((one) => absolute(one, base)).find((url) => url !== null) ?? null })
  }
  for (const { kind, ref } of media) add(kind, [ref])
  if ('html' in body) {
    const { html } = body
    walkTags(html, (tag) => {
      const read = Object.hasOwn(READ, tag.name) ? READ[tag.name] : undefined
      if (tag.closing || (read === undefined && !html.slice(tag.start, tag.end).includes('url('))) return
      const given: Given = Object.fromEntries([...attributesOf(html, tag)].map(([name, value]) => [name, attributeText(value)]))
      for (const [kind, values] of read?.(given) ?? []) add(kind, values)
      for (const [, double, single, bare] of (given['style'] ?? '').matchAll(STYLE_URL)) add('image', [double ?? single ?? bare])
    })
  }
  return [...found.values()]
}

/** Placeholders inside the page are no names. */
function isName(value: string): boolean {
  return value !== '' && !value.startsWith('#') && !/^(data|about|javascript|blob):/i.test(value)
}

function absolute(name: string, base: string | null): string | null {
  const url = URL.canParse(name, base ?? undefined) ? new URL(name, base ?? undefined) : null
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null
}

/** The media parts of a capture; `look` is asked once for each. */
export async function* mediaParts(needs: readonly MediaNeed[], look: (need: MediaNeed) => Promise<Had>): AsyncGenerator<Part> {
  for (const need of needs) {
    const absoluteName = need.url === null || need.url === need.name ? [] : [need.url]
    yield { role: 'media', name: need.name, also: [...new Set([...need.also, ...absoluteName])], ...(await look(need)) }
  }
}

/** Asks the web, if the job allows the host. Trouble that may pass is thrown: the post is fetched again later. */
export function remoteMedia(kit: SourceKit, referer?: string): (need: MediaNeed) => Promise<Had> {
  return async ({ url }) => {
    if (url === null) return { bytes: null, missing: 'media-missing' }
    if (!kit.mayGet(url)) return { bytes: null, missing: 'media-remote' }
    try {
      return { bytes: (await kit.get(url, { maxBytes: kit.limits.fileBytes, referer })).bytes }
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      if (failure.code === 'net-missing') return { bytes: null, missing: 'media-missing' }
      if (askedInVain(failure.code)) return { bytes: null, missing: 'media-remote' }
      throw failure
    }
  }
}
