// The template language of presets: `{{name | filter "argument"}}` in values, and nothing else. Values are put in as data; there is no
// way to run anything, to reach beyond the names given, or to change the shape of what is sent.
import { hash } from 'node:crypto'
import { both } from '../../domain/words.ts'
import { dateWords } from './dates.ts'
import { plainText, valueAt } from './json-path.ts'

/** What a template may speak of: title, html, column.id … as docs/targets/http-cms.md lists them. */
export type Scope = Readonly<Record<string, unknown>>

/** The name of an entry, whole and by its parts. */
export function idScope(id: string): Scope {
  return { id, ids: id.split('/') }
}

interface Call {
  readonly filter: string
  readonly args: readonly string[]
}

interface Expression {
  readonly name: string
  /** `{{name?}}`: the key is left out when the value is not known. */
  readonly optional: boolean
  readonly calls: readonly Call[]
}

type Piece = string | Expression

const EXPRESSION = /^\s*([a-zA-Z][\w-]*(?:\.[\w-]+)*)(\??)((?:\s+(?:"[^"{}|]*"|[\w/+:-]+))*)\s*((?:\|[^|]+)*)$/
const CALL = /^\s*([a-z]\w*)((?:\s+(?:"[^"{}|]*"|[\w/+:-]+))*)\s*$/
const ARGUMENT = /"([^"]*)"|([\w/+:-]+)/g

/** Of each filter: how many arguments it takes at least and at most. */
const FILTERS: Readonly<Record<string, readonly [number, number]>> = {
  date: [0, 2],
  number: [0, 0],
  text: [0, 0],
  join: [1, 1],
  json: [0, 0],
  escape: [0, 0],
  encode: [0, 0],
  folders: [0, 0],
  or: [1, 1],
  uuid: [0, 0],
  sha256: [0, 0],
  base64: [0, 0],
  lower: [0, 0],
}
export const FILTER_NAMES: readonly string[] = Object.keys(FILTERS)

const known = new Map<string, readonly Piece[] | string>()

/** What is wrong with a template, or null. `names` = the first words that may be spoken of. */
export function templateFault(template: string, names: readonly string[]): string | null {
  const pieces = parsed(template)
  if (typeof pieces === 'string') return pieces
  const stranger = pieces.find((piece) => typeof piece !== 'string' && !names.includes(piece.name.split('.', 1)[0] ?? ''))
  if (stranger === undefined || typeof stranger === 'string') return null
  return both(`没有“${stranger.name}”这个值`, `there is no value "${stranger.name}"`)
}

/** The value itself where the template is one expression, else a text. Undefined = leave the key out. */
export function render(template: string, scope: Scope): unknown {
  const pieces = parsed(template)
  if (typeof pieces === 'string') throw new TypeError(pieces)
  const [first] = pieces
  if (pieces.length === 1 && first !== undefined && typeof first !== 'string') {
    const value = evaluate(first, scope)
    return value === null && first.optional ? undefined : value
  }
  return pieces.map((piece) => (typeof piece === 'string' ? piece : (plainText(evaluate(piece, scope)) ?? ''))).join('')
}

/** For places that hold text only; what is not known is the empty text. */
export function renderText(template: string, scope: Scope): string {
  return plainText(render(template, scope)) ?? ''
}

function parsed(template: string): readonly Piece[] | string {
  const before = known.get(template)
  if (before !== undefined) return before
  const pieces = parse(template)
  known.set(template, pieces)
  return pieces
}

function parse(template: string): readonly Piece[] | string {
  const pieces: Piece[] = []
  for (const [at, part] of template.split(/\{\{(.*?)\}\}/s).entries()) {
    if (at % 2 === 1) {
      const expression = expressionOf(part)
      if (typeof expression === 'string') return expression
      pieces.push(expression)
    } else if (/\{\{|\}\}/.test(part)) return both('{{ 与 }} 不成对', '{{ and }} do not pair')
    else if (part !== '') pieces.push(part)
  }
  return pieces.length === 0 ? [''] : pieces
}

function expressionOf(text: string): Expression | string {
  const found = EXPRESSION.exec(text)
  if (found === null) return both(`读不懂 {{${text.trim()}}}`, `{{${text.trim()}}} cannot be read`)
  const [, name = '', optional, args = '', chain = ''] = found
  // `{{date "YYYY" zone}}` is short for `{{publishedAt | date "YYYY" zone}}`
  const short = name === 'date' ? [{ filter: 'date', args: argumentsOf(args) }] : []
  if (short.length === 0 && args.trim() !== '') return both(`{{${name}}} 不带参数`, `{{${name}}} takes no arguments`)
  const calls: Call[] = [...short]
  for (const part of chain.split('|').slice(1)) {
    const call = CALL.exec(part)
    const [least, most] = FILTERS[call?.[1] ?? ''] ?? [1, 0]
    const given = argumentsOf(call?.[2] ?? '')
    if (call === null || given.length < least || given.length > most)
      return both(`没有这样的过滤器: ${part.trim()}`, `there is no such filter: ${part.trim()}`)
    calls.push({ filter: call[1] ?? '', args: given })
  }
  return { name: short.length > 0 ? 'publishedAt' : name, optional: optional === '?', calls }
}

function argumentsOf(text: string): string[] {
  return [...text.matchAll(ARGUMENT)].map((found) => found[1] ?? found[2] ?? '')
}

function evaluate({ name, calls }: Expression, scope: Scope): unknown {
  let value: unknown = valueAt(scope, name) ?? null
  for (const call of calls) value = apply(call, value, scope)
  return value
}

function apply({ filter, args: [first, second] }: Call, value: unknown, scope: Scope): unknown {
  if (filter === 'or') return value === null || value === '' ? first : value
  if (value === null) return null
  if (filter === 'json') return JSON.stringify(value)
  if (filter === 'join') return Array.isArray(value) ? value.map((one) => plainText(one) ?? '').join(first) : value
  const text = plainText(value) ?? ''
  if (filter === 'date') return dateWords(text, first ?? wordOf(scope, 'pattern'), zoneOf(second, scope))
  if (filter === 'number') return text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text)
  return SIMPLE[filter]?.(text) ?? text
}

const SIMPLE: Readonly<Record<string, (text: string) => string>> = {
  text: (text) => text,
  lower: (text) => text.toLowerCase(),
  encode: encodeURIComponent,
  folders: (text) => text.split('/').map(encodeURIComponent).join('/'),
  escape: (text) => text.replaceAll(/[&<>"']/g, (char) => `&#${char.codePointAt(0) ?? 0};`),
  sha256: (text) => hash('sha256', text, 'hex'),
  base64: (text) => Buffer.from(text).toString('base64'),
  uuid: uuidOf,
}

/** A UUID (version 8: own making) that is always the same for the same text. */
export function uuidOf(text: string): string {
  const hex = hash('sha256', text, 'hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function wordOf(scope: Scope, name: string): string {
  return plainText(valueAt(scope, name)) ?? ''
}

function zoneOf(given: string | undefined, scope: Scope): string {
  return given === undefined || given === 'zone' ? wordOf(scope, 'zone') : given
}
