// guiji functions set: a person says where functions go on the new site, and whether they still work: one, or a whole file. All or none.
import { readFileSync } from 'node:fs'
import { lacksOf } from '../domain/functions.ts'
import type { Lack } from '../domain/functions.ts'
import { both, numberText, say } from '../domain/words.ts'
import type { Said } from '../domain/words.ts'
import { Failure } from '../domain/failures.ts'
import type { House } from '../house.ts'
import { completeFunctions, listFunctions, openFunctions } from '../ledger/functions.ts'
import type { Completion, FunctionRow } from '../ledger/functions.ts'
import { decode } from '../sources/text/charset.ts'
import { misuse, textOption } from './command.ts'
import type { Options, Run } from './command.ts'
import { readCompletions, wantedOf } from './functions-csv.ts'
import type { RowMistake, Wanted } from './functions-csv.ts'
import { knownJob } from './named.ts'
import { countOption, deciderOf } from './options.ts'

export const run: Run = async (context, [name = '', key], options) => {
  const by = deciderOf(options)
  const file = textOption(options, 'from')
  const wanted = file === undefined ? [oneOf(key, options)] : fileOf(file, key, options)
  const { name: job } = await knownJob(name, context)
  const house = await context.house()
  const changes = await judged(wanted, { job, house, isFile: file !== undefined })
  const moved = await completeFunctions(house.ledger.sql, changes, { job, by })
  if (moved.length > 0) throw movedOn(moved)
  const counts = await openFunctions(house.ledger.sql, job)
  const lacks = file === undefined ? await lacking(house, job, key ?? '') : []
  const said = {
    zh: `已填 ${numberText(changes.length)} 项;全部 ${numberText(counts.total)} 项中还有 ${numberText(counts.open)} 项未填`,
    en: `${numberText(changes.length)} completed; ${numberText(counts.open)} of ${numberText(counts.total)} are still open`,
  }
  return {
    json: { job, changed: changes.length, same: wanted.length - changes.length, open: counts.open, total: counts.total },
    text: [say(context.lang, said), ...lacks.map((one) => say(context.lang, LACKS[one]))].join('\n'),
  }
}

export const LACKS: Readonly<Record<Lack, Said>> = {
  destination: { zh: '未定去向 (--to)', en: 'no destination yet (--to)' },
  alive: {
    zh: '原地址能否访问不明 (--alive yes|no,或 functions JOB --probe)',
    en: 'nobody knows whether its old address works (--alive yes|no, or functions JOB --probe)',
  },
}

async function lacking(house: House, job: string, key: string): Promise<readonly Lack[]> {
  const [row] = await listFunctions(house.ledger.sql, { job, keys: [key], limit: 1 })
  return row === undefined ? [] : lacksOf(row)
}

function oneOf(key: string | undefined, options: Options): Wanted {
  if (key === undefined || key === '') throw misuse('须给出编号 KEY,或 --from FILE.csv', 'give a KEY, or --from FILE.csv')
  const of = (name: string) => textOption(options, name)?.trim() ?? ''
  if (of('to') === '' && of('alive') === '') throw misuse('须给出 --to 或 --alive', 'give --to or --alive')
  const read = wantedOf({ key, to: of('to'), address: of('address'), reason: of('reason'), alive: of('alive') })
  if ('zh' in read) throw misuse(read.zh, read.en)
  return { ...read, line: 0, revision: countOption(options, 'revision') ?? null }
}

function fileOf(file: string, key: string | undefined, options: Options): readonly Wanted[] {
  const alone = ['to', 'address', 'reason', 'alive', 'revision'].some((name) => options[name] !== undefined)
  if (key !== undefined || alone) throw misuse('--from 不能与 KEY、--to 等同用', '--from goes without KEY, --to and the like')
  const { wanted, mistakes } = readCompletions(decode(bytesOf(file)).text)
  if (mistakes.length > 0) throw rowsWrong(mistakes)
  return wanted
}

