// What the records of all backup tools have in common: lists written as one text, yes and no in several languages, the account in a file's name.
import type { Json } from '../../../domain/archive.ts'
import { wordOf } from '../../text/json.ts'
import type { JsonObject } from '../../text/json.ts'
import { textOf } from '../../text/text-of.ts'
import { pidOf } from '../../weibo/ids.ts'
import { addressIn, countOf } from '../../weibo/json-words.ts'
import { unwrapped } from '../../weibo/links.ts'
import { NO_ARTICLE, articleId } from '../../weibo/read-card.ts'
import { BARE, isCut, marked } from '../../weibo/read-mblog.ts'
import { enlarged } from '../../weibo/read-pictures.ts'
import type { Status, WeiboArticle, WeiboPicture, WeiboVideo } from '../../weibo/status.ts'

/** `2656274875.csv`, or the folder around it when that is a number: these tools name files by the account. Null when neither is one. */
export function uidInName(name: string): string | null {
  const [file = '', folder = ''] = name.split('/').reverse()
  const stem = file.replace(/\.\w+$/, '')
  return [stem, folder].find((word) => /^[1-9]\d{4,10}$/.test(word)) ?? null
}

/** A word that says nothing in these tools is `无`, empty or a null of Python. */
export function toldWord(value: Json | undefined): string | null {
  const word = wordOf(value)
  return word === null || /^(?:无|None|nan|null)$/.test(word) ? null : word
}

/** Addresses written one behind the other with this mark between them. */
export function addressesIn(value: Json | undefined, mark: ',' | ';'): readonly string[] {
  const all: readonly Json[] = Array.isArray(value)
    ? value
    : (toldWord(value) ?? '').split(mark === ',' ? /,(?=\s*(?:https?:)?\/\/)/ : /;(?=\s*(?:https?:)?\/\/)/)
  return all.flatMap((one) => addressIn(one) ?? [])
}

export function namesIn(value: Json | undefined): readonly string[] {
  const all: readonly Json[] = Array.isArray(value) ? value : (toldWord(value) ?? '').split(',')
  return all.flatMap((one) => toldWord(one) ?? [])
}

export function pictureAt(url: string): WeiboPicture {
  const large = enlarged(url)
  return { pid: pidOf(large), url: large, file: null, kind: /\.gif(?:[?#]|$)/i.test(large) ? 'gif' : 'picture', moving: null }
}

export function videoAt(url: string): WeiboVideo {
  return { url, file: null, poster: null, title: null, object: null }
}

export function articleAt(address: string | null): WeiboArticle | null {
  if (address === null) return null
  const url = unwrapped(address)
  return { ...NO_ARTICLE, id: articleId(null, url), url }
}

/** The platform cuts what is longer than 140 characters: shorter texts cannot have been cut, by whatever tool. */
const NEVER_CUT = 100

/** The words of the link to the whole text, which a tool took for words of the post. */
const CUT_SIGN = /(?:…|\.\.\.)\s*(?:展开)?全文c?[::]?\s*(?:https?:\/\/m\.weibo\.cn\/\S*)?[\s\u200b]*$/

/** The words of a post as a tool kept them, which may have cut them in silence. */
export function toolText(text: string): Pick<Status, 'text' | 'textState'> {
  const shown = marked(text)
  if (isCut(text)) return { text: 'html' in shown ? shown : { plain: text.replace(CUT_SIGN, '…') }, textState: 'truncated' }
  const visible = 'html' in shown ? textOf(text) : text.trim()
  return { text: shown, textState: visible.length < NEVER_CUT ? 'full' : 'unknown' }
}

type Counted = keyof Status['counts']

/** The counts that a record has, by the names it gives them. */
export function countsBy(record: JsonObject, named: Readonly<Partial<Record<Counted, string>>>): Status['counts'] {
  const found = Object.entries(named).flatMap(([what, name]) => {
    const count = countOf(record[name])
    return count === null ? [] : [[what, count] as const]
  })
  return Object.fromEntries(found)
}

/** 快转, or forwarded with nothing but the words that the platform puts there itself. */
export function forwarding(quoted: Status['quoted'], text: string): Pick<Status, 'quoted' | 'bareForward'> {
  return { quoted, bareForward: quoted !== null && BARE.test(text.includes('<') ? textOf(text) : text) }
}
