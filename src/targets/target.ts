// The contract of every place that receives articles. A target is idempotent by key: the same key never makes a second entry.
import type { ZodType } from 'zod'
import type { Check } from '../domain/archive.ts'
import type { Article, Column, Published, ReadBack, SiteEntry } from '../domain/article.ts'

export interface TargetKit {
  /** Folder that relative paths in the job are relative to. */
  readonly base: string
  /** The data folder of this installation. */
  readonly data: string
  readonly columns: readonly Column[]
  /** Bytes of a stored asset, digest checked. */
  readonly asset: (digest: string) => Promise<Uint8Array>
  /** The vault's own file of a stored asset, for linking instead of copying; null when the vault is not a local folder. */
  readonly assetFile: (digest: string) => string | null
}

/** What a target can do; the publication protocol follows it (DESIGN section 7). */
interface Capabilities {
  /** The address of an article is known before it is put. */
  readonly addressFromKey: boolean
  /** A second `put` of a key can't make a second entry. */
  readonly uniqueEnforced: boolean
  readonly lookup: boolean
  readonly draftFirst: boolean
  readonly backdate: boolean
}

export interface Target {
  readonly can: Capabilities
  check(): Promise<readonly Check[]>
  find(key: string): Promise<Published | null>
  /** Where an article with this key would stand; null unless `can.addressFromKey`. Asks nobody. */
  addressOf(key: string): string | null
  /** Puts one stored file where articles can refer to it; the same digest again costs nothing. Returns its address there. */
  upload(asset: { readonly digest: string; readonly mediaType: string; readonly name: string }): Promise<string>
  put(article: Article, key: string): Promise<Published>
  /** What a reader gets, asked for over HTTP. */
  read(published: Published): Promise<ReadBack>
  withdraw(published: Published, reason: string): Promise<void>
  /** Everything that speaks of many articles (lists, feeds, search, redirects). Called when a run has no more to publish. */
  finish(entries: (columnId: string | null) => AsyncIterable<SiteEntry>): Promise<void>
  close(): Promise<void>
}

export interface TargetKind<Options> {
  readonly name: string
  readonly options: ZodType<Options>
  open(options: Options, kit: TargetKit): Promise<Target>
}
