// A thread page of phpwind 8.7 → its view. Reads elements by the ids and classes of the standard template; never the account blocks, marks,
// signatures and bars around the posts.
import { textOf } from '../text/text-of.ts'
import type { Elements } from './elements.ts'
import { fence, firstWithin, hasClass, innerOf, valueOf, within, wordsOf } from './elements.ts'
import { countIn, floorNumber, floorOf } from './floor.ts'
import { timeIn } from './times.ts'
import { EMPTY_FLOOR, EMPTY_VIEW, NO_TEXT } from './view.ts'
import type { Floor, ThreadView } from './view.ts'

export function readPhpwind(page: Elements, base: string | null): ThreadView | null {
  const blocks = within(page, -1, (n, name) => name === 'div' && valueOf(page, n, 'id').startsWith('readfloor_'))
  const heading = firstWithin(page, -1, (n, name) => name === 'h1' && valueOf(page, n, 'id') === 'subject_tpc')
  if (blocks.length === 0 && heading === null) return null
  const floors = fence(page, blocks).map((n) => floor(page, n, base))
  const counts = firstWithin(page, -1, (n) => hasClass(page, n, 'readNum'))
  const numbers = counts === null ? [] : within(page, counts, (_, name) => name === 'em').map((n) => countIn(wordsOf(page, n)))
  const crumbs = firstWithin(page, -1, (n) => valueOf(page, n, 'id') === 'breadCrumb')
  return {
    ...EMPTY_VIEW,
    family: 'page',
    software: 'phpwind',
    ...titleOf(page, heading),
    forum: crumbs === null ? null : lastForum(page, crumbs),
    views: numbers[0] ?? null,
    replies: numbers[1] ?? null,
    floors,
  }
}

/** 「[分类]标题 [复制链接]」 */
function titleOf(page: Elements, heading: number | null): Pick<ThreadView, 'title' | 'category'> {
  if (heading === null) return { title: null, category: null }
  const inside = page.list[heading]
  let category: string | null = null
  const pieces: string[] = []
  let at = inside?.tag.end ?? 0
  for (const n of within(page, heading, (_, name) => name === 'a')) {
    const link = page.list[n]
    const words = wordsOf(page, n)
    if (link === undefined) continue
    pieces.push(page.html.slice(at, link.tag.start))
    at = link.end
    if (/^[[【].*[\]】]$/.test(words) && !/复制|複製/.test(words)) category ??= words.slice(1, -1)
    else if (!/复制|複製/.test(words)) pieces.push(words)
  }
  pieces.push(page.html.slice(at, inside?.closeStart ?? at))
  const title = textOf(pieces.join('')).replaceAll('\n', ' ')
  const plain = /^[[【]([^\]】]{1,20})[\]】]\s*(?=\S)/.exec(title)
  if (category === null && plain !== null && pieces.length > 1 && /type=|search/.test(innerOf(page, heading))) category = plain[1] ?? null
  return { title: title === '' ? null : title, category }
}

/** The forum is the last link of the crumbs that leads to a list of threads. */
function lastForum(page: Elements, crumbs: number): string | null {
  const links = within(
    page,
    crumbs,
    (n, name) => name === 'a' && /(?:^|\/)thread(?:\.php|-htm)|(?:^|[/?])f\d+/.test(valueOf(page, n, 'href')),
  )
  const words = links.map((n) => wordsOf(page, n)).filter((text) => text !== '')
  return words.at(-1) ?? null
}

function floor(page: Elements, block: number, base: string | null): Floor {
  const pid = valueOf(page, block, 'id').slice('readfloor_'.length)
  const container = firstWithin(page, block, (n) => valueOf(page, n, 'id') === `read_${pid}`)
  const content = container ?? firstWithin(page, block, (n) => hasClass(page, n, 'tpc_content'))
  const name = firstWithin(page, block, (n) => hasClass(page, n, 'readName'))
  const link = name === null ? null : firstWithin(page, name, (n, tag) => tag === 'a' && wordsOf(page, n) !== '')
  const top = firstWithin(page, block, (n) => hasClass(page, n, 'tipTop'))
  const stamp = top === null ? null : firstWithin(page, top, (n, tag) => tag === 'span' && /\d{4}-\d/.test(valueOf(page, n, 'title')))
  const number =
    top === null ? null : firstWithin(page, top, (n, tag) => tag === 'a' && /此楼地址|此樓地址/.test(valueOf(page, n, 'title')))
  const author = wordsOf(page, link ?? name)
  const facts = {
    pid,
    number: pid === 'tpc' ? 1 : floorNumber(wordsOf(page, number), true),
    author: author === '' ? null : author,
    uid: link === null ? null : (/uid[=-](\d{1,12})/.exec(valueOf(page, link, 'href'))?.[1] ?? null),
    time: stamp !== null ? timeIn(wordsOf(page, stamp), valueOf(page, stamp, 'title')) : timeIn(shown(page, top)),
  }
  if (content === null) return { ...EMPTY_FLOOR, ...facts, ...NO_TEXT }
  const end = page.list[content]?.last ?? content
  const below = within(page, block, (n) => n > end && isBelow(page, n, pid))
  return floorOf(page, facts, { container: content, below, base })
}

function shown(page: Elements, top: number | null): string {
  return /(?:发表于|發表於)[:：]?\s*([\d\-: ]{4,20})/.exec(wordsOf(page, top))?.[1] ?? ''
}

/** Lists of pictures and files, and the notice that they are for members. */
function isBelow(page: Elements, n: number, pid: string): boolean {
  const id = valueOf(page, n, 'id')
  if (id === `read_Att_${pid}` || id === `hidden_att_${pid}`) return true
  if (!/^att_\d+$/.test(id)) return false
  // Those inside of the list are found with it.
  for (let up = page.list[n]?.parent ?? -1, steps = 0; up >= 0 && steps < 12; up = page.list[up]?.parent ?? -1, steps += 1) {
    if (valueOf(page, up, 'id') === `read_Att_${pid}`) return false
  }
  return true
}
