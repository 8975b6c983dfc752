// What the address of an answer, or the name of the file it was saved in, says of the post. Only numbers of the platform are believed.
import { midOf, numberOf } from './ids.ts'
import { unwrapped } from './links.ts'

/** The number of the one post that an address asks for, or that a file is named by; null when it names none, or several. */
export function numberInName(name: string): string | null {
  const url = /^https?:\/\//i.test(name) ? URL.parse(unwrapped(name)) : null
  if (url !== null) return inAddress(url)
  const numbers = new Set([...name.slice(name.lastIndexOf('/') + 1).matchAll(/(?<!\d)[3-5]\d{15}(?!\d)/g)].map(([mid]) => mid))
  if (numbers.size === 1) return [...numbers][0] ?? null
  return numbers.size === 0 ? stemNumber(name) : null
}

function inAddress(url: URL): string | null {
  for (const key of ['id', 'mid', 'mblogid']) {
    const found = numberOf(url.searchParams.get(key) ?? '')
    if (found !== null) return found
  }
  const word = /\/(?:status|detail|comment|extend|show)\/([0-9A-Za-z]{5,19})(?:\/|$)/.exec(url.pathname)?.[1]
  return word === undefined ? null : numberOf(word)
}

/** `Kjc77D1jz.json`: a bid of nine characters that gives a mid of sixteen digits. */
function stemNumber(name: string): string | null {
  const stem = /([0-9A-Za-z]{9})\.\w{2,5}$/.exec(name)
  const before = name[(stem?.index ?? 0) - 1] ?? '/'
  if (stem?.[1] === undefined || /[0-9A-Za-z]/.test(before) || !/\d/.test(stem[1])) return null
  const mid = midOf(stem[1])
  return mid !== null && /^[3-5]\d{15}$/.test(mid) ? mid : null
}
