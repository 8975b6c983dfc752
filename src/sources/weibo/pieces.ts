// The text of a post, marked up or plain, → pieces: words, links that lead somewhere, pictures. Mentions and topics become words, the platform's
// icons and buttons go, short links are resolved where the archive tells. Nothing is fetched.
import { Parser } from 'htmlparser2'
import { emoticonOfFile } from './emoticons.ts'
import { addressIn } from './json-words.ts'
import { unwrapped } from './links.ts'

export type Piece =
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'link'; readonly words: string; readonly href: string }
  | { readonly kind: 'picture'; readonly url: string }

export interface Pieces {
  readonly pieces: readonly Piece[]
  /** Without `#` and without 超话. */
  readonly topics: readonly string[]
  /** Short links that nobody resolves. */
  readonly unresolved: readonly string[]
  /** Lotteries, votes, red packets, live rooms that the text leads to: the words of the link. */
  readonly interactive: readonly { readonly what: Interactive; readonly words: string }[]
}

type Interactive = 'vote' | 'lottery' | 'hongbao' | 'live'

/** Where short links lead; `title` where it is told. */
export type Shorts = ReadonlyMap<string, { readonly long: string; readonly title: string | null }>

interface Given {
  readonly shorts: Shorts
  /** The post shows its film itself: the link to it is the platform's own. */
  readonly hasVideo: boolean
  /** Address of the article that is the document: its own link goes. */
  readonly article: string | null
}

interface Making extends Given {
  readonly pieces: Piece[]
  readonly topics: Set<string>
  readonly unresolved: Set<string>
  readonly interactive: { readonly what: Interactive; readonly words: string }[]
}

export function piecesOf(text: { readonly html: string } | { readonly plain: string }, given: Given): Pieces {
  const making: Making = { ...given, pieces: [], topics: new Set(), unresolved: new Set(), interactive: [] }
  if ('html' in text) readHtml(text.html, making)
  else readPlain(text.plain, making)
  const pieces = joined(making.pieces)
  for (const piece of pieces) if (piece.kind === 'words') readTopics(piece.words, making.topics)
  return { pieces, topics: [...making.topics], unresolved: [...making.unresolved], interactive: making.interactive }
}

interface Anchor {
  readonly href: string
  readonly original: string | null
  words: string
  icon: string
}

function readHtml(html: string, making: Making): void {
  let anchor: Anchor | null = null
  let dropped = 0
  let scripts = 0
  const words = (text: string): void => {
    if (dropped > 0 || scripts > 0) return
    if (anchor !== null) anchor.words += text
    else readPlain(text, making)
  }
  const parser = new Parser({
    onopentag(name, given) {
      if (name === 'script' || name === 'style') scripts += 1
      else if (name === 'br') words('\n')
      else if (name === 'img') words(readImage(given, anchor, making))
      else if (name === 'p' || name === 'div') words('\n')
      else if (name === 'span' && (dropped > 0 || given['class'] === 'expand')) dropped += 1
      else if (name === 'a' && anchor === null)
        anchor = { href: given['href'] ?? '', original: given['data-url'] ?? null, words: '', icon: '' }
    },
    ontext: words,
    onclosetag(name) {
      if (name === 'span' && dropped > 0) dropped -= 1
      if (name === 'script' || name === 'style') scripts -= 1
      if (name !== 'a' || anchor === null) return
      const closed = anchor
      anchor = null
      readAnchor(closed, making)
    },
  })
  // the platform ends its lines with both `<br />` and a line feed
  parser.end(html.replaceAll(/(<br\s*\/?>)\s*\n/gi, '$1'))
}

/** The words of an emoticon; an icon says what kind of link it stands before; any other picture is content. */
function readImage(given: Readonly<Record<string, string>>, anchor: Anchor | null, making: Making): string {
  const { src = '', alt = '' } = given
  const icon = /timeline_card_small_([a-z]+)/.exec(src)?.[1]
  if (icon !== undefined) {
    if (anchor !== null) anchor.icon = icon
    return ''
  }
  if (/^\[.{1,12}\]$/.test(alt)) return alt
  const emoticon = emoticonOfFile(src)
  if (emoticon !== null) return emoticon
  const url = addressIn(src)
  if (url !== null && isPicture(url)) making.pieces.push({ kind: 'picture', url })
  return ''
}

