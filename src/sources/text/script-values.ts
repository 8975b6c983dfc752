// Reads data out of a page's script with a JavaScript parser. Nothing is ever run: what is not plain data is undefined.
import { parseExpressionAt } from 'acorn'
import type { Expression, ObjectExpression, PrivateIdentifier, Property, SpreadElement } from 'acorn'
import { stringLiteral } from './string-literal.ts'

export type ScriptValue = string | number | boolean | null | undefined | readonly ScriptValue[] | { readonly [key: string]: ScriptValue }
type Node = Expression | SpreadElement | PrivateIdentifier | Property | null | undefined

/** The value of the expression that begins at `at`, or undefined when it is broken, cut off or not plain data. */
export function valueAt(script: string, at: number): ScriptValue {
  const plain = at === 0 ? plainValue(script) : undefined
  return plain ?? guarded(() => valueOf(parseExpressionAt(script, at, OPTIONS)))
}

/** Nearly all values are one string, alone or as the platform wraps it: setting up a parser for each would cost more than the page. */
function plainValue(script: string): string | number | undefined {
  const wrap = 'JsDecode('
  const wrapped = script.startsWith(wrap)
  const literal = stringLiteral(script, wrapped ? wrap.length : 0)
  if (literal === null || script.length - literal.end > 20) return undefined
  const rest = script.slice(literal.end).trim()
  if (wrapped) return rest === ')' ? jsDecode(literal.text) : undefined
  if (rest === '* 1') return Number(literal.text)
  return rest === '' ? literal.text : undefined
}

/** Of an object literal only the wanted keys are worked out: the rest of these objects is large and private. */
export function fieldsAt(script: string, at: number, wanted: ReadonlySet<string>): { readonly [key: string]: ScriptValue } | undefined {
  return guarded(() => {
    const node = parseExpressionAt(script, at, OPTIONS)
    return node.type === 'ObjectExpression' ? objectOf(node, wanted) : undefined
  })
}

const OPTIONS = { ecmaVersion: 'latest' } as const

function guarded<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    // A syntax error, or nesting deeper than the stack: no data either way.
    return undefined
  }
}

function valueOf(node: Node): ScriptValue {
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'object' && node.value !== null ? undefined : (node.value as ScriptValue)
    case 'ObjectExpression':
      return objectOf(node)
    case 'ArrayExpression':
      return node.elements.map(valueOf)
    case 'TemplateLiteral':
      return joined(
        node.quasis.map((part) => part.value.cooked ?? ''),
        node.expressions.map(valueOf),
      )
    case 'UnaryExpression':
      return unary(node.operator, valueOf(node.argument))
    case 'BinaryExpression':
      return binary(node.operator, valueOf(node.left), valueOf(node.right))
    case 'LogicalExpression':
      return logical(node.operator, valueOf(node.left), () => valueOf(node.right))
    case 'ConditionalExpression':
      return valueOf(valueOf(node.test) ? node.consequent : node.alternate)
    case 'CallExpression':
      return callOf(node.callee, node.arguments)
    case 'ParenthesizedExpression':
      return valueOf(node.expression)
    default:
      return undefined
  }
}

function objectOf(node: ObjectExpression, wanted?: ReadonlySet<string>): { readonly [key: string]: ScriptValue } {
  const found: Record<string, ScriptValue> = Object.create(null) as Record<string, ScriptValue>
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.computed || property.kind !== 'init') continue
    const { key } = property
    const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : null
    if (name !== null && (wanted === undefined || wanted.has(name))) found[name] = valueOf(property.value)
  }
  return found
}

function joined(texts: readonly string[], values: readonly ScriptValue[]): string {
  return texts.map((text, n) => text + scalarText(n < values.length ? values[n] : '')).join('')
}

function scalarText(value: ScriptValue): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

function unary(operator: string, value: ScriptValue): ScriptValue {
  if (operator === '!') return !value
  if (operator === '-' || operator === '+') return typeof value === 'object' ? undefined : Number(value) * (operator === '-' ? -1 : 1)
  return undefined
}

function binary(operator: string, left: ScriptValue, right: ScriptValue): ScriptValue {
  if (typeof left === 'object' || typeof right === 'object') return undefined
  if (operator === '+')
    return typeof left === 'string' || typeof right === 'string' ? scalarText(left) + scalarText(right) : Number(left) + Number(right)
  if (operator === '*') return Number(left) * Number(right)
  if (operator === '-') return Number(left) - Number(right)
  if (operator === '==' || operator === '===') return left === undefined || right === undefined ? undefined : left === right
  return undefined
}

function logical(operator: string, left: ScriptValue, right: () => ScriptValue): ScriptValue {
  if (operator === '||') return left || right()
  if (operator === '&&') return left && right()
  return left ?? right()
}

function callOf(callee: Expression | { readonly type: 'Super' }, given: readonly (Expression | SpreadElement)[]): ScriptValue {
  if (callee.type === 'Identifier') {
    const value = valueOf(given[0])
    if (callee.name === 'JsDecode') return typeof value === 'string' ? jsDecode(value) : undefined
    if (callee.name === 'htmlDecode') return typeof value === 'string' ? htmlDecode(value) : undefined
    return undefined
  }
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return undefined
  const value = callee.object.type === 'Super' ? undefined : valueOf(callee.object)
  if (typeof value !== 'string') return undefined
  if (callee.property.name === 'html') return valueOf(given[0]) === false ? htmlDecode(value) : undefined
  return callee.property.name === 'trim' ? value.trim() : undefined
}

const JS_ESCAPES: Readonly<Record<string, string>> = {
  '5c': '\\',
  '0d': '\r',
  '22': '"',
  '26': '&',
  '27': "'",
  '3c': '<',
  '3e': '>',
  '0a': '\n',
}

/** What the platform's own JsDecode does: undoes one layer of `\xNN` for the eight characters it escapes. */
function jsDecode(text: string): string {
  return text.includes('\\x') ? text.replaceAll(/\\x(5c|0d|22|26|27|3c|3e|0a)/g, (whole, code: string) => JS_ESCAPES[code] ?? whole) : text
}

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  '&#39;': "'",
  '&#96;': '`',
  '&quot;': '"',
  '&nbsp;': ' ',
  '&gt;': '>',
  '&lt;': '<',
  '&yen;': '¥',
  '&amp;': '&',
}

function htmlDecode(text: string): string {
  return text.includes('&') ? text.replaceAll(/&(#39|#96|quot|nbsp|gt|lt|yen|amp);/g, (whole) => HTML_ESCAPES[whole] ?? whole) : text
}
