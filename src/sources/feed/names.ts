// XML names as feeds use them → one name for each thing, whatever prefix a feed gave its namespace. Knows names only.

const KNOWN: Readonly<Record<string, string>> = {
  'http://purl.org/rss/1.0/modules/content/': 'content',
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://purl.org/dc/terms/': 'dcterms',
  'http://search.yahoo.com/mrss/': 'media',
  'http://search.yahoo.com/mrss': 'media',
  'http://www.itunes.com/dtds/podcast-1.0.dtd': 'itunes',
  'http://www.w3.org/1999/xhtml': 'xhtml',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#': 'rdf',
  'http://rssnamespace.org/feedburner/ext/1.0': 'feedburner',
  'http://news.yandex.ru': 'yandex',
  'http://purl.org/syndication/history/1.0': 'fh',
  'http://www.w3.org/xml/1998/namespace': 'xml',
}
/** The formats' own elements stand without prefix, in all their versions. */
const PLAIN =
  /^http:\/\/(?:www\.w3\.org\/2005\/atom|purl\.org\/(?:rss\/1\.0\/?$|atom\/ns#)|(?:my|channel)\.netscape\.com\/|backend\.userland\.com\/)/

export type Prefixes = ReadonlyMap<string, string>

/** Each element that declares one copies those around it: nobody writes so many. */
const MOST = 100

/** The prefixes that an element's attributes declare, added to those around it. */
export function declared(attributes: Readonly<Record<string, string>>, around: Prefixes): Prefixes {
  let found: Map<string, string> | null = null
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith('xmlns')) continue
    found ??= new Map(around)
    if (found.size >= MOST) break
    found.set(name === 'xmlns' ? '' : name.slice(6), value)
  }
  return found ?? around
}

/** `dc:date` for any element of Dublin Core, `published` for Atom's own; an unknown namespace keeps the prefix it came with. */
export function nameOf(raw: string, prefixes: Prefixes): string {
  const colon = raw.indexOf(':')
  const prefix = colon < 0 ? '' : raw.slice(0, colon)
  const local = raw.slice(colon + 1).toLowerCase()
  const space = prefixes.get(prefix)?.toLowerCase()
  if (space === undefined) return prefix === '' || prefix === 'atom' ? local : `${prefix.toLowerCase()}:${local}`
  if (PLAIN.test(space)) return local
  const known = Object.hasOwn(KNOWN, space) ? KNOWN[space] : undefined
  return known === undefined ? (prefix === '' ? local : `${prefix.toLowerCase()}:${local}`) : `${known}:${local}`
}
