// An answer of the web as a source gets it, and what is remembered of it, so that only changes travel. Shapes only.

export interface Get {
  (url: string, options: AskOptions & { readonly known: Validators }): Promise<WebAnswer | null>
  (url: string, options?: Omit<AskOptions, 'known'>): Promise<WebAnswer>
}

export interface AskOptions {
  readonly maxBytes?: number
  /**
   * Sent by POST, to an interface that takes no other. Without validators. The client never sends it twice by itself: `patient` only waits
   * for a host that rests, and a broken answer fails. A redirect is followed only at the same host and only when it keeps the method.
   */
  readonly body?: AskBody | undefined
  /** The answer is null when the server says that nothing has changed since (HTTP 304). */
  readonly known?: Validators | undefined
  /** The page that shows it: where a platform answers pictures only to its own pages. Other hosts are told only the page's host. */
  readonly referer?: string | undefined
  /**
   * For what everything else waits for (lists, feeds): a host that rests is waited for, and what may pass is tried again some times,
   * before a failure is thrown. Without it the caller's own work is tried again later, and other hosts go on meanwhile.
   */
  readonly patient?: boolean | undefined
  /** The header `Authorization`, for the host that is asked: a redirect to another origin goes without it. Never in an error. */
  readonly authorization?: string | undefined
  /** Also an answer 400 to 499 (but 429) is given, with its `status`: some interfaces say there in words what is wrong. */
  readonly refusals?: boolean | undefined
  /** `none` = an address that the account's own posts show, or an interface made for its owner: robots.txt is not asked. */
  readonly robots?: 'none' | undefined
}

export interface AskBody {
  /** The header `Content-Type`, like `application/json`. */
  readonly type: string
  readonly bytes: Uint8Array
}

/** By what a server tells whether an address still gives the same (RFC 9110 section 8.8). */
export interface Validators {
  readonly etag: string | null
  readonly lastModified: string | null
}

export interface WebAnswer extends Validators {
  /** After redirects. */
  readonly url: string
  /** The header as it came; its charset is one witness among others. */
  readonly contentType: string | null
  readonly bytes: Uint8Array
  /** Only of a refusal that was asked for (`refusals`); otherwise it was 200. */
  readonly status?: number | undefined
}

/** What one address gave when it was asked last. `version`: whatever the source calls this content by (a digest). */
export interface Remembered extends Validators {
  readonly version: string
}

export interface WebMemory {
  readonly recall: (urls: readonly string[]) => Promise<ReadonlyMap<string, Remembered>>
  readonly remember: (seen: ReadonlyMap<string, Remembered>) => Promise<void>
}
