// Puts and look-ups by what every WordPress can do: a draft under a slug made of the key, shown by its id. Within one process no two
// puts of a key meet; over processes the publication protocol sees to that, and what still goes wrong stays a draft.
import { z } from 'zod'
import type { Article, Published } from '../../domain/article.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { asUnknown } from '../answers.ts'
import { entryName } from '../entry-name.ts'
import type { Place, Stray } from '../target.ts'
import { shaped, type Api } from './api.ts'
import { openBatch } from './batch.ts'
import type { Columns } from './columns.ts'
import { digestIn } from './content.ts'
import { fieldsOf, mustBeKept } from './entry.ts'
import { gather } from '../gather.ts'
import { leaveWithin } from '../in-time.ts'
import { ANY_STATUS, isWithdrawn, nameIn, toldShape, type ToldEntry } from './told.ts'
import { gone, inBin, patienceMs, type Entries } from './with-plugin.ts'

const FIELDS = 'id,status,slug,link,date_gmt'
const heldShape = toldShape.extend({ content: z.object({ raw: z.string() }) })
type Held = z.output<typeof heldShape>

export interface Drafts extends Entries {
  stage(article: Article, key: string, place: Place): Promise<string>
  strays(): AsyncGenerator<Stray>
  discard(stray: Stray): Promise<void>
}

interface Site {
  readonly api: Api
  readonly columns: Columns
  readonly path: string
  readonly write: ReturnType<typeof openBatch>
  /** What is not in the bin before what is, then the oldest; null = none. */
  readonly oldest: (name: string) => Promise<Held | null>
  readonly byId: (id: string) => Promise<Held | null>
}

export function withoutPlugin(api: Api, columns: Columns): Drafts {
  const path = `/wp/v2/${api.options.type}`
  const site: Site = { api, columns, path, write: openBatch(api), oldest: oldestBy(api, path), byId: heldBy(api, path) }
  const inTurn = turns()
  return {
    async find(key) {
      const held = await site.oldest(entryName(key))
      return held === null || isWithdrawn(held) ? null : { remoteId: String(held.id), url: held.link, digest: digestIn(held.content.raw) }
    },
    stage: async (article, key, place) => {
      const leaveBy = leaveWithin(patienceMs(api.options))
      return String(await inTurn(key, async () => await stage(site, article, { key, place, leaveBy })))
    },
    put: async (article, key, place) => {
      const leaveBy = leaveWithin(patienceMs(api.options))
      return await inTurn(key, async () => await put(site, article, { key, place, leaveBy }))
    },
    strays: () => strays(site),
    discard: async (stray) => await discard(site, stray),
  }
}

/** One after another for one key; different keys at the same time. */
function turns(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return async (key, work) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work)
    last.set(key, mine)
    try {
      return await mine
    } finally {
      if (last.get(key) === mine) last.delete(key)
    }
  }
}

const HELD = { status: ANY_STATUS, context: 'edit', orderby: 'id', order: 'asc', per_page: 100, _fields: `${FIELDS},content.raw` }

/** Up to 16 names in one question: their slugs must fit into an address. */
function oldestBy(api: Api, path: string): Site['oldest'] {
  const look = gather<string, { readonly held: Held | null }>(
    async (names) => {
      const slug = names.flatMap((name) => [name, `${name}-2`, `${name}-3`, `${name}__trashed`, `${name}-withdrawn`])
      const found = await api.get({ path, query: { ...HELD, slug } }, z.array(heldShape))
      return names.map((name) => {
        const mine = found.filter((one) => nameIn(one.slug) === name)
        return { held: mine.find((one) => one.status !== 'trash') ?? mine[0] ?? null }
      })
    },
    { most: 16, lanes: 2, waitMs: 10 },
  )
  return async (name) => (await look(name)).held
}

function heldBy(api: Api, path: string): Site['byId'] {
  const look = gather<string, { readonly held: Held | null }>(
    async (ids) => {
      const found = await api.get({ path, query: { ...HELD, include: ids } }, z.array(heldShape))
      return ids.map((id) => ({ held: found.find((one) => String(one.id) === id) ?? null }))
    },
    { most: 50, lanes: 2, waitMs: 10 },
  )
  return async (id) => (await look(id)).held
}

