// A made Weibo account written to disk as three tools left it: saved answers of m.weibo.cn, weibo-crawler's CSV, saved answers of API v2, and a list
// of short links. One post after the other, so that memory stays flat. Some posts are told twice: they are one.
import { createWriteStream, mkdirSync } from 'node:fs'
import type { WriteStream } from 'node:fs'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { apiStatus, cardOf, CSV_HEAD, csvRow, extendOf } from './weibo-dialects.ts'
import { madePost, UID } from './weibo-posts.ts'
import type { MadePost } from './weibo-posts.ts'

/** Which dialects tell of a post: some tell of the same. In turn, so that every part of the account has all of them. */
interface Told {
  readonly api: boolean
  readonly csv: boolean
  readonly mobile: boolean
}

const TURN = 200

function toldBy(n: number): Told {
  const at = (n % TURN) / TURN
  return { api: at < 0.32, csv: at >= 0.3 && at < 0.62, mobile: at >= 0.6 }
}

const PER_PAGE = 100

/** Writes `posts` posts below `folder`; the same seed and number give the same bytes. */
export async function writeWeibo(folder: string, { seed, posts }: { readonly seed: number; readonly posts: number }): Promise<void> {
  for (const name of ['m.weibo.cn', 'longtext', 'api']) mkdirSync(join(folder, name), { recursive: true })
  const csv = createWriteStream(join(folder, `${UID}.csv`))
  const links = createWriteStream(join(folder, 'links.json'))
  await write(csv, `\ufeff${CSV_HEAD}\r\n`)
  await write(links, '{')
  const mobile: MadePost[] = []
  const api: MadePost[] = []
  let pages = 0
  let shorts = 0
  const flush = async (all: MadePost[], page: (of: readonly MadePost[]) => object, name: string): Promise<void> => {
    if (all.length === 0) return
    pages += 1
    await writeFile(join(folder, name, `list-${String(pages).padStart(5, '0')}.json`), JSON.stringify(page(all.splice(0).toReversed())))
  }
  for (let n = 0; n < posts; n += 1) {
    const post = madePost(seed, n, posts)
    const told = toldBy(n)
    if (told.csv) await write(csv, `${csvRow(post)}\r\n`)
    if (told.mobile) mobile.push(post)
    if (told.mobile && post.isLong) await writeFile(join(folder, 'longtext', `${post.mid}.json`), JSON.stringify(extendOf(post)))
    if (told.api) api.push(post)
    for (const piece of post.pieces)
      if (piece.is === 'link')
        await write(links, `${(shorts += 1) === 1 ? '' : ','}\n${JSON.stringify(piece.short)}: ${JSON.stringify(piece.long)}`)
    if (mobile.length === PER_PAGE) await flush(mobile, mobilePage, 'm.weibo.cn')
    if (api.length === PER_PAGE) await flush(api, (all) => apiPage(all, posts), 'api')
  }
  await flush(mobile, mobilePage, 'm.weibo.cn')
  await flush(api, (all) => apiPage(all, posts), 'api')
  await write(links, '\n}\n')
  for (const stream of [csv, links]) await new Promise((done) => void stream.end(done))
}

async function write(stream: WriteStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain')
}

function mobilePage(posts: readonly MadePost[]): object {
  return {
    ok: 1,
    data: { cardlistInfo: { containerid: `107603${UID}`, v_p: 42, show_style: 1, total: 0, since_id: 0 }, cards: posts.map(cardOf) },
  }
}

function apiPage(posts: readonly MadePost[], total: number): object {
  const statuses = posts.map((post) => apiStatus(post, { whole: true }))
  return { statuses, advertises: [], ad: [], hasvisible: false, previous_cursor: 0, next_cursor: 0, total_number: total }
}
