// The contract of every archive kind. A source reads; it never judges, corrects, publishes or remembers.
import type { ZodType } from 'zod'
import type { Check, Discovered, Json, Material, Part } from '../domain/archive.ts'
import type { Page } from '../domain/page.ts'
import type { Get, WebMemory } from '../domain/web.ts'

/** What a source is lent. It owns no client of its own. */
export interface SourceKit {
  /** Fetches one address through the polite client; throws Failure `net-*`. Only hosts the job allows. Null = unchanged (see `known`). */
  readonly get: Get
  /** True when the job allows requests to this address's host. */
  readonly mayGet: (url: string) => boolean
  /** Folder that relative paths in the job are relative to. */
  readonly base: string
  readonly limits: SourceLimits
  /** What this account's last answers were known by, so that only changes travel. Forgets everything where there is no ledger. */
  readonly memory: WebMemory
  /** A YAML file of the operator (how an app's answers are laid out, say), checked. Throws Failure `mapping-invalid` with line and column. */
  readonly yaml: <T>(path: string, schema: ZodType<T>) => T
}

interface SourceLimits {
  /** Largest single file or archive entry, bytes. */
  readonly fileBytes: number
  /** Largest sum of all inflated zip entries, bytes. */
  readonly inflatedBytes: number
}

export interface Source {
  /** Looks whether the archive can be read at all; never throws for what a person can mend. */
  check(): Promise<readonly Check[]>
  /**
   * Every post in the archive, each once, in an order that is the same every time; memory stays flat but for a small index.
   * `since` (ISO date) leaves out posts that are certainly older. Files that hold no post are not yielded; see `leftovers`.
   */
  discover(since?: string): AsyncIterable<Discovered>
  /** Files seen by the last `discover` that belong to no post: name and why. Nothing is skipped in silence. */
  leftovers(): readonly { readonly name: string; readonly why: string }[]
  /** All bytes of one post, page and row parts first. Throws Failure `file-*`, `source-changed`, `net-*`. */
  fetch(ref: Json): AsyncIterable<Part>
  /** Pure and repeatable: the same material gives the same page for ever. Never throws: what it can't read is a page state. */
  parse(material: Material): Page
  /** The keys (as in `Discovered.key` or `aliases`) of the own post that an address points to; empty if it points elsewhere. */
  keysOf(url: string): readonly string[]
  /** Whether two keys belong to one account of the platform; null when a key does not tell. */
  sameAccount(a: string, b: string): boolean | null
  /** The platform's addresses of the post with this key; empty for a key that no address has. For the redirect map. */
  readonly addressesOf: (key: string) => readonly string[]
  close(): Promise<void>
}

export interface SourceKind<Options> {
  readonly name: string
  /** Names the version of `parse`; it goes into the draft, so that `renormalize` knows what is older. */
  readonly version: number
  readonly options: ZodType<Options>
  /** `none` = it asks the web only for what the account's own posts show, never follows links: robots.txt is not asked. */
  readonly robots?: 'none'
  open(options: Options, kit: SourceKit): Promise<Source>
}
