// A list of functions that somebody made by hand, as cells of a table in → the functions out; null when the table is no such list.
// Knows its columns by their names, in Chinese or English, in any order. Pure.
import { createHash } from 'node:crypto'
import type { ServiceFunction } from '../domain/account.ts'
import { addressKey, functionWords } from '../domain/functions.ts'

type Cells = readonly string[]

const COLUMNS = {
  name: /^(?:(?:服务|功能|服务功能|入口)?名称|(?:function|service)?\s*name)$/i,
  kind: /^(?:(?:服务|功能)?(?:类型|类别)|type|kind)$/i,
  address: /^(?:(?:原|服务|功能)?(?:地址|网址|链接)|路径|appid|address|url|link)$/i,
  under: /^(?:上级|所属菜单|一级菜单|菜单|所在位置|under|menu)$/i,
  answer: /^(?:答复|回复|回复内容|答复内容|说明|answer|reply)$/i,
  key: /^(?:编号|序号|id|key)$/i,
} as const

const KINDS: readonly (readonly [RegExp, ServiceFunction['kind']])[] = [
  [/小程序|mini.?program|weapp/i, 'mini-program'],
  [/自动回复|关键词|答复|auto.?reply/i, 'auto-reply'],
  [/菜单|menu/i, 'menu'],
  [/链接|网页|H5|系统|link/i, 'link'],
]

/** Such a list names its functions and their kinds; a list of articles has titles and no kinds. */
export function functionList(table: readonly Cells[], by: string): readonly ServiceFunction[] | null {
  const head = (table[0] ?? []).slice(0, 100).map((cell) => cell.replace(/^\uFEFF/, '').trim())
  const at = Object.fromEntries(Object.entries(COLUMNS).map(([name, words]) => [name, head.findIndex((cell) => words.test(cell))]))
  const column = (cells: Cells, name: keyof typeof COLUMNS): string => functionWords(cells[at[name] ?? -1] ?? '', MOST[name] ?? 200)
  if ((at['name'] ?? -1) < 0 || (at['kind'] ?? -1) < 0 || head.some((cell) => /^(?:文章)?标题$|^title$/i.test(cell))) return null
  const found = new Map<string, ServiceFunction>()
  for (const cells of table.slice(1)) {
    const name = column(cells, 'name')
    const address = column(cells, 'address')
    if (name === '' && address === '') continue
    const one = {
      kind: KINDS.find(([words]) => words.test(column(cells, 'kind')))?.[1] ?? 'entry',
      name,
      under: column(cells, 'under') || null,
      address: address || null,
      answer: column(cells, 'answer') || null,
      by,
    } satisfies Omit<ServiceFunction, 'key'>
    const key = keyOf(one, column(cells, 'key'))
    if (!found.has(key)) found.set(key, { key, ...one })
  }
  return [...found.values()]
}

const MOST: Readonly<Partial<Record<keyof typeof COLUMNS, number>>> = { address: 2000, answer: 4000 }

/** By what it opens, as every other reader of functions; without an address by its number; else a person's words are all there is. */
function keyOf(one: Omit<ServiceFunction, 'key'>, number: string): string {
  const opens = one.address === null ? null : addressKey(one.address)
  const bare = one.kind === 'link' || one.kind === 'entry' || one.kind === 'mini-program'
  if (opens !== null) return bare ? opens : `${one.kind}:${opens}`
  if (number !== '' && /^[\w.-]{1,64}$/.test(number)) return `${one.kind}:list:${number}`
  const words = createHash('sha256').update([one.under, one.name, one.address].join('\n')).digest('hex')
  return `${one.kind}:words:${words.slice(0, 16)}`
}
