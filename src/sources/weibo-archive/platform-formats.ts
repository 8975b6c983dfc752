// The platform's own answers and pages as formats: saved JSON of any dialect, and the pages that hold posts. What they say is read in weibo/.
import { children, rawText, spotAt } from '../app-json/json-scan.ts'
import { readAnswer } from '../weibo/answers.ts'
import { isArticlePage } from '../weibo/read-article-page.ts'
import { TOUCH_POST } from '../weibo/read-touch.ts'
import { READERS } from '../weibo/readers.ts'
import type { From, Reader } from '../weibo/telling.ts'
import type { Format, OneFile, Told } from './format.ts'

/** Saved answers: `{` or `[` first, or a call around it. The last of all that read JSON, since it takes everything. */
const answerFormat: Format = {
  name: 'answer',
  recognize: ({ head }) =>
    /^(?:\ufeff|\s)*(?:[[{]|(?:\/\*\*\/)?\s*(?:try\s*\{)?[\w$.]{1,60}\s*\(\s*[[{]|\)\]\}')/.test(startOf(head)) || isWide(head),
  read: readAnswers,
  again: slice,
  status: readerOf('answer'),
}

/** m.weibo.cn detail and status pages: the post stands in a script as data. */
const pageFormat: Format = {
  name: 'page',
  recognize: ({ name, head }) => isHtml(name, head) && /weibo|render_data|\$CONFIG|articleTitle|\u5fae\u535a/i.test(head.toString('utf8')),
  read: readPage,
  again: slice,
  status: readPageRecord,
}

export const PLATFORM_FORMATS: readonly Format[] = [pageFormat, answerFormat]

function startOf(head: Buffer): string {
  return head.toString('utf8', 0, 2048)
}

function isWide(head: Buffer): boolean {
  return (head[0] === 0xff && head[1] === 0xfe && head[2] === 0x7b) || (head[0] === 0xfe && head[1] === 0xff && head[3] === 0x7b)
}

function isHtml(name: string, head: Buffer): boolean {
  return (
    /\.(?:s?html?|xhtml|aspx?|php)(?:[?#]|$)/i.test(name) ||
    /^(?:\ufeff|\s)*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype html|html|\?xml)/i.test(startOf(head))
  )
}

function readerOf(name: string): Reader {
  return READERS.get(name) ?? (() => null)
}

async function* readAnswers(file: OneFile): AsyncGenerator<Told> {
  const answer = readAnswer((await file.text()).text, file.name)
  for (const { uid, name } of answer.accounts) yield { kind: 'account', uid, name }
  for (const { claim, uid } of answer.claims) yield { kind: 'claim', claim, uid }
  for (const { at, raw } of answer.posts) yield { kind: 'post', at, raw }
  const why = WHY[answer.state]
  if (why !== undefined) yield { kind: 'loss', mid: null, why: answer.words === null ? why : `${why}: ${answer.words}` }
  if (answer.rest !== null && answer.posts.length > 0) yield { kind: 'loss', mid: null, why: answer.rest }
}

const WHY: Readonly<Record<string, string>> = {
  end: 'an answer without posts: the end of a list, or an account that is closed',
  login: 'an answer that asks for a log-in instead of posts',
  limited: 'an answer that refuses for now (too many requests)',
  blocked: 'an answer that refuses',
  error: 'an answer that is an error',
}

/** A record is a piece of its file; what `statuses/user_timeline/ids` lists is only a number. */
async function slice(file: OneFile, at: string): Promise<string | null> {
  const [, start, end] = /^(\d+)-(\d+)$/.exec(at) ?? []
  if (start === undefined || end === undefined) return null
  const { text } = await file.text()
  const piece = text.slice(Number(start), Number(end))
  if (piece.length !== Number(end) - Number(start)) return null
  const mid = /^"?(\d{10,18})"?$/.exec(piece)?.[1]
  return mid === undefined ? piece : JSON.stringify({ mid })
}

async function* readPage(file: OneFile): AsyncGenerator<Told> {
  const { text } = await file.text()
  const data = renderData(text)
  if (data !== null) yield { kind: 'post', at: `${data.start}-${data.end}`, raw: data.raw }
  else if (isArticlePage(text)) yield { kind: 'post', at: `0-${text.length}`, raw: text }
  else if (/wbBotDetector|passport\.weibo|<title>\s*登录/.test(text))
    yield { kind: 'loss', mid: null, why: 'a page that asks for a log-in in the place of posts' }
  else yield* touchPosts(text)
}

/** `var $render_data = [{…}][0] || {};`: the first element, taken as JSON and never run. */
function renderData(text: string): { readonly raw: string; readonly start: number; readonly end: number } | null {
  const at = /\$render_data\s*=\s*\[/.exec(text)
  const list = at === null ? null : spotAt(text, at.index + at[0].length - 1)
  if (list === null || list.cut) return null
  for (const { value } of children(list)) return { raw: rawText(value), start: value.start, end: value.end }
  return null
}

function* touchPosts(text: string): Generator<Told> {
  const starts = [...text.matchAll(TOUCH_POST)].map(({ index }) => index)
  for (const [n, start] of starts.entries()) {
    const next = starts[n + 1] ?? text.length
    const stop = /<div class=["']s["']>\s*<\/div>/.exec(text.slice(start, next))
    const end = stop === null ? next : start + stop.index
    yield { kind: 'post', at: `${start}-${end}`, raw: text.slice(start, end) }
  }
  const uid = /(?:weibo\.cn\/|["'/])(\d{5,12})\/(?:info|profile|follow|fans)\b/.exec(text)?.[1]
  const count = /微博\[(\d+)\]/.exec(text)?.[1]
  if (uid !== undefined && count !== undefined) {
    yield { kind: 'account', uid, name: null }
    yield { kind: 'claim', uid, claim: { by: 'weibo.cn 微博[n]', scope: 'all', of: '', count: Number(count), unit: 'posts' } }
  }
}

function readPageRecord(raw: string, from: From): ReturnType<Reader> {
  if (raw.startsWith('{')) return readerOf('page')(raw, from)
  return /^<div class=["']c["'] id=["']M_/.test(raw) ? readerOf('touch')(raw, from) : readerOf('article-page')(raw, from)
}
