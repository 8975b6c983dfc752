// Stand-in for Directus: ids given by the client, unique in the database; unknown entries and missing rights are both 403.
import { MORE, openCmsServer, recordOf, textOf, type Answer, type Asked, type FakeCms } from './cms-server.ts'

const TOKEN = 'directus-token'
const COLLECTIONS = new Map<string, string>([['c1', '通知公告'], ['c2', '工作动态'], ['c3', '健康科普'], ...MORE])

export interface DirectusFake extends FakeCms {
  /** What the token's user may do with articles. */
  access: string
}

export async function openDirectus(): Promise<DirectusFake> {
  const articles = new Map<string, Record<string, unknown>>()
  const files = new Map<string, { bytes: Buffer; type: string }>()
  const rights = { access: 'full' }
  const server = await openCmsServer((asked) => {
    const asset = /^\/assets\/([\w-]+)$/.exec(asked.path)?.[1]
    if (asset !== undefined) {
      const file = files.get(asset)
      return file === undefined ? refused(403, 'FORBIDDEN') : { body: file.bytes, headers: { 'content-type': file.type } }
    }
    if (asked.headers['authorization'] !== `Bearer ${TOKEN}`) return refused(401, 'INVALID_CREDENTIALS')
    return answer(asked, { articles, files, access: rights.access })
  })
  return Object.assign(rights, {
    ...server,
    public: () =>
      [...articles.values()]
        .filter((one) => one['status'] === 'published')
        .map((one) => ({ key: textOf(one['id']), title: textOf(one['title']) })),
    drafts: () => 0,
    edit: (title: string, to: string) => {
      for (const one of articles.values()) if (one['title'] === title) one['title'] = to
    },
    options: {
      preset: 'directus',
      url: server.url,
      page: '{{site}}/news/{{uuid}}',
      values: { collection: 'articles', channels: 'channels' },
      secrets: { token: { env: 'TOKEN' } },
      columns: { notice: 'c1', work: 'c2', science: 'c3' },
    },
    secrets: { TOKEN },
  })
}

interface Store {
  readonly articles: Map<string, Record<string, unknown>>
  readonly files: Map<string, { bytes: Buffer; type: string }>
  readonly access: string
}

function answer(asked: Asked, store: Store): Answer {
  const { method, path, query } = asked
  const { articles, files } = store
  if (path === '/users/me') return { body: { data: { id: 'u1' } } }
  if (path === '/permissions/me') {
    const full = { create: { access: store.access }, update: { access: store.access } }
    return { body: { data: { articles: full, directus_files: full } } }
  }
  const channel = /^\/items\/channels\/(\w+)$/.exec(path)?.[1]
  if (channel !== undefined)
    return COLLECTIONS.has(channel) ? { body: { data: { id: channel, name: COLLECTIONS.get(channel) } } } : refused(403, 'FORBIDDEN')
  if (path === '/files' && method === 'POST') return upload(asked, files)
  if (path === '/files')
    return { body: { data: [...files.keys()].filter((id) => id === query.get('filter[id][_eq]')).map((id) => ({ id })) } }
  if (path === '/items/articles' && method === 'GET') {
    const wanted = query.get('filter[id][_in]')?.split(',') ?? [query.get('filter[id][_eq]')]
    // in no particular order
    return { body: { data: [...articles.values()].filter((one) => wanted.includes(textOf(one['id']))).toReversed() } }
  }
  if (path === '/items/articles' && method === 'POST')
    return Array.isArray(asked.json) ? createAll(asked.json, articles) : create(recordOf(asked.json), articles)
  const id = /^\/items\/articles\/([\w-]+)$/.exec(path)?.[1] ?? ''
  const entry = articles.get(id)
  if (entry === undefined || method !== 'PATCH') return refused(403, 'FORBIDDEN')
  return { body: { data: Object.assign(entry, stored(recordOf(asked.json))) } }
}

/** One transaction: the first that is refused undoes the others. */
function createAll(bodies: readonly unknown[], articles: Map<string, Record<string, unknown>>): Answer {
  const before = new Map(articles)
  for (const body of bodies) {
    const made = create(recordOf(body), articles)
    if (made.status === undefined) continue
    articles.clear()
    for (const [id, one] of before) articles.set(id, one)
    return made
  }
  return { body: { data: bodies.map((body) => articles.get(textOf(recordOf(body)['id']))).toReversed() } }
}

function create(body: Record<string, unknown>, articles: Map<string, Record<string, unknown>>): Answer {
  const id = textOf(body['id'])
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return refused(403, 'FORBIDDEN')
  if (articles.has(id)) return refused(400, 'RECORD_NOT_UNIQUE')
  if (textOf(body['title']).length > 255) return refused(400, 'VALUE_TOO_LONG')
  if (!COLLECTIONS.has(textOf(body['channel']))) return refused(400, 'INVALID_FOREIGN_KEY')
  articles.set(id, stored(body))
  return { body: { data: articles.get(id) } }
}

/** Times come back in UTC with milliseconds. */
function stored(body: Record<string, unknown>): Record<string, unknown> {
  const date = textOf(body['published_at'])
  return { ...body, ...(date === '' ? {} : { published_at: new Date(date).toISOString() }) }
}

function upload({ form, file }: Asked, files: Map<string, { bytes: Buffer; type: string }>): Answer {
  const id = form.get('id') ?? ''
  if (file === null) return refused(400, 'INVALID_PAYLOAD')
  if (files.has(id)) return refused(400, 'RECORD_NOT_UNIQUE')
  files.set(id, { bytes: file.bytes, type: file.type })
  return { body: { data: { id } } }
}

function refused(status: number, code: string): Answer {
  return { status, body: { errors: [{ message: `it says ${code}`, extensions: { code } }] } }
}
