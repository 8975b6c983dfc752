// A made post as the platform and a backup tool write it: an m.weibo.cn card, an API v2 status, a row of weibo-crawler's CSV.
import { bidOf } from '../../../src/sources/weibo/ids.ts'
import { ACCOUNT, pictureAddress, UID } from './weibo-posts.ts'
import type { MadePiece, MadePost } from './weibo-posts.ts'

type Plain = Readonly<Record<string, unknown>>

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const GONE = '抱歉,此微博已被作者删除。查看帮助:http://t.cn/Rfd3rQV'

/** `Tue May 31 17:46:55 +0800 2011`. */
function createdAt(seconds: number): string {
  const local = new Date((seconds + 8 * 3600) * 1000)
  const time = local.toISOString().slice(11, 19)
  return `${DAYS[local.getUTCDay()]} ${MONTHS[local.getUTCMonth()]} ${String(local.getUTCDate()).padStart(2, '0')} ${time} +0800 ${local.getUTCFullYear()}`
}

function plainText({ pieces }: Pick<MadePost, 'pieces'>): string {
  return pieces.map(plainPiece).join('')
}

function plainPiece(piece: MadePiece): string {
  if (piece.is === 'line') return '\n'
  if (piece.is === 'link') return piece.short
  return piece.is === 'topic' ? `#${piece.words}#` : piece.is === 'mention' ? `@${piece.words}` : piece.words
}

function markedText({ pieces }: Pick<MadePost, 'pieces'>): string {
  return pieces.map(markedPiece).join('')
}

function markedPiece(piece: MadePiece): string {
  if (piece.is === 'line') return '<br />'
  if (piece.is === 'topic')
    return `<a  href="https://m.weibo.cn/search?containerid=231522type%3D1%26q%3D${encodeURIComponent(`#${piece.words}#`)}" data-hide=""><span class="surl-text">#${piece.words}#</span></a>`
  if (piece.is === 'mention') return `<a href='/n/${piece.words}'>@${piece.words}</a>`
  if (piece.is === 'emoticon')
    return `<span class="url-icon"><img alt=${piece.words} src="https://h5.sinaimg.cn/m/emoticon/icon/others/l_xin-43af9086c0.png" style="width:1em; height:1em;" /></span>`
  if (piece.is === 'link')
    return `<a data-url="${piece.short}" href="https://weibo.cn/sinaurl?u=${encodeURIComponent(piece.long)}" data-hide=""><span class='url-icon'><img style='width: 1rem;height: 1rem' src='https://h5.sinaimg.cn/upload/2015/09/25/3/timeline_card_small_web_default.png'></span><span class="surl-text">网页链接</span></a>`
  return piece.words
}

const USER = { id: Number(UID), screen_name: ACCOUNT, verified: true, verified_type: 1, statuses_count: 0 }

/** One card of a list of m.weibo.cn: long texts cut, nine pictures at most. */
export function cardOf(post: MadePost): Plain {
  const bid = bidOf(post.mid)
  return {
    card_type: 9,
    itemid: `107603${UID}_-_${post.mid}`,
    scheme: `https://m.weibo.cn/status/${bid}?mblogid=${bid}`,
    mblog: mblogOf(post),
  }
}

function mblogOf(post: MadePost): Plain {
  return {
    visible: { type: 0, list_id: 0 },
    created_at: createdAt(post.seconds),
    id: post.mid,
    mid: post.mid,
    can_edit: false,
    text: post.isLong ? `${cutMarked(post)}...<a href="/status/${post.mid}">全文</a>` : markedText(post),
    source: '微博政务版',
    pic_ids: post.pictures,
    pic_num: post.pictures.length,
    user: USER,
    reposts_count: post.n % 50,
    comments_count: post.n % 20,
    attitudes_count: post.n % 90,
    isLongText: post.isLong,
    mblogtype: 0,
    edit_config: { edited: false },
    bid: bidOf(post.mid),
    ...(post.pictures.length === 0 ? {} : { pics: post.pictures.map(picOf) }),
    ...(post.video === null ? {} : { page_info: filmOf(post.video) }),
    ...(post.quoted === null ? {} : { retweeted_status: quotedOf(post.quoted), raw_text: plainText(post), repost_type: 1 }),
  }
}

/** The answer of `statuses/extend`. */
export function extendOf(post: MadePost): Plain {
  return { ok: 1, data: { ok: 1, longTextContent: markedText(post), reposts_count: 0, comments_count: 0, attitudes_count: 0 } }
}

function cutMarked({ pieces }: MadePost): string {
  let length = 0
  const shown: MadePiece[] = []
  for (const piece of pieces) {
    length += plainPiece(piece).length
    if (length > 130) break
    shown.push(piece)
  }
  return markedText({ pieces: shown })
}

function picOf(pid: string): Plain {
  const url = pictureAddress(pid)
  return {
    pid,
    url: url.replace('/large/', '/orj360/'),
    size: 'orj360',
    large: { size: 'large', url, geo: { width: '1080', height: '720', croped: false } },
  }
}

