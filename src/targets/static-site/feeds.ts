// Entries go in as they stream by; sitemap, RSS and the redirect map come out. Large files are written in pieces, never held.
import type { SiteEntry } from '../../domain/article.ts'
import { escape } from './escape.ts'
import type { Folder, Staged } from './folder.ts'
import type { Site } from './options.ts'

/** Something that takes every entry once, newest first. */
export interface Taker {
  add(entry: SiteEntry): void
  finish(): void
}

const PART = 50_000
const XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
const SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

export function sitemap(folder: Folder, site: Site): Taker {
  let parts = 0
  let count = 0
  let part: Staged | null = null
  const close = (): void => {
    part?.add('</urlset>\n')
    part?.finish()
  }
  return {
    add(entry) {
      if (count % PART === 0) {
        close()
        parts += 1
        part = folder.stage(`/sitemap/${parts}.xml`)
        part.add(`${XML}<urlset ${SITEMAP}>\n`)
      }
      count += 1
      part?.add(`<url><loc>https://${site.domain}${escape(entry.url)}</loc></url>\n`)
    },
    finish() {
      close()
      const rows = Array.from({ length: parts }, (_, at) => `<sitemap><loc>https://${site.domain}/sitemap/${at + 1}.xml</loc></sitemap>\n`)
      folder.write('/sitemap.xml', `${XML}<sitemapindex ${SITEMAP}>\n${rows.join('')}</sitemapindex>\n`)
      for (let n = parts + 1; folder.has(`/sitemap/${n}.xml`); n += 1) folder.remove(`/sitemap/${n}.xml`)
    },
  }
}

const FEED_LENGTH = 50

/** Dated by the original publish time, and its title says that these are moved texts: nothing old passes for news (R13). */
export function rss(folder: Folder, site: Site): Taker {
  const items: string[] = []
  return {
    add(entry) {
      if (items.length === FEED_LENGTH) return
      const link = `https://${site.domain}${escape(entry.url)}`
      const text = entry.summary === null ? '' : `<description>${escape(entry.summary)}</description>`
      const date = new Date(entry.publishedAt).toUTCString()
      items.push(
        `<item><title>${escape(entry.title)}</title><link>${link}</link><guid isPermaLink="true">${link}</guid>${text}<pubDate>${date}</pubDate></item>\n`,
      )
    },
    finish() {
      folder.write(
        '/rss.xml',
        `${XML}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>${escape(site.name)}:迁移稿件</title><link>https://${site.domain}/</link>
<description>由原政务新媒体账号迁移的稿件，按原发布时间排列；不是最新动态。</description><language>${site.language}</language>
<atom:link href="https://${site.domain}/rss.xml" rel="self" type="application/rss+xml"/>
${items.join('')}</channel></rss>
`,
      )
    },
  }
}

/** Old address → new address in three shapes: for people, for nginx (`map "$host$request_uri" $new`), for programs. */
export function redirects(folder: Folder): Taker {
  const csv = folder.stage('/redirects/redirects.csv')
  const nginx = folder.stage('/redirects/nginx.map')
  const json = folder.stage('/redirects/redirects.json')
  let comma = ''
  csv.add('old,new\r\n')
  json.add('[')
  return {
    add(entry) {
      for (const old of new Set(entry.oldUrls)) {
        csv.add(`"${old.replaceAll('"', '""').replaceAll(/[\r\n]/g, '')}",${entry.url}\r\n`)
        const key = old.replace(/^https?:\/\//i, '').replace(/#.*$/s, '')
        if (/^[\x21-\x7e]+$/.test(key)) nginx.add(`"${key.replaceAll(/[\\"]/g, '\\$&')}" "${entry.url}";\n`)
        json.add(`${comma}\n${JSON.stringify({ old, new: entry.url })}`)
        comma = ','
      }
    },
    finish() {
      json.add('\n]\n')
      for (const file of [csv, nginx, json]) file.finish()
    },
  }
}
