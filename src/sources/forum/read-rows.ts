// The stored rows of one thread → its view: charset first, then BBCode to HTML, then the pictures and files its text does not place.
import type { PageMedia, PageState, Remark } from '../../domain/page.ts'
import { decode as decodeText } from '../text/charset.ts'
import { textOf } from '../text/text-of.ts'
import { attachmentHtml } from './bbcode-things.ts'
import type { Attachment } from './bbcode-writing.ts'
import { htmlOfCode } from './bbcode.ts'
import { hiddenCharset, latinBytes } from './dump-charset.ts'
import type { StoredTable } from './dump-rows.ts'
import { whole } from './pictures.ts'
import { tableOf } from './tables.ts'
import type { Role } from './tables.ts'
import { timeOfSeconds } from './times.ts'
import { EMPTY_VIEW } from './view.ts'
import type { Floor, ThreadView } from './view.ts'

type Row = Readonly<Record<string, string>>

interface Words {
  readonly byRole: ReadonlyMap<Role, readonly Row[]>
  readonly software: 'phpwind' | 'discuz'
  /** A name of a charset that nobody declared. */
  readonly hidden: string | null
  readonly holes: number
}

export function readRows(tables: readonly StoredTable[], base: string | null): ThreadView | null {
  const words = wordsOf(tables)
  const thread = words.byRole.get('thread')?.[0]
  if (thread === undefined) return null
  const subject = valueIn(thread, 'subject').replace(/\ufffd{1,4}$/, '')
  const wasCut = subject !== valueIn(thread, 'subject')
  const title = plainWords(subject)
  const articles = [...(words.byRole.get('text') ?? []), ...(words.byRole.get('post') ?? []).filter((row) => row['first'] === '1')]
  const remarks: Remark[] = [
    // Dumps of several days: the first in the order of their names is read, and whoever looks must know of the others.
    ...((words.byRole.get('thread') ?? []).some((row) => row['subject'] !== thread['subject']) ? [{ code: 'title-conflict' }] : []),
    ...(new Set(articles.map((row) => row['content'])).size > 1
      ? [{ code: 'duplicate-copy', about: '导出中首层另有不同文本 / the dumps have another text of the article' }]
      : []),
    ...(wasCut ? [{ code: 'title-cut', about: title }] : []),
    ...(words.holes > 0 ? [{ code: 'charset-doubt', about: `${words.holes}` }] : []),
    ...(isAbove(valueIn(thread, 'price')) || isAbove(valueIn(thread, 'level'))
      ? [{ code: 'hidden-content', about: '主题设有价格或阅读权限 / the thread had a price or a rank' }]
      : []),
    ...(valueIn(thread, 'special') === '1' ? [{ code: 'vote-dropped' }] : []),
  ]
  return {
    ...EMPTY_VIEW,
    family: 'dump',
    software: words.software,
    tid: valueIn(thread, 'tid'),
    title: title === '' ? null : title,
    category: plainWords(words.byRole.get('class')?.[0]?.['name'] ?? '') || null,
    forum: plainWords(words.byRole.get('forum')?.[0]?.['name'] ?? '') || null,
    views: numberOf(valueIn(thread, 'views')),
    replies: numberOf(valueIn(thread, 'replies')),
    ...stateOf(thread),
    floors: floorsOf(words, thread, base),
    remarks,
  }
}

function valueIn(row: Row, name: string): string {
  return row[name] ?? ''
}

function isAbove(value: string): boolean {
  return /^\d{1,10}$/.test(value) && Number(value) > 0
}

function numberOf(value: string): number | null {
  return /^\d{1,12}$/.test(value) ? Number(value) : null
}

/** Names and subjects are kept with entities. */
function plainWords(text: string): string {
  return textOf(text).replaceAll(/\s+/g, ' ').trim()
}

function wordsOf(tables: readonly StoredTable[]): Words {
  let holes = 0
  const decoders = new Map<string, InstanceType<typeof TextDecoder>>()
  const decode = (base64: string, encoding: string): string => {
    const decoder = decoders.get(encoding) ?? new TextDecoder(encoding)
    decoders.set(encoding, decoder)
    const text = decoder.decode(Buffer.from(base64, 'base64'))
    // A value that was cut at its end is told by who reads it.
    if (!text.replace(/\ufffd{1,4}$/, '').includes('\ufffd')) return text
    const other = decodeText(Buffer.from(base64, 'base64'))
    holes += other.doubt ? 1 : 0
    return other.text
  }
  const texts: string[] = []
  const byRole = new Map<Role, Row[]>()
  for (const { table, encoding, rows } of tables) {
    const role = tableOf(table)?.role
    if (role === undefined) continue
    const read = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, cell]) => [name, typeof cell === 'string' ? cell : decode(cell.base64, encoding)]),
      ),
    )
    for (const row of read) texts.push(...['subject', 'content', 'author', 'name'].flatMap((name) => row[name] ?? []))
    byRole.set(role, [...(byRole.get(role) ?? []), ...read])
  }
  const software = tableOf(tables.find(({ table }) => tableOf(table)?.role === 'thread')?.table ?? '')?.software ?? 'discuz'
  const hidden = hiddenCharset(texts)
  return { byRole: hidden === null ? byRole : repaired(byRole, hidden), software, hidden, holes }
}

