// Stand-in for Strapi 5: ids are the server's, every entry has a draft, `unique` holds only for what is published, unknown keys are refused.
import { MORE, openCmsServer, recordOf, textOf, type Answer, type Asked, type FakeCms } from './cms-server.ts'
import { openFiles, type Files } from './files.ts'

const TOKEN = 'strapi-token'
const CHANNELS = new Map<string, string>([['ch1', '通知公告'], ['ch2', '工作动态'], ['ch3', '健康科普'], ...MORE])
const FIELDS = new Set(['guiji_key', 'title', 'body', 'summary', 'author', 'source', 'keywords', 'published_on', 'channel', 'original_url'])

interface Entry {
  draft: Record<string, unknown>
  shown: Record<string, unknown> | null
}

interface Store {
  readonly entries: Map<string, Entry>
  readonly files: Files
  readonly uploads: { id: number; name: string; url: string }[]
  next: number
}

export async function openStrapi(): Promise<FakeCms> {
  const store: Store = { entries: new Map(), files: openFiles(), uploads: [], next: 1 }
  const server = await openCmsServer((asked) => {
    const file = store.files.answer(asked.path)
    if (file !== null) return file
    if (asked.headers['authorization'] !== `Bearer ${TOKEN}`) return refused(401, 'UnauthorizedError')
    const channel = /^\/api\/channels\/(\w+)$/.exec(asked.path)?.[1]
    if (channel !== undefined)
      return CHANNELS.has(channel)
        ? { body: { data: { documentId: channel, name: CHANNELS.get(channel) } } }
        : refused(404, 'NotFoundError')
    if (asked.path === '/api/upload') return upload(asked, store)
    if (asked.path === '/api/upload/files')
      return { body: store.uploads.filter((one) => one.name === asked.query.get('filters[name][$eq]')) }
    return asked.path === '/api/articles' ? listOrCreate(asked, store) : entryOf(asked, store)
  })
  const all = (): Entry[] => [...store.entries.values()]
  return {
    ...server,
    public: () =>
      all().flatMap(({ shown }) => (shown === null ? [] : [{ key: textOf(shown['guiji_key']), title: textOf(shown['title']) }])),
    drafts: () => all().filter(({ shown }) => shown === null).length,
    edit: (title, to) => {
      for (const { shown } of all()) if (shown?.['title'] === title) shown['title'] = to
    },
    options: {
      preset: 'strapi',
      url: server.url,
      page: '{{site}}/news/{{id}}',
      values: { collection: 'articles', channels: 'channels' },
      secrets: { token: { env: 'TOKEN' } },
      columns: { notice: 'ch1', work: 'ch2', science: 'ch3' },
    },
    secrets: { TOKEN },
  }
}

function listOrCreate({ method, query, json }: Asked, store: Store): Answer {
  if (method === 'GET') {
    const key = query.get('filters[guiji_key][$eq]')
    const start = query.get('filters[guiji_key][$startsWith]')
    const found = [...store.entries].filter(
      ([, { draft }]) => (key === null || draft['guiji_key'] === key) && textOf(draft['guiji_key']).startsWith(start ?? ''),
    )
    const page = Number(query.get('pagination[page]') ?? 1)
    const size = Number(query.get('pagination[pageSize]') ?? 25)
    return { body: { data: found.slice((page - 1) * size, page * size).map(([id, { draft }]) => ({ documentId: id, ...draft })) } }
  }
  const data = recordOf(recordOf(json)['data'])
  const fault = faultOf(data)
  if (fault !== null) return fault
  const id = `doc${store.next++}`
  store.entries.set(id, { draft: { ...data, createdAt: new Date().toISOString() }, shown: null })
  if (query.get('status') !== 'draft') throw new Error('the preset should make drafts first')
  return { status: 201, body: { data: { documentId: id } } }
}

function entryOf({ method, path, query, json }: Asked, store: Store): Answer {
  const id = path.split('/').at(-1) ?? ''
  const entry = store.entries.get(id)
  if (entry === undefined) return refused(404, 'NotFoundError')
  if (method === 'DELETE') {
    store.entries.delete(id)
    return { status: 204 }
  }
  if (method === 'GET') {
    const version = query.get('status') === 'draft' ? entry.draft : entry.shown
    if (version === null) return refused(404, 'NotFoundError')
    return { body: { data: { ...version, documentId: id, channel: { documentId: version['channel'] } } } }
  }
  const data = recordOf(recordOf(json)['data'])
  const fault = faultOf(data)
  if (fault !== null) return fault
  const twin = [...store.entries].some(([other, { shown }]) => other !== id && shown?.['guiji_key'] === data['guiji_key'])
  if (twin) return refused(400, 'ValidationError', 'This attribute must be unique')
  entry.draft = { ...entry.draft, ...data }
  entry.shown = { ...entry.draft }
  return { body: { data: { documentId: id } } }
}

function faultOf(data: Record<string, unknown>): Answer | null {
  const stranger = Object.keys(data).find((name) => !FIELDS.has(name))
  if (stranger !== undefined) return refused(400, 'ValidationError', `Invalid key ${stranger}`)
  return CHANNELS.has(textOf(data['channel'])) ? null : refused(400, 'ValidationError', 'relation does not exist')
}

function upload({ file, form }: Asked, { files, uploads }: Store): Answer {
  if (file === null || file.part !== 'files') return refused(400, 'ValidationError')
  const info = recordOf(JSON.parse(form.get('fileInfo') ?? '{}'))
  const url = files.put(`/uploads/${file.name.replace('.', '_3f9c1a2b4d.')}`, file)
  uploads.push({ id: uploads.length + 1, name: textOf(info['name']), url })
  return { status: 201, body: [uploads.at(-1)] }
}

function refused(status: number, name: string, message = name): Answer {
  return { status, body: { data: null, error: { status, name, message, details: { errors: [{ message }] } } } }
}
