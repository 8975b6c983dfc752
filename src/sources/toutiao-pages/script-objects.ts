// Object literals of a page's script → their members as they stand in the source. Nothing is run, and strings are not unescaped unasked:
// the platform escapes a post in a way that unescaping it as JavaScript would destroy.
import { parseExpressionAt } from 'acorn'
import type { Expression, SpreadElement } from 'acorn'
import type { JsonObject } from '../text/json.ts'
import { readJson } from '../text/json.ts'
import { attributeText } from '../text/text-of.ts'

export interface ScriptObject {
  readonly script: string
  readonly node: Expression
}

/** The object assigned to a name (`BASE_DATA`, `BASE_DATA.galleryInfo`), or null when there is none or it is broken. */
export function objectAt(script: string, name: string): ScriptObject | null {
  const at = new RegExp(String.raw`(?:^|[^\w$.])${name.replaceAll('.', String.raw`\.`)}\s{0,20}=\s{0,20}(?=\{)`).exec(script)
  if (at === null) return null
  try {
    const node = parseExpressionAt(script, at.index + at[0].length, { ecmaVersion: 'latest' })
    return node.type === 'ObjectExpression' ? { script, node } : null
  } catch {
    return null
  }
}

export function member({ script, node }: ScriptObject, ...path: readonly string[]): ScriptObject | null {
  let at: Expression = node
  for (const name of path) {
    if (at.type !== 'ObjectExpression') return null
    const next = at.properties.find((one) => one.type === 'Property' && !one.computed && nameOf(one.key) === name)
    if (next?.type !== 'Property') return null
    at = next.value
  }
  return { script, node: at }
}

function nameOf(key: Expression | { readonly type: 'PrivateIdentifier'; readonly name: string }): string | null {
  if (key.type === 'Identifier') return key.name
  return key.type === 'Literal' ? String(key.value) : null
}

export function word(object: ScriptObject | null): string | null {
  if (object?.node.type !== 'Literal') return null
  const { value } = object.node
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
  return text === '' ? null : attributeText(text)
}

export function isTrue(object: ScriptObject | null): boolean | null {
  return object?.node.type === 'Literal' && typeof object.node.value === 'boolean' ? object.node.value : null
}

/**
 * `'&quot;…&quot;'.slice(6, -6)`: entities of HTML first, then JSON, once. The other way round the quotes of attributes are lost.
 * Null when it is not so written or broken.
 */
export function escapedText(object: ScriptObject | null): string | null {
  if (object === null) return null
  const { script } = object
  let node = object.node
  while (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && node.callee.object.type !== 'Super')
    node = node.callee.object
  if (node.type !== 'Literal' || typeof node.value !== 'string') return null
  const decoded = attributeText(script.slice(node.start + 1, node.end - 1))
  if (!decoded.startsWith('"')) return attributeText(node.value)
  return jsonText(decoded) ?? jsonText(decoded.replaceAll(/\\(?=')/g, ''))
}

function jsonText(text: string): string | null {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'string' ? read : null
  } catch {
    return null
  }
}

/** `JSON.parse("…")`: JavaScript's string first, then JSON. */
export function parsedJson(object: ScriptObject | null): JsonObject | null {
  if (object?.node.type !== 'CallExpression') return null
  const { callee, arguments: given } = object.node
  const isParse = callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'JSON'
  const first: Expression | SpreadElement | undefined = given[0]
  return isParse && first?.type === 'Literal' && typeof first.value === 'string' ? readJson(first.value) : null
}

/** `[{"name": "…"}, …]` → the names. */
export function namesIn(object: ScriptObject | null): readonly string[] {
  if (object?.node.type !== 'ArrayExpression') return []
  const { script } = object
  return object.node.elements.flatMap((node) => {
    if (node === null || node.type === 'SpreadElement') return []
    return word(member({ script, node }, 'name')) ?? []
  })
}

/** The JSON object that begins at the first brace behind a mark; null when it does not end. */
export function jsonBehind(script: string, mark: RegExp): JsonObject | null {
  const at = mark.exec(script)
  const start = at === null ? -1 : script.indexOf('{', at.index)
  if (start < 0) return null
  let depth = 0
  for (let n = start; n < script.length; n += 1) {
    const code = script.charCodeAt(n)
    if (code === 0x22) n = stringEnd(script, n)
    else if (code === 0x7b) depth += 1
    else if (code === 0x7d) {
      depth -= 1
      if (depth === 0) return readJson(script.slice(start, n + 1))
    }
  }
  return null
}

function stringEnd(script: string, from: number): number {
  for (let n = from + 1; n < script.length; n += 1) {
    const code = script.charCodeAt(n)
    if (code === 0x5c) n += 1
    else if (code === 0x22) return n
  }
  return script.length
}