function repaired(byRole: ReadonlyMap<Role, readonly Row[]>, encoding: string): ReadonlyMap<Role, readonly Row[]> {
  const decoder = new TextDecoder(encoding)
  const mend = (text: string): string => {
    const bytes = latinBytes(text)
    return bytes === null ? text : decoder.decode(bytes)
  }
  return new Map(
    [...byRole].map(([role, rows]) => [
      role,
      rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, text]) => [name, mend(text)]))),
    ]),
  )
}

const ORDER: Readonly<Record<string, PageState>> = { '-1': 'deleted', '-2': 'private', '-3': 'private', '-4': 'private' }

/** What moderators did to a thread: nobody could read it any more. */
function stateOf(row: Row): { readonly state: PageState; readonly stateText: string | null } {
  const order = Object.hasOwn(ORDER, row['order'] ?? '') ? ORDER[row['order'] ?? ''] : undefined
  if (order !== undefined) return { state: order, stateText: `displayorder ${row['order']}` }
  return shieldOf(row)
}

function shieldOf(row: Row): { readonly state: PageState; readonly stateText: string | null } {
  if (row['shield'] === '1') return { state: 'violation', stateText: '该帖已被屏蔽' }
  if (row['shield'] === '2' || row['disabled'] === '2') return { state: 'deleted', stateText: '该帖已被删除' }
  if (row['checked'] === '0' || row['disabled'] === '1') return { state: 'private', stateText: '该帖未通过审核' }
  if (valueIn(row, 'invisible').startsWith('-'))
    return { state: row['invisible'] === '-2' ? 'private' : 'deleted', stateText: `invisible ${row['invisible']}` }
  if ((Number(row['status'] ?? 0) & 1) === 1) return { state: 'violation', stateText: '该帖已被屏蔽' }
  return { state: 'ok', stateText: null }
}

function floorsOf({ byRole, software }: Words, thread: Row, base: string | null): readonly Floor[] {
  const files = (byRole.get('file') ?? []).map((row) => ({ pid: row['pid'] ?? '0', file: attachmentOf(row, software, base) }))
  const posts = byRole.get('post') ?? []
  const first =
    software === 'phpwind'
      ? { ...thread, pid: '0', content: byRole.get('text')?.[0]?.['content'] ?? '' }
      : posts.find((row) => row['first'] === '1')
  const replies = posts
    .filter((row) => row !== first && row['first'] !== '1')
    .toSorted(
      (a, b) =>
        Number(a['position'] ?? 0) - Number(b['position'] ?? 0) ||
        Number(a['time']) - Number(b['time']) ||
        Number(a['pid']) - Number(b['pid']),
    )
  const make = (row: Row, number: number | null): Floor =>
    floor(row, { number, software, base, files: files.filter(({ pid }) => pid === (row['pid'] ?? '0')).map(({ file }) => file) })
  return [...(first === undefined ? [] : [make(first, 1)]), ...replies.map((row) => make(row, numberOf(row['position'] ?? '')))]
}

interface Making {
  readonly number: number | null
  readonly software: 'phpwind' | 'discuz'
  readonly base: string | null
  readonly files: readonly Attachment[]
}

function floor(row: Row, { number, software, base, files }: Making): Floor {
  const hidden = row['anonymous'] !== undefined && row['anonymous'] !== '' && row['anonymous'] !== '0'
  const isHtml = software === 'phpwind' || row['html'] === '1'
  const attachments = new Map(files.map((file) => [file.aid, file]))
  const text =
    software === 'phpwind'
      ? (row['content'] ?? '').replaceAll('p_w_upload', 'attachment').replaceAll('p_w_picpath', 'images')
      : (row['content'] ?? '')
  const hasCode = row['nocode'] !== '1'
  const code = htmlOfCode(text.replace(/\ufffd{1,4}$/, ''), { isHtml, hasCode, attachments, whole: (address) => whole(address, base) })
  const rest = files.filter(({ aid }) => !code.used.has(aid)).map(attachmentHtml)
  const media: PageMedia[] = [...code.media, ...rest.flatMap((one) => one.media ?? [])]
  const guarded = files.some((file) => file.guarded)
  return {
    pid: row['pid'] ?? null,
    number,
    author: hidden ? null : plainWords(row['author'] ?? '') || null,
    uid: hidden || row['authorid'] === '0' ? null : (row['authorid'] ?? null),
    time: timeOfSeconds(row['time'] ?? ''),
    edited: { value: null, precision: 'unknown', provenance: 'none', raw: null },
    html: code.html.trim() + rest.map(({ html }) => `<p>${html}</p>`).join(''),
    media,
    remarks: [
      ...code.remarks,
      ...(guarded ? [{ code: 'attachment-locked', about: '附件设有价格或阅读权限 / a file had a price or a rank' }] : []),
    ],
    ...shieldOf(row),
  }
}

function attachmentOf(row: Row, software: 'phpwind' | 'discuz', base: string | null): Attachment {
  const folder = software === 'discuz' ? 'data/attachment/forum/' : 'attachment/'
  const name = plainWords(row['name'] ?? '')
  const path = row['path'] ?? ''
  return {
    aid: row['aid'] ?? '',
    name,
    ref: whole(/^https?:\/\//i.test(path) ? path : `${folder}${path}`, base),
    isImage: row['image'] === undefined ? row['type'] === 'img' : row['image'] !== '0',
    description: plainWords(row['description'] ?? ''),
    guarded: isAbove(row['price'] ?? '') || isAbove(row['level'] ?? ''),
  }
}
