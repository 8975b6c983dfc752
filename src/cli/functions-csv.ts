// The inventory of functions as a CSV file for people, and what people wrote into it, as completions or as mistakes by row.
import { parse } from 'csv-parse/sync'
import { csvLine, plainCell } from '../domain/csv.ts'
import { DESTINATIONS, FUNCTION_KINDS } from '../domain/functions.ts'
import type { Destination } from '../domain/functions.ts'
import { dateText, say } from '../domain/words.ts'
import type { Lang, Said } from '../domain/words.ts'
import type { Completion, FunctionRow } from '../ledger/functions.ts'

interface Column {
  readonly said: Said
  readonly of: (row: FunctionRow, lang: Lang) => string
}

const COLUMNS = {
  key: { said: { zh: '编号', en: 'key' }, of: (row) => row.key },
  kind: { said: { zh: '类型', en: 'kind' }, of: (row, lang) => say(lang, FUNCTION_KINDS[row.kind]) },
  name: { said: { zh: '名称', en: 'name' }, of: (row) => row.name },
  under: { said: { zh: '上级', en: 'under' }, of: (row) => row.under ?? '' },
  old: { said: { zh: '原地址', en: 'old address' }, of: (row) => row.address ?? '' },
  answer: { said: { zh: '答复', en: 'answer' }, of: (row) => row.answer ?? '' },
  posts: { said: { zh: '文章数', en: 'posts' }, of: (row) => String(row.posts) },
  here: {
    said: { zh: '仍在使用', en: 'still there' },
    of: (row, lang) => say(lang, row.unseen ? { zh: '否', en: 'no' } : { zh: '是', en: 'yes' }),
  },
  alive: { said: { zh: '能否访问', en: 'alive' }, of: (row, lang) => aliveWord(row.alive, lang) },
  to: { said: { zh: '去向', en: 'to' }, of: (row, lang) => (row.destination === null ? '' : say(lang, DESTINATIONS[row.destination])) },
  address: { said: { zh: '新地址', en: 'new address' }, of: (row) => row.new_address ?? '' },
  reason: { said: { zh: '理由', en: 'reason' }, of: (row) => row.reason ?? '' },
  by: { said: { zh: '经办人', en: 'by' }, of: (row) => row.decided_by ?? '' },
  at: { said: { zh: '时间', en: 'at' }, of: (row) => (row.decided_at === null ? '' : dateText(row.decided_at)) },
  revision: { said: { zh: '版本', en: 'revision' }, of: (row) => String(row.revision) },
} as const satisfies Record<string, Column>
type ColumnName = keyof typeof COLUMNS
const ALL = Object.entries(COLUMNS) as [ColumnName, Column][]

export function aliveWord(alive: boolean | null, lang: Lang): string {
  return alive === null ? '' : say(lang, alive ? { zh: '能', en: 'yes' } : { zh: '不能', en: 'no' })
}

/** The mark of byte order makes spreadsheets read it as UTF-8. */
export function csvHead(lang: Lang): string {
  return `\uFEFF${csvLine(ALL.map(([, column]) => say(lang, column.said)))}`
}

export function csvRow(row: FunctionRow, lang: Lang): string {
  return csvLine(ALL.map(([, column]) => column.of(row, lang).replaceAll(/\p{Cc}+/gu, ' ')))
}

/** One row of a file as a person left it: nothing is judged against the ledger yet. */
export interface Wanted extends Omit<Completion, 'revision' | 'how'> {
  /** Of the file, from 1. */
  readonly line: number
  readonly revision: number | null
}

export interface RowMistake {
  readonly line: number
  readonly what: Said
}

