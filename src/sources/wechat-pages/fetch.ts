// One article's ref → all its bytes: its page, the page it moved to, the rows of its lists, and everything the page shows. Judges nothing; a
// captcha, a cut-off page and an article that another item has already are failures.
import type { Json, Part } from '../../domain/archive.ts'
import { remoteBytes } from '../wechat-archive/fetch.ts'
import { rowBytes } from '../wechat-archive/pieces.ts'
import { referencesOf } from '../wechat-archive/references.ts'
import type { Reference } from '../wechat-archive/references.ts'
import { readRow } from '../wechat-archive/rows.ts'
import { pageParts } from '../web-page.ts'
import { articleAddress } from './address.ts'
import { askArticle } from './ask.ts'
import type { AskedPage, Asking } from './ask.ts'
import { claim, learn } from './learnt.ts'
import { refOf } from './ref.ts'
import type { WechatPagesRef } from './ref.ts'

export async function* fetchParts(at: Asking, given: Json): AsyncGenerator<Part> {
  const ref = refOf(given)
  // the console says that the publisher took it away: nothing is left to ask for
  const isGone = ref.rows.some((row) => readRow(row, '').deleted)
  const pages = isGone ? [] : await articlePages(at, ref.asked.flat())
  if (pages.length > 0) await note(at, ref, pages)
  const parts = pages.flatMap(({ url, answer }) => pageParts(url, answer))
  yield* parts.filter(({ role }) => role === 'page')
  yield* parts.filter(({ role }) => role === 'row')
  for (const [n, row] of ref.rows.entries()) yield { role: 'row', name: `list#${n + 1}`, bytes: rowBytes(row) }
  for (const { reading } of pages.slice(-1)) if (reading.state === 'ok') yield* mediaParts(at, referencesOf(reading))
}

/** Learnt before it is claimed: a twin that waits is made one with the other by the next look at the lists. */
async function note({ kit }: Asking, ref: WechatPagesRef, pages: readonly AskedPage[]): Promise<void> {
  const readings = pages.map(({ reading }) => reading)
  const url = ref.asked.find((forms) => forms.includes(pages[0]?.url ?? ''))?.[0] ?? ''
  const address = articleAddress(url)
  if (address !== null) await learn(kit, address, readings)
  await claim(kit, ref, readings)
}

/** An account that moved says where its article is now; that is followed once, and only to an article. */
async function articlePages(at: Asking, urls: readonly string[]): Promise<readonly AskedPage[]> {
  const first = await askArticle(at, urls)
  const moved = first.reading.state === 'migrated' ? articleAddress(first.reading.movedTo ?? '') : null
  if (moved === null || !at.kit.mayGet(moved.url) || urls.includes(moved.url)) return [first]
  return [first, await askArticle(at, [moved.url, moved.listed])]
}

async function* mediaParts({ kit }: Asking, references: readonly Reference[]): AsyncGenerator<Part> {
  // one picture under addresses that differ in their delivery only is asked for once
  const same = Map.groupBy(references, (reference) => reference.remote[0] ?? reference.name)
  for (const [first, ...others] of same.values()) {
    if (first === undefined) continue
    const also = new Set([...first.also, ...others.flatMap((one) => [one.name, ...one.also])])
    also.delete(first.name)
    yield { role: 'media', name: first.name, also: [...also], ...(await remoteBytes(kit, first)) }
  }
}
