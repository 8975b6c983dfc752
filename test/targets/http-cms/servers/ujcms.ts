// Stand-in for UJCMS: a token, no id in the answer to a creation, sensitive words refused with 400, drafts published by `submit`.
import { MORE, openCmsServer, recordOf, textOf, type Answer, type Asked, type FakeCms } from './cms-server.ts'
import { openFiles, type Files } from './files.ts'

const TOKEN = 'eyJ.ujcms.token'
const CHANNELS = new Map<string, string>([['21', '通知公告'], ['22', '工作动态'], ['23', '健康科普'], ...MORE])
const SENSITIVE = '某敏感词'

interface Article {
  readonly id: string
  status: number
  fields: Record<string, unknown>
}

export async function openUjcms(): Promise<FakeCms> {
  const articles = new Map<string, Article>()
  const files = openFiles()
  const server = await openCmsServer((asked) => {
    const file = files.answer(asked.path)
    if (file !== null) return file
    if (asked.headers['authorization'] !== `Bearer ${TOKEN}`) return { status: 401, body: { status: 401, message: 'Unauthorized' } }
    const path = asked.path.replace('/api/backend/', '')
    const channel = /^channel\/(\d+)$/.exec(path)?.[1]
    if (channel !== undefined)
      return CHANNELS.has(channel)
        ? { body: { id: channel, name: CHANNELS.get(channel) } }
        : { status: 400, body: { message: 'not found' } }
    if (/^(?:image|file)-upload$/.test(path)) return uploaded(asked, path, files)
    return article(asked, path, articles)
  })
  const all = (): Article[] => [...articles.values()]
  return {
    ...server,
    public: () =>
      all()
        .filter((one) => one.status === 0)
        .map((one) => ({ key: one.id, title: textOf(one.fields['title']) })),
    drafts: () => all().filter((one) => one.status === 10).length,
    edit: (title, to) => {
      for (const one of all()) if (one.fields['title'] === title) one.fields['title'] = to
    },
    options: {
      preset: 'ujcms',
      url: server.url,
      page: '{{site}}/article/{{id}}',
      secrets: { token: { env: 'TOKEN' } },
      columns: { notice: '21', work: '22', science: '23' },
    },
    secrets: { TOKEN },
  }
}

function article({ method, query, json }: Asked, path: string, articles: Map<string, Article>): Answer {
  const body = recordOf(json)
  if (path === 'article' && method === 'GET') {
    const words = query.get('Q_Contains_@articleExt-text')
    const found = [...articles.values()].filter((one) => words === null || textOf(one.fields['text']).includes(words))
    return {
      body: { content: found.map((one) => ({ id: one.id, title: one.fields['title'], status: one.status })), totalElements: found.length },
    }
  }
  const action = /^article\/(submit|offline)$/.exec(path)?.[1]
  if (action !== undefined) {
    for (const id of Array.isArray(json) ? json.map(textOf) : []) {
      const known = articles.get(id)
      if (known !== undefined) known.status = action === 'submit' ? 0 : 21
    }
    return { body: { status: 0, message: 'success' } }
  }
  if (method === 'GET') {
    const known = articles.get(path.replace('article/', ''))
    return known === undefined
      ? { status: 400, body: { message: 'Article not found' } }
      : { body: { ...known.fields, id: known.id, status: known.status } }
  }
  return saved(body, articles)
}

function saved(body: Record<string, unknown>, articles: Map<string, Article>): Answer {
  if (textOf(body['text']).includes(SENSITIVE)) return { status: 400, body: { message: `sensitive word: ${SENSITIVE}` } }
  if (!CHANNELS.has(textOf(body['channelId'])) || textOf(body['title']) === '') return { status: 400, body: { message: 'validation' } }
  const known = articles.get(textOf(body['id']))
  const { status, ...fields } = body
  if (body['id'] !== undefined && known === undefined) return { body: { status: -1, message: 'Article not found' } }
  // an update never changes the status; a new one is a draft or public and nothing else
  if (known !== undefined) known.fields = { ...known.fields, ...fields }
  else articles.set(String(articles.size + 1), { id: String(articles.size + 1), status: status === 10 ? 10 : 0, fields })
  return { body: { status: 0, message: 'success' } }
}

function uploaded({ file }: Asked, path: string, files: Files): Answer {
  if (file === null) return { status: 400, body: { message: 'no file' } }
  const kind = path.split('-')[0] ?? ''
  // the name is the server's own
  const url = files.put(`/uploads/1/${kind}/2026/11/${crypto.randomUUID()}.${file.name.split('.').at(-1) ?? ''}`, file)
  return { body: { name: file.name, url, size: file.bytes.length } }
}