const MOST_BYTES = 64 * 1024 * 1024

function bytesOf(file: string): Buffer {
  try {
    const bytes = readFileSync(file)
    if (bytes.length <= MOST_BYTES) return bytes
  } catch {
    throw misuse(`读不到文件“${file}”`, `the file "${file}" cannot be read`)
  }
  throw misuse(`文件“${file}”太大`, `the file "${file}" is too large`)
}

interface Judging {
  readonly job: string
  readonly house: House
  readonly isFile: boolean
}

/** Against the ledger: what is not there, what somebody else changed since, and what would change nothing. */
async function judged(wanted: readonly Wanted[], { job, house, isFile }: Judging): Promise<readonly Completion[]> {
  const rows = await listFunctions(house.ledger.sql, { job, keys: wanted.map((one) => one.key), limit: wanted.length })
  const known = new Map(rows.map((row) => [row.key, row]))
  const mistakes: RowMistake[] = []
  const changes: Completion[] = []
  for (const one of wanted) {
    const row = known.get(one.key)
    const wrong = row === undefined ? NOT_THERE : isSame(one, row) ? null : staleness(one, row)
    if (wrong !== null) mistakes.push({ line: one.line, what: wrong })
    else if (row !== undefined && !isSame(one, row)) changes.push(changeOf(one, row))
  }
  const [first] = mistakes
  if (first !== undefined)
    throw isFile
      ? rowsWrong(mistakes)
      : new Failure(first.what === NOT_THERE ? 'not-found' : 'not-allowed', both(first.what.zh, first.what.en))
  return changes
}

const NOT_THERE: Said = { zh: '清单中没有这个编号', en: 'there is no such key in the inventory' }

function isSame(one: Wanted, row: FunctionRow): boolean {
  const sameEnd = one.to === null || (one.to === row.destination && one.address === row.new_address && one.reason === row.reason)
  return sameEnd && (one.alive === null || one.alive === row.alive)
}

function staleness(one: Wanted, row: FunctionRow): Said | null {
  if (one.revision === null || one.revision === row.revision) return null
  const who = row.decided_by ?? '?'
  return {
    zh: `在您导出之后已被改动(现为第 ${row.revision} 版,经办人 ${who};您看的是第 ${one.revision} 版)`,
    en: `was changed after you looked (now revision ${row.revision}, by ${who}; you saw ${one.revision})`,
  }
}

function changeOf({ key, to, address, reason, alive }: Wanted, row: FunctionRow): Completion {
  const tells = alive !== null && alive !== row.alive
  const moves = to !== null && !(to === row.destination && address === row.new_address && reason === row.reason)
  return {
    key,
    revision: row.revision,
    to: moves ? to : null,
    address: moves ? address : null,
    reason: moves ? reason : null,
    alive: tells ? alive : null,
    how: tells ? 'person' : null,
  }
}

const MOST_TOLD = 50

function rowsWrong(mistakes: readonly RowMistake[]): Failure {
  const sorted = mistakes.toSorted((a, b) => a.line - b.line)
  const more = sorted.length > MOST_TOLD ? [`… +${sorted.length - MOST_TOLD}`] : []
  const zh = sorted.slice(0, MOST_TOLD).map(({ line, what }) => `第 ${line} 行: ${what.zh}`)
  const en = sorted.slice(0, MOST_TOLD).map(({ line, what }) => `row ${line}: ${what.en}`)
  return misuse(
    `${sorted.length} 行有误,什么也没有改:\n${[...zh, ...more].join('\n')}`,
    `${sorted.length} rows are wrong, nothing was changed:\n${[...en, ...more].join('\n')}`,
  )
}

function movedOn(keys: readonly string[]): Failure {
  const named = keys.slice(0, 10).join(', ')
  return new Failure(
    'not-allowed',
    both(
      `刚刚被他人改动,什么也没有改: ${named};请再看一次`,
      `changed by somebody else just now, nothing was written: ${named}; look again`,
    ),
  )
}
