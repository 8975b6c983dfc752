// From an audit_event row to its leaf: one line of canonical JSON (RFC 8785) and its two hashes. The same row and number always
// give the same bytes; nothing here reads the clock.
import canonicalize from 'canonicalize'
import { prefixedLeafHash } from './merkle.ts'

/** A row as EVENT_COLUMNS selects it. */
export interface EventRow {
  readonly event: string | number
  readonly at: string
  readonly kind: string
  readonly item: string | number | null
  readonly job: string | null
  readonly run: string | number | null
  readonly actor: string
  readonly facts: unknown
}

/** Columns of `audit_event e`. The time is text in UTC with microseconds, so that no digit is lost on the way. */
export const EVENT_COLUMNS = `e.id as event, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  e.kind, e.item, e.job, e.run, e.actor, e.facts`

/** A leaf: the text that is hashed, and what it hashes to. */
export interface Leaf {
  readonly canonical: string
  readonly sha256: Buffer
  readonly sm3: Buffer
}

/** The exact text of leaf number `seq`. */
export function canonicalLeaf(seq: number, row: EventRow): string {
  const text = canonicalize({
    seq,
    event: Number(row.event),
    at: row.at,
    kind: row.kind,
    item: numberOrNull(row.item),
    job: row.job,
    run: numberOrNull(row.run),
    actor: row.actor,
    facts: row.facts,
  })
  if (text === undefined) throw new TypeError('an audit event has no JSON form')
  return text
}

/** Both leaf hashes of a canonical text. */
export function leafOf(canonical: string): Leaf {
  const bytes = Buffer.from(`\0${canonical}`)
  return { canonical, sha256: prefixedLeafHash('sha256', bytes), sm3: prefixedLeafHash('sm3', bytes) }
}

function numberOrNull(value: string | number | null): number | null {
  return value === null ? null : Number(value)
}
