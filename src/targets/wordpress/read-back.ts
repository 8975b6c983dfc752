// The name of an entry goes in; what a reader meets there comes out. Entries are asked for in batches: once with log-in (state, title
// as written, categories) and once without, since only what is answered without log-in is public. Files are fetched and compared.
import { z } from 'zod'
import type { Published, ReadBack } from '../../domain/article.ts'
import { answerOf, mustHaveTime } from '../answers.ts'
import { shaped, type Api } from './api.ts'
import type { Columns } from './columns.ts'
import { gather } from '../gather.ts'
import { openFiles } from '../site-file.ts'
import { fileDigest, meet, plainText, type Met } from './region.ts'
import { ANY_STATUS } from './told.ts'

const heldShape = z.looseObject({
  id: z.number(),
  status: z.string(),
  link: z.string(),
  date_gmt: z.string(),
  title: z.object({ raw: z.string() }),
  content: z.object({ raw: z.string() }).optional(),
})
const shownShape = z.object({ id: z.number(), title: z.object({ rendered: z.string() }), content: z.object({ rendered: z.string() }) })
type Held = z.output<typeof heldShape> & { readonly terms: readonly number[] }

interface Shown {
  readonly title: string | null
  readonly html: string
}

export interface Reader {
  read(published: Published): Promise<ReadBack>
}

export function openReader(api: Api, columns: Columns): Reader {
  const look = gather<string, { readonly held: Held | null; readonly shown: Shown | null }>(async (ids) => await lookAt(api, ids), {
    most: 50,
    lanes: 2,
    waitMs: 10,
  })
  const fault = fileFaults(api)
  const { origin } = new URL(api.options.url)
  const hosts = [new URL(api.options.url).host, ...api.options.mediaHosts]
  const own = (url: URL): boolean => url.origin === origin || (/^https?:$/.test(url.protocol) && hosts.includes(url.host))
  return {
    async read({ remoteId }) {
      if (!/^\d{1,15}$/.test(remoteId)) return nothing(404)
      const { held, shown } = await look(remoteId)
      if (held === null) return nothing(404)
      if (held.status === 'trash') return nothing(410)
      const awaited = api.options.status === 'pending' && held.status === 'pending'
      if (shown === null && !awaited) return nothing(404)
      // without a reader's view there is only what is stored
      const met = meet(shown?.html ?? held.content?.raw ?? '', held.link, own)
      const media = await Promise.all([...met.files].map(async (url) => ({ url, why: await fault(url) })))
      return {
        status: 200,
        title: titleOf(held, shown),
        text: met.text,
        publishedAt: `${held.date_gmt}Z`,
        source: met.source,
        column: await columns.nameOf(held.terms),
        links: met.links,
        media: media.map(({ url, why }) => ({ url, ok: why === '', why })),
        foreign: framed(met),
      }
    },
  }
}

/** An entry whose frame somebody took away shows no text of ours; that alone is difference enough. */
function framed(met: Met): readonly string[] {
  return met.framed ? met.foreign : []
}

function nothing(status: number): ReadBack {
  return { status, title: '', text: '', publishedAt: '', source: null, column: '', links: [], media: [], foreign: [] }
}

/** WordPress shows " as “ in titles; that is its way of setting type. Anything else it shows is what a reader gets. */
function titleOf({ title }: Held, shown: Shown | null): string {
  const raw = plainText(title.raw)
  if (shown === null || shown.title === null) return raw
  const rendered = plainText(shown.title)
  return plainMarks(rendered) === plainMarks(raw) ? raw : rendered
}

function plainMarks(text: string): string {
  return text
    .replaceAll(/[“”„″‟]/g, '"')
    .replaceAll(/[‘’‚′‛]/g, "'")
    .replaceAll(/-{2,}|[–—―]/g, '-')
    .replaceAll('…', '...')
    .replaceAll('×', 'x')
    .replaceAll('™', '(tm)')
    .replaceAll('WordPress', 'Wordpress')
    .replaceAll(/``|''/g, '"')
}

async function lookAt(api: Api, ids: readonly string[]): Promise<{ held: Held | null; shown: Shown | null }[]> {
  const [held, shown] = await Promise.all([heldBy(api, ids), shownBy(api, ids)])
  return await Promise.all(
    ids.map(async (id) => {
      const one = held.get(Number(id)) ?? null
      if (shown !== null) return { held: one, shown: shown.get(Number(id)) ?? null }
      return { held: one, shown: one?.status === 'publish' ? await pageOf(api, one.link) : null }
    }),
  )
}

async function heldBy(api: Api, ids: readonly string[]): Promise<Map<number, Held>> {
  const { type, taxonomy } = api.options
  // what is stored is of use only where readers see nothing yet
  const stored = api.options.status === 'pending' ? ',content.raw' : ''
  const fields = `id,status,link,date_gmt,title.raw,${taxonomy}${stored}`
  const query = { include: ids, status: ANY_STATUS, context: 'edit', per_page: 100, _fields: fields }
  const all = await api.get({ path: `/wp/v2/${type}`, query }, z.array(heldShape))
  return new Map(all.map((one) => [one.id, { ...one, terms: z.array(z.number()).catch([]).parse(one[taxonomy]) }]))
}

/** What everybody is told; null when the site answers REST only to those who are logged in. */
async function shownBy(api: Api, ids: readonly string[]): Promise<Map<number, Shown> | null> {
  // the time keeps caches between us and the site from telling of yesterday
  const query = { include: ids, per_page: 100, _fields: 'id,title.rendered,content.rendered', guiji: Date.now() }
  const told = await api.ask({ path: `/wp/v2/${api.options.type}`, query, anonymous: true })
  if (told.status === 401 || told.status === 403) return null
  const all = shaped(told, z.array(shownShape))
  return new Map(all.map((one) => [one.id, { title: one.title.rendered, html: one.content.rendered }]))
}

async function pageOf(api: Api, link: string): Promise<Shown | null> {
  const request = { method: 'GET', url: link, timeoutMs: api.options.requestSeconds * 1000 } as const
  const answer = answerOf(await api.kit.send(request), request)
  mustHaveTime(answer, request)
  return answer.status === 200 ? { title: null, html: new TextDecoder().decode(answer.bytes) } : null
}

const MOST_REMEMBERED = 8192

/** '' = it answers with the bytes its name promises. Asked once per address and process. */
function fileFaults(api: Api): (url: string) => Promise<string> {
  const right = new Set<string>()
  const { uploadSeconds, fileMegabytes } = api.options
  const look = openFiles(api.kit.send, { timeoutMs: uploadSeconds * 1000, maxBytes: fileMegabytes * 1024 * 1024 })
  return async (url) => {
    if (right.has(url)) return ''
    const digest = fileDigest(new URL(url).pathname)
    if (digest === null) return 'not a file of ours'
    const file = await look(url)
    if (typeof file === 'string') return file
    if (file.status !== 200) return `status ${file.status}`
    if (file.digest !== digest) return 'other bytes than published'
    if (right.size >= MOST_REMEMBERED) right.clear()
    right.add(url)
    return ''
  }
}
