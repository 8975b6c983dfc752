// Columns become categories: an existing one is adopted by number, slug or name, a missing one made where that is allowed.
// Each is asked for once per process.
import { z } from 'zod'
import type { Column } from '../../domain/article.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { failureOf, shaped, type Api } from './api.ts'
import { escape } from './body.ts'
import { plainText } from './region.ts'

export interface Columns {
  /** The category of a column; made when missing and allowed. */
  idOf(column: Column): Promise<number>
  /** The category of a column; null = none yet. */
  existing(column: Column): Promise<number | null>
  /** The name of the column that an entry with these categories stands in. */
  nameOf(ids: readonly number[]): Promise<string>
}

const termShape = z.object({ id: z.number(), name: z.string(), slug: z.string() })
const termsShape = z.array(termShape)
type Term = z.output<typeof termShape>

export function openColumns(api: Api): Columns {
  const ids = new Map<string, Promise<number>>()
  const names = new Map<number, Promise<string>>()
  return {
    idOf: async (column) => await remembered(ids, column.id, async () => (await existing(api, column)) ?? (await made(api, column))),
    existing: async (column) => await existing(api, column),
    async nameOf(categories) {
      const all = await Promise.all(categories.map((id) => remembered(names, id, async () => await nameOf(api, id))))
      const columns = all.filter((name) => api.kit.columns.some((column) => column.name === name))
      return (columns.length === 0 ? all : columns).join('、')
    },
  }
}

/** What failed may be asked again. */
function remembered<Key, Value>(known: Map<Key, Promise<Value>>, key: Key, ask: () => Promise<Value>): Promise<Value> {
  const before = known.get(key)
  if (before !== undefined) return before
  const asked = ask()
  known.set(key, asked)
  asked.catch(() => known.delete(key))
  return asked
}

async function existing(api: Api, column: Column): Promise<number | null> {
  const path = `/wp/v2/${api.options.taxonomy}`
  const given = api.options.categories[column.id]
  if (given !== undefined) {
    const told = await api.ask({ path: `${path}/${given}` })
    if (told.status === 404) return null
    return shaped(told, termShape).id
  }
  const fields = { _fields: 'id,name,slug', per_page: 100 }
  const bySlug = await api.get({ path, query: { ...fields, slug: column.id } }, termsShape)
  if (bySlug[0] !== undefined) return bySlug[0].id
  const byName = await api.get({ path, query: { ...fields, search: escape(column.name) } }, termsShape)
  return byName.find((term) => plainText(term.name) === column.name)?.id ?? null
}

async function made(api: Api, column: Column): Promise<number> {
  const { taxonomy, createCategories, categories } = api.options
  if (!createCategories || categories[column.id] !== undefined)
    throw new Failure('target-refused', both(`站点没有栏目“${column.name}”的分类`, `The site has no category for the column ${column.id}`))
  const told = await api.ask({ path: `/wp/v2/${taxonomy}`, json: { name: column.name, slug: column.id, description: column.description } })
  // another worker was quicker, or a category has this name under another slug
  const there = z.object({ data: z.object({ term_id: z.coerce.number() }) }).safeParse(told.json)
  if (told.code === 'term_exists' && there.success) return there.data.data.term_id
  if (told.status > 299) throw failureOf(told)
  return shaped(told, z.object({ id: z.number() })).id
}

async function nameOf(api: Api, id: number): Promise<string> {
  const { taxonomy, categories } = api.options
  const term: Term = await api.get({ path: `/wp/v2/${taxonomy}/${id}`, query: { _fields: 'id,name,slug' } }, termShape)
  const column =
    api.kit.columns.find((one) => categories[one.id] === id) ??
    api.kit.columns.find((one) => categories[one.id] === undefined && (one.id === term.slug || one.name === plainText(term.name)))
  return column?.name ?? plainText(term.name)
}
