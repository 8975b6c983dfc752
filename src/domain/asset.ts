// A stored picture, sound, film or file, as probed from its bytes.

export interface Asset {
  /** SHA-256 of the bytes as they came, hex. */
  readonly digest: string
  readonly sm3: string
  readonly bytes: number
  /** From the bytes, never from a name or header; `application/octet-stream` when unknown. */
  readonly mediaType: string
  readonly width: number | null
  readonly height: number | null
  /** The bytes to publish when they differ from the original (re-encoded because unsafe or unusable); null = the original. */
  readonly publishDigest: string | null
  readonly publishType: string | null
  /** A finding code when it can't be published as it is: `media-broken`, `media-placeholder`. */
  readonly fault: string | null
}
