// The posts of an invented Weibo account, each by its number, with everything about it known: what an archive of it must give back. All words,
// names and numbers are made up. In: a seed and a number. Out: the post. Nothing is written here.
import { randomOf } from './random.ts'
import type { Random } from './random.ts'

export const UID = '3053400001'
export const ACCOUNT = '青石发布'

export interface MadePost {
  readonly n: number
  readonly mid: string
  /** Seconds since 1970. */
  readonly seconds: number
  readonly kind: 'text' | 'images' | 'video' | 'share'
  /** Text between 【】; null where the post has none. */
  readonly title: string | null
  /** The text in its pieces, in order. */
  readonly pieces: readonly MadePiece[]
  /** Longer than lists show. */
  readonly isLong: boolean
  /** Picture ids. */
  readonly pictures: readonly string[]
  readonly video: { readonly object: string; readonly url: string; readonly poster: string } | null
  readonly quoted: MadeQuote | null
}

export type MadePiece =
  | { readonly is: 'words' | 'topic' | 'mention' | 'emoticon' | 'emoji'; readonly words: string }
  | { readonly is: 'link'; readonly short: string; readonly long: string }
  | { readonly is: 'line' }

type MadeQuote =
  | { readonly gone: true }
  | { readonly gone: false; readonly mid: string; readonly uid: string; readonly account: string; readonly words: string }

const FIRST_SECOND = 1_325_376_000
const YEARS_13 = 13 * 365 * 86_400
const SENTENCES = [
  '今日上午,县政务服务中心增开三个便民窗口,群众办事不用再排长队。',
  '受强降雨影响,县道 207 线部分路段临时封闭,请过往车辆绕行。',
  '全县中小学开学第一课以安全为主题,各校组织了疏散演练。',
  '本周六起,青石体育馆向市民免费开放,开放时间为八点至二十点。',
  '县医院新门诊楼今天启用,挂号、缴费、取药可在一楼自助完成。',
  '农技人员深入田间地头,指导农户做好春耕备耕工作。',
  '供水管网改造进入尾声,预计月底前恢复正常供水,感谢大家的理解!',
  '便民服务点设在𠮷家桥村委会,周末照常办理。',
]
const TITLES = ['便民提示', '道路交通', '天气预警', '办事指南', '政策解读', '通知公告']
const TOPICS = ['青石早报', '便民服务', '平安青石', '我为群众办实事']
const EMOTICONS = ['[心]', '[赞]', '[太阳]', '[玫瑰]']
/** Two units, five, and one that some consoles cannot write. */
const EMOJI = ['🔥', '👨‍👩‍👧', '🆚']
const OTHERS = ['青石消防', '青石气象', '青石教育']

/** How many seconds lie between two posts of an account of `posts` posts. */
function stepOf(posts: number): number {
  return Math.max(60, Math.floor(YEARS_13 / posts))
}

/** Post `n` of `posts`, from 0, the oldest first. */
export function madePost(seed: number, n: number, posts: number): MadePost {
  const random = randomOf(seed, n)
  const step = stepOf(posts)
  const seconds = FIRST_SECOND + n * step + random.below(Math.min(step, 50))
  const mid = midAt(seconds, n)
  const dice = random.below(100)
  const quoted = dice >= 72 && dice < 88 ? quoteOf(random, seconds) : null
  const video = dice >= 88 && dice < 93 ? videoOf(n) : null
  const pictures = dice >= 40 && dice < 72 ? picturesOf(random, n) : []
  const isBare = quoted !== null && random.chance(0.3)
  const isWordless = pictures.length > 0 && random.chance(0.15)
  const isLong = !isBare && !isWordless && random.chance(0.08)
  const title = !isBare && !isWordless && quoted === null && random.chance(0.5) ? `${random.one(TITLES)}第${n}号` : null
  const topic: MadePiece = { is: 'topic', words: random.one(TOPICS) }
  const pieces = isBare
    ? [{ is: 'words', words: '转发微博' } as const]
    : isWordless
      ? [topic]
      : piecesOf(random, { n, title, topic, isLong })
  const kind = isBare ? 'share' : video !== null ? 'video' : isWordless ? 'images' : 'text'
  return { n, mid, seconds, kind, title, pieces, isLong, pictures, video, quoted }
}

function midAt(seconds: number, n: number): string {
  return String((BigInt(seconds - 515_483_463) << 22n) + BigInt(n % 4_000_000))
}

function piecesOf(
  random: Random,
  { n, title, topic, isLong }: { n: number; title: string | null; topic: MadePiece; isLong: boolean },
): readonly MadePiece[] {
  const pieces: MadePiece[] = title === null ? [topic] : [{ is: 'words', words: `【${title}】` }, topic]
  for (let sentences = isLong ? 12 : 1 + random.below(2); sentences > 0; sentences -= 1) {
    pieces.push({ is: 'words', words: `${random.one(SENTENCES)}(${n}-${sentences})` })
    if (random.chance(0.2)) pieces.push({ is: 'emoticon', words: random.one(EMOTICONS) })
    if (random.chance(0.1)) pieces.push({ is: 'emoji', words: random.one(EMOJI) })
    if (random.chance(0.15)) pieces.push({ is: 'line' })
  }
  if (random.chance(0.2)) pieces.push({ is: 'mention', words: random.one(OTHERS) }, { is: 'words', words: ' ' })
  if (random.chance(0.2)) {
    const long = `https://www.qingshi.gov.cn/art/${2012 + (n % 13)}/${n}.html?from=weibo&id=${n}`
    pieces.push({ is: 'words', words: '详见 ' }, { is: 'link', short: `http://t.cn/A${n.toString(36).padStart(6, '0')}`, long })
  }
  return pieces
}

function picturesOf(random: Random, n: number): readonly string[] {
  const count = random.chance(0.05) ? 10 + random.below(9) : 1 + random.below(9)
  return Array.from({ length: count }, (_, at) => pictureId(n, at))
}

/** Begins with the account's number in hex, as the platform's do. */
function pictureId(n: number, at: number): string {
  return `${Number(UID).toString(16)}gy1h${n.toString(36).padStart(6, '0')}${at.toString(36).padStart(2, '0')}j20u00k0`
}

function videoOf(n: number): MadePost['video'] {
  const object = `1034:4${String(n).padStart(15, '0')}`
  return { object, url: `https://f.video.weibocdn.com/u0/${n}.mp4?label=mp4_720p`, poster: pictureAddress(pictureId(n, 0)) }
}

function quoteOf(random: Random, seconds: number): MadeQuote {
  if (random.chance(0.12)) return { gone: true }
  const account = random.one(OTHERS)
  const earlier = seconds - 600 - random.below(80_000)
  return { gone: false, mid: midAt(earlier, 7), uid: `30534${OTHERS.indexOf(account)}0002`, account, words: random.one(SENTENCES) }
}

export function pictureAddress(pid: string): string {
  return `https://wx${(Number.parseInt(pid.at(-10) ?? '0', 36) % 4) + 1}.sinaimg.cn/large/${pid}.jpg`
}
