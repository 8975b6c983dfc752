// JSON text → plain data in which no digit of a long id is lost: whole numbers beyond 2^53 come back as text. Never throws: what is no
// JSON gives undefined. Control characters that careless writers leave inside strings are taken as they are.
import { stringEnd } from './json-scan.ts'

/** Sixteen digits in a row may be more than a double holds. */
const LONG_NUMBER = /\d{16}/

export function readExact(text: string): unknown {
  const found = parsed(text)
  // the reader of other people's JSON: raw line feeds and tabs inside strings are common, and mean themselves
  return found === undefined && hasControl(text) ? parsed(withoutControls(text)) : found
}

function parsed(text: string): unknown {
  try {
    const value: unknown = LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)
    return value
  } catch {
    // no JSON, or nested deeper than the stack
    return undefined
  }
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  return context?.source !== undefined && /^-?\d+$/.test(context.source) ? context.source : value
}

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u001f]/
const CONTROLS = new RegExp(CONTROL, 'g')

function hasControl(text: string): boolean {
  return CONTROL.test(text)
}

/** Inside strings only: between values they are white space. */
function withoutControls(text: string): string {
  const pieces: string[] = []
  let at = 0
  for (let quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', at)) {
    const end = stringEnd(text, quote)
    if (end < 0) break
    pieces.push(text.slice(at, quote), text.slice(quote, end).replaceAll(CONTROLS, escaped))
    at = end
  }
  return pieces.join('') + text.slice(at)
}

function escaped(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`
}