interface Named {
  readonly key: string
  readonly place: Place
  readonly leaveBy: number
}

async function stage(site: Site, article: Article, { key, place, leaveBy }: Named): Promise<number> {
  // its date comes with the publishing: of a draft without one WordPress keeps when it was made
  const { date_gmt: _, ...fields } = fieldsOf(article, place.media, site.api.options).fields
  const categories = [await site.columns.idOf(article.column)]
  const name = entryName(key)
  const json = {
    ...fields,
    [site.api.options.taxonomy]: categories,
    status: 'draft',
    slug: name,
    comment_status: 'closed',
    ping_status: 'closed',
  }
  const told = shaped(await site.write({ path: `${site.path}?_fields=${FIELDS}`, json, leaveBy }), toldShape)
  // the slug was taken: an older one is adopted, and this draft is left to the sweeper
  return told.slug === name ? told.id : ((await asUnknown(site.oldest(name)))?.id ?? told.id)
}

/** Of a draft that this very put has made. */
const NEW = 'new'

async function put(site: Site, article: Article, named: Named): Promise<Published> {
  const before = await standing(site, named)
  if (before !== null) return await show(site, article, { ...named, before })
  const id = await stage(site, article, named)
  return await asUnknown(show(site, article, { ...named, before: { id, status: NEW } }))
}

async function show(
  { api, columns, path, write }: Site,
  article: Article,
  { key, place, leaveBy, before }: Named & { readonly before: Pick<ToldEntry, 'id' | 'status'> },
): Promise<Published> {
  const { fields, digest } = fieldsOf(article, place.media, api.options)
  const json = {
    ...fields,
    [api.options.taxonomy]: [await columns.idOf(article.column)],
    // an editor's slug is kept, and what an editor let through is not taken away from readers
    ...(before.status === 'trash' || before.status === NEW ? { slug: entryName(key) } : {}),
    status: before.status === 'publish' ? 'publish' : fields.status,
  }
  const told = shaped(await write({ path: `${path}/${before.id}?_fields=${FIELDS}`, json, leaveBy }), toldShape)
  mustBeKept(fields, told)
  return { remoteId: String(told.id), url: told.link, digest }
}

/** The entry to be changed; null = none yet. */
async function standing(site: Site, { key, place }: Named): Promise<ToldEntry | null> {
  const found = place.remoteId === null ? await site.oldest(entryName(key)) : await site.byId(place.remoteId)
  if (found === null && place.remoteId !== null) throw gone()
  if (found?.status === 'trash' && !isWithdrawn(found)) throw inBin()
  return found
}

const strayShape = z.object({ id: z.number(), slug: z.string(), modified_gmt: z.string() })

async function* strays({ api, path }: Site): AsyncGenerator<Stray> {
  const query = { status: 'draft', context: 'edit', orderby: 'id', order: 'asc', per_page: 100, _fields: 'id,slug,modified_gmt' }
  for (let offset = 0; ; offset += 100) {
    const page = await api.get({ path, query: { ...query, offset } }, z.array(strayShape))
    for (const { id, slug, modified_gmt } of page) {
      const name = nameIn(slug)
      if (name !== null) yield { remoteId: String(id), name, madeAt: Date.parse(`${modified_gmt}Z`) }
    }
    if (page.length < 100) return
  }
}

async function discard({ api, path }: Site, stray: Stray): Promise<void> {
  const told = await api.ask({ path: `${path}/${stray.remoteId}`, query: { context: 'edit', _fields: FIELDS } })
  if (told.status === 404) return
  const held = shaped(told, toldShape)
  if (held.status !== 'draft' || nameIn(held.slug) !== stray.name)
    throw new Failure('target-refused', both(`条目 ${held.id} 不是我们的草稿`, `Entry ${held.id} is no draft of ours`))
  const removed = await api.ask({ path: `${path}/${stray.remoteId}`, method: 'DELETE', query: { force: 'true', _fields: 'id' } })
  if (removed.status !== 404) shaped(removed, z.unknown())
}
