// Html as WordPress shows it goes in; what a reader meets in the regions of an entry comes out: text, source, links, files, and
// whatever would load from elsewhere. It works on the content alone and on a whole page.
import { Parser } from 'htmlparser2'
import { LOADING } from '../loading.ts'

export interface Met {
  /** Whether the frame of the entry is there at all. */
  framed: boolean
  text: string
  source: string | null
  readonly links: string[]
  /** Absolute addresses of files that are named by a digest. */
  readonly files: Set<string>
  readonly foreign: string[]
}

/** The digest that a file's address speaks of; null for any other address. `-1` is a second copy. */
export function fileDigest(url: string): string | null {
  return /\/([0-9a-f]{64})(?:-\d{1,3})?\.[0-9a-z]{1,10}$/.exec(url)?.[1] ?? null
}

/** `own` tells whether an absolute address is the site's own. */
export function meet(html: string, base: string, own: (url: URL) => boolean): Met {
  const met: Met = { framed: false, text: '', source: null, links: [], files: new Set(), foreign: [] }
  const open: string[] = []
  const inside = (name: string): boolean => open.includes(name)
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const region = open.includes('guiji-body') ? '' : regionOf(attributes['class'] ?? '', inside('guiji-entry'))
        open.push(region)
        if (region === 'guiji-entry') met.framed = true
        if (region === 'guiji-source') met.source = ''
        if (inside('guiji-entry')) meetTag(met, { name, attributes, base, own })
      },
      ontext(data) {
        if (inside('guiji-body')) met.text += data
        else if (inside('guiji-source')) met.source = (met.source ?? '') + data
      },
      onclosetag: () => void open.pop(),
    },
    { decodeEntities: true },
  )
  parser.end(html)
  return met
}

/** The frame counts once, and regions only directly by their own class within it. */
function regionOf(classes: string, framed: boolean): string {
  const names = classes.split(/\s+/)
  return (framed ? ['guiji-body', 'guiji-source'] : ['guiji-entry']).find((name) => names.includes(name)) ?? ''
}

interface Tag {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly base: string
  readonly own: (url: URL) => boolean
}

function meetTag(met: Met, { name, attributes, base, own }: Tag): void {
  const href = attributes['href']
  if (name === 'a' && href !== undefined) {
    const url = absolute(href, base)
    if (url !== null && own(url) && fileDigest(url.pathname) !== null) met.files.add(url.href)
    else met.links.push(href)
  }
  if (/url\s*\(/i.test(attributes['style'] ?? '')) met.foreign.push(`${name} style`)
  for (const attribute of LOADING[name] ?? []) {
    const value = attributes[attribute]
    if (value === undefined) continue
    const all = attribute === 'srcset' ? value.split(',').map((one) => one.trim().split(/\s/)[0] ?? '') : [value]
    for (const one of all) {
      const url = absolute(one, base)
      if (url === null || !own(url)) met.foreign.push(one)
      else if (attribute !== 'srcset') met.files.add(url.href)
    }
  }
}

function absolute(address: string, base: string): URL | null {
  return URL.canParse(address, base) ? new URL(address, base) : null
}

/** Text of a piece of html, as titles and names are given. */
export function plainText(html: string): string {
  let text = ''
  const parser = new Parser({ ontext: (data) => void (text += data) }, { decodeEntities: true })
  parser.end(html)
  return text
}
