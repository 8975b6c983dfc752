// The raw parser events of a container in, what a reader would see in it out: text and counts. It knows nothing of the allow-list,
// so that what the cleaner forgets is noticed.
import type { Counts } from '../../domain/draft.ts'
import { add, lengthOf, openFlow, since } from '../flow.ts'
import { isFileAddress, unescapeAddress } from './address.ts'
import { LONGEST_STYLE } from './style.ts'

export interface Census {
  /** Live counts, for what lies inside something that is left out. */
  readonly counts: Readonly<Omit<Counts, 'characters'>>
  length(): number
  since(from: number): string
  open(name: string, at: Readonly<Record<string, string>>): void
  text(data: string): void
  close(name: string): void
}

const INVISIBLE = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'head',
  'title',
  'noembed',
  'noframes',
  'iframe',
  'metadata',
  'defs',
  'desc',
  'mp-style-type',
  'rp',
])
const SOUNDS = new Set(['mpvoice', 'mp-common-mpaudio', 'audio', 'qqmusic'])
const FILMS = new Set(['video', 'mp-common-videosnap', 'mpvideosnap', 'embed'])
/** A `data:` picture longer than this is a picture, not a placeholder. */
export const REAL_DATA_PICTURE = 2048

/** Everything a reader does not see as a character: white space, controls and invisible format characters. */
// oxlint-disable-next-line no-control-regex -- controls are exactly what is left out
export const UNSEEN = /[\s\u0000-\u0020\u007F-\u00A0\u00AD\u200B\u200E\u200F\u2060\u3000\uFEFF]+/g

export function openCensus(): Census {
  const count = { images: 0, links: 0, tables: 0, attachments: 0, audio: 0, video: 0 }
  const text = openFlow()
  let hidden = 0
  let link: string | null = null
  const tables: boolean[] = []
  const look = (): void => {
    if (link === null) return
    count.links += 1
    if (isFileAddress(link)) count.attachments += 1
    link = null
  }
  return {
    counts: count,
    length: () => lengthOf(text),
    since: (from) => since(text, from),
    open(name, at) {
      if (hidden === 0) {
        const pictures = picturesOf(name, at)
        count.images += pictures
        if (SOUNDS.has(name)) count.audio += 1
        else if (isFilm(name, at)) count.video += 1
        else if (name === 'a') link = readLink(at)
        else if (name === 'table') tables.push(false)
        else if ((name === 'td' || name === 'th') && tables.at(-1) === false) {
          tables[tables.length - 1] = true
          count.tables += 1
        }
        if (pictures > 0 || SOUNDS.has(name) || isFilm(name, at)) look()
      }
      if (INVISIBLE.has(name)) hidden += 1
    },
    text(data) {
      if (hidden > 0) return
      add(text, data)
      if (link !== null && data.replaceAll(UNSEEN, '') !== '') look()
    },
    close(name) {
      if (INVISIBLE.has(name)) hidden -= 1
      else if (name === 'a') link = null
      else if (name === 'table' && hidden === 0) tables.pop()
    },
  }
}

function readLink(at: Readonly<Record<string, string>>): string | null {
  const href = at['href']
  return href !== undefined && /^\s*(?:https?:)?\/\/|^\s*(?:mailto|tel):/i.test(href) ? unescapeAddress(href) : null
}

function isFilm(name: string, at: Readonly<Record<string, string>>): boolean {
  if (FILMS.has(name)) return name !== 'embed' || (at['src'] ?? at['data-src'] ?? '') !== ''
  if (name !== 'iframe') return false
  const source = at['data-src'] ?? at['src'] ?? ''
  const shape = at['class'] ?? ''
  if (/vote/.test(shape) || source.includes('newappmsgvote')) return false
  return at['data-mpvid'] !== undefined || /video|player|v\.qq\.com/i.test(source + shape)
}

function picturesOf(name: string, at: Readonly<Record<string, string>>): number {
  const style = at['style']
  const behind =
    style !== undefined &&
    style.length <= LONGEST_STYLE &&
    style.includes('url(') &&
    /background(?:-image)?\s*:[^;]{0,500}url\(\s*(?:["']|&quot;)?(?!data:|["'\s)])/i.test(style)
      ? 1
      : 0
  if (name !== 'img' && name !== 'image') return behind
  const real = at['data-src'] ?? at['data-original'] ?? at['data-lazy-src'] ?? ''
  const shown = at['src'] ?? at['href'] ?? at['xlink:href'] ?? ''
  return behind + (isReal(real) || isReal(shown) ? 1 : 0)
}

function isReal(ref: string): boolean {
  const start = ref.trim().slice(0, 30).toLowerCase()
  if (start.startsWith('data:')) return ref.length > REAL_DATA_PICTURE && !start.startsWith('data:image/svg')
  return start !== '' && !/^(?:about|javascript|vbscript|blob|file):/.test(start)
}
