// docs/cli.md as data: per command its heading, options and documented JSON keys with their types.
import { read } from '../house/tree.ts'

export interface DocumentedCommand {
  readonly heading: string
  readonly options: readonly string[]
  readonly keys: ReadonlyMap<string, string>
}

export function documentedCommands(): ReadonlyMap<string, DocumentedCommand> {
  const parts = read('docs/cli.md').split(/^### /m).slice(1)
  return new Map(
    parts.map((part) => {
      const heading = /^`([^`]+)`/.exec(part)?.[1] ?? ''
      const name = heading.replace(/ [<[].*$/, '')
      const options = [...part.matchAll(/^\| `(--[^`]+)` \|/gm)].map((row) => row[1] ?? '')
      const keys = new Map([...part.matchAll(/^\| `([a-z][^`]*)` \| ([a-z]+\??) \|/gim)].map((row) => [row[1] ?? '', row[2] ?? '']))
      return [name, { heading, options, keys }]
    }),
  )
}

/** What a real object and the documented keys disagree about; empty = the page tells the truth. */
export function disagreements(value: unknown, keys: ReadonlyMap<string, string>): string[] {
  return compare(value, '', keys)
}

function compare(value: unknown, at: string, keys: ReadonlyMap<string, string>): string[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown) => compare(one, `${at}[]`, keys))
  const prefix = at === '' ? '' : `${at}.`
  const known = [...keys].filter(([key]) => key.startsWith(prefix) && !/[.[]/.test(key.slice(prefix.length)))
  if (typeof value !== 'object' || value === null || known.length === 0) return []
  const given = new Map<string, unknown>(Object.entries(value))
  return [
    ...[...given.keys()].filter((name) => !keys.has(prefix + name)).map((name) => `${prefix}${name} is not documented`),
    ...known.flatMap(([key, type]) => {
      const found = given.get(key.slice(prefix.length))
      if (found === undefined || found === null) return type.endsWith('?') ? [] : [`${key} is ${String(found)}`]
      const is = Array.isArray(found) ? 'list' : typeof found === 'string' ? 'text' : typeof found
      return is === type.replace('?', '') ? compare(found, key, keys) : [`${key} is ${is}, not ${type}`]
    }),
  ]
}
