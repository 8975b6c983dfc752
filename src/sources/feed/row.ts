// One entry as it is kept in a capture: its own source and all that is needed to understand it alone. Written by fetch, read by parse.
import type { Material } from '../../domain/archive.ts'
import type { FeedFacts } from './document.ts'
import type { EntrySource, Reckoning } from './reading.ts'
import { readJson } from '../text/json.ts'

export interface Row extends EntrySource {
  /** What the charset of the document leaves in doubt about this entry. */
  readonly doubt: string | null
  /** The document ended inside this entry. */
  readonly cut: boolean
}

export function rowBytes(row: Row): Uint8Array {
  return Buffer.from(JSON.stringify(row))
}

/** Null for a row that is no row; what it says is not believed further than its shape. */
export function rowOf({ parts }: Material): Row | null {
  const bytes = parts.find(({ role, name }) => role === 'row' && !name.startsWith('headers:'))?.bytes ?? null
  const read = bytes === null ? null : (readJson(Buffer.from(bytes).toString()) as Partial<Row> | null)
  if (read === null || typeof read.entry !== 'string' || !isFacts(read.facts)) return null
  const { beijing, updatedAsPublished } = (read.reckoning ?? {}) as Partial<Reckoning>
  return {
    facts: read.facts,
    entry: read.entry,
    reckoning: { beijing: beijing === true, updatedAsPublished: updatedAsPublished === true },
    doubt: typeof read.doubt === 'string' ? read.doubt : null,
    cut: read.cut === true,
  }
}

function isFacts(value: unknown): value is FeedFacts {
  if (typeof value !== 'object' || value === null) return false
  const facts = value as Readonly<Record<string, unknown>>
  const words = ['title', 'link', 'language', 'author', 'base'].every((name) => facts[name] === null || typeof facts[name] === 'string')
  const spaces = facts['namespaces']
  return (
    words &&
    typeof facts['form'] === 'string' &&
    typeof spaces === 'object' &&
    spaces !== null &&
    Object.values(spaces).every((one) => typeof one === 'string')
  )
}
