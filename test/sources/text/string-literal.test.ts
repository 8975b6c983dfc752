// The quick reader of string literals against the JavaScript parser: where it gives a text, it is the text that the parser reads.
import { parseExpressionAt } from 'acorn'
import { describe, expect, it } from 'vitest'
import { valueAt } from '../../../src/sources/text/script-values.ts'
import { stringLiteral } from '../../../src/sources/text/string-literal.ts'

function byParser(script: string): { readonly text: string; readonly end: number } | null {
  try {
    const node = parseExpressionAt(script, 0, { ecmaVersion: 'latest' })
    return node.type === 'Literal' && typeof node.value === 'string' ? { text: node.value, end: node.end } : null
  } catch {
    return null
  }
}

describe('a string literal', () => {
  it.each([`''`, `"a"`, `'it\\'s "so"'`, `"\\x3cp\\x20style=\\x22a\\x22\\x3E"`, String.raw`'a\\\\x3c\n\t\r\/'`, `'文\u2028字' `])(
    '%s is read as the parser reads it',
    (script) => {
      expect(stringLiteral(script, 0)).toEqual(byParser(script))
      expect(stringLiteral(script, 0)).not.toBeNull()
    },
  )

  it.each([`'a`, `"a\\"`, `'a\nb'`, `"a\rb"`, `'\\u4e2d'`, `'\\0'`, `'\\xg1'`, `'\\x4`, `'a\\\nb'`, '`a`', 'a', ''])(
    '%j is left to the parser',
    (script) => {
      expect(stringLiteral(script, 0)).toBeNull()
    },
  )

  it('is, for 20,000 random scripts, what the parser reads, or none', () => {
    const parts = [
      `'`,
      `'`,
      `"`,
      '\\',
      '\\\\',
      `\\'`,
      '\\"',
      '\\x3c',
      '\\x2',
      '\\n',
      '\\u0041',
      '\\b',
      'a',
      '字',
      '\n',
      '</script>',
      ' * 1',
      ')',
      ',',
    ]
    let state = 11
    const below = (limit: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((state / 2_147_483_648) * limit)
    }
    let read = 0
    for (let round = 0; round < 20_000; round += 1) {
      const script =
        parts[below(3)] + Array.from({ length: below(8) }, () => parts[below(parts.length)] ?? '').join('') + (parts[below(3)] ?? '')
      const quick = stringLiteral(script, 0)
      if (quick === null) continue
      read += 1
      // What stands behind the literal may be no script at all.
      expect(quick, script).toEqual(byParser(script.slice(0, quick.end)))
    }
    expect(read).toBeGreaterThan(3000)
  })

  it.each([
    [`JsDecode('a\\x26amp;b')`, 'a&amp;b'],
    [String.raw`JsDecode('a\\x26amp;b')`, 'a&amp;b'],
    [`JsDecode("a" + "b")`, 'ab'],
    [`JsDecode(' a').trim()`, 'a'],
    [`'12' * 1`, 12],
    [`'' * 1`, 0],
    [`'12' * 2`, 24],
    [`'a' || 'b'`, 'a'],
    [`'a'.trim()`, 'a'],
    [`'a' `, 'a'],
    [`other('a')`, undefined],
  ])('%s means %j', (script, value) => {
    expect(valueAt(script, 0)).toEqual(value)
  })
})
