// The pictures and films of an archive by what their file names say: the picture's id, the name in its address, or the number of the post and
// a place in it. Looks at names alone; where two files could be meant, none is taken.
import { midOf } from '../weibo/ids.ts'
import { pidOf } from '../weibo/ids.ts'

export interface MediaIndex {
  readonly has: (path: string) => boolean
  readonly find: (hint: MediaHint) => string | null
}

export interface MediaHint {
  readonly kind: 'image' | 'video'
  /** Address or path, as the record gives it. */
  readonly name: string
  /** Numbers of the post. */
  readonly numbers: readonly string[]
  /** Its place among the post's things of this kind, from 0, and how many there are. */
  readonly place: number
  readonly of: number
  /** Folder of the record. */
  readonly near: string
}

const IMAGE = /\.(?:jpe?g|png|gif|webp|bmp|heic|avif)$/i
const VIDEO = /\.(?:mp4|mov|m4v|flv|webm|mpg|3gp)$/i

export function isMediaFile(path: string): boolean {
  return IMAGE.test(path) || VIDEO.test(path)
}

export function mediaIndex(paths: Iterable<string>): MediaIndex {
  const all = new Set<string>()
  const byStem = new Map<string, string[]>()
  const byNumber = new Map<string, string[]>()
  for (const path of paths) {
    if (!isMediaFile(path)) continue
    all.add(path)
    put(byStem, stemOf(path), path)
    const number = numberIn(path)
    if (number !== null) put(byNumber, number, path)
  }
  return {
    has: (path) => all.has(path),
    find(hint) {
      const isKind = (path: string): boolean => (hint.kind === 'image' ? IMAGE : VIDEO).test(path)
      const [exact] = [hint.name, `${hint.near}${hint.near === '' ? '' : '/'}${hint.name}`].filter((path) => all.has(path))
      if (exact !== undefined) return exact
      const named = (byStem.get(stemOf(hint.name)) ?? []).filter(isKind)
      if (named.length > 0 && isTelling(hint.name)) return nearest(named, hint.near)
      const numbered = hint.numbers.flatMap((number) => byNumber.get(number) ?? []).filter(isKind)
      return placed(numbered, hint)
    },
  }
}

function put(into: Map<string, string[]>, key: string, path: string): void {
  const list = into.get(key)
  if (list === undefined) into.set(key, [path])
  else list.push(path)
}

function stemOf(name: string): string {
  const path = name.replace(/[?#].*$/s, '')
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.\w{2,5}$/, '')
}

/** `1.jpg` tells nothing, a picture's id or any long name does. */
function isTelling(name: string): boolean {
  return pidOf(name) !== null || stemOf(name).length >= 12
}

/** `20200107T_4458000000000000_2.jpg`, `Kjc77D1jz-1.png`: the only number of a post in the name. */
function numberIn(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const mid = /(?<!\d)([3-5]\d{15})(?!\d)/.exec(name)?.[1]
  if (mid !== undefined) return mid
  for (const [word] of name.matchAll(/(?<![0-9A-Za-z])[0-9A-Za-z]{9}(?![0-9A-Za-z])/g)) {
    const found = /\d/.test(word) && /[A-Za-z]/.test(word) ? midOf(word) : null
    if (found !== null && /^[3-5]\d{15}$/.test(found)) return found
  }
  return null
}

/** The copy beside the record before one elsewhere; several of one name in one place are one picture in several sizes of a tool. */
function nearest(paths: readonly string[], near: string): string | null {
  const beside = near === '' ? paths : paths.filter((path) => path.startsWith(`${near}/`))
  return beside[0] ?? paths[0] ?? null
}

function placed(paths: readonly string[], { place, of }: MediaHint): string | null {
  const places = new Map<number, string>()
  const without: string[] = []
  for (const path of paths) {
    const n = /[_-](\d{1,3})\.\w{2,5}$/.exec(path)?.[1]
    if (n === undefined) without.push(path)
    else if (!places.has(Number(n))) places.set(Number(n), path)
  }
  // tools count from one; a file numbered zero says that this one counts from zero
  const counted = places.get(places.has(0) ? place : place + 1)
  if (counted !== undefined) return counted
  return of === 1 && without.length === 1 && places.size === 0 ? (without[0] ?? null) : null
}
