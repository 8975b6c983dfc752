// The bare views of threads → their views: phpwind's simple pages, Discuz!'s archiver and its printer pages. They show no numbers of posts,
// and the archiver no files.
import { textOf } from '../text/text-of.ts'
import { elementsOf, fence, firstWithin, hasClass, innerOf, valueOf, within, wordsOf } from './elements.ts'
import type { Elements } from './elements.ts'
import { floorOf } from './floor.ts'
import { timeIn } from './times.ts'
import { EMPTY_VIEW } from './view.ts'
import type { Floor, ThreadView } from './view.ts'

export function readPhpwindSimple(page: Elements, base: string | null): ThreadView | null {
  const tables = within(page, -1, (n, name) => name === 'table' && hasClass(page, n, 'i_table'))
  const floors = fence(page, tables).flatMap((table) => {
    const head = firstWithin(page, table, (n, name) => name === 'tr' && hasClass(page, n, 'head'))
    const container = firstWithin(page, table, (n, name) => name === 'td' && hasClass(page, n, 'tpc_content'))
    if (head === null || container === null) return []
    const name = textOf(
      innerOf(
        page,
        firstWithin(page, head, (_, tag) => tag === 'b'),
      ),
    )
    const stamp = textOf(
      innerOf(
        page,
        firstWithin(page, head, (n) => hasClass(page, n, 'smalltxt')),
      ),
    )
    const facts = { pid: null, number: null, author: name === '' ? null : name, uid: null, time: timeIn(stamp) }
    const made = floorOf(page, facts, { container, below: [], base })
    return [{ floor: made, heading: firstWithin(page, container, (_, tag) => tag === 'h1') }]
  })
  const [first] = floors
  if (first === undefined) return null
  const title = wordsOf(page, first.heading)
  const forum =
    within(page, -1, (n, name) => name === 'a' && /(?:^|[/?])f\d+(?:_\d+)?\.html$/.test(valueOf(page, n, 'href'))).at(-1) ?? null
  return {
    ...EMPTY_VIEW,
    family: 'simple',
    software: 'phpwind',
    title: title === '' ? null : title,
    forum: wordsOf(page, forum) || null,
    // The heading of the page stands inside of the first post.
    floors: floors.map(({ floor, heading }) => (heading === null ? floor : { ...floor, html: withoutHeading(floor.html) })),
  }
}

function withoutHeading(html: string): string {
  const end = html.search(/<\/h1>/i)
  const start = html.search(/<h1[\s>]/i)
  return start < 0 || end < start ? html : `${html.slice(0, start)}${html.slice(end + 5)}`.trim()
}

export function readArchiver(page: Elements, base: string | null): ThreadView | null {
  const heads = fence(
    page,
    within(page, -1, (n, name) => name === 'p' && hasClass(page, n, 'author')),
  )
  if (heads.length === 0) return null
  const content = firstWithin(page, -1, (n) => valueOf(page, n, 'id') === 'content')
  const pager = firstWithin(page, content ?? -1, (n) => hasClass(page, n, 'page'))
  const stop = page.list[pager ?? -1]?.tag.start ?? page.list[content ?? -1]?.closeStart ?? page.html.length
  let title: string | null = null
  const floors = heads.map((head, at): Floor => {
    const from = page.list[head]?.end ?? 0
    const to = page.list[heads[at + 1] ?? -1]?.tag.start ?? Math.max(stop, from)
    const said = wordsOf(page, head)
    const piece = elementsOf(`<div>${page.html.slice(from, to)}</div>`)
    const heading = firstWithin(piece, 0, (_, name) => name === 'h3')
    if (at === 0) title = wordsOf(piece, heading) || null
    const author = textOf(
      innerOf(
        page,
        firstWithin(page, head, (_, name) => name === 'strong'),
      ),
    )
    const facts = {
      pid: null,
      number: null,
      author: author === '' ? null : author,
      uid: null,
      time: timeIn(said.replace(author, '').replace(/^\s*(?:发表于|發表於)\s*/, '')),
    }
    const made = floorOf(piece, facts, { container: 0, below: [], base })
    const html = withoutTag(made.html, 'h3')
    return html.includes('**** Hidden Message *****')
      ? {
          ...made,
          html: html.replaceAll('<b>**** Hidden Message *****</b>', ''),
          remarks: [...made.remarks, { code: 'hidden-content', about: '**** Hidden Message *****' }],
        }
      : { ...made, html }
  })
  const nav = firstWithin(page, -1, (n) => valueOf(page, n, 'id') === 'nav')
  const forum =
    nav === null ? null : (within(page, nav, (n, name) => name === 'a' && /fid-\d+/.test(valueOf(page, n, 'href'))).at(-1) ?? null)
  const named = title ?? (nav === null ? null : (wordsOf(page, nav).split('›').at(-1)?.trim() ?? null))
  return { ...EMPTY_VIEW, family: 'archiver', software: 'discuz', title: named, forum: wordsOf(page, forum) || null, floors }
}

function withoutTag(html: string, name: string): string {
  const start = html.search(new RegExp(`<${name}[\\s>]`, 'i'))
  const end = html.indexOf(`</${name}>`, start)
  return start < 0 || end < 0 ? html : `${html.slice(0, start)}${html.slice(end + name.length + 3)}`.trim()
}

const HEAD = /^[^<]*<b>(?:作者|Author)[:：]\s*<\/b>([^<]{0,100})<b>(?:时间|時間|Time)[:：]\s*<\/b>([^<]{0,60})(?:<br\s*\/?>)?/i
const SUBJECT = /^\s*<b>(?:标题|標題|主题|Subject)[:：]\s*<\/b>([^<]{0,300})<br\s*\/?>/i

export function readPrinter(page: Elements, base: string | null): ThreadView | null {
  if (!/window\.print\(\)/.test(page.html)) return null
  const rules = within(page, -1, (_, name) => name === 'hr')
  const floors: Floor[] = []
  for (const [at, rule] of rules.entries()) {
    const from = page.list[rule]?.tag.end ?? 0
    const to = page.list[rules[at + 1] ?? -1]?.tag.start ?? page.html.length
    const segment = page.html.slice(from, to)
    const head = HEAD.exec(segment.slice(0, 600))
    const last = floors.at(-1)
    if (head === null) {
      // A rule that somebody drew inside of his post.
      if (last !== undefined && at < rules.length - 1) floors[floors.length - 1] = { ...last, html: `${last.html}<hr>${segment}` }
      continue
    }
    const rest = segment.slice(head[0].length).replace(SUBJECT, '')
    const author = textOf(head[1] ?? '')
    const facts = { pid: null, number: null, author: author === '' ? null : author, uid: null, time: timeIn(textOf(head[2] ?? '')) }
    const piece = elementsOf(`<div>${rest}</div>`)
    floors.push(floorOf(piece, facts, { container: 0, below: [], base }))
  }
  if (floors.length === 0) return null
  const title = /<b>(?:标题|標題|主题|Subject)[:：]\s*<\/b>([^<]{1,300})/i.exec(page.html.slice(0, 20_000))?.[1]
  return { ...EMPTY_VIEW, family: 'printer', software: 'discuz', title: title === undefined ? null : textOf(title), floors }
}
