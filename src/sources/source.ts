// The contract of every archive kind. A source reads; it never judges, corrects, publishes or remembers.
import type { ZodType } from 'zod'
import type { Claim, ServiceFunction } from '../domain/account.ts'
import type { Check, Discovered, Json, Material, Part } from '../domain/archive.ts'
import type { Page } from '../domain/page.ts'
import type { SecretRef } from '../domain/secret.ts'
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
  /**
   * What stands in the environment or file that a job names. Asked for when the first request needs it, never at opening: whoever only reads
   * what was fetched needs none. Throws Failure `settings-invalid`. Never to be logged, thrown, remembered or put into a ref.
   */
  readonly secret: (ref: SecretRef) => string
  /**
   * Keeps bytes by digest (SHA-256 hex, returned) for an interface that answers only so often: what a list told at `discover` need not be
   * asked again at `fetch`, nor on the day after. Only what may stand in a capture: no secrets, no personal data.
   */
  readonly keep: (bytes: Uint8Array) => Promise<string>
  /** What was kept; null when it is not there (nothing is kept for long where there is no ledger), so that it is asked for again. */
  readonly kept: (digest: string) => Promise<Uint8Array | null>
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
  /**
   * All bytes of one post, page and row parts first. Throws Failure `file-*`, `source-changed`, `net-*`. With `pages` only page and row parts
   * are wanted: a source may end before its media, so that none is read or asked for in vain.
   */
  fetch(ref: Json, what?: 'pages'): AsyncIterable<Part>
  /** Pure and repeatable: the same material gives the same page for ever. Never throws: what it can't read is a page state. */
  parse(material: Material): Page
  /** The keys (as in `Discovered.key` or `aliases`) of the own post that an address points to; empty if it points elsewhere. */
  keysOf(url: string): readonly string[]
  /** Whether two keys belong to one account of the platform; null when a key does not tell. */
  sameAccount(a: string, b: string): boolean | null
  /** The platform's addresses of the post with this key; empty for a key that no address has. For the redirect map. */
  readonly addressesOf: (key: string) => readonly string[]
  /** After `discover`: what the platform, or the tool that made the archive, says there is. Left out where nobody says anything. */
  claims?(): readonly Claim[]
  /** After `discover`: what the account offered beside its posts. Left out where the archive cannot hold any. */
  functions?(): readonly ServiceFunction[]
  close(): Promise<void>
}

export interface SourceKind<Options> {
  readonly name: string
  /** Names the version of `parse`; it goes into the draft, so that `renormalize` knows what is older. */
  readonly version: number
  readonly options: ZodType<Options>
  /** `none` = it asks the web only for what the account's own posts show, never follows links: robots.txt is not asked. */
  readonly robots?: 'none'
  /** The platform counts every request: `guiji check` asks what `check()` asks and no more, and leaves out its survey of all posts. */
  readonly metered?: true
  /** Of a kind that is made of others: those that these options name. */
  members?(options: Options): readonly SourceKind<unknown>[]
  open(options: Options, kit: SourceKit): Promise<Source>
}