function filmOf({ object, url, poster }: NonNullable<MadePost['video']>): Plain {
  return {
    type: 'video',
    object_id: object,
    page_pic: { url: poster, width: 480, height: 270 },
    page_title: `${ACCOUNT}的微博视频`,
    content1: `${ACCOUNT}的微博视频`,
    media_info: { stream_url: url, duration: 31.5 },
    urls: { mp4_720p_mp4: url },
  }
}

function quotedOf(quoted: NonNullable<MadePost['quoted']>): Plain {
  if (quoted.gone)
    return { created_at: '', id: '4000000000000000', mid: '4000000000000000', state: 7, deleted: '1', text: GONE, user: null, bid: 'none' }
  const { mid, words, uid, account } = quoted
  return {
    created_at: createdAt(Number(BigInt(mid) >> 22n) + 515_483_463),
    id: mid,
    mid,
    text: words,
    user: { id: Number(uid), screen_name: account },
    bid: bidOf(mid),
    isLongText: false,
    pic_num: 0,
    pic_ids: [],
  }
}

export interface ApiShape {
  /** As `show` gives it: whole text, all pictures. */
  readonly whole: boolean
  /** Where pictures are. */
  readonly picture?: (pid: string) => string
}

/** One status of API v2. */
export function apiStatus(post: MadePost, { whole, picture = pictureAddress }: ApiShape): Plain {
  const text = plainText(post)
  const shown = whole ? post.pictures : post.pictures.slice(0, 9)
  const urls = shown.map((pid) => picture(pid).replace('/large/', '/thumbnail/'))
  return {
    created_at: createdAt(post.seconds),
    id: Number(post.mid),
    mid: post.mid,
    idstr: post.mid,
    text: post.isLong ? `${cutPlain(text)}...全文: http://m.weibo.cn/${UID}/${post.mid} ` : text,
    textLength: text.length,
    source: '<a href="http://app.weibo.com/t/feed/5B6hUc" rel="nofollow">微博政务版</a>',
    favorited: false,
    truncated: false,
    pic_urls: urls.map((url) => ({ thumbnail_pic: url })),
    pic_num: post.pictures.length,
    ...(urls[0] === undefined ? {} : { thumbnail_pic: urls[0] }),
    geo: null,
    user: { ...USER, idstr: UID, name: ACCOUNT },
    reposts_count: post.n % 50,
    comments_count: post.n % 20,
    attitudes_count: post.n % 90,
    isLongText: post.isLong,
    ...(post.isLong && whole ? { longText: { content: text } } : {}),
    visible: { type: 0, list_id: 0 },
    ...(post.video === null ? {} : { page_info: filmOf(post.video) }),
    ...(post.quoted === null ? {} : { retweeted_status: quotedOf(post.quoted) }),
  }
}

function cutPlain(text: string): string {
  return /^.{0,130}/su.exec(text)?.[0] ?? ''
}

export const CSV_HEAD =
  'id,bid,正文,头条文章url,原始图片url,视频url,Live Photo视频url,位置,日期,工具,点赞数,评论数,转发数,话题,@用户,完整日期,是否编辑过,编辑次数,是否原创,源用户id,源用户昵称,源微博id,源微博bid,源微博正文,源微博头条文章url,源微博原始图片url,源微博视频url,源微博Live Photo视频url,源微博位置,源微博日期,源微博工具,源微博点赞数,源微博评论数,源微博转发数,源微博话题,源微博@用户,源微博完整日期'

/** A row of weibo-crawler: the number has a tab behind it, posts of its own are shorter than the head. */
export function csvRow(post: MadePost): string {
  const own = csvCells(post.mid, plainText(post), post)
  const { quoted } = post
  if (quoted === null) return line([...own, 'False', '0', 'True'])
  const other = quoted.gone
    ? ['0', '', ...csvCells('4000000000000000', GONE, { ...post, pictures: [], video: null, pieces: [] })]
    : [
        quoted.uid,
        quoted.account,
        ...csvCells(quoted.mid, quoted.words, {
          ...post,
          seconds: Number(BigInt(quoted.mid) >> 22n) + 515_483_463,
          pictures: [],
          video: null,
          pieces: [],
        }),
      ]
  return line([...own, 'False', '0', 'False', ...other])
}

function csvCells(mid: string, text: string, post: Pick<MadePost, 'seconds' | 'pictures' | 'video' | 'n' | 'pieces'>): readonly string[] {
  const local = new Date((post.seconds + 8 * 3600) * 1000).toISOString().slice(0, 19)
  const named = (is: 'topic' | 'mention'): string => post.pieces.flatMap((piece) => (piece.is === is ? [piece.words] : [])).join(',')
  return [
    `${mid}\t`,
    bidOf(mid) ?? '',
    text,
    '',
    post.pictures.map(pictureAddress).join(','),
    post.video?.url ?? '',
    '',
    '',
    local,
    '微博政务版',
    String(post.n % 90),
    String(post.n % 20),
    String(post.n % 50),
    named('topic'),
    named('mention'),
    local.replace('T', ' '),
  ]
}

function line(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')
}
