// A thread page of phpwind 9 → its view, by the ids and classes of the standard template. IP addresses in its titles are never read.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Elements } from './elements.ts'
import { fence, firstWithin, hasClass, valueOf, within, wordsOf } from './elements.ts'
import { countIn, floorNumber, floorOf } from './floor.ts'
import { timeIn } from './times.ts'
import { EMPTY_FLOOR, EMPTY_VIEW, NO_TEXT } from './view.ts'
import type { Floor, ThreadView } from './view.ts'

export function readPhpwind9(page: Elements, base: string | null): ThreadView | null {
  const blocks = within(page, -1, (n, name) => name === 'div' && hasClass(page, n, 'J_read_floor'))
  const heading = firstWithin(page, -1, (n) => valueOf(page, n, 'id') === 'J_post_title')
  if (blocks.length === 0 && heading === null) return null
  const label = heading === null ? null : firstWithin(page, heading, (_, name) => name === 'a')
  const category = /^\[(.*)\]$/.exec(wordsOf(page, label))?.[1] ?? null
  const words = wordsOf(page, heading)
  const title = category === null ? words : words.replace(`[${category}]`, '').trim()
  const counts = firstWithin(page, -1, (n) => hasClass(page, n, 'post_num'))
  const numbers = counts === null ? [] : within(page, counts, (_, name) => name === 'em').map((n) => countIn(wordsOf(page, n)))
  const crumbs = firstWithin(page, -1, (n) => hasClass(page, n, 'bread_crumb'))
  const links = crumbs === null ? [] : within(page, crumbs, (n, name) => name === 'a' && /fid=|thread/.test(valueOf(page, n, 'href')))
  const forum = wordsOf(page, links.at(-1) ?? null)
  return {
    ...EMPTY_VIEW,
    family: 'page',
    software: 'phpwind',
    title: title === '' ? null : title,
    category,
    forum: forum === '' ? null : forum,
    views: numbers[0] ?? null,
    replies: numbers[1] ?? null,
    floors: fence(page, blocks).map((n) => floor(page, n, base)),
  }
}

function floor(page: Elements, block: number, base: string | null): Floor {
  const container = firstWithin(page, block, (n) => hasClass(page, n, 'editor_content'))
  const pid = valueOf(page, block, 'id').replace(/^read_/, '')
  const name = firstWithin(page, block, (n) => hasClass(page, n, 'name'))
  const link = name === null ? null : firstWithin(page, name, (n, tag) => tag === 'a' && wordsOf(page, n) !== '')
  const tips = firstWithin(page, block, (n) => hasClass(page, n, 'floor_top_tips'))
  const stamp = tips === null ? null : firstWithin(page, tips, (n) => hasClass(page, n, 'fl'))
  const number = tips === null ? null : firstWithin(page, tips, (n) => hasClass(page, n, 'lou'))
  const log = firstWithin(page, block, (n) => hasClass(page, n, 'edit_log'))
  const isFirst = pid === '0' || pid === '' || (number !== null && valueOf(page, number, 'data-type') === 'main')
  const author = wordsOf(page, link)
  const facts = {
    pid: isFirst ? '0' : pid,
    number: isFirst ? 1 : floorNumber(wordsOf(page, number), true),
    author: author === '' ? null : author,
    uid: link === null ? null : valueOf(page, link, 'data-uid') || (/uid[=-](\d{1,12})/.exec(valueOf(page, link, 'href'))?.[1] ?? null),
    time: timeIn(/发布于[:：]?\s*([\d\-:年月日 ]{4,24})/.exec(wordsOf(page, stamp))?.[1] ?? ''),
    edited: log === null ? undefined : timeIn(wordsOf(page, log)),
  }
  if (container === null) return { ...EMPTY_FLOOR, ...facts, edited: facts.edited ?? UNKNOWN_DATE, ...NO_TEXT }
  const below = within(page, block, (n) => hasClass(page, n, 'read_attach_pic') || hasClass(page, n, 'read_attach_downattach'))
  return floorOf(page, facts, { container, below, base })
}
