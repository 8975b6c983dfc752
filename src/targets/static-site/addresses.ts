// Where things stand on the site: an article by its key, a file by its digest. The address is known before anything is written.
import { hash } from 'node:crypto'
import { shownEnding } from '../endings.ts'

/** Folder names the site needs for itself; no column may have one of them as its id. */
export const RESERVED: readonly string[] = ['art', 'media', 'search', 'assets', 'redirects', 'sitemap']

/** `/art/3f/09ab….html`, from 64 bits of SHA-256 over the key. */
export function articleUrl(key: string): string {
  const name = hash('sha256', key, 'hex').slice(0, 16)
  return `/art/${name.slice(0, 2)}/${name.slice(2)}.html`
}

export const ARTICLE_URL = /^\/art\/[0-9a-f]{2}\/[0-9a-f]{14}\.html$/

export function mediaUrl(digest: string, mediaType: string | null): string {
  return `/media/${digest.slice(0, 2)}/${digest}.${extension(mediaType)}`
}

/** What a browser may not show is stored as `.bin` and offered for download only. */
export function extension(mediaType: string | null): string {
  return shownEnding(mediaType) ?? 'bin'
}

/** The digest a media address speaks of; null for any other address. */
export function mediaDigest(url: string): string | null {
  return /^\/media\/[0-9a-f]{2}\/([0-9a-f]{64})\.[0-9a-z]+$/.exec(url)?.[1] ?? null
}

/** Page `n` of a folder of list pages. */
export function pageUrl(folder: string, n: number): string {
  return n === 1 ? `${folder}/` : `${folder}/${n}.html`
}
