// The films and pictures of an archive → which of them are a post's: by the name that its row gives, by its number in the name of the file or
// its folder, and last by its words, where these fit one file and one post only. Looks at names alone.
import { posix } from 'node:path'
import type { VideoRow } from './row.ts'

export interface PostFiles {
  readonly video: readonly string[]
  readonly cover: string | null
  readonly images: readonly string[]
}

const FILM = /\.(?:mp4|mov|m4v|webm)$/i
const PICTURE = /\.(?:jpe?g|png|webp|gif|heic|bmp)$/i
const COVER = /cover|封面|poster|thumb/i
const OTHER = /avatar|头像|music|音乐|原声|dynamic|动态封面/i
const SHORTEST = 6

export function isMedia(path: string): boolean {
  return FILM.test(path) || PICTURE.test(path)
}

export interface FileIndex {
  /** `folder`: where the list lies that names the files. */
  readonly named: (name: string, folder: string) => string | null
  readonly ofId: (id: string) => PostFiles
  /** The files whose name is made of these words, or of their beginning. */
  readonly ofWords: (words: string) => PostFiles
}

export function fileIndex(paths: readonly string[]): FileIndex {
  const all = new Set(paths)
  const byName = Map.groupBy(paths, (path) => posix.basename(path).toLowerCase())
  const byStem = Map.groupBy(paths, (path) => stemOf(posix.basename(path)).toLowerCase())
  const byId = new Map<string, string[]>()
  const byWords = new Map<string, string[]>()
  for (const path of paths) {
    if (OTHER.test(posix.basename(path))) continue
    for (const id of idsIn(path)) byId.set(id, [...(byId.get(id) ?? []), path])
    const words = plainWords(nameWithout(path))
    if (words.length >= SHORTEST) byWords.set(words, [...(byWords.get(words) ?? []), path])
  }
  return {
    named(name, folder) {
      const plain = name.replaceAll('\\', '/').replace(/^(?:[a-z]:)?\/+/i, '')
      for (const path of [posix.join(folder, plain), plain]) if (all.has(path)) return path
      const base = posix.basename(plain).toLowerCase()
      const same = byName.get(base) ?? (/\.\w{2,5}$/.test(base) ? [] : (byStem.get(base) ?? []))
      return same.length === 1 ? (same[0] ?? null) : (same.find((path) => path.endsWith(`/${plain}`)) ?? null)
    },
    ofId: (id) => kinds(byId.get(id) ?? []),
    ofWords(words) {
      const wanted = plainWords(words)
      if (wanted.length < SHORTEST) return kinds([])
      return kinds(byWords.get(wanted) ?? byWords.get(beginningOf(byWords, wanted)) ?? [])
    },
  }
}

/** Names are cut where file systems end: the longest file name with which the words begin. */
function beginningOf(byWords: ReadonlyMap<string, unknown>, wanted: string): string {
  for (let length = wanted.length - 1; length >= SHORTEST; length -= 1)
    if (byWords.has(wanted.slice(0, length))) return wanted.slice(0, length)
  return ''
}

function kinds(paths: readonly string[]): PostFiles {
  const pictures = paths.filter((path) => PICTURE.test(path))
  const video = paths.filter((path) => FILM.test(path))
  const cover =
    pictures.find((path) => COVER.test(posix.basename(path))) ?? (video.length > 0 && pictures.length === 1 ? pictures[0] : undefined)
  return {
    video,
    cover: cover ?? null,
    images: pictures.filter((path) => path !== cover && !COVER.test(posix.basename(path))).sort(byNumber),
  }
}

/** 图2 before 图10. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

/** In the file's own name, else in that of its folder. */
function idsIn(path: string): readonly string[] {
  const own = numbersIn(posix.basename(path))
  return own.length > 0 ? own : numbersIn(posix.basename(posix.dirname(path)))
}

function numbersIn(name: string): readonly string[] {
  return [...new Set([...name.matchAll(/(?<!\d)[1-9]\d{14,19}(?!\d)/g)].map(([id]) => id))]
}

function nameWithout(path: string): string {
  return stemOf(posix.basename(path))
    .replace(/^\[?\d{4}[-_.年]?\d{2}[-_.月]?\d{2}日?(?:[-_. ]?\d{2}[-_.:：时]?\d{2}(?:[-_.:：分]?\d{2}秒?)?)?\]?[-_ ]*/, '')
    .replace(/^(?:视频|图集|图文|实况)[-_ ]+/, '')
    .replace(/[-_ ]*(?:video|cover|封面|poster|image|图片|图|live|\(\d+\))?[-_ ]*\d{0,3}$/i, '')
}

function stemOf(name: string): string {
  return name.replace(/\.[a-z0-9]{2,5}$/i, '')
}

/** What survives in the name of a file: letters, digits, characters. */
export function plainWords(words: string): string {
  return words
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')
    .slice(0, 200)
}

export function wordsOfRow({ title, caption }: Pick<VideoRow, 'title' | 'caption'>): readonly string[] {
  return [caption, title].filter((words) => words !== null)
}