function isPicture(url: string): boolean {
  return /^https?:\/\/(?:\w+\.)?sinaimg\.(?:cn|com)\/.*\.(?:jpe?g|png|gif|webp)(?:[?#]|$)/i.test(url)
}

const PICTURE_WORDS = /^(?:查看图片|评论配图|查看原图|查看动图)$/
const GENERIC = /^(?:网页链接|查看链接|链接|http\S*)?$/

function readAnchor(anchor: Anchor, making: Making): void {
  const { href, icon } = anchor
  const words = anchor.words.replaceAll(/\s+/g, ' ').trim()
  if (/^(?:全文|展开|收起|展开全文c?)$/.test(words)) return
  if (isWordsOnly(href, words)) return readWords(words, making)
  const short = [anchor.original ?? '', href].find((one) => isShort(one)) ?? null
  const target = resolved(href, short, making)
  const what = interactiveOf(target.href)
  if (what !== null) making.interactive.push({ what, words })
  if (what !== null) return readWords(words, making)
  if (PICTURE_WORDS.test(words) && isPicture(target.href)) return void making.pieces.push({ kind: 'picture', url: target.href })
  if (icon === 'location' || /\/p\/100101/.test(target.href)) return readWords(words, making)
  if (isOwnVideo(target.href, words, icon) && making.hasVideo) return
  if (making.article !== null && sameArticle(target.href, making.article)) return
  pushLink(making, { words: GENERIC.test(words) ? (target.title ?? words) : words, href: target.href })
}

/** Mentions and topics lead into the platform, which the site does not. */
function isWordsOnly(href: string, words: string): boolean {
  if (words.startsWith('@') || /^#.*#$/s.test(words)) return true
  return href === '' || /\/\/(?:s|huati|m)\.weibo\.(?:com|cn)\/(?:weibo|k|search)|\/p\/(?:100808|index\?containerid=100808)/.test(href)
}

function isOwnVideo(href: string, words: string, icon: string): boolean {
  return icon === 'video' || /的(?:微博|秒拍)?视频$|微博直播$/.test(words) || /video\.weibo\.com\/show|\/tv\/show|miaopai\.com/.test(href)
}

function sameArticle(href: string, article: string): boolean {
  const id = /\d{16,}/.exec(article)?.[0]
  return href === article || (id !== undefined && href.includes(id))
}

export function isShort(url: string): boolean {
  return /^https?:\/\/(?:t|sinaurl)\.cn\/\w+/i.test(url)
}

function resolved(href: string, short: string | null, making: Making): { readonly href: string; readonly title: string | null } {
  const open = unwrapped(href.startsWith('//') ? `https:${href}` : href)
  const known = short === null ? undefined : making.shorts.get(shortName(short))
  if (!isShort(open)) return { href: open, title: known?.title ?? null }
  if (known !== undefined) return { href: unwrapped(known.long), title: known.title }
  making.unresolved.add(open)
  return { href: open, title: null }
}

/** http and https are one. */
export function shortName(short: string): string {
  return short.replace(/^https?:\/\//i, '').replace(/[/?#]+$/, '')
}

/** A link that only the old platform can lead on stays words: on the new site it would be dead. */
function pushLink(making: Making, { words, href }: { readonly words: string; readonly href: string }): void {
  if (isShort(href)) return void making.pieces.push({ kind: 'words', words: GENERIC.test(words) ? href : `${words}(${href})` })
  if (!/^https?:\/\//i.test(href)) return readWords(words, making)
  making.pieces.push({ kind: 'link', words: words === '' ? href : words, href })
}

function readWords(words: string, making: Making): void {
  if (words !== '') making.pieces.push({ kind: 'words', words })
}

/** Addresses in plain words end before the first character that no address has. */
const ADDRESS = /https?:\/\/[\w.-]+(?:\/[\w./?%&=#~:;,@!$+*-]*)?/gi

function readPlain(text: string, making: Making): void {
  let last = 0
  for (const found of text.matchAll(ADDRESS)) {
    const url = found[0].replace(/[.,;:!?]+$/, '')
    readWords(text.slice(last, found.index), making)
    readAddress(url, making)
    last = found.index + url.length
  }
  readWords(text.slice(last), making)
}

function readAddress(url: string, making: Making): void {
  const target = resolved(url, isShort(url) ? url : null, making)
  const what = interactiveOf(target.href)
  if (what !== null) return void making.interactive.push({ what, words: target.title ?? url })
  if (isPicture(target.href)) return void making.pieces.push({ kind: 'picture', url: target.href })
  if (isOwnVideo(target.href, target.title ?? '', '') && making.hasVideo) return
  if (making.article !== null && sameArticle(target.href, making.article)) return
  pushLink(making, { words: isShort(target.href) ? target.href : (target.title ?? target.href), href: target.href })
}

function interactiveOf(href: string): Interactive | null {
  if (/vote\.weibo\.(?:com|cn)|\/vote\/|vote_object/.test(href)) return 'vote'
  if (/lottery\.(?:media\.)?weibo|\/lottery\//.test(href)) return 'lottery'
  if (/hongbao\.weibo|\/hongbao/.test(href)) return 'hongbao'
  return /weibo\.com\/l\/wblive|live\.weibo|\/wblive\/|yizhibo\.com/.test(href) ? 'live' : null
}

function readTopics(words: string, topics: Set<string>): void {
  for (const [, topic = ''] of words.matchAll(/#([^#\n]{1,60})#/g)) {
    const bare = topic.replace(/\[超话\]$/, '').trim()
    if (bare !== '') topics.add(bare)
  }
}

/** Neighbouring words are one piece; zero-width spaces at the very end are the platform's mark, inside they may hold an emoji together. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const whole: Piece[] = []
  for (const piece of pieces) {
    const last = whole.at(-1)
    if (piece.kind === 'words' && last?.kind === 'words') whole[whole.length - 1] = { kind: 'words', words: last.words + piece.words }
    else whole.push(piece)
  }
  const end = whole.at(-1)
  if (end?.kind === 'words')
    whole[whole.length - 1] = { kind: 'words', words: end.words.replace(/(?:[\s\u200b\u200c\ufeff]|\u200d(?=\s*$))+$/u, '') }
  return whole.filter((piece) => piece.kind !== 'words' || piece.words !== '')
}
