// The posts in, the lists that lie in the archive out: exporter JSON, CSV of two shapes, XLSX, TXT, console pages, getmsg.
import { ALIAS, BIZ, digest, epoch, FAKEID, longLink, NICKNAME, pictureUrl, shortLink } from './account.ts'
import { eightHoursEarly, FOLDERS, nameOf } from './copies.ts'
import type { Files } from './copies.ts'
import type { List, Post } from './post.ts'
import { zip } from './zip.ts'

const LIST_FILES: Readonly<Record<List, readonly string[]>> = {
  console: ['后台发表记录/appmsgpublish_0.json', '后台发表记录/appmsgpublish_20.json'],
  getmsg: ['抓包记录/getmsg_0.json', '抓包记录/getmsg_1.json'],
  exporter: [`${FOLDERS.folder}/微信公众号文章.json`],
  csv: [`${FOLDERS.dated}/青石卫健_2024-04-06-203823.csv`],
  xlsx: ['链接清单/2016-2017文章清单.xlsx'],
  txt: ['链接清单/手机复制的链接.txt'],
  numbered: ['链接清单/文章列表.csv'],
}

const SHOW_TYPE: Readonly<Record<string, number>> = { images: 8, text: 10, video: 5 }

/** Which post stands in which list file. */
export type Listed = ReadonlyMap<Post, readonly string[]>

export function writeLists(files: Files, posts: readonly Post[]): Listed {
  const listed = new Map<Post, string[]>()
  const of = (list: List): readonly Post[] => posts.filter((post) => post.lists?.includes(list) === true)
  const put = (file: string, rows: readonly Post[], bytes: string | Buffer): void => {
    files.set(file, Buffer.from(bytes))
    for (const post of rows) listed.set(post, [...(listed.get(post) ?? []), file])
  }
  putPages(LIST_FILES.console, groups(of('console')).toReversed(), { size: 20, put, text: consolePage })
  putPages(LIST_FILES.getmsg, groups(of('getmsg')).toReversed(), { size: 14, put, text: getmsgPage })
  put(LIST_FILES.exporter[0] ?? '', of('exporter'), `${JSON.stringify(of('exporter').map(exporterRow), null, 2)}\n`)
  put(
    LIST_FILES.csv[0] ?? '',
    of('csv'),
    `\ufefftitle,url,time,like_num,read_num,share_num,comment_count\r\n${of('csv').map(csvRow).join('')}`,
  )
  put(
    LIST_FILES.xlsx[0] ?? '',
    of('xlsx'),
    sheet([['公众号', '链接', '标题', '创建时间', '发布时间', '阅读'], ...of('xlsx').map(sheetRow)]),
  )
  const numbered = of('xlsx').slice(0, 6)
  put(LIST_FILES.numbered[0] ?? '', numbered, `\ufeff序号,文章名,发布时间,公众号,URL\r\n${numbered.map(numberedRow).join('')}`)
  put(LIST_FILES.txt[0] ?? '', of('txt'), `从手机复制的链接，发给信息科\n\n${of('txt').map(txtLine).join('\n')}\n`)
  return listed
}

type Group = readonly Post[]

function groups(posts: readonly Post[]): readonly Group[] {
  return Map.groupBy(posts, (post) => nameOf(post).mid)
    .values()
    .toArray()
}

function putPages(
  names: readonly string[],
  all: readonly Group[],
  how: {
    size: number
    put: (file: string, rows: readonly Post[], text: string) => void
    text: (page: readonly Group[], all: readonly Group[]) => string
  },
): void {
  names.forEach((name, at) => {
    const page = all.slice(at * how.size, at === names.length - 1 ? undefined : (at + 1) * how.size)
    how.put(name, page.flat(), how.text(page, all))
  })
}

/** Text inside text inside text, as the console gives it; one message has an empty `publish_info`. */
function consolePage(page: readonly Group[], all: readonly Group[]): string {
  const messages = page.map((group) => ({ publish_type: 101, publish_info: JSON.stringify(publishInfo(group)) }))
  const publish = {
    total_count: all.length + 1,
    publish_count: all.length,
    masssend_count: 1,
    publish_list: [...messages, { publish_type: 1, publish_info: '' }],
  }
  return JSON.stringify({ base_resp: { ret: 0, err_msg: 'ok' }, is_admin: true, publish_page: JSON.stringify(publish) })
}

function publishInfo(group: Group): object {
  const first = group[0]
  if (first === undefined) return {}
  return {
    type: 9,
    msgid: nameOf(first).mid,
    sent_info: { time: epoch(first.at ?? ''), func_flag: 2, is_send_all: true, is_published: 1 },
    sent_status: { total: 1200, succ: 1200, fail: 0, progress: 100 },
    sent_result: { msg_status: 2, refuse_reason: '' },
    appmsgex: group.map(appMsgEx),
  }
}

