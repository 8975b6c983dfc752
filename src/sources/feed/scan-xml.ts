// The text of an XML feed → its facts and the places of its entries; null when it is no feed. Bears broken markup; expands no entities of
// the document, follows no DTD, and stops where the nesting is deeper than anybody writes. One pass, linear.
import { Parser } from 'htmlparser2'
import { FEED_LIMITS } from './document.ts'
import type { FeedDocument, FeedForm } from './document.ts'
import { declared, nameOf } from './names.ts'
import type { Prefixes } from './names.ts'

/** Thrown inside only: the parser can't be told to stop. */
class Enough extends Error {}

type Given = Readonly<Record<string, string>>

const ROOTS: Readonly<Record<string, FeedForm>> = { rss: 'rss', channel: 'rss', 'rdf:rdf': 'rdf', rdf: 'rdf', feed: 'atom' }
const OWN = new Set(['title', 'link', 'language', 'dc:language', 'lastbuilddate', 'pubdate', 'dc:date', 'updated', 'modified', 'name'])

export function scanXml(text: string): FeedDocument | null {
  const scan = openScan(text)
  let isWhole = true
  try {
    // Not ended: what is still open then would be closed for us, and nobody could tell that it was cut.
    scan.parser.write(text)
  } catch (error) {
    if (!(error instanceof Enough)) throw error
    isWhole = false
  }
  return scan.result(isWhole)
}

function openScan(text: string) {
  const about = openFacts()
  const entries: string[] = []
  const path: string[] = []
  let heard: string[] = []
  let from = -1
  let depth = 0
  const parser = new Parser(
    {
      onopentag(raw, given) {
        if (path.length >= FEED_LIMITS.depth || entries.length >= FEED_LIMITS.entries) throw new Enough()
        const name = about.open(raw, given, path)
        path.push(name)
        heard = []
        // One that was never closed ends where the next begins, however many are so.
        const isNext = from >= 0 && path.length === depth + 1
        if (!about.isEntry(name, isNext ? 0 : path.length)) return
        if (isNext) entries.push(text.slice(from, parser.startIndex))
        if (from >= 0 && !isNext) return
        from = parser.startIndex
        depth = path.length
      },
      ontext(piece) {
        if (from < 0) heard.push(piece)
      },
      onclosetag() {
        const isEnd = from >= 0 && path.length === depth
        const name = path.pop() ?? ''
        if (isEnd) {
          entries.push(text.slice(from, parser.endIndex + 1))
          from = -1
        } else if (from < 0) about.close(name, path, heard.join('').trim())
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  const result = (isWhole: boolean): FeedDocument | null => {
    const lastCut = from >= 0
    if (lastCut) entries.push(text.slice(from))
    return about.document({ entries, cut: !isWhole || path.length > 0, lastCut })
  }
  return { parser, result }
}

/** Gathers what the document says of itself, outside of its entries. */
function openFacts() {
  let form: FeedForm | null = null
  let version = ''
  let prefixes: Prefixes = new Map()
  let base: string | null = null
  let language: string | null = null
  const said = new Map<string, string>()
  const older: string[] = []
  const one = (...names: readonly string[]): string | null =>
    names.map((name) => said.get(name)).find((value) => value !== undefined) ?? null
  const once = (name: string, value: string): void => void (said.has(name) || value === '' || said.set(name, value.slice(0, 2000)))
  return {
    open(raw: string, given: Given, path: readonly string[]): string {
      const isOuter = path.length < 2
      if (isOuter) prefixes = declared(given, prefixes)
      const name = nameOf(raw, prefixes)
      if (path.length === 0) {
        form = Object.hasOwn(ROOTS, name) ? (ROOTS[name] ?? null) : null
        version = given['version'] ?? ''
      }
      if (isOuter) {
        base ??= given['xml:base'] ?? null
        language ??= given['xml:lang'] ?? null
      }
      if (name === 'link' && given['href'] !== undefined && path.length <= 2) link(given['href'], given['rel'] ?? 'alternate')
      return name
    },
    isEntry: (name: string, depth: number): boolean => form !== null && depth <= 4 && name === (form === 'atom' ? 'entry' : 'item'),
    close(name: string, path: readonly string[], text: string): void {
      const around = path.at(-1) ?? ''
      if (OWN.has(name) && (name === 'name') === (around === 'author') && around !== 'image') once(name, text)
    },
    document(found: Pick<FeedDocument, 'entries' | 'cut' | 'lastCut'>): FeedDocument | null {
      if (form === null) return null
      const facts = {
        form,
        version: version.slice(0, 20),
        title: one('title'),
        link: one('href', 'link'),
        language: one('language', 'dc:language') ?? language,
        author: one('name'),
        base,
        namespaces: Object.fromEntries([...prefixes].slice(0, 100)),
      }
      return { facts, older, built: one('lastbuilddate', 'updated', 'modified', 'dc:date', 'pubdate'), ...found }
    },
  }

  function link(href: string, rel: string): void {
    if (rel === 'next' || rel === 'prev-archive') older.push(href.trim())
    if (rel === 'alternate') once('href', href.trim())
  }
}
