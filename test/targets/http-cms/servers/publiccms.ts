// Stand-in for PublicCMS: two tokens that expire, every answer is HTTP 200, refusals stand in `error`, there is no way to ask by a key.
import { MORE, openCmsServer, recordOf, textOf, type Answer, type Asked, type FakeCms } from './cms-server.ts'
import { openFiles, type Files } from './files.ts'

const [APP, SECRET, USER, PASSWORD] = ['guiji-app', 'app-secret', 'guiji', 'p&ss=w+rd']
const CATEGORIES = new Map<string, string>([['1', '通知公告'], ['2', '工作动态'], ['3', '健康科普'], ...MORE])

interface Content {
  readonly id: number
  readonly fields: Record<string, string>
  status: number
}

export interface PublicCmsFake extends FakeCms {
  /** All tokens given so far are over. */
  expire: () => void
}

export async function openPublicCms(): Promise<PublicCmsFake> {
  const contents = new Map<number, Content>()
  const files = openFiles()
  const session = { turn: 0 }
  const tokens = () => ({ app: `app-${session.turn}`, user: `user-${session.turn}` })
  const server = await openCmsServer((asked) => {
    const file = files.answer(asked.path)
    if (file !== null) return file
    if (asked.path === '/api/appToken') {
      const right = asked.form.get('appKey') === APP && asked.form.get('appSecret') === SECRET
      return { body: right ? { appToken: tokens().app } : { error: 'secretError' } }
    }
    if (asked.path === '/api/login') {
      const right = asked.form.get('username') === USER && asked.form.get('password') === PASSWORD
      return { body: right ? { result: true, authToken: tokens().user, user: { id: 7 } } : { result: false } }
    }
    if (asked.headers['apptoken'] !== tokens().app) return { body: { error: 'needAppToken' } }
    if (asked.headers['authtoken'] !== tokens().user || asked.headers['authuserid'] !== '7') return { body: { error: 'needLogin' } }
    return answer(asked, contents, files)
  })
  return {
    ...server,
    expire: () => {
      session.turn += 1
    },
    public: () =>
      [...contents.values()].filter((one) => one.status === 1).map((one) => ({ key: String(one.id), title: one.fields['title'] ?? '' })),
    drafts: () => [...contents.values()].filter((one) => one.status === 0).length,
    edit: (title, to) => {
      for (const one of contents.values()) if (one.fields['title'] === title) one.fields['title'] = to
    },
    options: {
      preset: 'publiccms',
      url: server.url,
      page: '{{site}}/content/{{id}}.html',
      values: { resources: `${server.url}/webfile/` },
      secrets: { appKey: { env: 'APP' }, appSecret: { env: 'SECRET' }, user: { env: 'NAME' }, password: { env: 'PASSWORD' } },
      columns: { notice: '1', work: '2', science: '3' },
    },
    secrets: { APP, SECRET, NAME: USER, PASSWORD },
  }
}

function answer(asked: Asked, contents: Map<number, Content>, files: Files): Answer {
  const { path, query, form } = asked
  if (path === '/api/myContentList') return { body: { page: { totalCount: contents.size, list: [] } } }
  if (path === '/api/directive/cms/category') {
    const name = CATEGORIES.get(query.get('id') ?? '')
    return { body: name === undefined ? {} : { object: { id: query.get('id'), name } } }
  }
  if (path === '/api/directive/cms/content') return { body: shown(contents.get(Number(query.get('id')))) }
  if (path === '/api/contentCreate') return { body: saved(form, contents) }
  if (path === '/api/contentCheck') {
    const content = contents.get(Number(form.get('ids')))
    if (content !== undefined) content.status = form.get('uncheck') === 'true' ? 2 : 1
    return { body: content === undefined ? {} : { [String(content.id)]: true } }
  }
  if (path === '/api/upload') {
    if (asked.file === null) return { body: { result: false, error: 'verify.notEmpty.file' } }
    if (asked.file.name.endsWith('.bin')) return { body: { result: false, error: 'verify.custom.fileType' } }
    files.put(`/webfile/upload/2026/${asked.file.name}`, asked.file)
    return { body: { result: true, fileName: `upload/2026/${asked.file.name}`, fileType: 'image' } }
  }
  return { body: { error: 'interfaceNotFound' } }
}

function saved(form: URLSearchParams, contents: Map<number, Content>): object {
  if (!CATEGORIES.has(form.get('categoryId') ?? '') || form.get('modelId') !== 'article')
    return { result: 'failed', error: 'verify.notEmpty.categoryModel' }
  const known = form.get('id')
  const id = known === null || known === '' ? contents.size + 1 : Number(known)
  const status = form.get('checked') === 'true' ? 1 : form.get('draft') === 'true' ? 0 : 2
  if (known !== null && !contents.has(id)) return { result: 'failed' }
  contents.set(id, { id, fields: recordOfForm(form), status })
  return { result: 'success', contentId: id }
}

function recordOfForm(form: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...form].map(([name, value]) => [name, textOf(value)]))
}

function shown(content: Content | undefined): object {
  if (content === undefined) return {}
  const { fields, id, status } = content
  const attribute = recordOf({ text: fields['text'], source: fields['source'] })
  return {
    object: { id, status, title: fields['title'], categoryId: Number(fields['categoryId']), publishDate: fields['publishDate'], attribute },
  }
}
