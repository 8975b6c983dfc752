// Bytes by digest: what is put in stays as it is for ever, and is checked at every reading.

export interface Stored {
  /** SHA-256, hex. */
  readonly digest: string
  /** SM3 over the same bytes, hex. */
  readonly sm3: string
  readonly bytes: number
}

export interface Vault {
  /** Write-temp-then-rename, read back; the same bytes again cost one look. Throws Failure `disk-full`. */
  put(bytes: Uint8Array): Promise<Stored>
  /** Throws Failure `vault-damaged` when the bytes are missing or do not match. */
  get(digest: string): Promise<Uint8Array>
  has(digest: string): Promise<boolean>
  /** The local file of a digest (as stored, uncompressed), or null. Used for hard links; never to be written to. */
  fileOf(digest: string): string | null
}
