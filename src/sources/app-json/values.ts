// What stands at a path → a text, a list, or nothing: the ways in which apps write "there is none" all mean nothing. Pure.
import type { Opened } from './json-path.ts'

/** Words for nothing; a declaration may name others. */
export const ABSENT: readonly string[] = ['', 'null', 'NULL', 'Null', 'undefined', 'None', '无', '[]', '{}']

/** A declared path, or several of which the first that holds something counts. */
export type Paths = string | readonly string[]

export interface Item {
  readonly at: Opened
  readonly absent: ReadonlySet<string>
}

export function pathsOf(paths: Paths | undefined): readonly string[] {
  return paths === undefined ? [] : typeof paths === 'string' ? [paths] : paths
}

/** Trimmed; null for nothing, for lists and for objects. */
export function plain(value: unknown, absent: ReadonlySet<string>): string | null {
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
  return absent.has(text) ? null : text.replaceAll('\0', '')
}

/** The first declared place that holds a text. */
export function textAt({ at, absent }: Item, paths: Paths | undefined, from?: unknown): string | null {
  for (const path of pathsOf(paths)) {
    for (const value of at(path, from)) {
      const text = plain(value, absent)
      if (text !== null) return text
    }
  }
  return null
}

/** Every text at every declared place, each once. */
export function textsAt({ at, absent }: Item, paths: Paths | undefined): readonly string[] {
  const found = new Set<string>()
  for (const path of pathsOf(paths)) {
    for (const value of at(path).flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : [one]))) {
      const text = plain(value, absent)
      if (text !== null) found.add(text)
    }
  }
  return [...found]
}

/** True when a declared place is there at all, be it empty. */
export function isThere({ at }: Item, paths: Paths | undefined): boolean {
  return pathsOf(paths).some((path) => at(path).some((value) => value !== undefined && value !== null))
}

/** What stands at the places, lists opened, JSON in strings read: the things of a declared list. */
export function thingsAt({ at }: Item, paths: Paths | undefined): readonly unknown[] {
  return pathsOf(paths).flatMap((path) => at(path.endsWith(']') ? path : `${path}[]`).concat(lone(at(path))))
}

/** One thing where others write a list. */
function lone(values: readonly unknown[]): readonly unknown[] {
  return values.filter((value) => value !== null && !Array.isArray(value) && !(typeof value === 'string' && /^\s*\[/.test(value)))
}
