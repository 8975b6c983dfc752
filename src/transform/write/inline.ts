// Text, line breaks and emphasis onto the sheet: white space as a browser shows it, tags opened only when something stands in them.
import { escapeText, safeId } from '../clean/entities.ts'
import { add, lengthOf } from '../flow.ts'
import { CODE_EDGE, type Delimiter, escapeMarkdown } from './markdown.ts'
import { type Inline, type Sheet, closeInline, closeInlines, endPara, ensurePara } from './sheet.ts'

// oxlint-disable-next-line no-control-regex -- controls are what is taken out
const ODD = /[\s\u0000-\u001F\u007F-\u00A0\u00AD\u200B\u2060\uFEFF]/
// oxlint-disable-next-line no-control-regex -- the same
const NEVER = /[\u0000-\u0008\u000B\u000E-\u001F\u007F-\u009F\u00AD\u200B\u2060\uFEFF]+/g
/** The ideographic space is a space only at the edges of a paragraph: between two characters of a name it stays. */
const SPACES = /[\t\n\f\r \u00A0\u2000-\u200A\u2028\u2029\u202F\u205F\u1680]+/g
const LEADING = /^[\s\u3000]+/

const MARKS: Readonly<Record<string, Delimiter['mark']>> = { strong: '**', em: '*', s: '~~' }

export function writeText(sheet: Sheet, data: string): void {
  if (sheet.para === null && data.trim() === '') return
  let text = data
  if (ODD.test(text)) text = text.replaceAll(NEVER, '').replaceAll(SPACES, ' ')
  if (text === '') return
  if (sheet.para === null || sheet.breaks > 0 || lengthOf(sheet.html) === sheet.paraStart) {
    text = text.replace(LEADING, '')
    if (text === '') return
  } else if (/^[\s\u3000]+$/.test(text)) {
    sheet.space = true
    return
  } else if (text.startsWith(' ')) {
    sheet.space = true
    text = text.slice(1)
  }
  const trailing = text.endsWith(' ')
  if (trailing) text = text.slice(0, -1)
  prepare(sheet)
  add(sheet.html, escapeText(text))
  add(sheet.text, text)
  sheet.edge = false
  if (sheet.mute === 0) sheet.pieces.push(inCode(sheet) ? text : escapeMarkdown(text))
  sheet.space = trailing
}

/** Something is about to be written: paragraph, breaks, space and emphasis stand before it. */
export function prepare(sheet: Sheet): void {
  if (sheet.breaks > 1 && sheet.para === 'p') endPara(sheet)
  ensurePara(sheet)
  if (sheet.breaks > 0) {
    add(sheet.html, '<br>')
    add(sheet.text, '\n')
    if (sheet.mute === 0) sheet.pieces.push('\\\n')
  } else if (sheet.space) {
    add(sheet.html, ' ')
    add(sheet.text, ' ')
    if (sheet.mute === 0) sheet.pieces.push(' ')
  }
  sheet.breaks = 0
  sheet.space = false
  if (sheet.anchors.length > 0) writeAnchors(sheet)
  for (const inline of sheet.inlines) if (!inline.opened && !inline.off && inline.tag !== '') openInline(sheet, inline)
}

/** Empty anchors stand before the content they name; inside an open link there is no place for one. */
function writeAnchors(sheet: Sheet): void {
  for (const id of sheet.anchors.splice(0)) {
    if (!sheet.inlines.some(({ tag, opened }) => tag === 'a' && opened)) add(sheet.html, `<a id="${safeId(id)}"></a>`)
  }
}

function openInline(sheet: Sheet, inline: Inline): void {
  inline.opened = true
  add(sheet.html, `<${inline.tag}${inline.attributes}>`)
  inline.onOpen?.()
  inline.onOpen = null
  const mark = MARKS[inline.tag]
  if (mark !== undefined && !inCode(sheet)) {
    inline.mark = {
      mark,
      opens: true,
      tag: inline.tag === 'strong' ? 'strong' : inline.tag === 'em' ? 'em' : 's',
      mate: null,
      asTag: false,
    }
    sheet.pieces.push(inline.mark)
  } else if (inline.tag === 'a') sheet.pieces.push(inline.end === '' ? '' : '[')
  else if (inline.tag === 'code') sheet.pieces.push(CODE_EDGE)
  else sheet.pieces.push(`<${inline.tag}>`)
}

export function pushInline(
  sheet: Sheet,
  tag: string,
  more: { readonly attributes?: string; readonly end?: string; readonly onOpen?: () => void } = {},
): void {
  if (tag === 'a') endOuter(sheet)
  const repeats =
    inCode(sheet) ||
    sheet.inlines.some((inline) => inline.tag === tag && !inline.off) ||
    (tag === 'strong' && /^h[2-6]$/.test(sheet.para ?? ''))
  sheet.inlines.push({
    tag: repeats ? '' : tag,
    attributes: more.attributes ?? '',
    opened: false,
    off: false,
    mark: null,
    end: more.end ?? (tag === 'a' || MARKS[tag] !== undefined ? '' : tag === 'code' ? CODE_EDGE : `</${tag}>`),
    onOpen: more.onOpen ?? null,
  })
}

/** As in a browser, a link ends the link around it; and code around a link ends, since Markdown code holds no links. */
export function endOuter(sheet: Sheet): void {
  const outer = sheet.inlines.filter(({ tag, off }) => !off && (tag === 'a' || tag === 'code'))
  if (outer.length === 0) return
  closeInlines(sheet)
  for (const inline of outer) inline.off = true
}

/** Ends the bold that is open or waiting; gives what brings it back, or null when there is none. */
export function suspendBold(sheet: Sheet): (() => void) | null {
  const bold = sheet.inlines.filter(({ tag, off }) => tag === 'strong' && !off)
  const [first] = bold
  if (first === undefined) return null
  const from = sheet.inlines.indexOf(first)
  const end = (): void => {
    for (let at = sheet.inlines.length - 1; at >= from; at -= 1) {
      const inline = sheet.inlines[at]
      if (inline?.opened === true) closeInline(sheet, inline)
    }
  }
  end()
  for (const inline of bold) inline.off = true
  return () => {
    end()
    for (const inline of bold) inline.off = false
  }
}

export function popInline(sheet: Sheet): void {
  const inline = sheet.inlines.pop()
  if (inline?.opened === true) closeInline(sheet, inline)
}

function inCode(sheet: Sheet): boolean {
  return sheet.inlines.length > 0 && sheet.inlines.some((inline) => inline.tag === 'code' && !inline.off)
}

export function writeBreak(sheet: Sheet): void {
  if (sheet.para !== null && lengthOf(sheet.html) > sheet.paraStart) sheet.breaks += 1
  sheet.space = false
}

/** guiji's own words, told apart from the post's. */
export function writeMade(sheet: Sheet, text: string): void {
  prepare(sheet)
  const from = lengthOf(sheet.text)
  writeText(sheet, text)
  sheet.made.push([from, lengthOf(sheet.text)])
}
