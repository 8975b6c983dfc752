// A surveyed archive → the account's posts, each with the places of its records, and the posts and records that are not the account's, counted.
import { createHash } from 'node:crypto'
import type { Claim } from '../../domain/account.ts'
import type { Discovered } from '../../domain/archive.ts'
import type { Leftover } from '../files/archive-files.ts'
import { addressesOf, keyOf, midKey, objectKey } from '../weibo/ids.ts'
import type { Entry } from './entries.ts'
import type { Survey } from './survey.ts'

/** How fetch finds the records again. */
export interface PostRef {
  readonly numbers: readonly string[]
  readonly at: readonly (readonly [file: string, format: string, at: string])[]
  readonly links: Readonly<Record<string, string>>
  readonly remarks: readonly { readonly code: string; readonly about: string }[]
}

export interface Sorted {
  readonly uid: string | null
  readonly own: readonly { readonly entry: Entry; readonly about: readonly Entry[] }[]
  readonly leftovers: readonly Leftover[]
}

/** `said`: the account as the job names it. */
export function sortEntries(survey: Survey, said: string | undefined): Sorted {
  const entries = survey.entries.settle()
  const uid = said ?? ownerOf(survey, entries)
  const quoted = new Map<string, Entry[]>()
  for (const entry of entries) if (entry.quoted !== null) quoted.set(entry.quoted, [...(quoted.get(entry.quoted) ?? []), entry])
  const about = new Map<Entry, Entry[]>()
  const own: Entry[] = []
  const others = new Map<string, number>()
  const nameless: Leftover[] = []
  for (const entry of entries) {
    const quoters = entry.numbers.flatMap((number) => quoted.get(number) ?? []).filter((one) => one !== entry)
    if (entry.uid !== uid) for (const quoter of quoters) about.set(quoter, [...(about.get(quoter) ?? []), entry])
    if (isOwn(entry, { uid, isQuoted: quoters.length > 0 })) own.push(entry)
    else if (entry.uid === null && quoters.length === 0)
      nameless.push(...entry.places.map(({ file, at }) => ({ name: `${file}#${at}`, why: NAMELESS })))
    else if (entry.uid !== null && quoters.length === 0) for (const { file } of entry.places) others.set(file, (others.get(file) ?? 0) + 1)
  }
  const leftovers = [...survey.leftovers, ...nameless, ...strangers(others)]
  const posts = own.map((entry) => ({ entry, about: about.get(entry) ?? [] }))
  return { uid, own: posts, leftovers: eachOnce([...leftovers, ...repeated(survey, posts, leftovers)], survey, posts) }
}

const NAMELESS = 'a long text or article that does not say of which post it is, and no cut post of the archive begins like it'

interface Owned {
  readonly uid: string | null
  readonly isQuoted: boolean
}

/** A record without a name is the account's, unless another post forwards it. */
function isOwn(entry: Entry, { uid, isQuoted }: Owned): boolean {
  if (entry.uid !== null) return entry.uid === uid
  if (isQuoted) return false
  return entry.numbers.length > 0 || !entry.bare
}

/** The account that the archive names, or that most posts are of. */
function ownerOf({ accounts }: Survey, entries: readonly Entry[]): string | null {
  const counts = new Map<string, number>()
  for (const { uid } of entries) if (uid !== null) counts.set(uid, (counts.get(uid) ?? 0) + 1)
  const named = [...accounts.keys()].filter((uid) => counts.has(uid))
  const from = named.length > 0 ? named : [...counts.keys()]
  const [most] = from.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
  return most ?? [...accounts.keys()][0] ?? null
}

function strangers(others: ReadonlyMap<string, number>): readonly Leftover[] {
  return [...others].map(([file, count]) => ({ name: `${file}#others`, why: `${count} posts of other accounts` }))
}

/** A file whose every record stands in other files word for word gives no record of its own. */
function repeated(survey: Survey, posts: Sorted['own'], leftovers: readonly Leftover[]): readonly Leftover[] {
  const made = new Set(posts.flatMap(({ entry, about }) => [entry, ...about].flatMap(({ places }) => places.map(({ file }) => file))))
  const named = new Set(leftovers.map(({ name }) => name))
  return [...survey.read.keys()]
    .filter((file) => !made.has(file) && !named.has(file))
    .map((file) => ({
      name: file,
      why: named.has(`${file}#others`) ? 'only posts of other accounts' : 'its posts stand in other files word for word',
    }))
}

/** One reason for each name; and a web archive of which no post is made is named itself, beside what was recorded in it. */
function eachOnce(leftovers: readonly Leftover[], { recordings }: Survey, posts: Sorted['own']): readonly Leftover[] {
  const once = new Map<string, Leftover>()
  for (const one of leftovers) if (!once.has(one.name)) once.set(one.name, one)
  const made = new Set(posts.flatMap(({ entry, about }) => [entry, ...about].flatMap(({ places }) => places.map(({ file }) => file))))
  for (const path of recordings) {
    const isMade = [...made].some((file) => file.startsWith(`capture:${path}`))
    if (!isMade && !once.has(path)) once.set(path, { name: path, why: 'a web archive without a post of the account' })
  }
  return [...once.values()]
}

