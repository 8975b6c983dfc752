// Addresses go in; whether they are the site's own, whether they are files, and whether a file answers with the right bytes comes out. Files
// are asked for as a reader would ask, without any log-in.
import type { ReadBack } from '../../domain/article.ts'
import type { SiteFile } from '../site-file.ts'
import type { Own } from './entry-html.ts'

/** A file that was sent under its digest, and kept its name. */
const DIGEST = /[0-9a-f]{64}/

/** `addresses` are whole: of the CMS first, of the site and what else the job names. Relative ones belong to the CMS. */
export function ownOf(addresses: readonly string[], filePlaces: readonly string[]): Own {
  const origins = new Set(addresses.map((one) => new URL(one).origin))
  const [root = ''] = origins
  const absolute = (url: string): string | null => (url !== '' && URL.canParse(url, `${root}/`) ? new URL(url, `${root}/`).href : null)
  const host = (url: string): boolean => origins.has(new URL(url).origin)
  const places = filePlaces.map((place) => absolute(place) ?? place)
  return {
    absolute,
    host,
    file: (url) => host(url) && (DIGEST.test(new URL(url).pathname) || places.some((place) => url.startsWith(place))),
  }
}

type FileState = ReadBack['media'][number]

/** Long enough for one run, short enough that a later look finds what has vanished since. */
const REMEMBERED_MS = 10 * 60_000
const MOST_REMEMBERED = 8192

export function openFileLook(own: Own, fileAt: (url: string) => Promise<SiteFile | string>): (url: string) => Promise<FileState> {
  const good = new Map<string, number>()
  return async (url) => {
    if (Date.now() - (good.get(url) ?? -Infinity) < REMEMBERED_MS) return { url, ok: true, why: '' }
    if (!own.host(url)) return { url, ok: false, why: 'not on the site' }
    const why = faultOf(await fileAt(url), url)
    if (good.size >= MOST_REMEMBERED) good.clear()
    if (why === '') good.set(url, Date.now())
    else good.delete(url)
    return { url, ok: why === '', why }
  }
}

function faultOf(file: SiteFile | string, url: string): string {
  if (typeof file === 'string') return file
  if (file.status !== 200) return `status ${file.status}`
  if (file.bytes === 0) return 'empty'
  const digest = DIGEST.exec(new URL(url).pathname)?.[0]
  if (digest !== undefined && file.digest !== digest) return 'other bytes than published'
  // some sites answer with their start page for whatever is not there
  return /^text\/html\b/i.test(file.type) ? 'a page instead of the file' : ''
}
