// cgiDataNew (or the old pages' variables) → what it says about the post. Takes named fields only; the reader's session never gets in.
import type { Page, PageMedia, PostKind, Remark } from '../../domain/page.ts'
import { keyOf, keysOf, plainAddress } from './addresses.ts'
import { firstKnown, fromEpoch, fromText } from '../text/dates.ts'
import type { PageData } from './page-data.ts'
import { emptyReading, wordOrNull } from './reading.ts'
import type { Reading } from './reading.ts'
import type { ScriptValue } from '../text/script-values.ts'
import { plainText, textOf } from '../text/text-of.ts'

const KINDS: Readonly<Record<number, PostKind>> = { 5: 'video', 6: 'audio', 7: 'audio', 8: 'images', 10: 'text', 11: 'share' }

/** Everything but the body, which depends on the page around (read-page.ts). */
export function readData(data: PageData, name: string, rank: number): Reading {
  const url = address(data['link'])
  const kind = kindOf(data)
  const published = firstKnown(
    ...['ori_send_time', 'ori_create_time', 'ct', 'oriCreateTime', 'create_timestamp'].map((field) => fromEpoch(data[field], 'page')),
    fromText(data['create_time'], 'page'),
    fromText(data['publish_time'], 'page'),
  )
  const edited = firstKnown(fromEpoch(data['modify_time'], 'page'))
  return {
    ...emptyReading(name, rank),
    kind,
    url,
    published,
    modified: edited,
    keys: [...keyOf(data['bizuin'], data['mid'], data['idx']), ...(url === null ? [] : keysOf(url))],
    title: titleOf(data),
    account: escaped(data['nick_name']),
    author: escaped(data['author']),
    summary: escaped(data['desc']),
    readMore: address(data['source_url']),
    origin: originOf(data),
    topics: topicsOf(data),
    media: mediaOf(data, kind),
    remarks: remarksOf(data),
    facts: factsOf(data),
  }
}

function kindOf(data: PageData): PostKind | null {
  const type = Number(data['item_show_type'] ?? data['real_item_show_type'] ?? Number.NaN)
  if (KINDS[type] !== undefined) return KINDS[type]
  if (copyright(data) === 2) return 'reprint'
  return Number.isNaN(type) ? null : 'article'
}

function copyright(data: PageData): number {
  return Number(part(data, 'copyright_info')['copyright_stat'] ?? data['copyright_stat'] ?? 0)
}

/** Text posts get an automatic title that is the whole text: that is no title. */
function titleOf(data: PageData): string | null {
  const text = part(data, 'text_page_info')
  const title = escaped(data['title'])
  if (title === null || Object.keys(text).length === 0 || Number(text['is_user_title']) === 1) return title
  return bare(escaped(text['content_noencode'])).startsWith(bare(title).slice(0, 20)) ? null : title
}

function bare(text: string | null): string {
  return (text ?? '').replaceAll(/\s+/g, '')
}

function originOf(data: PageData): Page['origin'] {
  const info = part(data, 'copyright_info')
  const account = escaped(info['platform']) ?? undefined
  const url = address(info['reprint_url']) ?? undefined
  return copyright(data) === 2 && (account !== undefined || url !== undefined) ? { account, url } : null
}

function topicsOf(data: PageData): readonly string[] {
  const tags = list(part(data, 'hashtags')['hashtag']).map((tag) => wordOrNull(typeof tag === 'object' ? null : tag))
  const albums = [...list(data['appmsg_album_infos']), ...listOrOne(data['appmsgalbum_info'])].map((album) =>
    escaped(record(album)['title']),
  )
  return [...new Set([...tags, ...albums].filter((topic) => topic !== null))]
}

