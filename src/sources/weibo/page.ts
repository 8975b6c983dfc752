// One post as all its tellings together have it → the page. Words, pictures, films, the forwarded post and the article find their place; what an
// editor must know becomes a remark. Pure; what is unknown stays unknown.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Page, PageState, PostKind, Remark } from '../../domain/page.ts'
import { articleDate, publishedOf } from './dates.ts'
import { goneKind } from './gone.ts'
import { addressesOf, keyOf } from './ids.ts'
import { coverMedia, picturesHtml, remarksOfPictures, videosHtml } from './page-pictures.ts'
import { piecesOf, shortName } from './pieces.ts'
import type { Pieces, Shorts } from './pieces.ts'
import { quotedHtml } from './quoted.ts'
import { paragraphs, splitChain, titleOf, wordsOf } from './render.ts'
import type { Status } from './status.ts'
import type { Beside } from './telling.ts'

/** What a source decides for all its posts. */
export interface PageRules {
  /** The account whose archive it is; null when nobody says. */
  readonly uid: string | null
}

export const PLATFORM = 'weibo'

export function pageOf(status: Status, beside: Beside, rules: PageRules): Page {
  const read = readText(status, beside)
  const { published, doubt } = dateOf(status)
  const { article } = status
  const asArticle = article !== null && article.html !== null
  const own = wordsOf(read.own)
  const state = stateOf(status)
  return {
    ...state,
    platform: PLATFORM,
    kind: kindOf(status, own),
    title: asArticle ? (article.title ?? titleOf(own)) : titleOf(own),
    account: status.account,
    author: null,
    source: null,
    published,
    modified: UNKNOWN_DATE,
    summary: asArticle ? (own === '' ? article.summary : own) : null,
    url: urlOf(status, rules),
    readMore: null,
    origin: originOf(status),
    topics: [...new Set([...read.all.topics, ...status.topics])],
    body: { html: state.state === 'ok' || state.state === 'private' ? bodyOf(status, { ...read, beside }) : '' },
    media: coverMedia(status),
    remarks: remarksOf(status, { ...read, beside, rules, doubt }),
    facts: factsOf(status),
  }
}

interface Read {
  readonly all: Pieces
  readonly own: Pieces['pieces']
  readonly chain: readonly Pieces['pieces'][]
}

function readText(status: Status, beside: Beside): Read {
  const all =
    status.text === null
      ? { pieces: [], topics: [], unresolved: [], interactive: [] }
      : piecesOf(status.text, {
          shorts: shortsOf(status, beside),
          hasVideo: status.videos.length > 0,
          article: status.article?.html == null ? null : (status.article.id ?? status.article.url),
        })
  return { all, ...(status.quoted === null ? { own: all.pieces, chain: [] } : splitChain(all.pieces)) }
}

function shortsOf(status: Status, beside: Beside): Shorts {
  const found = new Map<string, { readonly long: string; readonly title: string | null }>()
  for (const [short, long] of Object.entries(beside.links)) found.set(shortName(short), { long, title: null })
  for (const { short, long, title } of status.links) found.set(shortName(short), { long, title })
  return found
}

function dateOf(status: Status): ReturnType<typeof publishedOf> {
  const told = publishedOf(status)
  if (told.published.value !== null || status.article === null) return told
  const { created, id } = status.article
  return { ...told, published: articleDate(created, id, status) ?? told.published }
}

interface Shaped {
  readonly state: PageState
  readonly stateText?: string
}

const CIRCLES: Readonly<Record<number, string>> = { 1: '仅自己可见', 3: '仅分组可见', 4: '仅好友圈可见', 10: '仅粉丝可见' }
const GONE_STATES = { deleted: 'deleted', reported: 'violation', hidden: 'private' } as const

function stateOf(status: Status): Shaped {
  const { gone, visible } = status
  if (gone !== null) return { state: GONE_STATES[goneKind(gone)], stateText: gone.slice(0, 200) }
  if (visible !== null && visible !== 0) return { state: 'private', stateText: CIRCLES[visible] ?? `可见范围 ${visible}` }
  const isEmpty = status.text === null && status.article?.html == null && status.pictures.length === 0 && status.videos.length === 0
  return isEmpty && status.quoted === null ? { state: 'absent', stateText: '归档中只有编号' } : { state: 'ok' }
}