/** What a file wants, and every row that cannot be understood. Rows that say nothing are left out. Throws nothing: a file that is no table is one mistake. */
export function readCompletions(text: string): { readonly wanted: readonly Wanted[]; readonly mistakes: readonly RowMistake[] } {
  const cells = tableOf(text)
  const head = (cells[0] ?? []).map((cell) => cell.trim().toLowerCase())
  const at = new Map(ALL.map(([name, { said }]) => [name, head.findIndex((cell) => cell === said.zh || cell === said.en)]))
  if (at.get('key') === -1 || (at.get('to') === -1 && at.get('alive') === -1))
    return { wanted: [], mistakes: [{ line: 1, what: NO_TABLE }] }
  const [wanted, mistakes]: [Wanted[], RowMistake[]] = [[], []]
  const lines = new Map<string, number>()
  cells.slice(1).forEach((row, n) => {
    const line = n + 2
    const of = (name: ColumnName) => plainCell(row[at.get(name) ?? -1] ?? '')
    if (of('key') === '' || (of('to') === '' && of('alive') === '')) return
    const read = wantedOf({ key: of('key'), to: of('to'), address: of('address'), reason: of('reason'), alive: of('alive') })
    const twice = lines.get(of('key'))
    lines.set(of('key'), line)
    if ('zh' in read) mistakes.push({ line, what: read })
    else if (twice !== undefined)
      mistakes.push({ line, what: { zh: `与第 ${twice} 行是同一编号`, en: `has the same key as row ${twice}` } })
    else wanted.push({ ...read, line, revision: /^\d{1,9}$/.test(of('revision')) ? Number(of('revision')) : null })
  })
  return { wanted, mistakes }
}

const NO_TABLE: Said = {
  zh: '缺少“编号”和“去向”列;请用 guiji functions JOB --csv 导出的表',
  en: 'has no columns "key" and "to"; use the table that guiji functions JOB --csv writes',
}

/** Semicolons and tabs are what spreadsheets of some countries write. */
function tableOf(text: string): readonly (readonly string[])[] {
  const first = text.slice(0, text.search(/\r?\n|$/))
  const delimiter = [',', '\t', ';'].toSorted((a, b) => first.split(b).length - first.split(a).length)[0] ?? ','
  try {
    return parse(text, { delimiter, relaxQuotes: true, relaxColumnCount: true, bom: true })
  } catch {
    return []
  }
}

/** The words of a person, in either language, or why they cannot stand. Also what `functions set` is given. */
export function wantedOf(given: Record<'key' | 'to' | 'address' | 'reason' | 'alive', string>): Omit<Wanted, 'line' | 'revision'> | Said {
  const to = given.to === '' ? null : destinationOf(given.to)
  const alive = given.alive === '' ? null : aliveOf(given.alive)
  if (to === undefined)
    return { zh: `没有去向“${given.to}”;可用: ${names('zh')}`, en: `there is no destination "${given.to}"; one of: ${names('en')}` }
  if (alive === undefined)
    return { zh: `能否访问须为 能 或 不能,不是“${given.alive}”`, en: `alive must be yes or no, not "${given.alive}"` }
  const wrong = to === null ? null : lackOf(to, given)
  if (wrong !== null) return wrong
  const moves = to !== null && to !== 'ended'
  return {
    key: given.key,
    to,
    address: moves ? given.address : null,
    reason: to === null || given.reason === '' ? null : given.reason,
    alive,
  }
}

function lackOf(to: Destination, { address, reason }: { address: string; reason: string }): Said | null {
  if (to === 'ended') {
    if (reason.length < 2) return { zh: '“不再提供”须写明理由', en: '"no longer offered" needs a reason' }
    return address === '' ? null : { zh: '“不再提供”不能有新地址', en: '"no longer offered" has no new address' }
  }
  if (address === '') return { zh: '缺少新地址', en: 'lacks the new address' }
  return isAddress(address) ? null : { zh: '新地址须以 https:// 或 / 开头', en: 'the new address must begin with https:// or /' }
}

function isAddress(text: string): boolean {
  return text.length <= 2000 && !/\s/.test(text) && (/^\/(?!\/)/.test(text) || (/^https?:\/\//i.test(text) && URL.canParse(text)))
}

/** Undefined = no such word. */
function destinationOf(text: string): Destination | undefined {
  const word = text.toLowerCase()
  return (Object.keys(DESTINATIONS) as Destination[]).find((name) => [name, ...Object.values<string>(DESTINATIONS[name])].includes(word))
}

function aliveOf(text: string): boolean | undefined {
  if (/^(?:能|是|可|可以|yes|true|y|1)$/i.test(text)) return true
  return /^(?:不能|否|不可|不可以|no|false|n|0)$/i.test(text) ? false : undefined
}

function names(lang: Lang): string {
  return Object.values(DESTINATIONS)
    .map((one) => say(lang, one))
    .join(lang === 'zh' ? '、' : ', ')
}
