// The data that a page's own scripts carry: `window.cgiDataNew` of new pages, `var …` statements of old ones. Only named fields, never the reader's session.
import { fieldTexts } from './object-fields.ts'
import type { PageScan } from './page-scan.ts'
import { fieldsAt, valueAt } from '../text/script-values.ts'
import type { ScriptValue } from '../text/script-values.ts'

export type PageData = { readonly [key: string]: ScriptValue }

/** All that is read of cgiDataNew; user_uin, user_info and tokens are not in it. */
const CGI_FIELDS: ReadonlySet<string> = new Set([
  'user_name',
  'nick_name',
  'bizuin',
  'mid',
  'idx',
  'sn',
  'title',
  'desc',
  'author',
  'content_noencode',
  'link',
  'source_url',
  'create_time',
  'ori_create_time',
  'ori_send_time',
  'create_timestamp',
  'modify_time',
  'modify_detail',
  'cdn_url',
  'copyright_info',
  'item_show_type',
  'real_item_show_type',
  'type',
  'ip_wording',
  'claim_source',
  'is_pay_subscribe',
  'picture_page_info_list',
  'text_page_info',
  'voice_in_appmsg',
  'video_page_info',
  'video_page_infos',
  'hashtags',
  'appmsgalbum_info',
  'appmsg_album_infos',
  'is_title_modified',
  'read_num',
  'like_num',
  'old_like_num',
  'share_num',
  'transferTargetLink',
  'transfer_target_link',
])

const MARK = 'window.cgiDataNew'
const MARKS_AT_MOST = 3

/**
 * The wanted fields of cgiDataNew, or null when the page has none or it is cut off. The body inside it is as long as the
 * rest and mostly repeats the container: `withBody` false leaves it out, unparsed.
 */
export function cgiData(scan: PageScan, withBody: boolean): PageData | null {
  let tries = 0
  for (const { start, end } of scan.scripts) {
    const script = scan.html.slice(start, end)
    for (let at = script.indexOf(MARK); at >= 0; at = script.indexOf(MARK, at + MARK.length)) {
      const open = /^\s*=\s*(?=\{)/.exec(script.slice(at + MARK.length, at + MARK.length + 64))
      if (open === null) continue
      // Pages have one; each may cost a reading of all that follows.
      tries += 1
      if (tries > MARKS_AT_MOST) return null
      const found = readLiteral(script.slice(at + MARK.length + open[0].length), withBody ? CGI_FIELDS : FIELDS_BUT_BODY)
      if (found !== undefined) return found
    }
  }
  return null
}

const FIELDS_BUT_BODY: ReadonlySet<string> = new Set(
  [...CGI_FIELDS].filter((field) => field !== 'content_noencode' && field !== 'picture_page_info_list'),
)

/** Field by field where the literal is as plain as it always was; else the parser reads all of it. */
function readLiteral(literal: string, wanted: ReadonlySet<string>): PageData | undefined {
  const texts = fieldTexts(literal, wanted)
  if (texts === null) return fieldsAt(literal, 0, wanted)
  return Object.fromEntries([...texts].map(([name, text]) => [name, valueAt(text, 0)]))
}

/** Old pages' `var name = …` statements and the name of the field each fills. */
const VARIABLES: Readonly<Record<string, string>> = {
  biz: 'bizuin',
  appuin: 'bizuin',
  mid: 'mid',
  appmsgid: 'mid',
  idx: 'idx',
  sn: 'sn',
  msg_title: 'title',
  msg_desc: 'desc',
  msg_cdn_url: 'cdn_url',
  msg_link: 'link',
  msg_source_url: 'source_url',
  nickname: 'nick_name',
  user_name: 'user_name',
  ct: 'ct',
  oriCreateTime: 'oriCreateTime',
  createTime: 'create_time',
  create_time: 'create_timestamp',
  publish_time: 'publish_time',
  copyright_stat: 'copyright_stat',
  _copyright_stat: 'copyright_stat',
  item_show_type: 'item_show_type',
  author: 'author',
  transferTargetLink: 'transferTargetLink',
  transfer_target_link: 'transferTargetLink',
  itemShowType: 'item_show_type',
  modify_time: 'modify_time',
}
const STATEMENT = new RegExp(`\\b(?:var\\s+|window\\.)?(${Object.keys(VARIABLES).join('|')})\\s*=\\s*(?=["'(\\w])`, 'g')

/** The first telling value of each variable; statements that compute something tell nothing. */
export function variables(scan: PageScan, largest = Number.POSITIVE_INFINITY): PageData {
  const found: Record<string, ScriptValue> = {}
  const left = { statements: STATEMENTS_AT_MOST }
  for (const { start, end } of scan.scripts) {
    if (end - start > largest) continue
    const script = scan.html.slice(start, end)
    if (script.includes('var ') || script.includes('window.')) collect(script, found, left)
  }
  return found
}

function collect(script: string, found: Record<string, ScriptValue>, left: { statements: number }): void {
  for (const match of script.matchAll(STATEMENT)) {
    const field = VARIABLES[match[1] ?? '']
    if (field === undefined || telling(found[field])) continue
    left.statements -= 1
    if (left.statements < 0) return
    const value = valueAt(statement(script, match.index + match[0].length), 0)
    if (telling(value)) found[field] = value
  }
}

/** Real pages have under 200, of which a few are read. */
const STATEMENTS_AT_MOST = 200
/** Longer than any of these statements. */
const STATEMENT_LENGTH = 2000

/** Up to the end of the line: enough for these statements, and no bundle is parsed by accident. */
function statement(script: string, from: number): string {
  const start = script.slice(from, from + STATEMENT_LENGTH)
  const end = start.indexOf('\n')
  return (end < 0 ? start : start.slice(0, end)).replace(/[;,]\s*$/, '')
}

function telling(value: ScriptValue): boolean {
  return (typeof value === 'string' && value !== '') || (typeof value === 'number' && Number.isFinite(value))
}