/** The cover; and of picture and text posts the pictures, of video posts the films, which no markup shows. */
function mediaOf(data: PageData, kind: PostKind | null): readonly PageMedia[] {
  const media: PageMedia[] = []
  const cover = address(data['cdn_url'])
  if (cover !== null) media.push({ kind: 'image', ref: cover, role: 'cover' })
  const text = part(data, 'text_page_info')
  const pictures = kind === 'images' ? list(data['picture_page_info_list']) : kind === 'text' ? list(text['picture_info']) : []
  for (const picture of pictures) {
    const ref = address(record(picture)['cdn_url'])
    if (ref !== null) media.push({ kind: 'image', ref, role: 'body' })
  }
  if (kind === 'video') media.push(...videosOf(data))
  return media
}

function videosOf(data: PageData): readonly PageMedia[] {
  return [data['video_page_info'], ...list(data['video_page_infos'])].flatMap((info): PageMedia[] => {
    const id = wordOrNull(record(info)['video_id'] ?? record(info)['vid'])
    return id === null ? [] : [{ kind: 'video', ref: `mpvid:${id}`, role: 'body' }]
  })
}

function remarksOf(data: PageData): readonly Remark[] {
  const remarks: Remark[] = []
  if (Number(data['is_pay_subscribe'] ?? 0) === 1) remarks.push({ code: 'paid-content' })
  const positions = list(part(data, 'modify_detail')['list']).length
  if (positions > 0 || fromEpoch(data['modify_time'], 'page').value !== null) remarks.push({ code: 'edited-after-publish' })
  return remarks
}

function factsOf(data: PageData): Page['facts'] {
  const facts: Record<string, string | number | boolean> = {}
  const numbers = ['item_show_type', 'type', 'read_num', 'like_num', 'old_like_num', 'share_num', 'is_title_modified']
  for (const field of numbers) {
    const value = data[field]
    if (value !== undefined && value !== '' && Number.isFinite(Number(value))) facts[field] = Number(value)
  }
  facts['copyright_stat'] = copyright(data)
  const province = wordOrNull(part(data, 'ip_wording')['province_name'])
  if (province !== null) facts['ip_province'] = province
  const claim = wordOrNull(part(data, 'claim_source')['claim_source'])
  if (claim !== null) facts['claim_source'] = claim
  if (Number(data['is_pay_subscribe'] ?? 0) === 1) facts['paid'] = true
  return facts
}

/** The body that the data itself carries: plain text of picture and text posts, else the stored markup. */
export function dataBody(data: PageData, kind: PostKind | null): Page['body'] | null {
  const stored = raw(data['content_noencode'])
  if (kind === 'text') return textBody(raw(part(data, 'text_page_info')['content_noencode']) ?? stored ?? raw(data['desc']))
  if (kind === 'images') return textBody(stored ?? escaped(data['desc']))
  return stored === null ? null : { html: stored }
}

/** Only link markup occurs in these texts; what merely looks like a tag stays text. */
function textBody(text: string | null): Page['body'] {
  if (text === null) return { text: '' }
  return { text: /<a\s[^>]*>/i.test(text) ? textOf(text.replaceAll('\n', '<br>')) : text }
}

function raw(value: ScriptValue): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

function escaped(value: ScriptValue): string | null {
  const text = wordOrNull(value)
  return text === null ? null : wordOrNull(plainText(text))
}

/** An absolute address, un-escaped; null for anything else. */
export function address(value: unknown): string | null {
  const text = wordOrNull(value)
  if (text === null) return null
  const plain = plainAddress(plainText(text))
  return /^(https?:)?\/\//i.test(plain) ? plain : null
}

function record(value: ScriptValue): PageData {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as PageData) : {}
}

function part(data: PageData, field: string): PageData {
  return record(data[field])
}

function list(value: ScriptValue): readonly ScriptValue[] {
  return Array.isArray(value) ? (value as readonly ScriptValue[]) : []
}

function listOrOne(value: ScriptValue): readonly ScriptValue[] {
  return Array.isArray(value) ? list(value) : value === undefined || value === null ? [] : [value]
}