function kindOf(status: Status, own: string): PostKind {
  if (status.article?.html != null) return 'article'
  if (status.bareForward) return 'share'
  if (status.videos.length > 0) return 'video'
  return status.pictures.length > 0 && own.replaceAll(/#[^#\n]*#|\s/g, '') === '' ? 'images' : 'text'
}

function urlOf({ mid, id, uid }: Status, rules: PageRules): string | null {
  const number = id ?? mid
  const owner = uid ?? rules.uid
  if (number === null) return null
  return owner === null ? `https://m.weibo.cn/detail/${number}` : (addressesOf(keyOf(owner, number))[0] ?? null)
}

function originOf({ bareForward, quoted }: Status): Page['origin'] {
  if (!bareForward || quoted === null || !('mid' in quoted)) return null
  const url = urlOf(quoted, { uid: null })
  return { ...(quoted.account === null ? {} : { account: quoted.account }), ...(url === null ? {} : { url }) }
}

function bodyOf(status: Status, { own, chain, beside }: Read & { readonly beside: Beside }): string {
  if (status.article?.html != null) return `${status.article.html}${videosHtml(status)}`
  const said = chain.map((one) => paragraphs([{ kind: 'words', words: '' }, ...one])).join('')
  return [
    paragraphs(own),
    picturesHtml(status),
    videosHtml(status),
    said === '' ? '' : `<blockquote>${said}</blockquote>`,
    quotedHtml(status, (quoted) => shortsOf(quoted, beside)),
  ].join('')
}

interface Seen extends Read {
  readonly beside: Beside
  readonly rules: PageRules
  readonly doubt: string | null
}

function remarksOf(status: Status, { all, beside, rules, doubt }: Seen): readonly Remark[] {
  const remarks: Remark[] = [...beside.remarks]
  const isWhole = status.article?.html != null
  if (!isWhole && status.textState === 'truncated') remarks.push({ code: 'text-cut', about: 'the end of the text is missing: 全文' })
  if (!isWhole && status.textState === 'unknown' && status.text !== null) remarks.push({ code: 'text-maybe-cut' })
  if (status.article !== null && status.article.html === null)
    remarks.push({ code: 'text-cut', about: `头条文章 ${status.article.title ?? ''} ${status.article.url ?? ''}`.trim() })
  if (status.article?.locked === true) remarks.push({ code: 'paid-content' })
  if (doubt !== null) remarks.push({ code: 'date-conflict', about: doubt })
  for (const short of all.unresolved) remarks.push({ code: 'link-unresolved', about: short })
  remarks.push(...interactive(status, all), ...remarksOfPictures(status, rules.uid ?? status.uid), ...quotedRemarks(status))
  if ((status.edits ?? 0) > 0) remarks.push({ code: 'edited-after-publish', about: `${status.edits}` })
  if (status.bareForward)
    remarks.push({ code: 'reprint', about: status.quoted !== null && 'mid' in status.quoted ? (status.quoted.account ?? '') : '' })
  return remarks
}

const CARDS: Readonly<Record<string, 'vote' | 'lottery' | 'hongbao' | 'live'>> = {
  vote: 'vote',
  hongbao: 'hongbao',
  live: 'live',
  lottery: 'lottery',
  wbox_vote: 'vote',
}
const WHAT = { vote: '投票', lottery: '抽奖', hongbao: '红包', live: '直播' } as const

function interactive({ card }: Status, { interactive: led }: Pieces): readonly Remark[] {
  const box = card === null ? undefined : CARDS[card.type.toLowerCase()]
  const all = new Map(led.map(({ what, words }) => [what, words]))
  if (box !== undefined && !all.has(box)) all.set(box, card?.title ?? '')
  return [...all].map(([what, words]): Remark => ({
    code: what === 'vote' ? 'vote-dropped' : 'interactive-lost',
    about: `${WHAT[what]} ${words}`.trim(),
  }))
}

function quotedRemarks({ quoted }: Status): readonly Remark[] {
  if (quoted === null) return []
  if (!('mid' in quoted)) return [{ code: 'quoted-gone', about: quoted.gone }]
  const remarks: Remark[] = []
  if (quoted.textState === 'truncated') remarks.push({ code: 'text-maybe-cut', about: '被转发的原微博' })
  const shown = quoted.pictures.length + quoted.videos.length
  if (shown > 0) remarks.push({ code: 'content-dropped', about: `被转发原微博的图片、视频 ${shown} 个(权利属于原作者)` })
  return remarks
}

function factsOf(status: Status): Page['facts'] {
  const words: Record<string, string | number | boolean> = { ...status.counts }
  if (status.edits !== null && status.edits > 0) words['edits'] = status.edits
  if (status.client !== null) words['client'] = status.client.slice(0, 60)
  if (status.region !== null) words['region'] = status.region.slice(0, 20)
  if (status.pinned === true) words['pinned'] = true
  if (status.quoted !== null) words['forwards'] = true
  if (status.visible !== null && status.visible !== 0) words['visible'] = status.visible
  if (status.pictureCount !== null && status.pictureCount > 0) words['pictures_told'] = status.pictureCount
  return words
}
