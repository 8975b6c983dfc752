// Where the three outputs grow together: html, Markdown and plain text of one draft, block by block. Opens nothing before it has
// something in it, so empty blocks and empty emphasis never come to be; what it writes is a fix point of the HTML parser.
import type { DraftLink, DraftMedia } from '../../domain/draft.ts'
import { escapeAttribute, escapeText } from '../clean/entities.ts'
import { add, type Flow, lastOf, lengthOf, openFlow } from '../flow.ts'
import { type Delimiter, type Piece, codeBlock, joinPieces } from './markdown.ts'

interface Block {
  readonly tag: string
  readonly attributes: string
  opened: boolean
  /** Prefix of Markdown lines outside this block. */
  prefix: string
  /** For lists: items so far. */
  count: number
  readonly first: number
  /** Bare text was just written in it: the next bare text needs a line break. */
  bare: boolean
  /** A list item that the page forgot to write. */
  readonly implied: boolean
}

export interface Inline {
  /** '' = nothing is written for it (it repeats an outer one, or stands where it may not). */
  readonly tag: string
  readonly attributes: string
  opened: boolean
  /** Ended by what came inside it: a link in a link, a link in code. */
  off: boolean
  mark: Delimiter | null
  /** Markdown written at its end, for links. */
  readonly end: string
  onOpen: (() => void) | null
}

export interface Sheet {
  readonly html: Flow
  readonly markdown: Flow
  readonly text: Flow
  /** The text is at the start of a line or cell. */
  edge: boolean
  readonly blocks: Block[]
  readonly inlines: Inline[]
  /** The open paragraph: its tag ('' = bare text in a cell or item), or null. */
  para: string | null
  /** Length of the html when nothing yet stood in the open paragraph. */
  paraStart: number
  /** Alignment for the next paragraph. */
  align: string
  pieces: Piece[]
  space: boolean
  breaks: number
  prefix: string
  /** Start of the next Markdown line when it is not just the prefix: a list marker. */
  lead: string | null
  tight: boolean
  /** Markdown is made elsewhere while > 0 (complex tables), or goes into table cells. */
  mute: number
  cells: string[] | null
  cell: string
  /** Ranges of `text` that guiji wrote itself. */
  readonly made: [number, number][]
  readonly links: DraftLink[]
  readonly media: DraftMedia[]
  lastList: string
  /** Ids waiting to be written before the next content. */
  readonly anchors: string[]
}

export function openSheet(): Sheet {
  return {
    html: openFlow(),
    markdown: openFlow(),
    text: openFlow(),
    edge: true,
    blocks: [],
    inlines: [],
    para: null,
    paraStart: 0,
    align: '',
    pieces: [],
    space: false,
    breaks: 0,
    prefix: '',
    lead: null,
    tight: false,
    mute: 0,
    cells: null,
    cell: '',
    made: [],
    links: [],
    media: [],
    lastList: '',
    anchors: [],
  }
}

/** Tags in which text stands bare, without a paragraph around it. */
const BARE = new Set(['li', 'td', 'th', 'figcaption', 'caption', 'figure'])

/** `first`: the number a list starts with. */
export function pushBlock(
  sheet: Sheet,
  tag: string,
  { attributes = '', first = 1 }: { readonly attributes?: string; readonly first?: number } = {},
): void {
  endPara(sheet)
  if (tag !== 'li') implyItem(sheet)
  sheet.blocks.push({ tag, attributes, opened: false, prefix: sheet.prefix, count: 0, first, bare: false, implied: false })
}

/** Content right inside a list belongs to an item. */
function implyItem(sheet: Sheet): void {
  const parent = sheet.blocks.at(-1)?.tag
  if (parent === 'ul' || parent === 'ol') {
    sheet.blocks.push({ tag: 'li', attributes: '', opened: false, prefix: sheet.prefix, count: 0, first: 1, bare: false, implied: true })
  }
}

export function popBlock(sheet: Sheet): void {
  endPara(sheet)
  const block = sheet.blocks.pop()
  if (block === undefined) return
  if (block.opened) {
    add(sheet.html, `</${block.tag}>`)
    if (block.tag === 'ul' || block.tag === 'ol') sheet.lastList = block.tag
    if (block.tag === 'li' || block.tag === 'blockquote') sheet.lead = null
    if (block.tag === 'ul' || block.tag === 'ol') sheet.tight = false
  }
  sheet.prefix = block.prefix
}

/** Opens every block that waits for its first content. */
export function openBlocks(sheet: Sheet): void {
  const { blocks } = sheet
  if (blocks.length === 0 || blocks[blocks.length - 1]?.opened === true) return
  for (let at = 0; at < blocks.length; at += 1) {
    const block = blocks[at]
    if (block === undefined || block.opened) continue
    block.opened = true
    block.prefix = sheet.prefix
    const parent = at === 0 ? undefined : blocks[at - 1]
    if (parent !== undefined) parent.bare = false
    add(sheet.html, `<${block.tag}${block.attributes}>`)
    if (sheet.mute === 0 && sheet.cells === null) leadFor(sheet, block, parent)
  }
}

