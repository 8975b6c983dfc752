// The name an entry of ours carries in a CMS, made of its key: it fits a slug, a file name or a field of any CMS, and tells nothing.
import { hash } from 'node:crypto'

/** `guiji-` and 96 bits of SHA-256 over the key. The ledger makes the same (publication.name). */
export function entryName(key: string): string {
  return `guiji-${hash('sha256', key, 'hex').slice(0, 24)}`
}
