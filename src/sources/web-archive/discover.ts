// A web archive → its pages, each address once, in the order of the archive; what is in it besides is counted by file. Reads every page once
// and what it shows once; keeps numbers and digests.
import { createHash } from 'node:crypto'
import type { Discovered } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import { half } from '../../domain/words.ts'
import type { Leftover } from '../files/archive-files.ts'
import { looseAddress } from './address.ts'
import { bestPage } from './best-page.ts'
import { isGood } from './capture-index.ts'
import { lookInside, shownBy } from './shown.ts'
import type { Inside } from './shown.ts'
import { readCapture } from './read-capture.ts'
import type { Selectors } from './read-capture.ts'
import { fileAddress } from './survey.ts'
import { checkWacz } from './wacz.ts'
import type { Found, Unreadable, WebArchive } from './web-archive.ts'

/** How fetch finds the bytes again: by address, so that archives may be packed anew. */
export interface PageRef {
  /** As in the key; `file:…` for a saved page that does not say where it was. */
  readonly address: string
}

/** What the archive holds and no post is made of, gathered while the posts are found. */
export interface Rest {
  readonly shown: Uint8Array
  readonly shownFiles: Set<string>
  readonly skipped: string[]
  skippedCount: number
  /** Files of a WACZ that are not what its papers say, and why. */
  readonly wrong: readonly Leftover[]
}

export type IsPost = (url: string) => boolean

/** Which pages are posts, and how they are read. */
export interface Choice {
  readonly isPost: IsPost
  readonly post: Selectors
}

export async function emptyRest(archive: WebArchive): Promise<Rest> {
  const wrong = (await checkWacz(archive.archive))
    .filter(({ ok }) => !ok)
    .map(({ what, detail }) => ({ name: what, why: half('en', detail) }))
  return { shown: new Uint8Array(archive.index.count()), shownFiles: new Set(), skipped: [], skippedCount: 0, wrong }
}

const MOST_NAMED = 1000

export async function* pages(archive: WebArchive, { isPost, post }: Choice, rest: Rest): AsyncGenerator<Discovered> {
  const { index } = archive
  const seen = new Uint8Array(index.count())
  const digests = new Map<number, string>()
  for (let n = 0; n < index.count(); n += 1) {
    const entry = index.entry(n)
    const group = index.group(n)
    if (!entry.html || !isGood(entry) || seen[group] === 1) continue
    seen[group] = 1
    rest.shown[group] = 1
    const found = await bestPage(archive, index.groupCaptures(group), { post })
    const url = 'why' in found ? found.url : found.capture.url
    const address = addressOf(archive, group, url)
    if (url !== null && !isPost(url)) skip(rest, url)
    else yield 'why' in found ? unreadable(address, found) : await described(archive, { address, found, digests, rest, post })
  }
}

function addressOf(archive: WebArchive, group: number, url: string | null): string {
  return (url === null ? null : looseAddress(url)) ?? fileAddress(archive.files[archive.index.entry(group).file]?.path ?? '')
}

function skip(rest: Rest, url: string): void {
  rest.skippedCount += 1
  if (rest.skipped.length < MOST_NAMED) rest.skipped.push(url)
}

/** It is there and cannot be read: an item all the same, whose fetch says why. */
function unreadable(address: string, { url, why }: Unreadable): Discovered {
  const version = createHash('sha256').update(`${why} ${address}`).digest('hex')
  return { key: `web-archive:${address}`, aliases: [], ref: { address }, version, title: null, url, listed: UNKNOWN_DATE }
}

interface Describing {
  readonly address: string
  readonly found: Found
  readonly digests: Map<number, string>
  readonly rest: Rest
  readonly post: Selectors
}

async function described(archive: WebArchive, { address, found, digests, rest, post }: Describing): Promise<Discovered> {
  const { capture } = found
  const read = readCapture(capture, post)
  const parts = new Set([sha256(capture.bytes)])
  for (const need of shownBy(read)) {
    const best = need.url === null ? null : archive.bestOf(need.url)
    const before = best === null ? undefined : digests.get(best)
    if (before !== undefined) parts.add(before)
    if (before !== undefined) continue
    const inside = await lookInside(archive, found, { need, things: read.things })
    if (inside === null) continue
    if (inside.path !== null) rest.shownFiles.add(inside.path)
    if (inside.n !== null) rest.shown[archive.index.group(inside.n)] = 1
    const known = inside.n === null ? undefined : digests.get(inside.n)
    const digest = known ?? (await digestOfShown(inside))
    if (inside.n !== null) digests.set(inside.n, digest)
    parts.add(digest)
  }
  const version = createHash('sha256')
    .update([...parts].sort().join('\n'))
    .digest('hex')
  const { title, published } = read.page
  return { key: `web-archive:${address}`, aliases: [], ref: { address }, version, title, url: capture.url, listed: published }
}

/** What cannot be read is told of when its page is fetched; the others go on. */
async function digestOfShown(inside: Inside): Promise<string> {
  try {
    return sha256(await inside.bytes())
  } catch (failure) {
    if (failure instanceof Failure && failure.code !== 'source-changed') return `${failure.code} ${inside.path ?? ''}`
    throw failure
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Everything that became no post: by file and kind with its number, files by name. */
export function leftoversOf(archive: WebArchive, rest: Rest): readonly Leftover[] {
  const wrong = new Set(rest.wrong.map(({ name }) => name))
  const left: Leftover[] = [...rest.wrong, ...archive.leftovers.filter(({ name }) => !wrong.has(name))]
  for (const path of archive.others)
    if (!rest.shownFiles.has(path)) left.push({ name: path, why: 'holds no capture, and no post shows it' })
  for (const [path, counts] of archive.counts)
    for (const [what, number] of counts)
      if (!COUNTED.has(what)) left.push({ name: `${path}#${what}`, why: `${number} ${what}: they hold no page` })
  for (const [path, number] of unshown(archive, rest))
    left.push({ name: `${path}#unshown`, why: `${number} captures that are no page and that no post shows` })
  for (const url of rest.skipped) left.push({ name: url, why: 'a page that the options match and skip leave out' })
  const unnamed = rest.skippedCount - rest.skipped.length
  if (unnamed > 0) left.push({ name: '#skipped', why: `${unnamed} more pages that the options match and skip leave out` })
  return left
}

const COUNTED = new Set(['records', 'captures', 'response', 'resource', 'revisit'])

function unshown({ index, files }: WebArchive, rest: Rest): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (let n = 0; n < index.count(); n += 1) {
    const entry = index.entry(n)
    if (index.group(n) !== n || rest.shown[n] === 1 || !isGood(entry)) continue
    const path = files[entry.file]?.path ?? ''
    found.set(path, (found.get(path) ?? 0) + 1)
  }
  return found
}
