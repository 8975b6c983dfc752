// Addresses with `{{names}}` in them: filled to ask an API, and read backwards to know a post by its address. Values are always encoded.
import { both } from '../../domain/words.ts'

const NAME = /\{\{\s*([\w-]+)\s*\}\}/g

export function namesIn(template: string): readonly string[] {
  return [...template.matchAll(NAME)].map(([, name]) => name ?? '')
}

export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replaceAll(NAME, (_, name: string) => (Object.hasOwn(values, name) ? encodeURIComponent(String(values[name])) : ''))
}

function isAddress(template: string): boolean {
  return /^https?:\/\/[^\s{}/]+/i.test(template) && URL.canParse(template.replaceAll(NAME, '1'))
}

const NO_ADDRESS = both('须为完整网址,主机名处不能有 {{…}}', 'must be a whole address without {{…}} in its host')

/** Null when `{{id}}` and `{{within}}` are all it speaks of. */
export function requestFault(template: string): string | null {
  if (!isAddress(template)) return NO_ADDRESS
  const strange = namesIn(template).find((name) => name !== 'id' && name !== 'within')
  return strange === undefined ? null : unknownName(strange, ['id', 'within'])
}

/** The address of a list; `known`: what the job gives values for. */
export function listFault(template: string, known: readonly string[]): string | null {
  if (!isAddress(template)) return NO_ADDRESS
  const names = ['page', 'offset', 'cursor', ...known]
  const strange = namesIn(template).find((name) => !names.includes(name))
  return strange === undefined ? null : unknownName(strange, names)
}

export function addressFault(template: string): string | null {
  const fault = requestFault(template)
  if (fault !== null) return fault
  return namesIn(template).filter((name) => name === 'id').length === 1 ? null : both('须有一处 {{id}}', 'needs {{id}} once')
}

function unknownName(name: string, names: readonly string[]): string {
  const known = names.map((one) => `{{${one}}}`).join(' ')
  return both(`没有 {{${name}}};可用: ${known}`, `there is no {{${name}}}; known: ${known}`)
}

export interface Named {
  readonly id: string
  readonly within: string | null
}

/** An address → the id that stands in it where the template has `{{id}}`. The scheme does not matter. */
export function readerOf(template: string): (url: string) => Named | null {
  const pattern = plainAddress(template)
    .split(NAME)
    .map((part, n) => (n % 2 === 1 ? `(?<${part}>[^/?#&]{1,200})` : part.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')))
    .join('')
  const form = new RegExp(`^${pattern}(?:[?&#].*)?$`, 'u')
  return (url) => {
    if (url.length > 2000) return null
    const { id, within } = form.exec(plainAddress(url))?.groups ?? {}
    return id === undefined ? null : { id: decoded(id), within: within === undefined ? null : decoded(within) }
  }
}

function plainAddress(url: string): string {
  return url
    .trim()
    .replace(/^https?:/i, '')
    .replaceAll('&amp;', '&')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
