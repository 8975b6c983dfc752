// Markdown → HTML: headings, paragraphs, lists, quotes, code, tables, pictures, links, emphasis. Whatever it does not know stays as the
// text it is: no word is lost. Linear in the text; cleans nothing.

const FENCE = /^ {0,3}(`{3,}|~{3,})/
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*)$/
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/
const BULLET = /^ {0,3}[-*+][ \t]+(.*)$/
const NUMBER = /^ {0,3}(\d{1,9})[.)][ \t]+(.*)$/
const QUOTE = /^ {0,3}> ?(.*)$/
const DIVIDER = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/
/** A table of more columns is none. */
const WIDEST = 2000

export function markdownHtml(markdown: string): string {
  const lines = markdown.split(/\r\n?|\n/)
  const html: string[] = []
  for (let at = 0; at < lines.length;) at = block(lines, at, html)
  return html.join('\n')
}

/** Writes the block that begins here and says where the next one does. */
function block(lines: readonly string[], at: number, html: string[]): number {
  const line = lines[at] ?? ''
  if (line.trim() === '') return at + 1
  const fence = FENCE.exec(line)?.[1]
  if (fence !== undefined) return code(lines, at, { fence, html })
  const [, marks, heading] = HEADING.exec(line) ?? []
  if (marks !== undefined) return write(html, at, `<h${marks.length}>${inline(headingText(heading ?? ''))}</h${marks.length}>`)
  if (RULE.test(line)) return write(html, at, '<hr>')
  if (QUOTE.test(line)) return run(lines, at, { is: QUOTE, write: (found) => html.push(`<blockquote>${quoted(found)}</blockquote>`) })
  if (BULLET.test(line)) return run(lines, at, { is: BULLET, write: (found) => html.push(`<ul>${items(found)}</ul>`) })
  if (NUMBER.test(line)) return run(lines, at, { is: NUMBER, write: (found) => html.push(`<ol${startOf(line)}>${items(found)}</ol>`) })
  if (line.includes('|') && isDivider(lines[at + 1] ?? '')) return table(lines, at, html)
  if (/^ {0,3}<(?:[a-z/!])/i.test(line)) return raw(lines, at, html)
  return paragraph(lines, at, html)
}

/** Without the number signs that may close it. */
function headingText(text: string): string {
  const plain = text.trim()
  let end = plain.length
  while (plain[end - 1] === '#') end -= 1
  return end === 0 || plain[end - 1] === ' ' || plain[end - 1] === '\t' ? plain.slice(0, end).trimEnd() : plain
}

function isDivider(line: string): boolean {
  return line.length <= WIDEST && line.includes('-') && DIVIDER.test(line.trim())
}

function write(html: string[], at: number, text: string): number {
  html.push(text)
  return at + 1
}

function code(lines: readonly string[], at: number, { fence, html }: { readonly fence: string; readonly html: string[] }): number {
  let end = at + 1
  while (end < lines.length && !(lines[end] ?? '').trimStart().startsWith(fence)) end += 1
  html.push(`<pre><code>${escape(lines.slice(at + 1, end).join('\n'))}</code></pre>`)
  return end + 1
}

interface Run {
  readonly is: RegExp
  readonly write: (found: readonly string[]) => void
}

/** Neighbouring lines of one kind; the last group of each is what it says. */
function run(lines: readonly string[], at: number, { is, write: done }: Run): number {
  const found: string[] = []
  let end = at
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? ''
    const fits = is.exec(line)
    if (fits !== null) found.push(fits.at(-1) ?? '')
    else if (/^\s+\S/.test(line) && found.length > 0) found.push(`${found.pop() ?? ''}\n${line.trim()}`)
    else break
  }
  done(found)
  return end
}

function quoted(found: readonly string[]): string {
  return `<p>${found.map((line) => (line.trim() === '' ? '</p><p>' : inline(line))).join('<br>')}</p>`
}

function items(found: readonly string[]): string {
  return found.map((text) => `<li>${inline(text)}</li>`).join('')
}

function startOf(line: string): string {
  const [, first] = NUMBER.exec(line) ?? []
  return first === undefined || Number(first) === 1 ? '' : ` start="${Number(first)}"`
}

function row(line: string, cell: 'th' | 'td'): string {
  const cells = line
    .trim()
    .replaceAll(/^\||\|$/g, '')
    .split('|')
  return `<tr>${cells.map((text) => `<${cell}>${inline(text.trim())}</${cell}>`).join('')}</tr>`
}

function table(lines: readonly string[], at: number, html: string[]): number {
  let end = at + 2
  while (end < lines.length && (lines[end] ?? '').includes('|')) end += 1
  const body = lines.slice(at + 2, end).map((line) => row(line, 'td'))
  html.push(`<table><thead>${row(lines[at] ?? '', 'th')}</thead><tbody>${body.join('')}</tbody></table>`)
  return end
}

/** HTML inside Markdown is HTML, up to the next empty line. */
function raw(lines: readonly string[], at: number, html: string[]): number {
  let end = at
  while (end < lines.length && (lines[end] ?? '').trim() !== '') end += 1
  html.push(lines.slice(at, end).join('\n'))
  return end
}

function paragraph(lines: readonly string[], at: number, html: string[]): number {
  let end = at + 1
  while (end < lines.length && continues(lines[end] ?? '')) end += 1
  const shown = lines.slice(at, end).map((line, n) => {
    const isHard = line.endsWith('  ') || line.endsWith('\\')
    const text = inline((line.endsWith('\\') ? line.slice(0, -1) : line).trim())
    return at + n === end - 1 ? text : `${text}${isHard ? '<br>' : '\n'}`
  })
  html.push(`<p>${shown.join('')}</p>`)
  return end
}

function continues(line: string): boolean {
  return line.trim() !== '' && ![FENCE, HEADING, RULE, QUOTE, BULLET, NUMBER].some((kind) => kind.test(line))
}

const INLINE =
  /\\([!-/:-@[-`{-~])|(`+)([^`\n]{1,2000})\2|!\[([^\][]{0,500})\]\(\s*<?([^()\s<>]{1,2000}(?:\([^()\s]{0,200}\)[^()\s<>]{0,500})?)>?(?:\s+["'][^"'\n]{0,300}["'])?\s*\)|\[([^\][]{1,500})\]\(\s*<?([^()\s<>]{1,2000}(?:\([^()\s]{0,200}\)[^()\s<>]{0,500})?)>?(?:\s+["'][^"'\n]{0,300}["'])?\s*\)|\*\*([^*\n]{1,2000})\*\*|__([^_\n]{1,2000})__|\*([^*\s][^*\n]{0,1000})\*|~~([^~\n]{1,1000})~~|<(https?:\/\/[^\s<>]{1,2000})>/g

/** What stands in a line; tags stay tags, since Markdown may hold them. */
function inline(text: string): string {
  let html = ''
  let last = 0
  for (const found of text.matchAll(INLINE)) {
    html += text.slice(last, found.index) + meant(found)
    last = found.index + found[0].length
  }
  return html + text.slice(last)
}

function meant([, sign, ticks, word, alt, picture, label, link, bold, bolder, slanted, struck, bare]: RegExpMatchArray): string {
  if (sign !== undefined) return escape(sign)
  if (ticks !== undefined) return `<code>${escape(word ?? '')}</code>`
  if (picture !== undefined) return `<img src="${escape(picture)}" alt="${escape(alt ?? '')}">`
  if (link !== undefined) return `<a href="${escape(link)}">${inline(label ?? '')}</a>`
  if (bare !== undefined) return `<a href="${escape(bare)}">${escape(bare)}</a>`
  if (struck !== undefined) return `<del>${inline(struck)}</del>`
  if (slanted !== undefined) return `<em>${inline(slanted)}</em>`
  return `<strong>${inline(bold ?? bolder ?? '')}</strong>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
