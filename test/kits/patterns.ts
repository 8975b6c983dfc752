// Every regular expression literal in a folder of the source, found by the tokens of the stripped code.
import { stripTypeScriptTypes } from 'node:module'
import { parse } from 'acorn'
import { filesUnder, read } from '../house/tree.ts'

export interface Pattern {
  readonly path: string
  readonly line: number
  readonly source: string
  readonly flags: string
}

export function patternsUnder(folder: string): Pattern[] {
  return filesUnder(folder, /\.ts$/).flatMap((path) => {
    const found: Pattern[] = []
    parse(stripTypeScriptTypes(read(path)), {
      ecmaVersion: 'latest',
      sourceType: 'module',
      locations: true,
      onToken: (token) => {
        const value = 'value' in token ? token.value : undefined
        if (token.type.label !== 'regexp' || !isPattern(value)) return
        found.push({ path, line: token.loc?.start.line ?? 0, source: value.pattern, flags: value.flags })
      },
    })
    return found
  })
}

function isPattern(value: unknown): value is { readonly pattern: string; readonly flags: string } {
  return typeof value === 'object' && value !== null && 'pattern' in value && 'flags' in value
}
