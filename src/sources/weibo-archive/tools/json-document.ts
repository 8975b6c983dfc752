// A JSON document of a backup tool → the raw texts of its records and their places. The document is walked, never built whole: a file of
// fifty thousand posts costs its text and no more. What is broken or cut off is told as a loss, and what stands before it is kept.
import { readExact } from '../../app-json/exact-json.ts'
import { children, pastSpace, rawText } from '../../app-json/json-scan.ts'
import type { Spot } from '../../app-json/json-scan.ts'
import type { Json } from '../../../domain/archive.ts'
import { isObject } from '../../text/json.ts'
import type { Decoded } from '../../text/charset.ts'
import type { JsonObject } from '../../text/json.ts'
import type { Told } from '../format.ts'

/** Nesting deeper than this breaks readers later; no tool writes half of it. */
const DEEPEST = 200

/** The object that a raw text is; null for everything else. */
export function objectIn(raw: string): JsonObject | null {
  if (isDeep(raw)) return null
  const value = readExact(raw) as Json | undefined
  return isObject(value) ? value : null
}

function isDeep(raw: string): boolean {
  let depth = 0
  for (let at = 0; at < raw.length; at += 1) {
    const code = raw.charCodeAt(at)
    if (code === 0x5b || code === 0x7b) depth += 1
    else if (code === 0x5d || code === 0x7d) depth -= 1
    if (depth > DEEPEST) return true
  }
  return false
}

/** The outermost list or object, without looking for its end; null when the text begins with neither. */
export function rootOf(text: string): Spot | null {
  const start = pastSpace(text, 0)
  return text[start] === '{' || text[start] === '[' ? { text, start, end: text.length, cut: false } : null
}

export type Members = ReadonlyMap<string, Spot>

/** The first member of each of these names. */
export function membersOf(root: Spot, names: readonly string[]): Members {
  const found = new Map<string, Spot>()
  for (const { key, value } of children(root)) {
    if (key !== null && names.includes(key) && !found.has(key)) found.set(key, value)
    if (found.size === names.length) break
  }
  return found
}

/** A small member as an object; null when it is none or is cut off. */
export function memberObject(found: Members, name: string): JsonObject | null {
  const spot = found.get(name)
  return spot === undefined || spot.cut ? null : objectIn(rawText(spot))
}

export function placeOf({ start, end }: Spot): string {
  return `${start.toString(36)}-${end.toString(36)}`
}

/** The raw record at a place that `placeOf` gave; null when no object stands there any more. */
export function pieceAt(text: string, place: string): string | null {
  const [start = Number.NaN, end = Number.NaN] = place.split('-').map((word) => Number.parseInt(word, 36))
  const piece = text.slice(start, end)
  return piece.startsWith('{') && piece.endsWith('}') ? piece : null
}

/** Every record of a list (or of an object, by its values); `wrap` adds what the record itself lacks. */
export function* recordsOf(list: Spot, wrap: (raw: string) => string = String): Generator<Told> {
  const { text } = list
  let last = list.start + 1
  for (const { value } of children(list)) {
    last = value.end
    const raw = rawText(value)
    if (!value.cut && objectIn(raw) !== null) yield { kind: 'post', at: placeOf(value), raw: wrap(raw) }
    else
      yield {
        kind: 'loss',
        mid: midIn(raw),
        why: value.cut ? 'the file ends in the middle of this record' : 'a record that is no proper JSON',
      }
  }
  const end = pastSpace(text, last)
  if (/[\]}]/.test(text[end] ?? '')) return
  if (text[end] === undefined && last > list.start + 1 && list.cut) return
  yield { kind: 'loss', mid: null, why: `broken JSON after character ${last}: what stands behind it cannot be read` }
}

/** The first number of a post in a broken record. */
function midIn(raw: string): string | null {
  return /"(?:id|_id|mid|idstr)"\s*:\s*"?([1-9]\d{15})\b/.exec(raw.slice(0, 4000))?.[1] ?? null
}

const found = new WeakMap<Decoded, { readonly names: string; readonly members: Members }>()

/** The same for a whole file, remembered as long as its text is: a head that stands behind the posts is looked for once, not once a post. */
export function membersOfFile(decoded: Decoded, names: readonly string[]): Members {
  const known = found.get(decoded)
  if (known?.names === names.join()) return known.members
  const root = rootOf(decoded.text)
  const members: Members = root === null ? new Map() : membersOf(root, names)
  found.set(decoded, { names: names.join(), members })
  return members
}
