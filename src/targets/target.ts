// The contract of every place that receives articles. A target is idempotent by key: the same key never makes a second entry that readers
// see. It declares what it can do, and the publication protocol (stations/publish-once.ts, DESIGN section 7) follows the declaration.
import type { ZodType } from 'zod'
import type { Check } from '../domain/archive.ts'
import type { Article, Column, Published, ReadBack, SiteEntry } from '../domain/article.ts'
import type { Send } from '../domain/http.ts'
import type { SecretRef } from '../domain/secret.ts'

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
  /** Asks one of the kind's `hosts`; anything else is refused. Paced over all workers when the job says so. */
  readonly send: Send
  /** The secret a job file refers to. Throws Failure `settings-invalid`, naming what to set. */
  readonly secret: (ref: SecretRef) => string
  /** A YAML file by its schema. Throws Failure `mapping-invalid` with all its mistakes, each with line and column. */
  readonly yaml: <T>(path: string, schema: ZodType<T>) => T
}

export interface Capabilities {
  /** The address of an article is known before it is put. */
  readonly addressFromKey: boolean
  /** A second entry with a key can't come to be, whoever asks at the same time. */
  readonly uniqueEnforced: boolean
  /** `find` sees every entry that carries a key: drafts, public ones, those in the bin. */
  readonly lookup: boolean
  /** Entries are made as drafts that no reader sees (`stage`), and shown by id (`put`). Not needed where `uniqueEnforced`. */
  readonly stages: boolean
  /** The original publish time can be set. */
  readonly backdate: boolean
  /** Files stand under their digest: a second upload costs nothing and makes nothing, so nothing need be remembered. */
  readonly filesByDigest: boolean
  /** People may edit entries there: an entry is read before it is written again, and their words are kept. */
  readonly edited: boolean
  /**
   * ms from the last moment at which the target may be asked to make or change something to the moment from which `find` surely sees what
   * came of it: how long its requests may wait here before they leave (for a batch, a log-in, requests before them; what would leave later
   * is not sent) + the client's whole time for one + the server's longest run + the lag of its index. Until then "not found" means nothing.
   */
  readonly settleMs: number
}

/** One stored file, as it stands at the target. */
export interface Uploaded {
  /** The target's own name of it. */
  readonly id: string
  /** Its address there: absolute, or site-relative for a static site. */
  readonly url: string
}

export interface AssetToUpload {
  readonly digest: string
  readonly mediaType: string
  readonly name: string
  readonly alt: string
}

/** What the ledger knows of an entry's surroundings when it is put. */
export interface Place {
  /** The entry's name at the target, when one is known: it is changed by id, never made again. */
  readonly remoteId: string | null
  /** Digest → where the file stands; empty where `filesByDigest`. */
  readonly media: ReadonlyMap<string, Uploaded>
}

/** A draft that carries a key of ours. */
export interface Stray {
  readonly remoteId: string
  /** As `entryName` made it. */
  readonly name: string
  /** ms since the epoch, by the target's clock. */
  readonly madeAt: number
}

/**
 * What the failures of a target mean to the protocol: `target-unreachable`, `target-busy`, `target-refused`, `target-denied` = surely
 * nothing was made or changed; every other failure, `target-unknown-outcome` first = perhaps. An envelope that is not understood is unknown.
 */
export interface Target {
  readonly can: Capabilities
  /** Everything that can be known before anything is sent: log-in, rights, columns, types of files, what the site does to html. */
  check(): Promise<readonly Check[]>
  /** The oldest entry that carries the key, in any state but withdrawn by us. */
  find(key: string): Promise<Published | null>
  /** Where an article with this key would stand; null unless `can.addressFromKey`. Asks nobody. */
  addressOf(key: string): string | null
  /** False where the site surely refuses files of this type, as far as it is known without asking. An editor is told before anything is sent. */
  takes(file: Pick<AssetToUpload, 'mediaType' | 'name'>): boolean
  /** Puts one stored file where articles can refer to it. */
  upload(asset: AssetToUpload): Promise<Uploaded>
  /** A file that an earlier request may have left there; null = none. Not asked where `filesByDigest`. */
  findUpload(asset: AssetToUpload): Promise<Uploaded | null>
  /** Makes the whole entry as a draft that carries the key, and returns its name. Only where `can.stages`. */
  stage(article: Article, key: string, place: Place): Promise<string>
  /** Makes the entry show this article: by id where one is known (idempotent), else as a new entry that carries the key. */
  put(article: Article, key: string, place?: Place): Promise<Published>
  /** What a reader gets, asked for over HTTP. */
  read(published: Published): Promise<ReadBack>
  /** Takes the entry away from readers; the target keeps what it can (a notice, the bin). Idempotent. */
  withdraw(published: Published, reason: string): Promise<void>
  /** Drafts of ours, oldest first; empty unless `can.stages`. */
  strays(): AsyncIterable<Stray>
  /** Removes one draft of ours; refuses what is public or not ours. */
  discard(stray: Stray): Promise<void>
  /** Everything that speaks of many articles (lists, feeds, search, redirects). Called when a run has no more to publish. */
  finish(entries: (columnId: string | null) => AsyncIterable<SiteEntry>): Promise<void>
  close(): Promise<void>
}

export interface TargetKind<Options> {
  readonly name: string
  readonly options: ZodType<Options>
  /** `host:port` of everything it may ask, named by the operator in the job: only these, and these even in the own network. */
  hosts(options: Options): readonly string[]
  open(options: Options, kit: TargetKit): Promise<Target>
}

/** Of a target that needs no drafts. */
export const NO_STRAYS = {
  stage: async (): Promise<string> => {
    throw new Error('this target makes no drafts')
  },
  strays: async function* (): AsyncGenerator<Stray> {},
  discard: async (): Promise<void> => {},
} as const
