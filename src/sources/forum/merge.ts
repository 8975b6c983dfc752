// All views of one thread → its Page: the pages of one copy joined, the better copy first, the replies that go along behind the article. Every
// thing withheld, missing or in doubt is told; nothing is made up.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated, Page, PageState, Remark } from '../../domain/page.ts'
import { contradict } from '../text/dates.ts'
import { textOf } from '../text/text-of.ts'
import type { ReplyRule } from './dump-rows.ts'
import { escapeText } from './edits.ts'
import { isNamed } from './officials.ts'
import { FAMILIES } from './view.ts'
import type { Floor, ThreadView } from './view.ts'

/** One copy of the thread, all its pages. */
interface Copy {
  readonly views: readonly ThreadView[]
  readonly floors: readonly Floor[]
  readonly first: Floor | null
  /** What differs between copies of one post. */
  readonly remarks: readonly Remark[]
}

export function mergeViews(views: readonly ThreadView[], rule: ReplyRule): Page {
  const copies = [
    ...Map.groupBy(
      views.toSorted((a, b) => FAMILIES.indexOf(a.family) - FAMILIES.indexOf(b.family)),
      (view) => view.family,
    ).values(),
  ].map(copyOf)
  const good = copies.find((copy) => copy.first !== null && copy.first.state === 'ok' && copy.views.every(({ state }) => state === 'ok'))
  const chosen = good ?? copies.find((copy) => copy.first !== null) ?? copies[0]
  if (chosen === undefined) return stateless('unreadable', '没有可读的页面')
  const said = chosen.views.find(({ state }) => state !== 'ok')
  if (said !== undefined)
    return { ...stateless(said.state, said.stateText ?? undefined), ...factsOf(chosen, copies), title: titleOf(chosen, copies) }
  const { first } = chosen
  if (first === null)
    return { ...stateless('unreadable', '只有后面的分页,没有首层'), ...factsOf(chosen, copies), title: titleOf(chosen, copies) }
  if (first.state !== 'ok')
    return { ...stateless(first.state, first.stateText ?? undefined), ...factsOf(chosen, copies), title: titleOf(chosen, copies) }
  return articleOf({ chosen, first }, copies, rule)
}

function copyOf(views: readonly ThreadView[]): Copy {
  const seen = new Map<string, Floor>()
  const remarks: Remark[] = []
  const pages = views.toSorted((a, b) => a.page - b.page)
  const floors: Floor[] = []
  for (const view of pages) {
    for (const [at, floor] of view.floors.entries()) {
      const number = floor.number ?? (view.page === 1 && at === 0 ? 1 : null)
      // Two saved copies of one page show the same posts; posts without a number are known by who wrote what.
      const who = `${floor.author ?? ''} ${floor.time.value ?? floor.time.raw ?? ''}`
      const name = floor.pid !== null && floor.pid !== '' ? floor.pid : number === 1 ? `first ${who}` : `${who} ${floor.html}`
      const had = seen.get(name)
      if (had === undefined) {
        seen.set(name, floor)
        floors.push({ ...floor, number })
      } else if (had.html !== floor.html)
        remarks.push({ code: 'duplicate-copy', about: `第 ${number ?? '?'} 层另有不同文本 / another text of post ${number ?? '?'}` })
    }
  }
  const titles = pages.map(({ title }) => title)
  const known = titles.find((title) => title !== null) ?? null
  if (titles.some((title) => differs(title, known))) remarks.push({ code: 'title-conflict' })
  return { views: pages, floors, first: floors.find(({ number }) => number === 1) ?? null, remarks }
}

function articleOf({ chosen, first }: { chosen: Copy; first: Floor }, copies: readonly Copy[], rule: ReplyRule): Page {
  const rest = chosen.floors.filter((floor) => floor !== first)
  const along = rest.filter((floor) => floor.state === 'ok' && goesAlong(floor, first, rule))
  const { date, conflict } = dateOf({ chosen, first }, copies)
  const page = factsOf(chosen, copies)
  const title = titleOf(chosen, copies)
  // Of a dump only the replies that go along are captured; the thread itself tells how many there were.
  const leftOut = Math.max(rest.length, Number(page.facts['replies'] ?? 0)) - along.length
  const otherTitle = copies.some((copy) => differs(titleIn(copy), title))
  return {
    ...stateless('ok'),
    ...page,
    title,
    published: date,
    modified: first.edited,
    body: { html: [first.html, ...along.map(replyHtml)].join('') },
    media: [first, ...along].flatMap((floor) => floor.media),
    remarks: [
      ...chosen.views.flatMap((view) => view.remarks).filter(({ code }) => code !== 'title-cut' || title === titleIn(chosen)),
      ...chosen.remarks,
      ...lostFloors(rest, first, rule),
      ...first.remarks,
      ...along.flatMap((floor) => floor.remarks),
      ...(conflict ? [{ code: 'date-conflict' }] : []),
      ...(otherTitle ? [{ code: 'title-conflict' }] : []),
      ...copies.filter((copy) => copy !== chosen).map((copy) => ({ code: 'duplicate-copy', about: copy.views[0]?.family })),
      ...missingPages(chosen, rule),
      ...(isOfficial(first, rule) ? [] : [{ code: 'private-author' }]),
      ...(rule.replies === 'all' && along.length > 0 ? [{ code: 'replies-included', about: String(along.length) }] : []),
    ].filter(once()),
    facts: { ...page.facts, floors_kept: along.length + 1, floors_left_out: leftOut },
  }
}

