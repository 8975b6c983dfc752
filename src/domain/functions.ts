// The inventory of what an account did for people (服务功能清单): its words, the keys of its entries, and the rule of what is complete.
import type { Said } from './words.ts'

/** `form` and `vote` are met in posts only, the others in posts and in what the account offers beside them. */
export const FUNCTION_KINDS = {
  menu: { zh: '菜单', en: 'menu entry' },
  'auto-reply': { zh: '自动回复', en: 'automatic reply' },
  'mini-program': { zh: '小程序', en: 'mini-program' },
  link: { zh: '办事链接', en: 'service link' },
  entry: { zh: '入口', en: 'entry' },
  form: { zh: '表单', en: 'form' },
  vote: { zh: '投票', en: 'vote' },
} as const satisfies Record<string, Said>
export type FunctionKind = keyof typeof FUNCTION_KINDS

/** Where a function goes on the new site. `ended` = it is offered no more, for a stated reason. */
export const DESTINATIONS = {
  service: { zh: '办事服务', en: 'services' },
  query: { zh: '查询', en: 'look-up' },
  complaint: { zh: '咨询投诉', en: 'questions and complaints' },
  ended: { zh: '不再提供', en: 'no longer offered' },
} as const satisfies Record<string, Said>
export type Destination = keyof typeof DESTINATIONS

/** One service that a post leads to. Several mentions of the same in one post are one. */
export interface ServiceUse {
  readonly key: string
  readonly kind: FunctionKind
  /** The words of the link, the title of the mini-program; may be ''. */
  readonly name: string
  /** Web address, or `appid/path`; null where the page keeps none (votes). */
  readonly address: string | null
}

/** What the inventory still lacks of a function. `alive`: does its old address work? Only asked where it has one. */
export type Lack = 'destination' | 'alive'

export function lacksOf(one: { destination: Destination | null; address: string | null; alive: boolean | null }): Lack[] {
  return [
    ...(one.destination === null ? (['destination'] as const) : []),
    ...(one.address !== null && one.alive === null ? (['alive'] as const) : []),
  ]
}

/** Words that platforms and people hang on an address, and that say nothing about where it leads. */
const NOISE = /^(?:utm_\w+|from|isappinstalled|scene|chksm|sharer_\w+|share_\w+|srcid|nsukey|wxid|timestamp|_t|spm)$/i

/**
 * The key of what an address opens, the same wherever it is met: `web:<host><path>?<query>` without the words of sharing and
 * without fragments (but `#/…`, which is a page of its own), or `mini-program:<appid>/<path>` without what follows `?`. Null = no address.
 */
export function addressKey(address: string): string | null {
  const text = address.trim()
  if (!/^https?:\/\//i.test(text)) {
    const [, appid, path = ''] = /^(wx[0-9a-z]{8,32}|gh_[0-9a-z]{8,32})(?:@\w+)?(?:\/([^?#]*))?/i.exec(text) ?? []
    return appid === undefined ? null : `mini-program:${appid}/${path.replace(/^\/+|\.html$/g, '')}`.slice(0, MOST_KEY)
  }
  const url = URL.parse(text)
  if (url === null || url.hostname === '') return null
  for (const name of Array.from(url.searchParams.keys())) if (NOISE.test(name)) url.searchParams.delete(name)
  const page = /^#!?\//.test(url.hash) ? url.hash : ''
  return `web:${url.host.replace(/\.$/, '')}${url.pathname.replace(/\/$/, '')}${url.search}${page}`.slice(0, MOST_KEY)
}

/** PostgreSQL indexes up to some 2,700 bytes; no honest address comes near. */
const MOST_KEY = 1000

/** One line for people: no controls, no runs of white space, not endless. */
export function functionWords(text: string, most = 200): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zs}\u2028\u2029\uFEFF\u200B]+/gu, ' ')
    .trim()
    .slice(0, most)
    .toWellFormed()
}