function leadFor(sheet: Sheet, block: Block, parent: Block | undefined): void {
  if (block.tag === 'blockquote') {
    sheet.lead = `${sheet.lead ?? sheet.prefix}> `
    sheet.prefix += '> '
  } else if (block.tag === 'ul' || block.tag === 'ol') {
    sheet.tight = parent?.tag === 'li'
    block.count = 0
  } else if (block.tag === 'li' && parent !== undefined) {
    const marker = parent.tag === 'ol' ? `${parent.first + parent.count}. ` : '- '
    if (parent.count > 0) sheet.tight = true
    else if (sheet.lastList === parent.tag && /(?:^|\n)\s*(?:-|\d+\.) [^\n]*$/.test(lastOf(sheet.markdown, 400)))
      blockGap(sheet, '<!-- -->')
    parent.count += 1
    sheet.lead = `${sheet.lead ?? sheet.prefix}${marker}`
    sheet.prefix += ' '.repeat(marker.length)
  }
}

/** Writes one finished Markdown block, apart from the one before it. */
export function blockGap(sheet: Sheet, markdown: string): void {
  if (sheet.mute > 0) return
  if (sheet.cells !== null) {
    sheet.cell += (sheet.cell === '' ? '' : '<br>') + markdown
    return
  }
  const outer = sheet.blocks.at(-1)?.prefix ?? ''
  if (lengthOf(sheet.markdown) > 0)
    add(sheet.markdown, sheet.tight ? '\n' : `\n${(sheet.lead === null ? sheet.prefix : outer).trimEnd()}\n`)
  add(sheet.markdown, (sheet.lead ?? sheet.prefix) + markdown)
  sheet.lead = null
  sheet.tight = false
}

/** A new line of plain text, unless it stands at the start or behind a cell's tab. */
export function textGap(sheet: Sheet): void {
  if (sheet.edge) return
  add(sheet.text, '\n')
  sheet.edge = true
}

/** A paragraph is open afterwards. */
export function ensurePara(sheet: Sheet): void {
  if (sheet.para !== null) return
  implyItem(sheet)
  openBlocks(sheet)
  const parent = sheet.blocks.at(-1)
  const bare = parent !== undefined && BARE.has(parent.tag)
  textGap(sheet)
  if (bare) {
    sheet.para = ''
    if (parent.bare && parent.tag !== 'figure') add(sheet.html, '<br>')
  } else startTag(sheet, 'p')
  sheet.paraStart = lengthOf(sheet.html)
}

function startTag(sheet: Sheet, tag: string): void {
  sheet.para = tag
  add(sheet.html, sheet.align === '' ? `<${tag}>` : `<${tag} style="text-align:${sheet.align}">`)
}

export function startHeading(sheet: Sheet, tag: string): void {
  endPara(sheet)
  implyItem(sheet)
  openBlocks(sheet)
  textGap(sheet)
  startTag(sheet, tag)
  sheet.paraStart = lengthOf(sheet.html)
}

export function endPara(sheet: Sheet): void {
  sheet.breaks = 0
  sheet.space = false
  if (sheet.para === null) return
  closeInlines(sheet)
  const { para } = sheet
  const parent = sheet.blocks.at(-1)
  if (parent !== undefined) parent.bare = para === ''
  if (para !== '') add(sheet.html, `</${para}>`)
  sheet.para = null
  const level = /^h[2-6]$/.test(para) ? `${'#'.repeat(Number(para[1]))} ` : ''
  if (sheet.mute === 0) {
    const joined =
      sheet.cells === null
        ? joinPieces(sheet.pieces, sheet.prefix)
        : joinPieces(sheet.pieces, '').replaceAll('\\\n', '<br>').replaceAll('|', '\\|')
    if (joined !== '') blockGap(sheet, level === '' ? joined : level + joined.replaceAll(/\\\n\s*/g, ' '))
  }
  sheet.pieces = []
}

export function closeInlines(sheet: Sheet): void {
  for (let at = sheet.inlines.length - 1; at >= 0; at -= 1) {
    const inline = sheet.inlines[at]
    if (inline?.opened === true) closeInline(sheet, inline)
  }
}

export function closeInline(sheet: Sheet, inline: Inline): void {
  inline.opened = false
  add(sheet.html, `</${inline.tag}>`)
  if (inline.mark !== null) {
    const end: Delimiter = { ...inline.mark, opens: false, mate: inline.mark, asTag: false }
    inline.mark.mate = end
    sheet.pieces.push(end)
  } else if (inline.end !== '') sheet.pieces.push(inline.end)
}

export function writePre(sheet: Sheet, code: string, language: string): void {
  const whole = code.replaceAll('\u00A0', ' ').trimEnd()
  if (whole === '') return
  // Without the blank lines before the first.
  const text = whole.slice(whole.lastIndexOf('\n', whole.search(/\S/)) + 1)
  endPara(sheet)
  implyItem(sheet)
  openBlocks(sheet)
  textGap(sheet)
  const shown = /^[\w+#-]+$/.test(language) ? ` class="language-${escapeAttribute(language)}"` : ''
  add(sheet.html, `<pre><code${shown}>${escapeText(text)}</code></pre>`)
  blockGap(sheet, sheet.cells === null ? codeBlock(text, shown === '' ? '' : language, sheet.prefix) : text)
  add(sheet.text, text)
  sheet.edge = false
}
