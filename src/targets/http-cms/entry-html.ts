// The body of an entry as the CMS gives it goes in; its text, links, files and what it loads from elsewhere come out. The note under the
// article is told apart from the article.
import { Parser } from 'htmlparser2'
import { LOADING } from '../loading.ts'
import { NOTE_MARK, noteFacts } from './note.ts'

export interface EntryHtml {
  readonly text: string
  readonly links: readonly string[]
  readonly files: ReadonlySet<string>
  readonly foreign: readonly string[]
  readonly note: { readonly source: string | null; readonly date: string | null } | null
}

export interface Own {
  /** Absolute address of what an attribute says. */
  readonly absolute: (url: string) => string | null
  /** A host of the site. */
  readonly host: (url: string) => boolean
  /** A place where the site keeps files. */
  readonly file: (url: string) => boolean
}

interface Part {
  text: string
  readonly lines: string[]
  readonly links: string[]
}

const LINE = new Set(['p', 'li', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'tr', 'br', 'section', 'figure'])

export function entryHtml(html: string, own: Own): EntryHtml {
  const parts: Part[] = [emptyPart()]
  const files = new Set<string>()
  const foreign: string[] = []
  const part = (): Part => parts.at(-1) ?? emptyPart()
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'hr') parts.push(emptyPart())
        if (LINE.has(name)) part().lines.push('')
        meet({ name, attributes, part: part(), files, foreign, own })
      },
      ontext(data) {
        part().text += data
        part().lines.push((part().lines.pop() ?? '') + data)
      },
    },
    { decodeEntities: true },
  )
  parser.end(html)
  const last = parts.length > 1 && part().text.includes(NOTE_MARK) ? parts.pop() : undefined
  return {
    text: parts.map((one) => one.text).join('\n'),
    links: [...parts.flatMap((one) => one.links), ...(last?.links ?? [])],
    files,
    foreign,
    note: last === undefined ? null : noteFacts(last.lines),
  }
}

function emptyPart(): Part {
  return { text: '', lines: [], links: [] }
}

interface Met {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly part: Part
  readonly files: Set<string>
  readonly foreign: string[]
  readonly own: Own
}

function meet({ name, attributes, part, files, foreign, own }: Met): void {
  const href = attributes['href']
  if (name === 'a' && href !== undefined) {
    const address = own.absolute(href)
    if (address !== null && own.file(address)) files.add(address)
    else part.links.push(href)
  }
  if (/url\s*\(/i.test(attributes['style'] ?? '')) foreign.push(`${name} style`)
  for (const candidate of (attributes['srcset'] ?? '').split(',')) {
    const address = own.absolute(candidate.trim().split(/\s/, 1)[0] ?? '')
    if (address !== null && !own.host(address)) foreign.push(address.slice(0, 200))
  }
  for (const attribute of LOADING[name] ?? []) {
    const url = attributes[attribute]
    if (url === undefined || attribute === 'srcset') continue
    const address = own.absolute(url)
    if (address !== null && own.host(address)) files.add(address)
    else foreign.push(url.slice(0, 200))
  }
}
