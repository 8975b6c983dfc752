// How each block element is written: opening now, closing when the walk leaves it. Table parts are only written inside tables.
import { add, lastOf, lengthOf, since } from '../flow.ts'
import { type Element, isTag, isText } from '../tree.ts'
import { type Leave, SKIP } from './leave.ts'
import { blockGap, endPara, openBlocks, popBlock, pushBlock, type Sheet, startHeading, textGap, writePre } from './sheet.ts'
import { isPlainTable, isRagged, pipeTable, startsWithHeader, tableMarkdown } from './table.ts'
import type { Walk } from './walk.ts'

type Writer = (walk: Walk, element: Element) => Leave

export const BLOCK_WRITERS: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ['div', plain],
  ['p', plain],
  ['section', plain],
  ...['h2', 'h3', 'h4', 'h5', 'h6'].map((name): [string, Writer] => [name, heading]),
  ['blockquote', quote],
  ['ul', list],
  ['ol', list],
  ['li', item],
  ['pre', pre],
  ['hr', rule],
  ['figure', figure],
  ['figcaption', figcaption],
  ['table', table],
  ['thead', section],
  ['tbody', section],
  ['tfoot', section],
  ['tr', row],
  ['td', cell],
  ['th', cell],
  ['caption', figcaption],
])

function alignOf(element: Element): string {
  const align = element.attribs['data-a']
  return align === 'center' || align === 'right' ? align : ''
}

function plain({ sheet }: Pick<Walk, 'sheet'>, element: Element): Leave {
  endPara(sheet)
  const outer = sheet.align
  sheet.align = alignOf(element) || outer
  return () => {
    endPara(sheet)
    sheet.align = outer
  }
}

function heading(walk: Walk, element: Element): Leave {
  const { sheet } = walk
  if (sheet.blocks.some(({ tag }) => tag === 'caption' || tag === 'figcaption') || !hasWords(element)) return plain(walk, element)
  const outer = sheet.align
  sheet.align = alignOf(element) || outer
  startHeading(sheet, element.name)
  return () => {
    endPara(sheet)
    sheet.align = outer
  }
}

/** Iterative: does the element hold text or a picture, and no block that would end the heading? */
function hasWords(element: Element): boolean {
  let words = false
  const left: Element[] = [element]
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    for (const child of at.children) {
      if (isText(child)) words ||= /[^\s\u3000\u200B\uFEFF\u2060\u00AD\p{Cc}]/u.test(child.data)
      else if (isTag(child)) {
        if (BLOCK_WRITERS.has(child.name) || child.name === 'g-media' || child.name === 'img') return false
        left.push(child)
      }
    }
  }
  return words
}

function quote({ sheet }: Walk): Leave {
  pushBlock(sheet, 'blockquote')
  return () => popBlock(sheet)
}

function list({ sheet }: Walk, element: Element): Leave {
  const depth = sheet.blocks.length
  const start = Number(element.attribs['start'] ?? 1)
  const ordered = element.name === 'ol' && start !== 1
  pushBlock(sheet, element.name, ordered ? { attributes: ` start="${start}"`, first: start } : {})
  return () => unwind(sheet, depth)
}

function item({ sheet }: Walk): Leave {
  if (sheet.blocks.at(-1)?.implied === true) popBlock(sheet)
  const depth = sheet.blocks.length
  const parent = sheet.blocks.at(-1)?.tag
  if (parent !== 'ul' && parent !== 'ol') pushBlock(sheet, 'ul')
  pushBlock(sheet, 'li')
  return () => unwind(sheet, depth)
}

function unwind(sheet: Sheet, depth: number): void {
  endPara(sheet)
  while (sheet.blocks.length > depth) popBlock(sheet)
}

function hasText(element: Element): boolean {
  const left = [...element.children]
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (isText(node) && node.data.trim() !== '') return true
    if (isTag(node)) for (const child of node.children) left.push(child)
  }
  return false
}

/** Things that cannot stand in code: a `pre` that holds one is no listing. */
const NOT_CODE = new Set(['img', 'table', 'g-media', 'g-made', 'td', 'th'])

// oxlint-disable-next-line no-control-regex -- controls are what is taken out
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200B\uFEFF]/g

