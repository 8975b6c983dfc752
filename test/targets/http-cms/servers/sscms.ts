// Stand-in for SSCMS 7: an API key with scopes, entries below their channel, a guid that is always made anew, no upload call.
import { MORE, openCmsServer, recordOf, textOf, type Answer, type Asked, type FakeCms } from './cms-server.ts'
import { openFiles, type Files } from './files.ts'

const KEY = 'sscms-key'
const CHANNELS = new Map<number, string>([
  [11, '通知公告'],
  [12, '工作动态'],
  [13, '健康科普'],
  ...MORE.map(([id, name]): [number, string] => [Number(id), name]),
])

interface Content {
  readonly id: number
  channelId: number
  [name: string]: unknown
}

export interface SscmsFake extends FakeCms {
  /** A person lays files here, since the CMS has no call for it. */
  readonly files: Files
}

export async function openSscms(): Promise<SscmsFake> {
  const contents = new Map<number, Content>()
  const files = openFiles()
  const server = await openCmsServer((asked) => {
    const file = files.answer(asked.path)
    if (file !== null) return file
    if (asked.headers['x-ss-api-key'] !== KEY) return { status: 401, body: '' }
    const [, site, channel] = /^\/api\/v1\/channels\/(\d+)\/(\d+)$/.exec(asked.path) ?? []
    if (channel !== undefined) {
      const name = site === '1' ? CHANNELS.get(Number(channel)) : undefined
      return name === undefined
        ? { status: 400, body: { message: '无法找到对应的资源' } }
        : { body: { id: Number(channel), channelName: name } }
    }
    return asked.path === '/api/v1/contents' ? listed(recordOf(asked.json), contents) : contentOf(asked, contents)
  })
  return {
    ...server,
    files,
    public: () =>
      [...contents.values()]
        .filter((one) => one['checked'] === true)
        .map((one) => ({ key: String(one['groupNames']), title: textOf(one['title']) })),
    drafts: () => [...contents.values()].filter((one) => one['checked'] !== true).length,
    edit: (title, to) => {
      for (const one of contents.values()) if (one['title'] === title) one['title'] = to
    },
    options: {
      preset: 'sscms',
      url: server.url,
      page: '{{site}}/contents/{{ids.0}}/{{ids.1}}.html',
      mediaBase: `${server.url}/upload/guiji`,
      values: { siteId: 1 },
      secrets: { key: { env: 'KEY' } },
      columns: { notice: 11, work: 12, science: 13 },
    },
    secrets: { KEY },
  }
}

function listed(body: Record<string, unknown>, contents: Map<number, Content>): Answer {
  if (body['siteId'] !== 1) return { status: 404, body: '' }
  const groups = Array.isArray(body['groupNames']) ? body['groupNames'].map(textOf) : null
  const found = [...contents.values()].filter(
    (one) =>
      (groups === null || groups.some((group) => String(one['groupNames']).split(',').includes(group))) &&
      (body['checked'] === undefined || one['checked'] === body['checked']),
  )
  const [page, size] = [Number(body['page'] ?? 1), Number(body['perPage'] ?? 20)]
  return { body: { totalCount: found.length, contents: found.slice((page - 1) * size, page * size) } }
}

function contentOf({ method, path, json }: Asked, contents: Map<number, Content>): Answer {
  const [, site, channel, id] = /^\/api\/v1\/contents\/(\d+)\/(\d+)(?:\/(\d+))?$/.exec(path) ?? []
  if (site !== '1' || !CHANNELS.has(Number(channel))) return { status: 404, body: '' }
  const body = recordOf(json)
  if (id === undefined) {
    const made = {
      ...body,
      guid: crypto.randomUUID(),
      id: contents.size + 100,
      channelId: Number(channel),
      createdDate: new Date().toISOString(),
    }
    contents.set(made.id, made)
    return { body: made }
  }
  const content = contents.get(Number(id))
  if (content === undefined || content.channelId !== Number(channel)) return { status: 404, body: '' }
  if (method === 'DELETE') contents.delete(content.id)
  // checked follows from the level, whatever is said
  if (method === 'POST') Object.assign(content, body, { checked: Number(body['checkedLevel']) >= 1 })
  return { body: content }
}
