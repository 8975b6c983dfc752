// Stand-in for the TRS gateway as client code meets it: one address, form fields, HTTP 200 for everything, `isSuccess` as text. Published
// documents stand on a site whose pages carry the government page tags.
import { MORE, openCmsServer, type Answer, type FakeCms } from './cms-server.ts'
import { openFiles, type Files } from './files.ts'

const CHANNELS = new Map<string, string>([['301', '通知公告'], ['302', '工作动态'], ['303', '健康科普'], ...MORE])

export interface TrsFake extends FakeCms {
  readonly files: Files
}

export async function openTrs(): Promise<TrsFake> {
  const documents = new Map<string, URLSearchParams>()
  const files = openFiles()
  const server = await openCmsServer(({ path, form, method }) => {
    const file = files.answer(path)
    if (file !== null) return file
    const page = /^\/art\/(\d+)\.html$/.exec(path)?.[1]
    if (page !== undefined) return pageOf(documents.get(page))
    if (path !== '/gov/gov.do' || method !== 'POST') return { status: 404, body: '<html>404</html>' }
    return { body: saved(form, documents) }
  })
  const all = (): URLSearchParams[] => [...documents.values()]
  return {
    ...server,
    files,
    public: () =>
      all()
        .filter((one) => one.get('DOCSTATUS') === '10')
        .map((one) => ({ key: one.get('ObjectId') ?? '', title: one.get('DOCTITLE') ?? '' })),
    drafts: () => all().filter((one) => one.get('DOCSTATUS') === '1').length,
    edit: (title, to) => {
      for (const one of all()) if (one.get('DOCTITLE') === title) one.set('DOCTITLE', to)
    },
    options: {
      preset: 'trs-hycloud',
      url: server.url,
      page: '{{site}}/art/{{id}}.html',
      mediaBase: `${server.url}/files`,
      values: { user: 'guiji' },
      columns: { notice: '301', work: '302', science: '303' },
    },
    secrets: {},
  }
}

function saved(form: URLSearchParams, documents: Map<string, URLSearchParams>): object {
  const failed = (msg: string): object => ({ isSuccess: 'false', msg, data: null })
  if (form.get('serviceid') !== 'gov_webdocument' || form.get('methodname') !== 'saveDocumentInWeb') return failed('服务不存在')
  if (form.get('CurrUserName') !== 'guiji') return failed('用户不存在')
  if (!CHANNELS.has(form.get('ChannelId') ?? '')) return failed('栏目不存在')
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(form.get('DOCPUBTIME') ?? '')) return failed('日期格式错误')
  const known = form.get('ObjectId') ?? '0'
  if (known !== '0' && !documents.has(known)) return failed('文档不存在')
  const id = known === '0' ? String(documents.size + 9001) : known
  form.set('ObjectId', id)
  documents.set(id, form)
  return { isSuccess: 'true', msg: '操作成功', data: id }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

function pageOf(form: URLSearchParams | undefined): Answer {
  if (form === undefined || form.get('DOCSTATUS') !== '10') return { status: 404, body: '<html><body>页面不存在</body></html>' }
  const tag = (name: string, value: string | null | undefined): string => `<meta name="${name}" content="${escaped(value ?? '')}">`
  return {
    body: `<!doctype html><html><head>${tag('ArticleTitle', form.get('DOCTITLE'))}${tag('PubDate', form.get('DOCPUBTIME'))}${tag('ContentSource', form.get('DOCSOURCENAME'))}${tag('ColumnName', CHANNELS.get(form.get('ChannelId') ?? ''))}</head>
<body><nav><a href="/">首页</a></nav><div class="content">${form.get('DOCHTMLCON') ?? ''}</div><footer><a href="https://example.gov.cn/">主办单位</a></footer></body></html>`,
  }
}
