// What the first answer gives by the declaration: how many items, and which declared paths never lead anywhere. Changes nothing.
import type { Check } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both, numberText } from '../../domain/words.ts'
import type { Declared } from './declaration.ts'
import { openRaw } from './read-item.ts'
import type { Shelf } from './shelf.ts'
import { itemText } from './sheets.ts'
import type { Sheet } from './sheets.ts'
import { isThere, pathsOf, thingsAt } from './values.ts'
import type { Item, Paths } from './values.ts'

/** Never throws for what a person can mend. */
export async function checkItems(shelf: Shelf, declared: Declared): Promise<readonly Check[]> {
  try {
    const sheets: Sheet[] = []
    let items = 0
    for await (const sheet of shelf.first()) {
      sheets.push(sheet)
      items += sheet.items.length
      if (items >= MOST_ITEMS || sheets.length >= MOST_SHEETS) break
    }
    const [first, ...others] = sheets
    if (first !== undefined) return checksOf(first, others, declared)
    return [{ what: 'items', ok: false, detail: both('归档中没有 JSON', 'the archive holds no JSON') }]
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    return [{ what: 'items', ok: false, detail: failure.message }]
  }
}

/** Enough to know what an app fills in now and then, and what stands in lists and what in the items alone. */
const MOST_ITEMS = 500
const MOST_SHEETS = 40

function checksOf(sheet: Sheet, others: readonly Sheet[], declared: Declared): readonly Check[] {
  const items = [sheet, ...others].flatMap((one) =>
    one.items.slice(0, MOST_ITEMS).flatMap((_, n) => openRaw(itemText(one, n) ?? '', declared) ?? []),
  )
  const count = numberText(sheet.items.length)
  const found: Check = {
    what: 'items',
    ok: items.length > 0,
    detail: both(`${sheet.name} 中有 ${count} 条`, `${count} items in ${sheet.name}`),
  }
  if (items.length === 0) return [found]
  const never = namedPaths(declared).filter(([, leads]) => !items.some(leads))
  const names = never.map(([name]) => name)
  const must = mustBe(declared).filter((name) => names.includes(name))
  const list = names.join(', ')
  return [
    found,
    {
      what: 'paths',
      ok: must.length === 0,
      detail:
        names.length === 0
          ? both('声明的路径都有内容', 'every declared path leads somewhere')
          : both(`从未匹配: ${list}`, `never matched: ${list}`),
    },
  ]
}

type Leads = (item: Item) => boolean

function namedPaths(declared: Declared): readonly (readonly [string, Leads])[] {
  const plain = [
    'id',
    'within',
    'title',
    'html',
    'text',
    'markdown',
    'topics',
    'source',
    'author',
    'account',
    'summary',
    'url',
    'link',
    'cover',
    'edition',
  ] as const
  const dates = ['published', 'released', 'modified', 'created'] as const
  const media = ['images', 'attachments', 'video', 'audio'] as const
  const all: (readonly [string, Paths | undefined])[] = [
    ...plain.map((name) => [name, declared[name]] as const),
    ...dates.map((name) => [name, pathIn(declared[name], 'path')] as const),
    ...media.map((name) => [name, pathIn(declared[name], 'list')] as const),
    ...(declared.states ?? []).map((rule, n) => [`states[${n}]`, rule.path] as const),
    ...(declared.kinds ?? []).map((rule, n) => [`kinds[${n}]`, rule.path] as const),
    ...(declared.skip ?? []).map((rule, n) => [`skip[${n}]`, rule.path] as const),
    ...Object.entries(declared.facts ?? {}).map(([name, paths]) => [`facts.${name}`, paths] as const),
    ['blocks', declared.blocks?.list],
  ]
  const outer = all
    .filter(([, paths]) => pathsOf(paths).length > 0)
    .map(([name, paths]) => [name, (item: Item) => isThere(item, paths)] as const)
  return [...outer, ...media.flatMap((name) => innerOf(name, declared[name]))]
}

function pathIn(rule: unknown, key: 'path' | 'list'): Paths | undefined {
  const isPlain = typeof rule === 'string' || Array.isArray(rule)
  return isPlain ? (rule as Paths) : (rule as Partial<Record<'path' | 'list', Paths>> | undefined)?.[key]
}

/** `url` inside the things of a list: only where there are any. */
function innerOf(name: string, rule: Declared['images']): readonly (readonly [string, Leads])[] {
  if (typeof rule !== 'object' || !('list' in rule) || rule.url === undefined) return []
  const { list, url } = rule
  const leads: Leads = (item) => {
    const things = thingsAt(item, list)
    return things.length === 0 || things.some((thing) => pathsOf(url).some((path) => item.at(path, thing).length > 0))
  }
  return [[`${name}.url`, leads]]
}

/** Without these a run would make nothing that can be published. */
function mustBe(declared: Declared): readonly string[] {
  const { html, text, markdown, blocks, detail } = declared
  const bodies = Object.entries({ html, text, markdown, blocks }).flatMap(([name, one]) => (one === undefined ? [] : [name]))
  return detail === undefined && bodies.length === 1 ? ['id', ...bodies] : ['id']
}
