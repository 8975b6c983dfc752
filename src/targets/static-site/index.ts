// The target `static-site`: a folder of finished pages, written so that no reader ever meets half a page or a link to nothing.
// It asks its own pages back over real HTTP and believes nothing else.
import { hash } from 'node:crypto'
import { accessSync, constants, readFileSync, statfsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Check } from '../../domain/archive.ts'
import type { Article, Published } from '../../domain/article.ts'
import { shownDigests } from '../../domain/compare.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { openSiteServer, type SiteServer } from '../site-server.ts'
import { NO_STRAYS } from '../target.ts'
import type { Target, TargetKind, TargetKit, Uploaded } from '../target.ts'
import { ARTICLE_URL, articleUrl, mediaUrl, RESERVED } from './addresses.ts'
import { articlePage } from './article-page.ts'
import { finishSite } from './finish.ts'
import { openFolder, standing, type Folder } from './folder.ts'
import type { Frame } from './frame.ts'
import { neighbours, regionOf } from './neighbours.ts'
import { staticSiteOptions, type StaticSiteOptions } from './options.ts'
import { buildingPage, notFoundPage, robots, WITHDRAWN, withdrawnPage } from './plain-pages.ts'
import { openReader, type Reader } from './read-back.ts'
import { openRemembered, type Remembered } from './remembered.ts'

export const staticSite: TargetKind<StaticSiteOptions> = { name: 'static-site', options: staticSiteOptions, hosts: () => [], open }

/** Part of every payload digest: a new look of the pages is a change, like a new text. */
const LOOK = 1

interface Opened {
  readonly folder: Folder
  readonly frame: Frame
  readonly kit: TargetKit
  /** Addresses of files known to stand on the site. */
  readonly placed: Remembered
}

async function open(options: StaticSiteOptions, kit: TargetKit): Promise<Target> {
  const taken = kit.columns.find((c) => RESERVED.includes(c.id))
  if (taken !== undefined)
    throw new Failure(
      'mapping-invalid',
      both(`栏目编号 ${taken.id} 是静态站点自用的目录名`, `The column id ${taken.id} is a folder the static site needs for itself`),
    )
  const folder = openFolder(options.path === undefined ? join(kit.data, 'site') : resolve(kit.base, options.path))
  const site: Opened = { folder, kit, frame: { site: options.site, columns: kit.columns }, placed: openRemembered() }
  // at the first writing: a check and a preview leave no trace
  const prepared = once(() => prepare(site))
  const asker = lazyReader(folder.root, options.site.domain)
  return {
    ...NO_STRAYS,
    can: {
      addressFromKey: true,
      uniqueEnforced: true,
      lookup: true,
      stages: false,
      backdate: true,
      filesByDigest: true,
      edited: false,
      settleMs: 0,
    },
    check: async () => await check(site),
    find: async (key) => await find(site, key),
    takes: () => true,
    addressOf: articleUrl,
    upload: async (asset) => {
      prepared()
      return await upload(site, asset)
    },
    findUpload: async () => null,
    put: async (article, key) => {
      prepared()
      return await put(site, article, key)
    },
    read: async (published) => await (await asker.reader()).read(published.url),
    withdraw: async (published) => {
      prepared()
      await withdraw(site, published)
    },
    finish: async (entries) => {
      prepared()
      await finishSite({ folder, frame: site.frame, pageSize: options.pageSize }, entries)
    },
    close: async () => await asker.close(),
  }
}

function once(work: () => void): () => void {
  let done = false
  return () => {
    if (!done) work()
    done = true
  }
}

/** Style and scripts first, then pages for every address that articles link to; what a finish made is left as it is. */
function prepare({ folder, frame }: Opened): void {
  folder.sweep()
  for (const name of ['site.css', 'page.js', 'search.js']) {
    folder.write(`/assets/${name}`, readFileSync(join(import.meta.dirname, 'assets', name), 'utf8'))
  }
  folder.write('/404.html', notFoundPage(frame))
  folder.write('/robots.txt', robots(frame.site))
  const places = [
    ['', frame.site.name, null],
    ['/search', '搜索', null],
    ...frame.columns.map((c) => [`/${c.id}`, c.name, c.id] as const),
  ] as const
  for (const [at, heading, column] of places) {
    if (!folder.has(`${at}/index.html`)) folder.write(`${at}/index.html`, buildingPage(frame, { heading, url: `${at}/`, column }))
  }
}

