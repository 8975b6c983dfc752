// A content system in memory: the outside world, as it is behind its own door. Requests that arrive go in, entries and files come to be.
// It keeps the story of every key, so that what readers could ever see twice is known afterwards.
import type { Article } from '../../src/domain/article.ts'
import { entryName } from '../../src/targets/entry-name.ts'

export interface Entry {
  readonly id: string
  readonly key: string
  readonly name: string
  state: 'draft' | 'public' | 'withdrawn' | 'bin' | 'deleted'
  article: Article
  files: readonly string[]
  /** When it last got its words. */
  shownAt: number
  readonly madeAt: number
  /** From when on look-ups see it: the lag of the index. */
  readonly seenFrom: number
  /** Who deleted it. */
  removedBy: 'us' | 'editor' | null
  /** An editor changed its words. */
  edited: boolean
  /** When; null = they do not stand there any more, or never did. */
  editedAt: number | null
}

interface StoredFile {
  readonly id: string
  readonly url: string
  readonly digest: string
  readonly seenFrom: number
}

export interface Cms {
  readonly entries: Entry[]
  readonly files: StoredFile[]
  /** Most public entries that a key ever had at one time, where over one. */
  readonly doubled: Map<string, number>
  create(key: string, article: Article, more: { readonly files: readonly string[]; readonly state: 'draft' | 'public' }): Entry
  /** Shows this article in a known entry, and makes the entry public. */
  show(entry: Entry, article: Article, files: readonly string[]): void
  byId(id: string): Entry | null
  /** As a look-up sees it now: the oldest entry of the key that is not deleted or withdrawn, and whose index is not behind. */
  find(key: string): Entry | null
  upload(digest: string): StoredFile
  findFile(digest: string): StoredFile | null
}

/** `lag` draws how long the index is behind a new entry, ms. */
export function openCms(now: () => number, lag: () => number): Cms {
  const entries: Entry[] = []
  const byKey = new Map<string, Entry[]>()
  const files: StoredFile[] = []
  const doubled = new Map<string, number>()
  const count = (key: string): void => {
    const shown = (byKey.get(key) ?? []).filter((one) => one.state === 'public').length
    if (shown > 1) doubled.set(key, Math.max(shown, doubled.get(key) ?? 0))
  }
  return {
    entries,
    files,
    doubled,
    create(key, article, more) {
      const id = String(101 + entries.length)
      const entry: Entry = {
        id,
        key,
        name: entryName(key),
        article,
        ...more,
        madeAt: now(),
        shownAt: now(),
        seenFrom: now() + lag(),
        removedBy: null,
        edited: false,
        editedAt: null,
      }
      entries.push(entry)
      byKey.set(key, [...(byKey.get(key) ?? []), entry])
      count(key)
      return entry
    },
    show(entry, article, shown) {
      entry.article = article
      entry.files = shown
      entry.shownAt = now()
      entry.state = 'public'
      entry.editedAt = null
      count(entry.key)
    },
    byId: (id) => entries.find((one) => one.id === id) ?? null,
    find: (key) =>
      (byKey.get(key) ?? []).find((one) => one.state !== 'deleted' && one.state !== 'withdrawn' && one.seenFrom <= now()) ?? null,
    upload(digest) {
      const id = `f${files.length + 1}`
      const file = { id, url: `https://cms.test/files/${id}.png`, digest, seenFrom: now() + lag() }
      files.push(file)
      return file
    },
    findFile: (digest) => files.find((one) => one.digest === digest && one.seenFrom <= now()) ?? null,
  }
}

export function urlOf(entry: Entry): string {
  return `https://cms.test/entry/${entry.id}.html`
}
