// The bytes of a file → what the post says, if it is a saved page of 头条号 or 百家号; null for any other file. Never throws.
import type { PageState } from '../../domain/page.ts'
import { charsetFacts, charsetRemarks, decode } from '../text/charset.ts'
import { textOf } from '../text/text-of.ts'
import { addressIn, keysOf } from './addresses.ts'
import { readBaijiahao } from './read-baijiahao.ts'
import { readToutiao } from './read-toutiao.ts'
import type { Reading } from './reading.ts'

export function readPage(bytes: Uint8Array): Reading | null {
  const decoded = decode(bytes)
  const html = decoded.text
  const url = addressIn(html)
  const platform = platformOf(html, url)
  if (platform === null) return null
  const read = platform === 'toutiao' ? readToutiao(html, url) : readBaijiahao(html, url)
  const isPost = 'html' in read.body ? read.body.html.trim() !== '' : read.body.text !== ''
  if (isPost || read.media.some(({ role }) => role === 'body'))
    return { ...read, facts: { ...read.facts, ...charsetFacts(decoded) }, remarks: [...read.remarks, ...charsetRemarks(decoded)] }
  return withoutPost(html, read)
}

function platformOf(html: string, url: string | null): Reading['platform'] | null {
  const key = url === null ? undefined : keysOf(url)[0]
  if (key !== undefined) return key.startsWith('toutiao:') ? 'toutiao' : 'baijiahao'
  if (/\bBASE_DATA\s{0,9}=|\btt-article-content\b|\bsyl-article-base\b/.test(html)) return 'toutiao'
  if (/"isBjh"|\binfoBaiJiaHao\b|\bbjh-p\b/.test(html)) return 'baijiahao'
  return /\bid="?RENDER_DATA\b/.test(html) && /toutiao/.test(html) ? 'toutiao' : null
}

const STATES: readonly (readonly [RegExp, PageState])[] = [
  // A captcha that was saved in a post's place: nobody is asked here, so nothing has to stop. The post must be saved again.
  [/安全验证|请完成验证|访问过于频繁|拖动.{0,6}滑块/, 'unavailable'],
  [/(?:文章|内容|作者).{0,8}(?:已被?(?:作者|发布者)?删除|不存在或已删除)|已被作者删除/, 'deleted'],
  [/违规|违反.{0,12}规定/, 'violation'],
  [/审核中|暂时无法(?:查看|访问)|页面不存在|404/, 'unavailable'],
]
/** A page that shows more is a post whose text was not found. */
const NOTE = 600

function withoutPost(html: string, read: Reading): Reading {
  const body = /<body[\s>]/i.exec(html.slice(0, 200_000))
  const seen = textOf(html.slice(body?.index ?? 0, (body?.index ?? 0) + 200_000))
  const state = seen.length > NOTE ? undefined : STATES.find(([words]) => words.test(seen))?.[1]
  return { ...read, state: state ?? 'unreadable', stateText: seen.slice(0, 200) || null }
}
