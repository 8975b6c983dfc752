// The address of a page goes in; what a reader meets there comes out, asked for over HTTP. It trusts no file and no memory of what
// was written; files are checked by their bytes, once per process and digest.
import { createHash } from 'node:crypto'
import { Agent, get, type IncomingMessage } from 'node:http'
import { Parser } from 'htmlparser2'
import type { ReadBack } from '../../domain/article.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { LOADING } from '../loading.ts'
import { mediaDigest } from './addresses.ts'
import { openRemembered } from './remembered.ts'

export interface Reader {
  read(url: string): Promise<ReadBack>
  close(): void
}

export function openReader(base: string, domain: string): Reader {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const right = openRemembered()
  const ask = async (url: string): Promise<IncomingMessage> =>
    await new Promise((resolve, reject) => {
      get(base + url, { agent, timeout: 30_000 }, resolve).on('error', (error) => {
        reject(new Failure('target-unreachable', both(`站点没有应答: ${url}`, `The site does not answer at ${url}`), { cause: error }))
      })
    })
  const why = async (url: string): Promise<string> => {
    if (right.has(url)) return ''
    const found = await fileFault(await ask(url), url)
    if (found === '') right.add(url)
    return found
  }
  return {
    async read(url) {
      const answer = await ask(url)
      const page = parse(await text(answer), domain)
      const media = await Promise.all(
        [...page.files].map(async (file) => {
          const fault = await why(file)
          return { url: file, ok: fault === '', why: fault }
        }),
      )
      return {
        status: answer.statusCode ?? 0,
        title: titleOf(page),
        text: page.text,
        publishedAt: page.tags.get('PubDate') ?? '',
        source: page.tags.get('ContentSource') ?? null,
        column: page.tags.get('ColumnName') ?? '',
        links: page.links,
        media,
        foreign: page.foreign,
      }
    },
    close: () => agent.destroy(),
  }
}

/** What readers see and what the tag says must be one title. */
function titleOf(page: Met): string {
  const tag = page.tags.get('ArticleTitle') ?? ''
  return tag === page.heading ? tag : `${page.heading} ≠ ${tag}`
}

async function text(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of answer as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

async function fileFault(answer: IncomingMessage, url: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of answer as AsyncIterable<Buffer>) hash.update(part)
  if (answer.statusCode !== 200) return `status ${answer.statusCode ?? 0}`
  return hash.digest('hex') === mediaDigest(url) ? '' : 'other bytes than published'
}

interface Met {
  readonly tags: Map<string, string>
  text: string
  /** What readers see as the title; the tags say the same or are not believed. */
  heading: string
  readonly links: string[]
  readonly files: Set<string>
  readonly foreign: string[]
}

/** What a reader meets on one page: the tags, the text and links of the marked regions, the files, and whatever loads from elsewhere. */
function parse(html: string, domain: string): Met {
  const met: Met = { tags: new Map(), text: '', heading: '', links: [], files: new Set(), foreign: [] }
  let region: string | null = null
  let depth = 0
  let inHeading = false
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'h1') inHeading = true
        if (region !== null) depth += 1
        else if (attributes['data-guiji'] !== undefined) [region, depth] = [attributes['data-guiji'], 1]
        meet(met, { name, attributes, region, domain })
      },
      ontext(data) {
        if (region === 'body') met.text += data
        else if (inHeading) met.heading += data
      },
      onclosetag(name) {
        if (name === 'h1') inHeading = false
        if (region === null) return
        depth -= 1
        if (depth === 0) region = null
      },
    },
    { decodeEntities: true },
  )
  parser.end(html)
  return met
}

interface Opened {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly region: string | null
  readonly domain: string
}

function meet(met: Met, { name, attributes, region, domain }: Opened): void {
  if (name === 'meta' && attributes['name'] !== undefined) meetTag(met, attributes, domain)
  const href = attributes['href']
  if (name === 'a' && href !== undefined) {
    if (mediaDigest(href) !== null) met.files.add(href)
    else if (region !== null) met.links.push(href)
  }
  if (/url\s*\(/i.test(attributes['style'] ?? '')) met.foreign.push(`${name} style`)
  if (name === 'link' && !/stylesheet|icon|preload|import|manifest/i.test(attributes['rel'] ?? '')) return
  for (const attribute of LOADING[name] ?? []) {
    const url = attributes[attribute]
    if (url === undefined) continue
    if (mediaDigest(url) !== null) met.files.add(url)
    else if (!/^\/(?!\/)/.test(url) || name === 'base') met.foreign.push(url)
  }
}

/** `Image` is shown by others who quote the page, so it must answer too. */
function meetTag(met: Met, attributes: Readonly<Record<string, string>>, domain: string): void {
  const value = attributes['content'] ?? ''
  met.tags.set(attributes['name'] ?? '', value)
  if (attributes['name'] !== 'Image') return
  const own = value.startsWith(`https://${domain}/`) ? value.slice(`https://${domain}`.length) : ''
  if (mediaDigest(own) === null) met.foreign.push(value)
  else met.files.add(own)
}