/** Posts that would go along and of which the page shows no text. */
function lostFloors(rest: readonly Floor[], first: Floor, rule: ReplyRule): readonly Remark[] {
  const lost = rest.filter((floor) => floor.state === 'unreadable' && goesAlong(floor, first, rule))
  return lost.map(({ number, pid }) => ({
    code: 'content-lost',
    about: `第 ${number ?? pid ?? '?'} 层没有正文 / post ${number ?? pid ?? '?'} has no text`,
  }))
}

/** Whether the job says so; where it names no accounts, nothing is said of any. */
function isOfficial({ author, uid }: Floor, { officials }: ReplyRule): boolean {
  return officials.length === 0 || isNamed(officials, uid, author)
}

/** The same remark of two pages is one remark. */
function once(): (remark: Remark) => boolean {
  const seen = new Set<string>()
  return ({ code, about }) => {
    const name = `${code} ${about ?? ''}`
    if (seen.has(name)) return false
    seen.add(name)
    return true
  }
}

/** Names that many people share. */
const NOBODY = /^(?:匿名.{0,4}|游客.{0,4}|遊客|訪客|访客|Anonymous|Guest|该用户已被删除)$/i

function goesAlong(floor: Floor, first: Floor, { replies, officials }: ReplyRule): boolean {
  if (replies !== 'owner') return replies === 'all'
  if (officials.length > 0 && isOfficial(floor, { replies, officials })) return true
  if (floor.uid !== null && first.uid !== null) return floor.uid === first.uid
  return floor.author !== null && floor.author === first.author && !NOBODY.test(floor.author)
}

/** Who wrote a further post, and when, stands before it, as on the old page. */
function replyHtml(floor: Floor): string {
  const when =
    floor.time.value === null
      ? (floor.time.raw ?? '')
      : floor.time.value.slice(0, floor.time.precision === 'day' ? 10 : 16).replace('T', ' ')
  const words = [floor.author ?? '匿名', when].filter((word) => word !== '')
  return `<hr><p><strong>${escapeText(words.join(' '))}</strong></p><div>${floor.html}</div>`
}

function missingPages({ views }: Copy, { replies }: ReplyRule): readonly Remark[] {
  const most = Math.max(...views.map(({ pages }) => pages))
  const had = new Set(views.map(({ page }) => page))
  const missing = Array.from({ length: Math.min(most, 1000) }, (_, n) => n + 1).filter((page) => !had.has(page))
  return replies === 'none' || missing.length === 0
    ? []
    : [{ code: 'thread-pages-missing', about: `${missing.slice(0, 20).join(', ')} / ${most}` }]
}

function dateOf(
  { chosen, first }: { chosen: Copy; first: Floor },
  copies: readonly Copy[],
): { readonly date: Dated; readonly conflict: boolean } {
  const others = copies.flatMap((copy) => (copy.first === null || copy === chosen ? [] : [copy.first.time]))
  const dates = [first.time, ...others].filter((date) => date.value !== null)
  const date = dates[0] ?? first.time
  return { date, conflict: dates.some((one) => contradict(one, date)) }
}

function titleIn(copy: Copy): string | null {
  return copy.views.map(({ title }) => title).find((title) => title !== null) ?? null
}

function titleOf(chosen: Copy, copies: readonly Copy[]): string | null {
  const own = titleIn(chosen)
  // A database cuts long subjects inside of a character: another copy may know the whole.
  const wasCut = chosen.views.some(({ remarks }) => remarks.some(({ code }) => code === 'title-cut'))
  const longer = wasCut
    ? copies.map(titleIn).find((title) => title !== null && own !== null && title.length > own.length && title.startsWith(own))
    : undefined
  return longer ?? own ?? copies.map(titleIn).find((title) => title !== null) ?? null
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, '')
}

function differs(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && plain(a) !== plain(b) && !plain(a).startsWith(plain(b)) && !plain(b).startsWith(plain(a))
}

function factsOf(chosen: Copy, copies: readonly Copy[]): Pick<Page, 'account' | 'author' | 'url' | 'topics' | 'facts'> {
  const views = [chosen, ...copies].flatMap((copy) => copy.views)
  const first = <T>(pick: (view: ThreadView) => T | null): T | null => views.map(pick).find((value) => value !== null) ?? null
  const author = chosen.first?.author ?? null
  const [seen, replies, software] = [first((view) => view.views), first((view) => view.replies), first((view) => view.software)]
  return {
    account: author,
    author,
    url: first((view) => (view.page === 1 ? view.url : null)),
    topics: [...new Set([first((view) => view.forum), first((view) => view.category)].filter((topic) => topic !== null))],
    facts: {
      ...(software === null ? {} : { software }),
      ...(seen === null ? {} : { reads: seen }),
      ...(replies === null ? {} : { replies }),
      copy: chosen.views[0]?.family ?? '',
    },
  }
}

export function stateless(state: PageState, stateText?: string): Page {
  return {
    state,
    stateText,
    platform: 'forum',
    kind: 'article',
    title: null,
    account: null,
    author: null,
    source: null,
    published: UNKNOWN_DATE,
    modified: UNKNOWN_DATE,
    summary: null,
    url: null,
    readMore: null,
    origin: null,
    topics: [],
    body: { html: '' },
    media: [],
    remarks: [],
    facts: {},
  }
}

/** For versions: what a thread says, without what changes by looking at it. */
export function digestText(view: ThreadView): string {
  const floors = view.floors.map(({ pid, author, html, time }) => [pid, author, html, time.value ?? ''].join('\n'))
  return [view.title ?? '', view.state, textOf(view.stateText ?? ''), ...floors].join('\n\n')
}
