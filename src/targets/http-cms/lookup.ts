// Entries that carry a key of ours: found by asking the CMS, told from those of others, and where readers find them. It changes nothing.
import type { Published } from '../../domain/article.ts'
import { Failure, makesNothing } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { keyScope } from './article-scope.ts'
import type { CmsRoom } from './cms-room.ts'
import { plainText, valueAt } from './json-path.ts'
import { holds, type Told } from './judge.ts'
import type { EntrySpec } from './preset.ts'
import { render, renderText, type Scope } from './template.ts'

interface Found {
  readonly id: string
  readonly url: string | null
  readonly withdrawn: boolean
  readonly shown: boolean
  /** Sorts by age. */
  readonly age: string
  readonly item: unknown
}

export async function find(room: CmsRoom, key: string): Promise<Published | null> {
  const found = (await carrying(room, key)).find((one) => !one.withdrawn)
  return found === undefined ? null : { remoteId: found.id, url: pageOf(room, keyScope(key), found), digest: '' }
}

/** All entries that carry the key: those that readers see first, then the oldest, as far as their dates or ids tell. */
async function carrying(room: CmsRoom, key: string): Promise<Found[]> {
  const { find: lookup, entry } = room.preset
  if (lookup === undefined) return []
  const scope = keyScope(key)
  const told = await room.asker.run(lookup.steps, scope)
  if (told.kind === 'gone') return []
  if (told.kind !== 'done') throw notUnderstood()
  const list = lookup.list === undefined ? listOf(entryAt(told.data, entry.at)) : valueAt(told.data, lookup.list)
  if (!Array.isArray(list)) throw new Failure('target-unreachable', both('查询的应答中没有列表', 'the answer to the look-up has no list'))
  return list
    .map((item: unknown) => foundOf(room, item, scope))
    .filter((one) => one !== null)
    .toSorted((a, b) => Number(b.shown) - Number(a.shown) || a.age.localeCompare(b.age, 'en', { numeric: true }))
}

/** Null for what is not ours: a CMS that does not know a filter gives everything. */
function foundOf(room: CmsRoom, item: unknown, scope: Scope): Found | null {
  const { entry } = room.preset
  const inner = { ...room.scope, ...scope, item }
  if (entry.key !== undefined && !same(valueAt(item, entry.key), renderText(entry.keyIs, inner))) return null
  const id = entry.idIs === undefined ? plainText(valueAt(item, entry.id ?? 'id')) : renderText(entry.idIs, inner)
  if (id === null || id === '') return null
  const url = entry.url === undefined ? null : plainText(render(entry.url, inner))
  const is = (state: EntrySpec['shown']): boolean => state !== undefined && holds(state, item, {})
  const age = entry.made === undefined ? id : (plainText(valueAt(item, entry.made)) ?? id)
  return { id, url, item, age, shown: is(entry.shown), withdrawn: is(entry.withdrawn) }
}

function same(value: unknown, wanted: string): boolean {
  return Array.isArray(value) ? value.some((one) => plainText(one) === wanted) : plainText(value) === wanted
}

/** A CMS that does not say the id of what it made is asked for it. */
export async function idOf(room: CmsRoom, told: Pick<Told, 'id'>, key: string): Promise<string> {
  if (told.id !== null && told.id !== '') return told.id
  const [found] = await asUnknown(carrying(room, key))
  if (found !== undefined) return found.id
  throw new Failure('target-unknown-outcome', both('已提交,但查不到新稿件', 'it was sent, but the new entry is not found'))
}

/** After something was made, no refusal means any more that nothing was. */
export async function asUnknown<T>(question: Promise<T>): Promise<T> {
  try {
    return await question
  } catch (error) {
    if (error instanceof Failure && makesNothing(error.code)) throw new Failure('target-unknown-outcome', error.message, { cause: error })
    throw error
  }
}

/** The key is taken: what carries it is ours, also when it was withdrawn. */
export async function adopt(room: CmsRoom, key: string): Promise<string> {
  const [found] = await asUnknown(carrying(room, key))
  if (found !== undefined) return found.id
  throw new Failure(
    'target-attention',
    both('站点说编号已被占用,但查不到该稿件', 'the site says that the key is taken, and no entry carries it'),
  )
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** The entry in an answer. */
export function entryAt(data: unknown, path: string | undefined): unknown {
  return path === undefined ? data : valueAt(data, path)
}

export function idScope(id: string): Scope {
  return { id, ids: id.split('/') }
}

/** Where readers find it. */
export function pageOf(
  room: CmsRoom,
  scope: Scope,
  found: { readonly id: string; readonly url: string | null; readonly item: unknown },
): string {
  const template = room.options.page ?? room.preset.page ?? '{{link}}'
  const link = found.url === null ? null : room.own.absolute(found.url)
  const text = renderText(template, { ...room.scope, ...scope, ...idScope(found.id), item: found.item, link })
  if (!URL.canParse(text)) throw new Failure('target-unknown-outcome', both('不知道稿件的地址', 'the address of the entry is not known'))
  return new URL(text).href
}

export function notUnderstood(): Failure {
  return new Failure('target-unknown-outcome', both('站点的应答不合预设', 'the answer of the site is none the preset foresees'))
}
