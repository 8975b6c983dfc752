// What is read of one attached file at most, and how a reader says that it cannot read on.
import type { Unread } from '../domain/file-text.ts'

/** Thrown by readers; becomes an entry of `FileText.unread`. */
export class FileUnread extends Error {
  readonly why: Unread
  constructor(why: Unread) {
    super(why)
    this.why = why
  }
}

export const LIMITS = {
  /** Bytes of a file, before anything is inflated. */
  bytes: 64 * 1024 * 1024,
  /** Of all parts of one file together. */
  inflated: 256 * 1024 * 1024,
  /** Characters kept of one file. */
  characters: 8 * 1024 * 1024,
  entries: 20_000,
  pages: 3000,
  /** A zip in a zip in a zip. */
  depth: 2,
} as const