/** More tellings than this tell nothing new. */
const MOST_TELLINGS = 24

export function* discovered(survey: Survey, { uid, own }: Sorted, since?: string): Generator<Discovered> {
  const carried = new Map<string, number>()
  for (const { entry } of own) for (const id of entry.objects) carried.set(id, (carried.get(id) ?? 0) + 1)
  for (const { entry, about } of own) {
    const day = entry.listed.value?.slice(0, 10)
    if (since !== undefined && day !== undefined && day < since.slice(0, 10)) continue
    yield post(survey, { entry, about, uid: entry.uid ?? uid, carried })
  }
}

interface Posting {
  readonly entry: Entry
  readonly about: readonly Entry[]
  readonly uid: string | null
  /** By article or film: how many posts carry it. */
  readonly carried: ReadonlyMap<string, number>
}

function post(survey: Survey, { entry, about, uid, carried }: Posting): Discovered {
  const key = keyFor(entry, uid)
  const links = linksOf(survey, [entry, ...about])
  const places = [...entry.places, ...about.flatMap((one) => one.places)].slice(0, MOST_TELLINGS)
  const remarks = [...lossRemarks(entry), ...weakRemarks(entry, uid)]
  const content = [places.map(({ digest }) => digest).toSorted(), [...entry.shown].toSorted(), links, remarks]
  const ref: PostRef = { numbers: entry.numbers, at: places.map(({ file, format, at }) => [file, format, at]), links, remarks }
  return {
    key,
    aliases: aliasesOf(entry, { key, uid, carried }),
    ref: { ...ref },
    version: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
    title: entry.title,
    url: urlOf(entry, uid),
    listed: entry.listed,
  }
}

/** Without a number a record is known by what it says. */
function keyFor({ numbers, places, objects }: Entry, uid: string | null): string {
  const [number] = numbers
  const owner = uid ?? '0'
  if (number !== undefined) return keyOf(owner, number)
  const [object] = objects
  if (object !== undefined) return keyOf(owner, `article-${object}`)
  const hex = Buffer.from(places[0]?.digest ?? '', 'base64url').toString('hex')
  return keyOf(owner, `record-${hex.slice(0, 24)}`)
}

interface Naming {
  readonly key: string
  readonly uid: string | null
  readonly carried: ReadonlyMap<string, number>
}

/** Other names of the post. An article that two posts carry names neither: which of them comes first may change, and a name may not wander. */
function aliasesOf({ numbers, objects }: Entry, { key, uid, carried }: Naming): readonly string[] {
  const own = objects.filter((id) => carried.get(id) === 1).map((id) => objectKey(id))
  const names = [...numbers.flatMap((number) => [keyOf(uid ?? '0', number), midKey(number)]), ...own]
  return [...new Set(names)].filter((name) => name !== key)
}

function urlOf({ numbers }: Entry, uid: string | null): string | null {
  const number = numbers.at(-1)
  if (number === undefined) return null
  return uid === null ? `https://m.weibo.cn/detail/${number}` : (addressesOf(keyOf(uid, number))[0] ?? null)
}

function linksOf({ links }: Survey, entries: readonly Entry[]): Readonly<Record<string, string>> {
  const found = entries.flatMap(({ shorts }) =>
    [...shorts].flatMap((short) => {
      const long = links.get(short.replace(/^https?:\/\//i, ''))
      return long === undefined ? [] : [[short, long] as const]
    }),
  )
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function lossRemarks({ losses }: Entry): PostRef['remarks'] {
  return losses.slice(0, 5).map(({ why, file }) => ({
    code: /图|pic|image|photo|video|视频|media|download/i.test(why)
      ? 'media-missing'
      : /article|文章|long|长|text|正文/i.test(why)
        ? 'text-cut'
        : 'text-maybe-cut',
    about: `${file.slice(file.lastIndexOf('/') + 1)}: ${why}`.slice(0, 200),
  }))
}

function weakRemarks({ numbers, uid: told, objects }: Entry, uid: string | null): PostRef['remarks'] {
  if (numbers.length === 0 && objects.length === 0) return [{ code: 'identity-weak', about: '记录没有微博编号' }]
  return told === null && uid === null ? [{ code: 'identity-weak', about: '记录没有写明账号' }] : []
}

export function claimsFor({ claims }: Survey, uid: string | null): readonly Claim[] {
  const found = new Map<string, Claim>()
  for (const { claim, uid: of } of claims) {
    if (of !== null && of !== uid) continue
    const key = JSON.stringify([claim.by, claim.scope, claim.of])
    const before = found.get(key)
    if (before === undefined || before.count < claim.count) found.set(key, claim)
  }
  return [...found.values()]
}
