// All passes over the lists of an account → its posts, each once, joined by mid; what the platform says there is; and what was not read. Keeps
// numbers and digests only. A list that no pass could read to its end ends the run: what it hides would look deleted.
import { createHash } from 'node:crypto'
import type { Claim } from '../../domain/account.ts'
import type { Discovered } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import type { Leftover } from '../files/archive-files.ts'
import type { SourceKit } from '../source.ts'
import { textOf } from '../text/text-of.ts'
import { publishedOf } from '../weibo/dates.ts'
import { addressesOf, keyOf, midKey } from '../weibo/ids.ts'
import { UNTOLD } from '../weibo/status.ts'
import type { Status } from '../weibo/status.ts'
import { uidIn } from './api.ts'
import { editionOf } from './edition.ts'
import { needsShow } from './list-page.ts'
import type { Listed } from './list-page.ts'
import { passesOf } from './lists.ts'
import type { List } from './lists.ts'
import type { WeiboApiOptions } from './options.ts'
import { refusal } from './refusals.ts'
import { linksOf, shortsIn } from './short-links.ts'
import type { Links, ShortLinks } from './short-links.ts'
import { askShow } from './show.ts'
import { walk } from './walk.ts'
import type { Walked, Walking } from './walk.ts'

/** How fetch finds a post again. */
export interface ApiRef {
  readonly mid: string
  /** What the API knows it by; another number than the mid before mid-2011. */
  readonly id: string
  /** The answer that the kit keeps. */
  readonly kept: string
  /** The answer is about this post alone. */
  readonly alone: boolean
  /** The list cut it: the whole has to be asked for. */
  readonly show: boolean
  /** Where its short links lead. */
  readonly links: Links
}

export interface Room {
  readonly walking: Walking
  readonly kit: SourceKit
  readonly options: WeiboApiOptions
  /** Null = short links are left alone. */
  readonly shorts: ShortLinks | null
}

/** What is known when all posts have been handed out. */
export interface Told {
  readonly claims: Claim[]
  readonly leftovers: Leftover[]
}

interface Discovering extends Room, Told {
  /** Mids, and the other numbers of old posts. */
  readonly numbers: Set<string>
  /** Names of what has been told. */
  readonly told: Set<string>
  /** Parts of the account that a pass has gone through, and those that failed. */
  readonly ended: Set<string>
  readonly failed: Map<string, Failure>
}

/** What fails one list; everything else fails all of them. */
const ONE_LIST = [
  'net-status',
  'net-timeout',
  'net-unreachable',
  'net-malformed',
  'net-resting',
  'net-too-large',
  'api-busy',
  'api-refused',
]

export async function* discoverPosts(room: Room, tell: Told): AsyncGenerator<Discovered> {
  const at: Discovering = { ...room, ...tell, numbers: new Set(), told: new Set(), ended: new Set(), failed: new Map() }
  for (const lists of passesOf(room.options, room.walking.clock.now())) for (const list of lists) yield* oneList(list, at)
  const trouble = room.shorts?.trouble() ?? null
  if (trouble !== null) leave(at, 'short_url/expand', trouble)
  for (const [part, failure] of at.failed) if (!at.ended.has(part)) throw failure
}

async function* oneList(list: List, at: Discovering): AsyncGenerator<Discovered> {
  try {
    for await (const walked of walk(list, at.walking)) {
      await note(list, walked, at)
      const fresh = walked.page.own.filter((one) => isNew(one.status.mid, one.id, at))
      const links =
        (await at.shorts?.resolve(
          fresh.flatMap(({ status }) => shortsIn(status)),
          true,
        )) ?? NO_LINKS
      for (const one of fresh) yield listedPost(one, { kept: walked.digest, uid: at.options.uid, links })
      for (const id of walked.ids) if (!at.numbers.has(id)) yield await numberedPost(id, at)
    }
    at.ended.add(list.part)
  } catch (error) {
    if (!(error instanceof Failure) || !ONE_LIST.includes(error.code)) throw error
    leave(at, list.name, `this pass over the list broke off (${error.code}); what is behind was not read in it`)
    at.failed.set(list.part, error)
  }
}

