// HTML pieces → what a reader sees, and escaped attribute values → their meaning. One decoder for all: htmlparser2.
import { Parser } from 'htmlparser2'

const BREAKS = new Set(['br', 'p', 'div', 'li', 'section', 'h1', 'h2', 'h3', 'tr'])
const UNSEEN = new Set(['script', 'style', 'template'])

/** Visible text of a small piece of HTML, blocks separated by line breaks, trimmed. */
export function textOf(html: string): string {
  let text = ''
  let unseen = 0
  const parser = new Parser({
    onopentagname(name) {
      if (UNSEEN.has(name)) unseen += 1
      else if (BREAKS.has(name)) text += '\n'
    },
    ontext(piece) {
      if (unseen === 0) text += piece
    },
    onclosetag(name) {
      if (UNSEEN.has(name)) unseen -= 1
    },
  })
  parser.end(html)
  return text.replaceAll(/[ \t\u00a0]+/g, ' ').replaceAll(/ ?\n[\n ]*/g, '\n').trim()
}

/** An attribute value as the browser reads it, trimmed. */
export function attributeText(raw: string): string {
  if (!raw.includes('&')) return raw.trim()
  let value = raw
  const parser = new Parser({ onattribute(_name, decoded) { value = decoded } })
  parser.end(`<a x="${raw.replaceAll('"', '&quot;')}">`)
  return value.trim()
}

/** Escaped plain text (titles, summaries): entities decoded, markup left as it stands. */
export function plainText(escaped: string): string {
  return attributeText(escaped)
}
