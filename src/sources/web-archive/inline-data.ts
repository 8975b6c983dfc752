// HTML with things written into it (`data:` addresses, as SingleFile and old editors make them) → the same HTML with a short name in the place
// of each, and the things by their names. The same thing always gets the same name. Pure, linear.
import { createHash } from 'node:crypto'

export interface Apart {
  readonly html: string
  /** Name in the HTML → its bytes, unpacked when asked. */
  readonly things: ReadonlyMap<string, () => Buffer>
}

/** Shorter ones are the dots and blanks that lazy pages show first. */
const SHORTEST = 200
const MOST_THINGS = 2000
const START = /data:((?:image|audio|video)\/[\w.+-]{1,60}|application\/(?:pdf|msword|vnd\.[\w.+-]{1,90}))((?:;[\w=.-]{1,60}){0,4}),/gi
const END: Readonly<Record<string, RegExp>> = { '"': /"/g, "'": /'/g, '(': /\)/g }
const BARE = /[\s"'<>)&]/g

export function apart(html: string): Apart {
  const things = new Map<string, () => Buffer>()
  if (!/data:/i.test(html)) return { html, things }
  const kept: string[] = []
  let last = 0
  for (const found of html.matchAll(START)) {
    if (found.index < last || things.size >= MOST_THINGS) continue
    const from = found.index + found[0].length
    const end = endOf(html, from, html[found.index - 1] ?? '')
    if (end - from < SHORTEST) continue
    const packed = html.slice(from, end)
    const isBase64 = /;base64/i.test(found[2] ?? '')
    const name = `inline:${createHash('sha256').update(packed).digest('hex').slice(0, 32)}`
    things.set(name, () => unpacked(packed, isBase64))
    kept.push(html.slice(last, found.index), name)
    last = end
  }
  kept.push(html.slice(last))
  return { html: kept.join(''), things }
}

function endOf(html: string, from: number, quote: string): number {
  const end = END[quote] ?? BARE
  end.lastIndex = from
  return end.exec(html)?.index ?? html.length
}

function unpacked(packed: string, isBase64: boolean): Buffer {
  const text = packed.replaceAll(/&#(?:10|13|x0?[ad]);/gi, '')
  if (isBase64) return Buffer.from(text.includes('%') ? text.replaceAll(/%([0-9a-f]{2})/gi, byHex) : text, 'base64')
  // anything but %XX stands for itself
  return Buffer.from(text.replaceAll(/%([0-9a-f]{2})/gi, byHex), 'latin1')
}

function byHex(_: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16))
}