async function note(list: List, { page, stop }: Walked, at: Discovering): Promise<void> {
  const { claims } = at
  const claim = (by: string, count: number | null, scope: Pick<Claim, 'scope' | 'of'>): void => {
    const name = `claim ${by} ${scope.of}`
    if (count === null || count === 0 || at.told.has(name)) return
    at.told.add(name)
    claims.push({ by, ...scope, count, unit: 'posts' })
  }
  if (at.numbers.size === 0) await beOwner(page, at)
  const by = list.path.replace(/^\/2\/|\.json$/g, '')
  claim(`${by} total_number`, page.total, list.month === null ? { scope: 'all', of: '' } : { scope: 'month', of: list.month.of })
  claim('user.statuses_count', page.accountTotal, { scope: 'all', of: '' })
  for (const mid of page.foreign) leave(at, `status ${mid}`, 'not a post of this account (an advertisement or a recommendation)')
  if (page.broken > 0) leave(at, `${list.name}#broken`, 'entries of the list that are no post')
  if (stop !== null) leave(at, list.name, stop)
}

function leave({ told, leftovers }: Discovering, name: string, why: string): void {
  if (told.has(name)) return
  told.add(name)
  leftovers.push({ name, why })
}

/** Of other people's accounts the API gives the newest five and says how many there are. */
const NEWEST = 5

async function beOwner(page: Walked['page'], { walking, options }: Discovering): Promise<void> {
  if (options.api !== 'open' || page.own.length > NEWEST || (page.total ?? 0) <= page.own.length) return
  const owner = uidIn((await walking.api.ask('/2/account/get_uid.json', {}, true)).json)
  if (owner !== null && owner !== options.uid) throw refusal('owner', 'get_uid')
}

function isNew(mid: string, id: string, { numbers }: Discovering): boolean {
  if (numbers.has(mid)) return false
  numbers.add(mid).add(id)
  return true
}

const NO_LINKS: ReadonlyMap<string, string> = new Map()

interface Having {
  readonly kept: string
  readonly uid: string
  readonly links: ReadonlyMap<string, string>
}

function listedPost(one: Listed, { kept, uid, links }: Having): Discovered {
  const { status, id } = one
  const ref = { mid: status.mid, id, kept, alone: false, show: needsShow(one), links: linksOf(shortsIn(status), links) }
  return post(status, { uid, version: editionOf(status, one.json), ref })
}

/** A post that only the list of numbers has. */
async function numberedPost(number: string, at: Discovering): Promise<Discovered> {
  const { options, walking, kit } = at
  const { text, listed } = await askShow(walking.api, options.api, { id: number, patient: true })
  const kept = await kit.keep(Buffer.from(text))
  const mid = listed?.status.mid ?? number
  at.numbers.add(mid).add(number)
  const version = listed === null ? sha256(`gone ${number}`) : editionOf(listed.status, listed.json)
  const shorts = listed === null ? [] : shortsIn(listed.status)
  const links = linksOf(shorts, (await at.shorts?.resolve(shorts, true)) ?? NO_LINKS)
  const ref = { mid, id: number, kept, alone: true, show: false, links }
  return post(listed?.status ?? { ...UNTOLD, mid }, { uid: options.uid, version, ref })
}

interface Known {
  readonly uid: string
  readonly version: string
  readonly ref: ApiRef
}

function post(status: Status, { uid, version, ref }: Known): Discovered {
  const { mid, id } = ref
  const key = keyOf(uid, mid)
  const other = id === mid ? [] : [keyOf(uid, id), midKey(id)]
  return {
    key,
    aliases: [midKey(mid), ...other],
    ref: { ...ref },
    version,
    title: titleOf(status),
    url: addressesOf(key)[0] ?? null,
    listed: publishedOf({ ...status, mid }).published,
  }
}

function titleOf({ text }: Status): string | null {
  const words = text === null ? '' : 'html' in text ? textOf(text.html) : text.plain
  const [line = ''] = words.trim().split('\n')
  return /^.{1,40}/u.exec(line)?.[0] ?? null
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
