// How one kind of file (an answer of the platform, a page, what a backup tool wrote) plugs into this source. A format finds the records of
// posts in a file, finds one again, and reads one as a Status. It never judges, merges or names keys.
import type { Claim } from '../../domain/account.ts'
import type { ArchiveFiles } from '../files/archive-files.ts'
import type { Decoded } from '../text/charset.ts'
import type { Reader } from '../weibo/telling.ts'

/** A file of the archive, or one answer recorded in a web archive. */
export interface OneFile {
  /** Path in the archive; for a recorded answer its address (secrets hidden). */
  readonly name: string
  readonly size: number
  /** The first 4096 bytes. */
  readonly head: Buffer
  /** ISO 8601: when it was recorded, where the archive or the job tells. Never the time of the import. */
  readonly capturedAt: string | null
  /** The whole file; Failure `file-too-large` over the job's limit. */
  readonly bytes: () => Promise<Buffer>
  /** The whole file decoded; the last ones are remembered, so that asking again costs nothing. */
  readonly text: () => Promise<Decoded>
  /** Folder or zip the file lies in, for what needs its neighbours or a piece of it; null for a recorded answer. */
  readonly files: ArchiveFiles | null
  /** The same file as a path on disk, for readers that need one (SQLite); null inside a zip or a web archive. */
  readonly disk: string | null
}

export interface Format {
  /** Never changes: captures in the vault are read by it for ever. `[a-z0-9-]+` */
  readonly name: string
  /** By name and first bytes; the first format of the table that says true has the file. */
  readonly recognize: (file: Pick<OneFile, 'name' | 'size' | 'head'>) => boolean
  /** Everything a file tells, in its order. Memory stays flat where the file allows. A broken record is a `loss`, never an exception. */
  readonly read: (file: OneFile) => AsyncIterable<Told>
  /** The raw record again, by the `at` that `read` gave; null when it is not there any more. */
  readonly again: (file: OneFile, at: string) => Promise<string | null>
  /** One raw record → Status. Pure, never throws, sees nothing but what it is given; null when it tells of no post. */
  readonly status: Reader
}

export type Told =
  /** One record of a post: `raw` is a text (JSON wherever possible) that `status` can read alone. `at` finds it again; short. */
  | { readonly kind: 'post'; readonly at: string; readonly raw: string }
  /** Whose archive it says it is. */
  | { readonly kind: 'account'; readonly uid: string; readonly name: string | null }
  /** How many posts somebody says there are (user.statuses_count, cardlistInfo.total), and of whom where it says so. */
  | { readonly kind: 'claim'; readonly claim: Claim; readonly uid: string | null }
  /** Where short links lead. */
  | { readonly kind: 'links'; readonly links: Iterable<readonly [short: string, long: string]> }
  /** What the tool itself says it could not save, or a record that cannot be read. `mid` (or bid) where it names the post. */
  | { readonly kind: 'loss'; readonly mid: string | null; readonly why: string }
  /** Other files that this one uses (images table, not_downloaded.txt): they are no leftovers. */
  | { readonly kind: 'used'; readonly name: string }
