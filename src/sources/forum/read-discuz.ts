// A thread page of Discuz! X (2.5 to 3.5; 7.x by its old class names) → its view. Reads elements by id and class; never the account blocks,
// marks, comments and signatures around the posts.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Elements } from './elements.ts'
import { fence, firstWithin, hasClass, valueOf, within, wordsOf } from './elements.ts'
import { countIn, floorNumber, floorOf } from './floor.ts'
import { lockOf } from './locks.ts'
import { timeIn } from './times.ts'
import { EMPTY_FLOOR, EMPTY_VIEW, NO_TEXT } from './view.ts'
import type { Floor, ThreadView } from './view.ts'

export function readDiscuz(page: Elements, base: string | null): ThreadView | null {
  const blocks = within(page, -1, (n, name) => (name === 'div' || name === 'table') && /^(?:post_|pid)\d+$/.test(valueOf(page, n, 'id')))
  const outer = blocks.filter((n) => page.list[n]?.name === 'div')
  const subject = firstWithin(page, -1, (n) => valueOf(page, n, 'id') === 'thread_subject')
  const heading = firstWithin(page, -1, (n, name) => name === 'h1' && (hasClass(page, n, 'ts') || subject === null))
  if (blocks.length === 0 && subject === null) return null
  const label =
    heading === null ? null : firstWithin(page, heading, (n, name) => name === 'a' && /typeid|sortid|filter/.test(valueOf(page, n, 'href')))
  const title = wordsOf(page, subject ?? heading).replaceAll('\n', ' ')
  const counts = within(page, -1, (n) => hasClass(page, n, 'xi1') && inside(page, n, 'hm')).slice(0, 2)
  const numbers = counts.map((n) => countIn(wordsOf(page, n)))
  const crumbs = firstWithin(page, -1, (n) => valueOf(page, n, 'id') === 'pt' || valueOf(page, n, 'id') === 'nav')
  return {
    ...EMPTY_VIEW,
    family: 'page',
    software: 'discuz',
    title: title === '' ? null : title,
    category: label === null ? null : wordsOf(page, label).replaceAll(/^[[【]|[\]】]$/g, '') || null,
    forum: crumbs === null ? null : forumIn(page, crumbs),
    views: numbers[0] ?? null,
    replies: numbers[1] ?? null,
    floors: fence(page, outer.length > 0 ? outer : blocks).map((n) => floor(page, n, base)),
    remarks:
      firstWithin(page, -1, (n, name) => name === 'form' && valueOf(page, n, 'id') === 'poll') === null ? [] : [{ code: 'vote-dropped' }],
  }
}

function inside(page: Elements, n: number, className: string): boolean {
  const up = page.list[n]?.parent ?? -1
  return up >= 0 && hasClass(page, up, className)
}

function forumIn(page: Elements, crumbs: number): string | null {
  const links = within(
    page,
    crumbs,
    (n, name) => name === 'a' && /forum-\d+-|mod=forumdisplay|forumdisplay\.php/.test(valueOf(page, n, 'href')),
  )
  const words = links.map((n) => wordsOf(page, n)).filter((text) => text !== '')
  return words.at(-1) ?? null
}

function floor(page: Elements, block: number, base: string | null): Floor {
  const pid = valueOf(page, block, 'id').replace(/^(?:post_|pid)/, '')
  const container =
    firstWithin(page, block, (n) => valueOf(page, n, 'id') === `postmessage_${pid}`) ??
    firstWithin(page, block, (n) => hasClass(page, n, 't_f') || hasClass(page, n, 'pcbs'))
  const side = firstWithin(page, block, (n) => hasClass(page, n, 'authi'))
  const link =
    side === null ? null : firstWithin(page, side, (n, tag) => tag === 'a' && (hasClass(page, n, 'xw1') || hasClass(page, n, 'xi2')))
  const uid = link === null ? null : (/uid[=-](\d{1,12})/.exec(valueOf(page, link, 'href'))?.[1] ?? null)
  const author = wordsOf(page, link ?? side)
  const stamp = firstWithin(page, block, (n, tag) => tag === 'em' && valueOf(page, n, 'id') === `authorposton${pid}`)
  const exact = stamp === null ? null : firstWithin(page, stamp, (n, tag) => tag === 'span' && valueOf(page, n, 'title') !== '')
  const facts = {
    pid,
    number: numberOf(page, block, pid),
    author: author === '' ? null : (author.split('\n')[0]?.trim() ?? null),
    uid,
    time:
      stamp === null
        ? UNKNOWN_DATE
        : timeIn(wordsOf(page, stamp).replace(/^(?:发表于|發表於)\s*/, ''), ...(exact === null ? [] : [valueOf(page, exact, 'title')])),
  }
  if (container === null) return locked(page, block, facts) ?? { ...EMPTY_FLOOR, ...facts, ...NO_TEXT }
  const end = page.list[container]?.last ?? container
  const below = within(
    page,
    block,
    (n) => n > end && (hasClass(page, n, 'pattl') || (hasClass(page, n, 'attach_nopermission') && !isIn(page, n, 'pattl'))),
  )
  const made = floorOf(page, facts, { container, below, base })
  // The price of a thread, a password: told above its text.
  const outside = within(page, block, (n) => n < container && hasClass(page, n, 'locked')).flatMap(
    (n) => lockOf(wordsOf(page, n))?.remark ?? [],
  )
  return { ...made, remarks: [...outside, ...made.remarks] }
}

function isIn(page: Elements, n: number, className: string): boolean {
  for (let up = page.list[n]?.parent ?? -1, steps = 0; up >= 0 && steps < 8; up = page.list[up]?.parent ?? -1, steps += 1) {
    if (hasClass(page, up, className)) return true
  }
  return false
}

/** A post whose text is withheld as a whole has a notice in its place. */
function locked(page: Elements, block: number, facts: Pick<Floor, 'pid' | 'number' | 'author' | 'uid' | 'time'>): Floor | null {
  const notice = firstWithin(page, block, (n) => hasClass(page, n, 'locked'))
  const found = notice === null ? null : lockOf(wordsOf(page, notice))
  if (found === null) return null
  return {
    ...EMPTY_FLOOR,
    ...facts,
    remarks: found.remark === null ? [] : [found.remark],
    state: found.state ?? 'private',
    stateText: found.text,
  }
}

function numberOf(page: Elements, block: number, pid: string): number | null {
  const link = firstWithin(page, block, (n, tag) => tag === 'a' && valueOf(page, n, 'id') === `postnum${pid}`)
  if (link !== null) return floorNumber(wordsOf(page, link), false)
  const mark = firstWithin(page, block, (n, tag) => tag === 'img' && /ico_lz\.(?:png|gif)/.test(valueOf(page, n, 'src')))
  if (mark === null) return null
  // The mark of the thread's author stands on all of his posts; only the first says 楼主.
  const words = page.html.slice(page.list[mark]?.end ?? 0, (page.list[mark]?.end ?? 0) + 200)
  return /^(?:&nbsp;|\s){0,150}(?:楼主|樓主)/.test(words) ? 1 : null
}
