// What a source hands over: a found post, the bytes it is made of, and the way to ask for them again.
import type { Dated } from './page.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * One post found in an archive. `key` is its identity at the platform and is the same at every discovery, whatever files
 * the archive holds; title and date are never identity. `aliases` are other keys the same post may be known by.
 */
export interface Discovered {
  readonly key: string
  readonly aliases: readonly string[]
  /**
   * Only of a gathered article: the keys (and aliases) of the posts it holds. They are no identity: a post may leave it and be found in
   * another article, or as one of its own, at a later discovery. Absent = one post.
   */
  readonly holds?: readonly string[]
  /** How the source finds the bytes again; small, JSON, no content. */
  readonly ref: Json
  /** Changes when, and only when, what the archive holds of this post changes (SHA-256 hex over the contents). */
  readonly version: string
  /** For people, before the page is read; may be null. */
  readonly title: string | null
  readonly url: string | null
  readonly listed: Dated
}

/**
 * One piece of a capture. `page` and `row` parts are what `parse` reads; `media` parts are named by the address or path by
 * which the page refers to them (one part may answer to several names).
 *
 * Names of media: the attribute's value after HTML-entity decoding and trimming (a transform that looks up `data-src`, `src`,
 * `poster`, `url(…)` finds it by that value). Lazy attributes give the name, `src` and the rest are in `also`; for http(s)
 * addresses `also` also has the address without `tp, wxfrom, wx_lazy, wx_co, from, imgIndex` and fragment. `data:` values
 * are no names. Things without an address: `voice:<voice_encode_fileid>`, `mpvid:<data-mpvid>`.
 */
export interface Part {
  readonly role: 'page' | 'row' | 'media'
  readonly name: string
  /** Other names the page uses for the same bytes. */
  readonly also?: readonly string[]
  readonly bytes: Uint8Array | null
  /** Why `bytes` is null: a finding code (`media-missing`, `media-remote`, …). */
  readonly missing?: string
}

/** A part that has been stored: what `parse` and `transform` get to see. `bytes` only for page and row parts. */
export interface StoredPart {
  readonly role: 'page' | 'row' | 'media'
  readonly name: string
  readonly also: readonly string[]
  readonly digest: string | null
  readonly missing: string | null
  readonly bytes: Uint8Array | null
}

/** All that `parse` may use. It reads nothing else: no file, no network, no clock. */
export interface Material {
  readonly key: string
  readonly ref: Json
  readonly parts: readonly StoredPart[]
}

/** One line of a `check`: what was looked at, and whether it is all right. */
export interface Check {
  readonly what: string
  readonly ok: boolean
  readonly detail: string
}
