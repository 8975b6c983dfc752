// Where things stand on the site: an article by its key, a file by its digest. The address is known before anything is written.
import { hash } from 'node:crypto'

/** Folder names the site needs for itself; no column may have one of them as its id. */
export const RESERVED: readonly string[] = ['art', 'media', 'search', 'assets', 'redirects', 'sitemap']

/** Types a browser may show; everything else is stored as `.bin` and offered for download only. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/bmp': 'bmp',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
  'application/pdf': 'pdf',
  'application/ofd': 'ofd',
  'application/msword': 'doc',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.ms-powerpoint': 'ppt',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/zip': 'zip',
  'application/x-rar-compressed': 'rar',
  'application/vnd.rar': 'rar',
  'application/x-7z-compressed': '7z',
  'text/plain': 'txt',
  'text/csv': 'csv',
}

/** `/art/3f/09ab….html`, from 64 bits of SHA-256 over the key. */
export function articleUrl(key: string): string {
  const name = hash('sha256', key, 'hex').slice(0, 16)
  return `/art/${name.slice(0, 2)}/${name.slice(2)}.html`
}

export const ARTICLE_URL = /^\/art\/[0-9a-f]{2}\/[0-9a-f]{14}\.html$/

export function mediaUrl(digest: string, mediaType: string | null): string {
  return `/media/${digest.slice(0, 2)}/${digest}.${extension(mediaType)}`
}

export function extension(mediaType: string | null): string {
  return EXTENSIONS[(mediaType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''] ?? 'bin'
}

/** The digest a media address speaks of; null for any other address. */
export function mediaDigest(url: string): string | null {
  return /^\/media\/[0-9a-f]{2}\/([0-9a-f]{64})\.[0-9a-z]+$/.exec(url)?.[1] ?? null
}

/** Page `n` of a folder of list pages. */
export function pageUrl(folder: string, n: number): string {
  return n === 1 ? `${folder}/` : `${folder}/${n}.html`
}