function pre(walk: Walk, element: Element): Leave {
  if (walk.sheet.inlines.some(({ tag, off }) => tag === 'a' && !off)) return plain(walk, element)
  let code = ''
  let links = 0
  const left = element.children.toReversed()
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (isText(node)) code += node.data
    else if (isTag(node)) {
      if (NOT_CODE.has(node.name)) return plain(walk, element)
      if (node.name === 'a' && /^(?!#)./.test(node.attribs['href'] ?? '') && hasText(node)) links += 1
      if (node.name === 'br') code += '\n'
      else if (BLOCK_WRITERS.has(node.name) && code !== '' && !code.endsWith('\n')) code += '\n'
      for (let at = node.children.length - 1; at >= 0; at -= 1) {
        const child = node.children[at]
        if (child !== undefined) left.push(child)
      }
    }
  }
  if (links > 0) walk.note.dropped('link-in-code', '', { links })
  writePre(walk.sheet, code.replaceAll(/\r\n?/g, '\n').replaceAll(CONTROLS, ''), element.attribs['data-lang'] ?? '')
  return SKIP
}

function rule({ sheet }: Walk): Leave {
  endPara(sheet)
  if (lengthOf(sheet.html) === 0 || lastOf(sheet.html, 4) === '<hr>') return SKIP
  const parent = sheet.blocks.at(-1)
  if (parent !== undefined && parent.tag !== 'blockquote') return SKIP
  openBlocks(sheet)
  add(sheet.html, '<hr>')
  blockGap(sheet, '---')
  return SKIP
}

function figure({ sheet }: Walk, element: Element): Leave {
  if (!element.children.some((child) => isTag(child) && child.name === 'figcaption')) return plain({ sheet }, element)
  const depth = sheet.blocks.length
  pushBlock(sheet, 'figure')
  return () => unwind(sheet, depth)
}

function figcaption({ sheet }: Walk, element: Element): Leave {
  const parent = sheet.blocks.at(-1)?.tag
  const fits = element.name === 'caption' ? parent === 'table' : parent === 'figure'
  if (!fits) return plain({ sheet }, element)
  pushBlock(sheet, element.name)
  return () => popBlock(sheet)
}

function table(walk: Walk, element: Element): Leave {
  const { sheet } = walk
  endPara(sheet)
  const depth = sheet.blocks.length
  const outer = { align: sheet.align, cells: sheet.cells, cell: sheet.cell }
  const mode = sheet.mute > 0 || sheet.cells !== null ? 'inner' : isPlainTable(element) ? 'pipes' : 'turndown'
  const start = lengthOf(sheet.html)
  const tables = walk.counts.tables
  sheet.align = ''
  const rows: string[][] = []
  pushBlock(sheet, 'table')
  if (mode === 'pipes') walk.rows = rows
  else sheet.mute += 1
  return () => {
    unwind(sheet, depth)
    sheet.align = outer.align
    sheet.cells = outer.cells
    if (mode !== 'pipes') sheet.mute -= 1
    else walk.rows = null
    const html = since(sheet.html, start)
    if (html === '' || walk.counts.tables === tables) return
    if (mode === 'pipes' && !isRagged(rows)) blockGap(sheet, pipeTable(rows, startsWithHeader(html), sheet.lead ?? sheet.prefix))
    else if (mode !== 'inner') blockGap(sheet, tableMarkdown(html).replaceAll('\n', `\n${sheet.prefix}`))
  }
}

function section({ sheet }: Walk, element: Element): Leave {
  if (sheet.blocks.at(-1)?.tag !== 'table') return plain({ sheet }, element)
  pushBlock(sheet, element.name)
  return () => popBlock(sheet)
}

function row(walk: Walk, element: Element): Leave {
  const { sheet } = walk
  const parent = sheet.blocks.at(-1)?.tag
  if (parent === undefined || !/^(?:table|thead|tbody|tfoot)$/.test(parent)) return plain(walk, element)
  pushBlock(sheet, 'tr')
  walk.rows?.push([])
  return () => {
    popBlock(sheet)
    if (walk.rows?.at(-1)?.length === 0) walk.rows.pop()
  }
}

function cell(walk: Walk, element: Element): Leave {
  const { sheet } = walk
  if (sheet.blocks.at(-1)?.tag !== 'tr') return plain(walk, element)
  const { colspan, rowspan } = element.attribs
  const align = alignOf(element)
  const spans = (colspan === undefined ? '' : ` colspan="${colspan}"`) + (rowspan === undefined ? '' : ` rowspan="${rowspan}"`)
  const first = sheet.blocks.at(-1)?.opened !== true
  const own = sheet.blocks.findLast(({ tag }) => tag === 'table')
  if (own?.count === 0) {
    walk.counts.tables += 1
    own.count = 1
  }
  if (first) textGap(sheet)
  else {
    add(sheet.text, '\t')
    sheet.edge = true
  }
  pushBlock(sheet, element.name, { attributes: spans + (align === '' ? '' : ` style="text-align:${align}"`) })
  openBlocks(sheet)
  const { rows } = walk
  if (rows !== null) [sheet.cells, sheet.cell] = [[], '']
  const outer = sheet.align
  sheet.align = ''
  return () => {
    sheet.align = outer
    popBlock(sheet)
    if (rows === null) return
    rows.at(-1)?.push(sheet.cell)
    sheet.cells = null
  }
}