async function check({ folder, frame }: Opened): Promise<Check[]> {
  const place = standing(folder.root)
  const disk = statfsSync(place)
  const free = Math.floor((disk.bavail * disk.bsize) / 1024 / 1024)
  return [
    { what: 'site folder', ok: writable(place), detail: folder.root },
    { what: 'free space', ok: free > 200, detail: `${free} MB` },
    { what: 'columns', ok: frame.columns.length > 0, detail: String(frame.columns.length) },
  ]
}

function writable(place: string): boolean {
  try {
    accessSync(place, constants.W_OK | constants.X_OK)
    return statSync(place).isDirectory()
  } catch {
    return false
  }
}

async function find({ folder }: Opened, key: string): Promise<Published | null> {
  const url = articleUrl(key)
  const html = folder.read(url)
  if (html === null || html.startsWith(WITHDRAWN)) return null
  const marks = /<meta name="guiji-key" content="([^"]*)">\n<meta name="guiji-digest" content="([0-9a-f]{64})">/.exec(html.slice(0, 4096))
  if (marks === null || plain(marks[1] ?? '') !== key)
    throw new Failure('target-attention', both(`页面 ${url} 不是应有的文章`, `The page ${url} is not the article it should be`))
  return { remoteId: url, url, digest: marks[2] ?? '' }
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

function plain(escaped: string): string {
  return escaped.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? '')
}

async function upload(site: Opened, asset: { readonly digest: string; readonly mediaType: string }): Promise<Uploaded> {
  const url = mediaUrl(asset.digest, asset.mediaType)
  if (stands(site, url)) return { id: url, url }
  const file = site.kit.assetFile(asset.digest)
  if (file === null || !site.folder.link(url, file)) site.folder.writeBytes(url, await site.kit.asset(asset.digest))
  site.placed.add(url)
  return { id: url, url }
}

function stands({ placed, folder }: Opened, url: string): boolean {
  if (placed.has(url)) return true
  if (!folder.has(url)) return false
  placed.add(url)
  return true
}

async function put(site: Opened, article: Article, key: string): Promise<Published> {
  if (!site.frame.columns.some((c) => c.id === article.column.id)) {
    throw new Failure('target-refused', both(`站点没有栏目 ${article.column.id}`, `The site has no column ${article.column.id}`))
  }
  const types = new Map(article.media.map((m) => [m.digest, m.mediaType]))
  const urlOf = (digest: string): string => mediaUrl(digest, types.get(digest) ?? null)
  const missing = [...shownDigests(article)].find((digest) => !stands(site, urlOf(digest)))
  if (missing !== undefined)
    throw new Failure(
      'target-refused',
      both(`文件 ${missing} 尚未上传到站点`, `The file ${missing} is not on the site; it must be uploaded before the article`),
    )
  const url = articleUrl(key)
  const digest = hash('sha256', JSON.stringify([LOOK, site.frame.site, key, article]), 'hex')
  const before = site.folder.read(url)
  if (before !== null && !before.startsWith(WITHDRAWN)) await find(site, key)
  const nav = (before === null ? null : regionOf(before)) ?? neighbours(null, null)
  const html = articlePage(site.frame, article, { key, digest, url, nav, urlOf })
  if (before !== html) site.folder.write(url, html)
  return { remoteId: url, url, digest }
}

async function withdraw({ folder, frame }: Opened, published: Published): Promise<void> {
  if (!ARTICLE_URL.test(published.url))
    throw new Failure('target-refused', both(`${published.url} 不是本站文章`, `${published.url} is no article of this site`))
  const html = folder.read(published.url) ?? ''
  const key = plain(/<meta name="guiji-key" content="([^"]*)">/.exec(html.slice(0, 4096))?.[1] ?? '')
  folder.write(published.url, withdrawnPage(frame, key))
}

/** The server starts with the first question; most processes never ask one. */
function lazyReader(root: string, domain: string): { reader(): Promise<Reader>; close(): Promise<void> } {
  let server: Promise<SiteServer> | null = null
  let asking: Promise<Reader> | null = null
  return {
    reader() {
      server ??= openSiteServer(root)
      asking ??= server.then((one) => openReader(one.url, domain))
      return asking
    },
    async close() {
      ;(await asking)?.close()
      await (await server)?.close()
      server = null
      asking = null
    },
  }
}
