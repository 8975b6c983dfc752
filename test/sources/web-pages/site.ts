// A small real website on this machine for the tests of `web-pages`: pages in a map that a test may change, a log of what was asked, and a
// kit whose client is the real one.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Remembered, WebMemory } from '../../../src/domain/web.ts'
import { openNet } from '../../../src/net/client.ts'
import type { Discovered, Part } from '../../../src/domain/archive.ts'
import type { Page } from '../../../src/domain/page.ts'
import { webPages } from '../../../src/sources/web-pages/index.ts'
import type { Source, SourceKit } from '../../../src/sources/source.ts'
import { discoverAll, fetchAll, materialOf, offlineKit } from '../../kits/source-kit.ts'

export interface Site {
  readonly home: string
  /** Path with query → what is answered; a function is asked every time. */
  readonly pages: Map<string, string | Buffer | (() => string)>
  /** Paths that answer with an ETag over their content, and 304 when it is known. */
  readonly tagged: Set<string>
  readonly asked: string[]
  readonly kit: SourceKit
  open(options: object): Promise<Source>
  close(): Promise<void>
}

export async function openSite(): Promise<Site> {
  const pages: Site['pages'] = new Map()
  const tagged = new Set<string>()
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    asked.push(path)
    const held = pages.get(path)
    const body = typeof held === 'function' ? held() : (held ?? 'no')
    const tag = `"${Buffer.from(body).toString('base64').slice(-12)}-${body.length}"`
    const isKnown = tagged.has(path) && request.headers['if-none-match'] === tag
    if (held === undefined || isKnown) response.writeHead(held === undefined ? 404 : 304).end()
    else {
      if (tagged.has(path)) response.setHeader('etag', tag)
      response.setHeader('content-type', path.endsWith('.pdf') ? 'application/pdf' : 'text/html; charset=utf-8').end(body)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const net = openNet({ hosts: [host], requestsPerSecond: 10_000, maxBytes: 32 * 1024 * 1024, allowPrivate: [host] })
  const kit: SourceKit = { ...offlineKit('/'), get: net.get, mayGet: net.mayGet, memory: memoryOf() }
  return {
    home: `http://${host}`,
    pages,
    tagged,
    asked,
    kit,
    open: async (options) => await webPages.open(webPages.options.parse(options), kit),
    async close() {
      await net.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

function memoryOf(): WebMemory {
  const held = new Map<string, Remembered>()
  return {
    recall: async (urls) => new Map(urls.flatMap((url) => (held.has(url) ? [[url, held.get(url)!] as const] : []))),
    remember: async (seen) => {
      for (const [url, one] of seen) held.set(url, one)
    },
  }
}

export function article(title: string, body: string, head = ''): string {
  return (
    `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}_青石县人民政府</title>${head}</head><body><div class="header"><a href="/">首页</a>` +
    `<a href="/zw/">政务</a></div><h1>${title}</h1><div class="TRS_Editor">${body}</div><div class="footer">虚ICP备00000042号</div></body></html>`
  )
}

export function listPage(rows: readonly (readonly [href: string, title: string, date: string])[], rest = ''): string {
  const lines = rows.map(
    ([href, title, date]) => `<li><a href="${href}" title="${title}">${title.slice(0, 6)}…</a><span>${date}</span></li>`,
  )
  return `<html><head><meta charset="utf-8"></head><body><ul class="list">${lines.join('')}</ul>${rest}</body></html>`
}

export interface Read {
  readonly post: Discovered
  readonly parts: readonly Part[]
  readonly page: Page
}

export async function readAll(source: Source): Promise<readonly Read[]> {
  const all: Read[] = []
  for (const post of await discoverAll(source)) {
    const { parts, failure } = await fetchAll(source, post)
    if (failure !== null) throw failure
    all.push({ post, parts, page: source.parse(materialOf(post, parts)) })
  }
  return all
}

export function htmlOf(page: Page): string {
  return 'html' in page.body ? page.body.html : page.body.text
}
