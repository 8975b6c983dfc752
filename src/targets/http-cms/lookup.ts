// Entries that carry a key of ours: found by asking the CMS, told from those of others, and where readers find them. It changes nothing.
import type { Published } from '../../domain/article.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { asUnknown } from '../answers.ts'
import { entryName } from '../entry-name.ts'
import { keyScope } from './article-scope.ts'
import type { CmsRoom } from './cms-room.ts'
import { plainText, valueAt } from './json-path.ts'
import { hasMark } from './note.ts'
import { holds, type Told } from './judge.ts'
import type { EntrySpec } from './preset.ts'
import { idScope, render, renderText, type Scope } from './template.ts'

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
  const found = list.map((item: unknown) => foundOf(room, item, scope)).filter((one) => one !== null)
  const ours = entry.key === undefined ? await marked(room, found, entryName(key)) : found
  return ours.toSorted((a, b) => Number(b.shown) - Number(a.shown) || a.age.localeCompare(b.age, 'en', { numeric: true }))
}

/**
 * Of entries that do not say whose they are, those with our mark in their text. When none has it the CMS has not asked by the key at all,
 * and what it gave says nothing of whether there is one.
 */
async function marked(room: CmsRoom, found: readonly Found[], name: string): Promise<Found[]> {
  const ours: Found[] = []
  for (const one of found) {
    const item = await entryOf(room, one.id)
    if (item !== null && hasMark(plainText(valueAt(item, room.preset.entry.html ?? 'html')) ?? '', name)) ours.push(one)
  }
  if (ours.length > 0 || found.length === 0) return ours
  throw new Failure(
    'target-attention',
    both(
      `按标记查询得到 ${found.length} 篇稿件,都没有我们的标记;该站点不能查询`,
      `the look-up gave ${found.length} entries, none with our mark: this site cannot be asked by it`,
    ),
  )
}

/** As it stands, public or not; null = there is none. */
async function entryOf({ preset, asker, batches }: CmsRoom, id: string): Promise<unknown> {
  const read = await batches.read(id)
  if (read !== null || preset.drafted === undefined) return read?.item ?? null
  const told = await asker.run(preset.drafted, idScope(id))
  return told.kind === 'done' ? entryAt(told.data, preset.entry.at) : null
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