function appMsgEx(post: Post): object {
  const names = nameOf(post)
  const at = epoch(post.at ?? '')
  return {
    aid: `${names.mid}_${names.idx}`,
    appmsgid: names.mid,
    itemidx: names.idx,
    title: post.title,
    digest: post.digest ?? '',
    author_name: post.author ?? '',
    cover: coverOf(post),
    link: longLink(names),
    create_time: at,
    update_time: post.modifiedAt === undefined ? at : epoch(post.modifiedAt),
    item_show_type: SHOW_TYPE[post.kind ?? ''] ?? 0,
    copyright_stat: post.kind === 'reprint' ? 2 : 0,
    copyright_type: 0,
    is_deleted: post.listDeleted === true,
    ban_flag: 0,
    checking: 0,
    is_pay_subscribe: post.paid === true ? 1 : 0,
    appmsg_album_infos: [],
    media_duration: '0:00',
    tagid: [],
  }
}

function coverOf(post: Post): string {
  return post.gallery?.[0] === undefined ? '' : pictureUrl(post.gallery[0], '0')
}

function exporterRow(post: Post): object {
  return {
    ...appMsgEx(post),
    _accountName: NICKNAME,
    readNum: count(post, 1800),
    oldLikeNum: count(post, 40),
    shareNum: count(post, 60),
    likeNum: count(post, 12),
    commentNum: 0,
    comments: [],
  }
}

function count(post: Post, most: number): number {
  return parseInt(digest(`${post.id}${most}`).slice(0, 6), 16) % most
}

/** `del_flag` is 1 in every normal row: it does not say “deleted”. */
function getmsgPage(page: readonly Group[]): string {
  const list = page.map((group) => {
    const [first, ...others] = group.map(getmsgItem)
    const datetime = epoch(group[0]?.at ?? '')
    return {
      comm_msg_info: {
        id: 1000000000 + (nameOf(group[0] ?? never()).mid % 1000000),
        type: 49,
        datetime,
        fakeid: FAKEID,
        status: 2,
        content: '',
      },
      app_msg_ext_info: { ...first, is_multi: others.length === 0 ? 0 : 1, multi_app_msg_item_list: others },
    }
  })
  return JSON.stringify({
    ret: 0,
    errmsg: 'ok',
    msg_count: list.length,
    can_msg_continue: 0,
    next_offset: 10,
    general_msg_list: JSON.stringify({ list }),
  })
}

function never(): never {
  throw new Error('a push without a post')
}

function getmsgItem(post: Post): object {
  const link = longLink(nameOf(post), '&scene=27#wechat_redirect').replaceAll('&', '&amp;').replaceAll('/', '\\/')
  return {
    title: post.title,
    digest: post.digest ?? '',
    content: '',
    fileid: 0,
    content_url: link,
    source_url: post.readMore ?? '',
    cover: '',
    author: post.author ?? '',
    copyright_stat: post.kind === 'reprint' ? 101 : 100,
    del_flag: 1,
    item_show_type: 0,
    duration: 0,
    play_url: '',
  }
}

function csvRow(post: Post): string {
  const link = longLink(nameOf(post), '&scene=27#wechat_redirect')
  const url = post.id === 'amp' ? link.replaceAll('&', '&amp;amp;') : post.id === 'dated-2023' ? link.replaceAll('&', '&amp;') : link
  const at = post.csvShift === true ? eightHoursEarly(post.at ?? '') : post.at
  return `"${post.title.replaceAll('"', '""')}",${url},${at},${count(post, 30)},${count(post, 900)},${count(post, 20)},{}\r\n`
}

function numberedRow(post: Post, at: number): string {
  return `${at + 1},${post.title},${(post.at ?? '').slice(0, 16)},${NICKNAME},${shortLink(nameOf(post))}\r\n`
}

/** The first line shows the `\x26amp;` that copying from a page's source leaves. */
function txtLine(post: Post, at: number): string {
  const names = nameOf(post)
  if (post.shortOnly === true) return `${shortLink(names)}?scene=1&clicktime=1734667200`
  if (at === 0) return `${shortLink(names)}\n${shortLink(names)}`
  return `${post.title} http://mp.weixin.qq.com/s?__biz=${BIZ}\\x26amp;mid=${names.mid}\\x26amp;idx=${names.idx}\\x26amp;sn=${names.sn}#rd`
}

function sheetRow(post: Post): readonly string[] {
  return [NICKNAME, longLink(nameOf(post)), post.title, post.at ?? '', post.at ?? '', String(count(post, 900))]
}

function sheet(rows: readonly (readonly string[])[]): Buffer {
  const cell = (text: string, column: number, row: number): string =>
    `<c r="${'ABCDEF'.charAt(column)}${row + 1}" t="inlineStr"><is><t>${escapeXml(text)}</t></is></c>`
  const body = rows.map((row, y) => `<row r="${y + 1}">${row.map((text, x) => cell(text, x, y)).join('')}</row>`).join('')
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const related = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
  return zip({
    '[Content_Types].xml': `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
    '_rels/.rels': `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${related}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${xml}<workbook xmlns="${main}" xmlns:r="${related}"><sheets><sheet name="${ALIAS}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${related}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `${xml}<worksheet xmlns="${main}"><sheetData>${body}</sheetData></worksheet>`,
  })
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
