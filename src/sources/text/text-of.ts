// HTML pieces → what a reader sees, and escaped attribute values → their meaning. Linear, however deep the markup nests.
import { Parser } from 'htmlparser2'
import { walkTags } from './tags.ts'

const BREAKS = new Set(['br', 'p', 'div', 'li', 'section', 'h1', 'h2', 'h3', 'tr'])
const SHOWN_RAW = new Set(['title', 'textarea'])

/** Visible text of a piece of HTML, blocks separated by line breaks, trimmed. */
export function textOf(html: string): string {
  const pieces: string[] = []
  let last = 0
  walkTags(html, (tag) => {
    pieces.push(withoutComments(html.slice(last, tag.start)))
    if (!tag.closing && BREAKS.has(tag.name)) pieces.push('\n')
    last = SHOWN_RAW.has(tag.name) ? tag.end : tag.rawEnd
  })
  pieces.push(withoutComments(html.slice(last)))
  return attributeText(pieces.join(''))
    .replaceAll(/[ \t\u00a0]+/g, ' ')
    .replaceAll(/ ?\n[\n ]*/g, '\n')
    .trim()
}

function withoutComments(text: string): string {
  if (!text.includes('<')) return text
  let at = oddity(text, 0)
  if (at < 0) return text
  let kept = ''
  let last = 0
  while (at >= 0) {
    kept += text.slice(last, at)
    const end = text.startsWith('<!--', at) ? text.indexOf('-->', at + 4) + 3 : text.indexOf('>', at) + 1
    if (end < 4) return kept
    last = end
    at = oddity(text, last)
  }
  return kept + text.slice(last)
}

/** Comments and declarations, and what word processors leave: `<?xml:namespace … />`. */
function oddity(text: string, from: number): number {
  ODDITY.lastIndex = from
  return ODDITY.exec(text)?.index ?? -1
}

const ODDITY = /<[!?]/g

/** An attribute value as the browser reads it, trimmed. */
export function attributeText(raw: string): string {
  if (!raw.includes('&')) return raw.trim()
  let value = raw
  const parser = new Parser({
    onattribute(_name, decoded) {
      value = decoded
    },
  })
  parser.end(`<a x="${raw.replaceAll('"', '&quot;')}">`)
  return value.trim()
}

/** Escaped plain text (titles, summaries): entities decoded, markup left as it stands. */
export function plainText(escaped: string): string {
  return attributeText(escaped)
}
