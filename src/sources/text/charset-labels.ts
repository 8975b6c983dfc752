// What an HTTP header, an XML declaration or a page's meta tags say about its charset → names that a decoder knows. Believes nothing.

/** What was said, in the words it was said in; null where nothing was. */
export interface Declared {
  readonly header: string | null
  readonly page: string | null
}

/** A declaration may stand behind long scripts, and pages that a browser or an archive wrapped hold a second one. */
const LOOKED_AT = 16_384
const MOST_LABELS = 8

const META = /<meta\s[^>]{0,300}?charset\s{0,4}=\s{0,4}["']?\s{0,4}([\w.:-]{1,40})/gi
const ANYWHERE = /charset\s{0,4}=\s{0,4}["']?\s{0,4}([\w.:-]{1,40})/gi

function labelsIn(head: string, pattern: RegExp): readonly string[] {
  return Array.from(head.matchAll(pattern), ([, label]) => label ?? '')
}

export function headerLabel(contentType: string | null | undefined): string | null {
  return /charset\s{0,4}=\s{0,4}["']?([\w.:-]{1,40})/i.exec(contentType?.slice(0, 1000) ?? '')?.[1] ?? null
}

/** All labels of the page in their order, each once; the XML declaration's before those of meta tags. */
export function pageLabels(bytes: Buffer): readonly string[] {
  const head = bytes.subarray(0, LOOKED_AT).toString('latin1')
  const found = new Set<string>()
  const xml = /^[\s\u00ef\u00bb\u00bf]{0,20}<\?xml\s[^>]{0,200}?encoding\s{0,4}=\s{0,4}["']([\w.:-]{1,40})/i.exec(head)?.[1]
  if (xml !== undefined) found.add(xml)
  // Scripts and styles have charsets of their own; they speak for the page only where nothing else does.
  const metas = labelsIn(head, META)
  for (const label of metas.length > 0 ? metas : labelsIn(head, ANYWHERE)) if (found.size < MOST_LABELS) found.add(label)
  return [...found]
}

/** The decoder's name of a label; null when no decoder knows it. GB 18030 holds all of GBK and GB 2312, so it reads them all. */
export function encodingOf(label: string): string | null {
  const name = label.trim().toLowerCase()
  if (/^(?:x-|cs)?(?:gb|euc-cn|(?:cp|ms|windows-)?936$)/.test(name)) return 'gb18030'
  if (/^(?:x-|x-x-|cs)?(?:big5|(?:cp|ms|windows-)?950$)/.test(name)) return 'big5'
  if (/^utf-?8/.test(name)) return 'utf-8'
  try {
    return new TextDecoder(name).encoding
  } catch {
    return null
  }
}
