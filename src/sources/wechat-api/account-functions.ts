// Menus and automatic replies → the inventory of what the account did for people, and, where they show pictures or play sounds, one item that
// keeps those: the platform gives such files for three days only.
import { createHash } from 'node:crypto'
import type { ServiceFunction } from '../../domain/account.ts'
import type { Discovered, Json } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { SourceKit } from '../source.ts'
import { isObject, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { accountFunctions } from '../wechat/functions.ts'
import type { Api } from './client.ts'

const CALLS = {
  selfmenu: '/cgi-bin/get_current_selfmenu_info',
  menu: '/cgi-bin/menu/get',
  autoreply: '/cgi-bin/get_current_autoreply_info',
} as const

/** A file that a menu or reply shows. `at`: its id at the platform, or its address, both short-lived; `name` stays the same. */
export interface ServiceMedium {
  readonly name: string
  readonly type: 'image' | 'voice' | 'video'
  readonly at: string
}

export interface Offered {
  readonly functions: readonly ServiceFunction[]
  readonly media: readonly ServiceMedium[]
  readonly answers: JsonObject
  /** Calls that this account has no right to. */
  readonly refused: readonly { readonly name: string; readonly code: string }[]
}

export interface ServiceRef {
  readonly in: 'service'
  readonly row: string
  readonly media: readonly ServiceMedium[]
}

const PASSED_OVER = ['api-unauthorized', 'api-quota', 'api-refused', 'api-missing']

export async function readOffered(api: Api): Promise<Offered> {
  const answers = new Map<string, JsonObject>()
  const refused: { name: string; code: string }[] = []
  for (const [name, path] of Object.entries(CALLS)) {
    // a menu that is switched off is offered to nobody, whoever made it
    if (name === 'menu' && answers.get('selfmenu')?.['is_menu_open'] === 0) continue
    try {
      const answer = await api.object(path, { patient: true })
      if (answer !== null) answers.set(name, answer)
    } catch (error) {
      if (!(error instanceof Failure) || !PASSED_OVER.includes(error.code)) throw error
      refused.push({ name: path, code: error.code })
    }
  }
  const functions = new Map<string, ServiceFunction>()
  for (const [name, answer] of answers)
    for (const one of accountFunctions(answer, CALLS[name as keyof typeof CALLS].replace('/cgi-bin/', '')) ?? [])
      if (!functions.has(one.key)) functions.set(one.key, one)
  const media = [...answers].filter(([name]) => name !== 'menu').flatMap(([name, answer]) => mediaIn(answer, `service:${name}`, 0))
  return { functions: [...functions.values()], media, answers: Object.fromEntries(answers), refused }
}

const TYPES: Readonly<Record<string, ServiceMedium['type']>> = { img: 'image', image: 'image', voice: 'voice', video: 'video' }
/** Far more than any menu or reply has. */
const MOST_DEEP = 12

/** Named by their place in the answer: ids and addresses are others at every reading. */
function mediaIn(value: Json, name: string, depth: number): readonly ServiceMedium[] {
  if (typeof value !== 'object' || value === null || depth > MOST_DEEP) return []
  const type = isObject(value) ? TYPES[wordOf(value['type']) ?? ''] : undefined
  const at = isObject(value) ? (wordOf(value['value']) ?? wordOf(value['content'])) : null
  const own = type !== undefined && at !== null ? [{ name, type, at }] : []
  return [...own, ...Object.entries(value).flatMap(([key, one]: [string, Json]) => mediaIn(one, `${name}.${key}`, depth + 1))]
}

/** Null when there are only words and addresses: the inventory holds those. */
export async function serviceItem(offered: Offered, appid: string, kit: Pick<SourceKit, 'keep'>): Promise<Discovered | null> {
  if (offered.media.length === 0) return null
  const ref: ServiceRef = { in: 'service', row: await kit.keep(serviceRow(offered)), media: offered.media }
  const said = JSON.stringify([offered.functions, offered.media.map(({ name, type }) => [name, type])])
  return {
    key: `wechat:service:${appid}`,
    aliases: [],
    ref: ref as unknown as Json,
    version: createHash('sha256').update(said).digest('hex'),
    title: '自定义菜单与自动回复',
    url: null,
    listed: UNKNOWN_DATE,
  }
}

export function serviceRow({ functions, media, answers }: Offered): Buffer {
  return Buffer.from(JSON.stringify({ in: 'service', functions, media: media.map(({ name, type }) => ({ name, type })), answers }))
}
