// A saved answer's text → the JSON values in it: one, one a line (NDJSON), one behind the other, or one in a call (JSONP).
// Text that is none is said, never dropped in silence. Pure.
import { pastSpace, rawText, spotAt } from './json-scan.ts'
import type { Spot } from './json-scan.ts'
import { readExact } from './exact-json.ts'

export interface Documents {
  readonly spots: readonly Spot[]
  /** What of the text was no JSON; null when all was. */
  readonly rest: string | null
}

/** `callback(`, `var data =`, `while(1);`, `)]}',`: what programs put before JSON so that browsers do not take it for a page's own. */
const WRAP =
  /^(?:\/\*\*\/)?\s*(?:(?:typeof\s+[\w$.]{1,200}\s*===?\s*'function'\s*&&\s*)?[\w$.]{1,200}\s*\(|(?:var|let|const|window\.)?\s*[\w$.]{1,200}\s*=(?!=)|(?:while|for)\s*\([^)]{0,20}\)\s*;|\)\]\}'?,?)\s*(?=[[{"])/

export function documentsOf(text: string): Documents {
  const start = pastSpace(text, 0)
  if (start >= text.length) return { spots: [], rest: 'only white space' }
  if (!/[[{"]/.test(text[start] ?? '')) return wrapped(text, start)
  return lines(text) ?? inARow(text, start)
}

function wrapped(text: string, start: number): Documents {
  const head = text.slice(start, start + 1000)
  const wrap = WRAP.exec(head)
  const spot = wrap === null ? null : spotAt(text, start + wrap[0].length)
  return spot === null ? { spots: [], rest: 'no JSON' } : { spots: [spot], rest: null }
}

/** When the first line is a value of its own, each line is one: then a broken line costs only itself. */
function lines(text: string): Documents | null {
  const first = /\S[^\n]*/.exec(text)
  if (first === null || pastSpace(text, first.index + first[0].length) >= text.length) return null
  if (!isNested(readExact(first[0]))) return null
  const spots: Spot[] = []
  for (let at = first.index; at < text.length;) {
    const next = text.indexOf('\n', at)
    const end = next < 0 ? text.length : next
    const start = Math.min(pastSpace(text, at), end)
    const stop = start + text.slice(start, end).trimEnd().length
    if (stop > start) spots.push({ text, start, end: stop, cut: false })
    at = end + 1
  }
  return { spots, rest: null }
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function inARow(text: string, start: number): Documents {
  const spots: Spot[] = []
  for (let at = start; at < text.length;) {
    if (!/[[{"]/.test(text[at] ?? '')) return { spots, rest: `text that is no JSON, from character ${at + 1}` }
    const spot = spotAt(text, at)
    if (spot === null) break
    spots.push(spot)
    at = pastSpace(text, spot.end)
    if (text[at] === ',') at = pastSpace(text, at + 1)
  }
  return { spots, rest: null }
}

/** A string that holds JSON is the JSON it holds. */
export function unquoted(spot: Spot): Spot | null {
  if (spot.text[spot.start] !== '"') return spot
  const inner = readExact(rawText(spot))
  return typeof inner === 'string' ? spotAt(inner, 0) : null
}
