// A table element in, how its Markdown is made out: pipes for plain tables, turndown for the rest, html where Markdown has no words.
import { gfm } from '@truto/turndown-plugin-gfm'
import TurndownService from 'turndown'
import { type Element, isTag } from '../tree.ts'

const PLAIN_IN_CELLS = new Set(['strong', 'em', 'u', 's', 'sub', 'sup', 'code', 'a', 'img', 'span', 'br', 'div', 'g-made'])
const PARTS = new Set(['caption', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'colgroup', 'col'])
/** Above this, turndown's cost grows faster than the table. */
const TURNDOWN_AT_MOST = 40_000

/** True when every cell is a line of text: the table can be written with pipes as it is walked. */
export function isPlainTable(table: Element): boolean {
  const left: Element[] = [table]
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    for (const child of at.children) {
      if (!isTag(child)) continue
      if (PARTS.has(child.name)) {
        if ((child.attribs['colspan'] ?? child.attribs['rowspan']) !== undefined) return false
      } else if (!PLAIN_IN_CELLS.has(child.name)) return false
      left.push(child)
    }
  }
  return true
}

let service: TurndownService | null = null

function turndown(): TurndownService {
  if (service !== null) return service
  service = new TurndownService({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-', emDelimiter: '*', br: '' })
  service.use(gfm)
  service.addRule('break-in-cell', { filter: 'br', replacement: () => '<br>' })
  service.addRule('heading-in-cell', { filter: ['h2', 'h3', 'h4', 'h5', 'h6'], replacement: (content) => `**${content.trim()}** ` })
  // Merged cells and blocks in cells have no Markdown: the safe html stands for itself.
  service.addRule('table-as-html', {
    filter: (node) => node.nodeName === 'TABLE' && /(?:col|row)span=|[|\\]|<(?:caption|table|ul|ol|pre|blockquote)\b/i.test(node.innerHTML),
    replacement: (_content, node) => `\n\n${'outerHTML' in node ? String(node.outerHTML) : ''}\n\n`,
  })
  return service
}

/** Markdown of a table that pipes alone cannot tell, from its finished, safe html. */
export function tableMarkdown(html: string): string {
  const deep = (html.match(/<table/g) ?? []).length > 8
  const markdown = html.length > TURNDOWN_AT_MOST || deep ? html : turndown().turndown(html)
  return markdown.replaceAll(/\n{2,}/g, '\n').trim()
}

/** Are all cells of the first row header cells? */
export function startsWithHeader(html: string): boolean {
  const from = html.startsWith('<table><caption>') ? html.indexOf('</caption>') + '</caption>'.length : '<table>'.length
  const row = html.slice(from, html.indexOf('</tr>', from))
  return /^(?:<thead>|<tbody>)?<tr><th[ >]/.test(row) && !row.includes('<td')
}

/** Pipes need every row as wide as the widest: rows of very different widths would make far more cells than there are. */
export function isRagged(rows: readonly (readonly string[])[]): boolean {
  const cells = rows.reduce((sum, row) => sum + row.length, 0)
  return widthOf(rows) * rows.length > 10 * cells + 1000
}

function widthOf(rows: readonly (readonly string[])[]): number {
  return rows.reduce((most, row) => Math.max(most, row.length), 1)
}

/** Rows of finished cells → a GFM table; Markdown tables must have a header row, so one without gets an empty one. */
export function pipeTable(rows: readonly (readonly string[])[], hasHeader: boolean, prefix: string): string {
  const width = widthOf(rows)
  const line = (row: readonly string[]): string => `| ${Array.from({ length: width }, (_, at) => row[at] ?? '').join(' | ')} |`
  const head = hasHeader ? (rows[0] ?? []) : []
  const body = hasHeader ? rows.slice(1) : rows
  return [line(head), `|${' --- |'.repeat(width)}`, ...body.map(line)].join(`\n${prefix}`)
}
