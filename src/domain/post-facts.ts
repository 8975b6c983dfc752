// What is kept of a post for the assessment of its account: numbers of the platform under one set of names, and counts of the draft. Pure.
import type { Draft } from './draft.ts'
import type { Dated, Page } from './page.ts'

export interface PostFacts {
  /** Null = the platform's number is not known; never 0 for that. */
  readonly reads: number | null
  readonly likes: number | null
  readonly shares: number | null
  readonly comments: number | null
  readonly pictures: number
  readonly films: number
  readonly sounds: number
  readonly files: number
  readonly characters: number
  /** original = the platform says that it was declared so; reprint = it comes from elsewhere; unsaid = neither. */
  readonly origin: 'original' | 'reprint' | 'unsaid'
  readonly precision: Dated['precision']
  /** All numbers of the platform under its own names. */
  readonly numbers: Readonly<Record<string, number>>
}

/** The first name that is there counts. */
const NAMES = {
  reads: ['reads', 'read_num', 'read_count', 'views', 'view_count', 'plays', 'play_count'],
  likes: ['likes', 'old_like_num', 'like_num', 'like_count', 'attitudes_count', 'digg_count'],
  shares: ['shares', 'share_num', 'share_count', 'reposts', 'reposts_count', 'forward_num'],
  comments: ['comments', 'comment_num', 'comment_count', 'comments_count', 'replies'],
} as const

export function postFacts(page: Page, draft: Draft): PostFacts {
  const numbers = numbersOf(page.facts)
  const first = (names: readonly string[]): number | null => names.map((name) => numbers[name]).find((n) => whole(n)) ?? null
  const of = (kind: Draft['media'][number]['kind']): number => draft.media.filter((one) => one.kind === kind && one.role !== 'cover').length
  return {
    reads: first(NAMES.reads),
    likes: first(NAMES.likes),
    shares: first(NAMES.shares),
    comments: first(NAMES.comments),
    pictures: of('image'),
    films: of('video'),
    sounds: of('audio'),
    files: of('file'),
    characters: draft.conservation.after.characters,
    origin: originOf(page),
    precision: draft.published.precision,
    numbers,
  }
}

function whole(n: number | undefined): boolean {
  return n !== undefined && Number.isSafeInteger(n) && n >= 0
}

const MOST_NUMBERS = 40

/** Numbers only: words may be anybody's. */
function numbersOf(facts: Page['facts']): Record<string, number> {
  const pairs = Object.entries(facts).filter(
    ([name, value]) => typeof value === 'number' && Number.isFinite(value) && /^\w{1,40}$/.test(name),
  )
  return Object.fromEntries(pairs.slice(0, MOST_NUMBERS)) as Record<string, number>
}

/** `copyright_stat` is WeChat's: 1 = 原创, 2 = 转载. */
function originOf(page: Page): PostFacts['origin'] {
  if (page.kind === 'reprint' || page.origin !== null || page.facts['reprint'] === true || page.facts['copyright_stat'] === 2)
    return 'reprint'
  return page.facts['copyright_stat'] === 1 || page.facts['original'] === true ? 'original' : 'unsaid'
}
