// The contract of one step of normalizing: pure, one concern, working on the small clean tree.
import type { CheerioAPI } from 'cheerio'
import type { Counts } from '../domain/draft.ts'
import type { FindingCode, Level } from '../domain/findings.ts'
import type { Asset } from '../domain/asset.ts'
import type { Mapping } from '../domain/mapping.ts'
import type { Page } from '../domain/page.ts'
import type { ServiceUse } from '../domain/functions.ts'

/** All that normalizing may know besides the page. No network, no clock, no files. */
export interface Surroundings {
  readonly mapping: Mapping
  /** 主办单位 of the closing account: the publisher (R12). */
  readonly organ: string
  /** Stored media by every name the page may use; `asset` null = not stored, `missing` says why. */
  readonly media: ReadonlyMap<string, { readonly asset: Asset | null; readonly missing: string | null }>
  /** Source keys of the own post an address points to (Source.keysOf). */
  readonly keysOf: (url: string) => readonly string[]
}

/** How a step reports: a finding, or something dropped by a named rule (which conservation then accounts for). */
export interface Note {
  /** `level` only where this thing weighs less than the finding usually does. */
  finding(code: FindingCode, about?: string, level?: Level): void
  /** `what` is the visible text that went (all of it); `held` counts what else a reader would miss. */
  dropped(rule: string, what: string, held?: Partial<Counts>): void
  /** A service (小程序, vote) that the post leads to by something that is no link. */
  service(use: ServiceUse): void
}

/** What the cleaning pass met, so that a step which has nothing to do costs nothing. */
export type Mark = 'chrome' | 'code' | 'embed' | 'table' | 'bar' | 'big' | 'svg' | 'paid'

/** What a step is lent besides the tree: the page it came from, its surroundings, and where to report. */
export interface Aside {
  readonly page: Page
  readonly near: Surroundings
  readonly note: Note
}

/** The tree is the cleaned body; a step changes it in place and says what it did through `aside.note`. */
export interface Step {
  readonly name: string
  /** Cheap: may this step have anything to do? */
  wants(marks: ReadonlySet<Mark>, near: Surroundings): boolean
  run(tree: CheerioAPI, aside: Aside): void
}
