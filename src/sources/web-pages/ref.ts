// How fetch finds a post again, and what its list said of it, as the ledger keeps it. A ref that is none is empty.
import type { Json } from '../../domain/archive.ts'

export interface WebPagesRef {
  readonly url: string | null
  /** Saved pages: the article's files in order, then `copies` further files of the same post. */
  readonly files: readonly string[]
  readonly copies: number
  readonly saved: boolean
  readonly title: string | null
  readonly date: string | null
  /** What discover called its content by. */
  readonly version: string
}

export function refOf(ref: Json): WebPagesRef {
  const given = (typeof ref === 'object' && ref !== null && !Array.isArray(ref) ? ref : {}) as Record<string, Json | undefined>
  const text = (name: string): string | null => (typeof given[name] === 'string' ? given[name] : null)
  const files = Array.isArray(given['files']) ? given['files'].filter((one) => typeof one === 'string') : []
  const copies = typeof given['copies'] === 'number' ? given['copies'] : 0
  return {
    url: text('url'),
    files,
    copies,
    saved: files.length > 0,
    title: text('title'),
    date: text('date'),
    version: text('version') ?? '',
  }
}
