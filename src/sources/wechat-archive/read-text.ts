// A Markdown file of an exporter → a Reading: the lesser copy, used whole only when nothing better exists. Pure; never throws.
import { keysOf } from './addresses.ts'
import { charsetRemarks, decode } from '../text/charset.ts'
import { fromText } from '../text/dates.ts'
import { emptyReading, RANK, wordOrNull } from './reading.ts'
import type { Reading } from './reading.ts'

const ADDRESS_LINE = /^(?:>\s*)?(?:原文地址|原文链接|链接)\s*[:：]\s*(?:\[[^\]]*\]\()?\s*(https?:\/\/[^\s)]+)/m
const DATE_LINE = /(?:^|\s)(\d{4}[-年/]\d{1,2}[-月/]\d{1,2}日?(?: \d{1,2}:\d{2}(?::\d{2})?)?)(?=\s|$)/

export function readMarkdown(bytes: Uint8Array, name: string): Reading {
  const decoded = decode(bytes)
  const { text } = decoded
  const head = text.slice(0, 2000)
  const url = ADDRESS_LINE.exec(text)?.[1] ?? null
  const metaLine =
    head
      .split('\n')
      .slice(0, 8)
      .find((line) => DATE_LINE.test(line)) ?? ''
  return {
    ...emptyReading(name, RANK.markdown),
    kind: 'article',
    title: titleOf(head),
    url,
    keys: url === null ? [] : keysOf(url),
    published: fromText(DATE_LINE.exec(metaLine)?.[1], 'page'),
    body: { text },
    remarks: charsetRemarks(decoded),
    facts: { read_from: 'markdown' },
  }
}

/** A heading, or the first line of exporters that write none. */
function titleOf(head: string): string | null {
  const heading = /^#{1,2}\s+(.+)$/m.exec(head)?.[1]
  return (
    wordOrNull(plainWords(heading ?? '')) ??
    wordOrNull(
      head
        .split('\n')
        .map(plainWords)
        .find((line) => line !== '')
        ?.slice(0, 200),
    )
  )
}

/** Words without the marks of links and pictures: an exporter's first line may be nothing but a link. */
function plainWords(line: string): string {
  return line
    .replaceAll(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replaceAll(/\[([^\]]*)\]\((?:[^()"]|"[^"]*")*\)/g, '$1')
    .replaceAll(/^\s*>+\s*|^[*_\s]+|[*_\s]+$/g, '')
    .trim()
}
