// Addresses that a person gathered (in the job, a text file or a table) → rows. A line that is no address is told.
import { readFile, stat } from 'node:fs/promises'
import { CsvError, parse as parseCsv } from 'csv-parse/sync'
import { Failure } from '../../domain/failures.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import { both } from '../../domain/words.ts'
import { decode } from '../text/charset.ts'
import { dateIn } from './page-dates.ts'
import type { Found, Row } from './rows.ts'

export function bareRow(url: string): Row {
  return { url, title: null, listed: UNKNOWN_DATE, changed: null }
}

/** Throws Failure `source-unreadable`, `file-too-large`. */
export async function fileRows(place: string, limit: number): Promise<readonly Found[]> {
  const found = await stat(place).catch((cause: unknown) => {
    throw new Failure('source-unreadable', both(`没有地址文件 ${place}`, `there is no file of addresses at ${place}`), { cause })
  })
  if (found.size > limit) throw new Failure('file-too-large', both(`${place} 超过 ${limit} 字节`, `${place} is larger than ${limit} bytes`))
  const { text } = decode(await readFile(place))
  try {
    return /\.(?:csv|tsv)$/i.test(place) ? tableRows(text) : lineRows(text)
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    throw new Failure(
      'source-unreadable',
      both(`${place} 第 ${lineOf(cause)} 行附近不是有效的 CSV`, `${place} is no valid CSV near line ${lineOf(cause)}`),
      { cause },
    )
  }
}

function lineOf(error: CsvError): string {
  const { lines } = error as { lines?: unknown }
  return typeof lines === 'number' ? `${lines}` : '?'
}

function lineRows(text: string): readonly Found[] {
  return text.split(/\r?\n/).flatMap((raw, n): Found[] => {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) return []
    return [isAddress(line) ? bareRow(new URL(line).href) : { name: `line ${n + 1}`, why: 'a line that is no address' }]
  })
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  url: ['url', 'link', 'href', 'address', '网址', '链接', '地址', '文章链接', '原文链接'],
  title: ['title', '标题', '文章标题', '题名'],
  date: ['date', 'published', 'pubdate', 'time', '日期', '时间', '发布日期', '发布时间'],
}

function tableRows(text: string): readonly Found[] {
  const delimiter = (text.split('\n', 1)[0] ?? '').includes('\t') ? '\t' : ','
  const rows: string[][] = parseCsv(text, {
    delimiter,
    bom: true,
    relaxColumnCount: true,
    relaxQuotes: true,
    skipEmptyLines: true,
    trim: true,
  })
  const head = (rows[0] ?? []).map((name) => name.toLowerCase())
  const at = (what: 'url' | 'title' | 'date'): number => head.findIndex((name) => NAMES[what]?.includes(name) === true)
  const [url, title, date] = [at('url'), at('title'), at('date')]
  const named = url >= 0
  return (named ? rows.slice(1) : rows).map((row, n): Found => {
    const address = (named ? row[url] : row.find(isAddress)) ?? ''
    if (!isAddress(address)) return { name: `row ${n + (named ? 2 : 1)}`, why: 'a row without an address' }
    const words = (title >= 0 ? row[title] : '') ?? ''
    return {
      url: new URL(address).href,
      title: words === '' ? null : words,
      listed: date >= 0 ? dateIn(row[date], 'list') : UNKNOWN_DATE,
      changed: null,
    }
  })
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}
