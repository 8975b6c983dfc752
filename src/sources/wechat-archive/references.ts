// Which pictures, sounds, films and files a body refers to, by the names that parse and transform will use for them. Pure.
import type { PageMedia } from '../../domain/page.ts'
import { cleanMediaAddress, plainAddress } from './addresses.ts'
import type { Reading } from './reading.ts'
import { savedAs } from './saved-pictures.ts'
import { attributesOf, walkTags } from '../text/tags.ts'
import { attributeText } from '../text/text-of.ts'

export interface Reference {
  readonly kind: PageMedia['kind']
  /** Attribute value after entity decoding and trimming, or `voice:<id>`, `mpvid:<id>`. */
  readonly name: string
  /** Every other name the page uses for the same thing, best first. */
  readonly also: readonly string[]
  /** Addresses to ask when the archive has no copy. */
  readonly remote: readonly string[]
  /** Words in a local file's name that tell it is this one: the id, the title. */
  readonly words: readonly string[]
}

type Attributes = Readonly<Record<string, string>>

/** Lazy attributes first: `src` is often a placeholder. */
const PICTURE = ['data-src', 'src', 'data-original', 'data-lazy-src', 'data-actualsrc', 'data-backsrc']
const ELEMENTS = new Set(['img', 'image', 'video', 'audio', 'source', 'iframe', 'mp-common-mpvideo', 'mpvoice', 'mp-common-mpaudio', 'a'])
const BACKGROUND = /url\(|data-lazy-bgimg|data-wxurl/
const STYLE_URL = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'(]*))\s*\)/gi

/** What the page knows to be saved elsewhere in it gets the saved file's name too. */
export function referencesOf({ body, media, saved }: Pick<Reading, 'body' | 'media' | 'saved'>): readonly Reference[] {
  const found = new Map<string, Reference>()
  const add = (reference: Reference | null): void => {
    if (reference === null) return
    const before = found.get(reference.name)
    if (before === undefined) found.set(reference.name, reference)
    else found.set(reference.name, { ...before, also: [...new Set([...before.also, ...reference.also])] })
  }
  for (const { kind, ref } of media) add(named(kind, [ref]))
  if (body !== null && 'html' in body) {
    const { html } = body
    walkTags(html, (tag) => {
      if (tag.closing || !(ELEMENTS.has(tag.name) || BACKGROUND.test(html.slice(tag.start, tag.end)))) return
      const given = Object.fromEntries([...attributesOf(html, tag)].map(([name, value]) => [name, attributeText(value)]))
      for (const reference of ofElement(tag.name, given)) add(reference)
    })
  }
  const localOf = savedAs(saved)
  return [...found.values()].map((reference) => {
    const local = reference.kind === 'image' ? localOf([reference.name, ...reference.also]) : []
    return local.length === 0
      ? reference
      : { ...reference, also: [...new Set([...reference.also, ...local])].filter((name) => name !== reference.name) }
  })
}

function ofElement(element: string, given: Attributes): readonly (Reference | null)[] {
  const found = [styled(given['style']), styledAs(given['data-lazy-bgimg']), styledAs(given['data-wxurl'])].flat()
  switch (element) {
    case 'img':
      return [
        named(
          'image',
          PICTURE.map((attribute) => given[attribute]),
        ),
        ...found,
      ]
    case 'image':
      return [named('image', [given['href'], given['xlink:href']]), ...found]
    case 'video':
      return [named('video', [given['data-src'], given['src']]), named('image', [given['poster']]), ...found]
    case 'audio':
      return [named('audio', [given['data-src'], given['src']]), ...found]
    case 'source':
      return [named(given['type']?.startsWith('audio') === true ? 'audio' : 'video', [given['src']]), ...found]
    case 'iframe':
    case 'mp-common-mpvideo':
      return [film(given), cover(given['data-cover']), ...found]
    case 'mpvoice':
    case 'mp-common-mpaudio':
      return [voice(given), cover(given['cover']), ...found]
    case 'a':
      return [attachment(given['href']), ...found]
    default:
      return found
  }
}

/** One thing under several names. Placeholders (`data:`) and empty values are no names. */
function named(kind: Reference['kind'], values: readonly (string | undefined)[]): Reference | null {
  const names = [
    ...new Set(
      values.map((value) => value?.trim() ?? '').filter((value) => value !== '' && !/^(data|about|javascript|blob):/i.test(value)),
    ),
  ]
  const [name, ...also] = names
  if (name === undefined) return null
  const clean = names.map(cleanMediaAddress).filter((address) => address !== null)
  const remote = [...new Set(clean)]
  return { kind, name, also: [...new Set([...also, ...clean])].filter((other) => other !== name), remote, words: [] }
}

function styled(style: string | undefined): readonly (Reference | null)[] {
  if (style === undefined || !style.includes('url(')) return []
  return [...style.matchAll(STYLE_URL)].map(([, double, single, bare]) => named('image', [double ?? single ?? bare]))
}

function styledAs(value: string | undefined): readonly (Reference | null)[] {
  return value === undefined ? [] : value.includes('url(') ? styled(value) : [named('image', [value])]
}

function film(given: Attributes): Reference | null {
  const id = given['data-mpvid'] ?? given['vid']
  if (id === undefined || id === '') return null
  return { kind: 'video', name: `mpvid:${id}`, also: [], remote: [], words: [id] }
}

function voice(given: Attributes): Reference | null {
  const id = given['voice_encode_fileid'] ?? ''
  if (id === '') return null
  const title = given['name']?.replaceAll(/&nbsp;|\u00a0/g, ' ').trim() ?? ''
  return {
    kind: 'audio',
    name: `voice:${id}`,
    also: [],
    remote: [`https://res.wx.qq.com/voice/getvoice?mediaid=${id}`],
    words: title === '' ? [id] : [id, title],
  }
}

/** Covers of films are percent-encoded addresses. */
function cover(value: string | undefined): Reference | null {
  if (value === undefined || value.trim() === '') return null
  try {
    return named('image', [value, /^https?%3a/i.test(value.trim()) ? decodeURIComponent(value.trim()) : undefined])
  } catch {
    return named('image', [value])
  }
}

/** Links to files that lie in the archive; links to the web are links, not media. */
function attachment(href: string | undefined): Reference | null {
  const name = href?.trim() ?? ''
  if (name === '' || name.startsWith('#') || name.startsWith('//') || /^[a-z][a-z0-9+.-]*:/i.test(name)) return null
  return /\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|rtf|txt|csv|zip|rar|7z|mp3|mp4|jpe?g|png)(?:[?#]|$)/i.test(plainAddress(name))
    ? named('file', [name])
    : null
}
