// The stored parts of one thread → its views and its Page. Pure: the material and the job's options, nothing else.
import type { Material } from '../../domain/archive.ts'
import type { Page } from '../../domain/page.ts'
import { capturedPages } from '../web-page.ts'
import { addressesOf, keyOf } from './addresses.ts'
import type { StoredTable } from './dump-rows.ts'
import { mergeViews, stateless } from './merge.ts'
import type { Forum } from './options.ts'
import { siteName } from './options.ts'
import { readPage } from './read-page.ts'
import { readRows } from './read-rows.ts'
import type { ThreadView } from './view.ts'

export const ROWS = 'rows'

export function parseMaterial(material: Material, forum: Forum): Page {
  try {
    const { views, charset } = viewsOf(material, forum)
    const page = mergeViews(views, forum.options)
    const tid = views.map((view) => view.tid).find((one) => one !== null) ?? null
    const weak = tid === null && page.state === 'ok' ? [{ code: 'identity-weak' }] : []
    return { ...page, url: page.url ?? urlOf(views, tid, forum), remarks: [...page.remarks, ...weak], facts: { ...page.facts, ...charset } }
  } catch {
    // A page that defeats the reader is a state for a person to look at, not a crash of the line.
    return stateless('unreadable', '页面结构异常,无法读取')
  }
}

export function viewsOf(
  material: Pick<Material, 'parts'>,
  forum: Forum,
): { readonly views: readonly ThreadView[]; readonly charset: Readonly<Record<string, string>> } {
  let charset: Readonly<Record<string, string>> = {}
  const pages = capturedPages({ key: '', ref: null, parts: material.parts }).flatMap(({ bytes, url, contentType }) => {
    const read = readPage({ bytes, contentType, url: /^https?:/i.test(url) ? url : null, home: forum.home })
    charset = { ...read.charset, ...charset }
    return read.view ?? []
  })
  const rows = material.parts.flatMap(({ role, name, bytes }) =>
    role === 'row' && name === ROWS && bytes !== null ? (readRows(tablesIn(bytes), forum.home) ?? []) : [],
  )
  return { views: [...rows, ...pages], charset }
}

function tablesIn(bytes: Uint8Array): readonly StoredTable[] {
  const value = JSON.parse(Buffer.from(bytes).toString()) as unknown
  return Array.isArray(value) ? (value as readonly StoredTable[]) : []
}

/** The address a reader would have used, where the copies tell none. */
function urlOf(views: readonly ThreadView[], tid: string | null, forum: Forum): string | null {
  const software = forum.options.software ?? views.map((view) => view.software).find((one) => one !== null) ?? null
  const site = siteName(forum, views.map((view) => view.site).find((one) => one !== null) ?? null)
  if (tid === null || software === null || site === '-') return null
  return addressesOf(keyOf(site, tid), forum.scheme, software)[software === 'discuz' ? 1 : 0] ?? null
}
