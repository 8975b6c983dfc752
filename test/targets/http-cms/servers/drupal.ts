// Stand-in for Drupal JSON:API: ids given by the client, a second one is 409; writes are off until an administrator allows them; a text
// format may take tags away on the way to the reader.
import { MORE, openCmsServer, recordOf, textOf, type Answer, type Asked, type FakeCms } from './cms-server.ts'
import { openFiles, type Files } from './files.ts'

const [USER, PASSWORD] = ['guiji', 'drupal password: 密码']
const TERMS = new Map<string, string>([
  ['11111111-1111-4111-8111-111111111111', '通知公告'],
  ['22222222-2222-4222-8222-222222222222', '工作动态'],
  ['33333333-3333-4333-8333-333333333333', '健康科普'],
  ...MORE,
])
const [NOTICE = '', WORK = '', SCIENCE = ''] = [...TERMS.keys()]

interface Node {
  readonly nid: number
  attributes: Record<string, unknown>
  relationships: Record<string, unknown>
}

export interface DrupalFake extends FakeCms {
  readOnly: boolean
  /** The text format strips these tags. */
  strips: readonly string[]
}

export async function openDrupal(): Promise<DrupalFake> {
  const nodes = new Map<string, Node>()
  const files = openFiles()
  const uploads: { id: string; filename: string; url: string }[] = []
  const settings = { readOnly: false, strips: [] as readonly string[] }
  const server = await openCmsServer((asked) => {
    const file = files.answer(asked.path)
    if (file !== null) return file
    const known = asked.headers['authorization'] === `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`
    if (asked.path === '/jsonapi') return { body: { meta: { links: known ? { me: {} } : {} } }, status: known ? 200 : 401 }
    if (!known) return refused(401, 'Unauthorized')
    if (asked.method !== 'GET' && settings.readOnly) return refused(405, 'Method Not Allowed')
    if (asked.headers['accept'] !== 'application/vnd.api+json') return refused(406, 'Not Acceptable')
    const term = /^\/jsonapi\/taxonomy_term\/channel\/([\w-]+)$/.exec(asked.path)?.[1]
    if (term !== undefined)
      return TERMS.has(term) ? { body: { data: { id: term, attributes: { name: TERMS.get(term) } } } } : refused(404, 'Not Found')
    if (asked.path === '/jsonapi/file/file')
      return { body: { data: uploads.filter((one) => one.filename === asked.query.get('filter[filename]')).map(fileOf) } }
    if (/\/node\/article\/field_(?:image|files)$/.test(asked.path)) return uploaded(asked, files, uploads)
    return node(asked, nodes, settings.strips)
  })
  return Object.assign(settings, {
    ...server,
    public: () =>
      [...nodes]
        .filter(([, one]) => one.attributes['status'] === true)
        .map(([key, one]) => ({ key, title: textOf(one.attributes['title']) })),
    drafts: () => 0,
    edit: (title: string, to: string) => {
      for (const one of nodes.values()) if (one.attributes['title'] === title) one.attributes['title'] = to
    },
    options: {
      preset: 'drupal',
      url: server.url,
      values: { type: 'article' },
      secrets: { user: { env: 'NAME' }, password: { env: 'PASSWORD' } },
      columns: { notice: NOTICE, work: WORK, science: SCIENCE },
    },
    secrets: { NAME: USER, PASSWORD },
  })
}

function node({ method, path, json, headers }: Asked, nodes: Map<string, Node>, strips: readonly string[]): Answer {
  const data = recordOf(recordOf(json)['data'])
  const id = path.split('/').at(3 + 1) ?? textOf(data['id'])
  const known = nodes.get(id)
  if (method === 'GET') return known === undefined ? refused(404, 'Not Found') : shown(id, known, strips)
  if (headers['content-type'] !== 'application/vnd.api+json') return refused(415, 'Unsupported Media Type')
  if (method === 'POST') {
    if (known !== undefined) return refused(409, 'Conflict')
    const made = { nid: nodes.size + 1, attributes: recordOf(data['attributes']), relationships: recordOf(data['relationships']) }
    const fault = faultOf(made)
    if (fault !== null) return fault
    nodes.set(id, made)
    return { ...shown(id, made, strips), status: 201 }
  }
  if (known === undefined) return refused(404, 'Not Found')
  known.attributes = { ...known.attributes, ...recordOf(data['attributes']) }
  known.relationships = { ...known.relationships, ...recordOf(data['relationships']) }
  return shown(id, known, strips)
}

function faultOf({ attributes, relationships }: Node): Answer | null {
  const term = textOf(recordOf(recordOf(relationships['field_channel'])['data'])['id'])
  if (!TERMS.has(term)) return refused(404, 'Not Found')
  // RFC 3339 with an offset of hours and minutes, and nothing else
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(textOf(attributes['created'])) ? null : refused(422, 'Unprocessable Content')
}

function shown(id: string, { nid, attributes, relationships }: Node, strips: readonly string[]): Answer {
  const body = recordOf(attributes['body'])
  const processed = strips.reduce((html, tag) => html.replaceAll(new RegExp(`</?${tag}\\b[^>]*>`, 'g'), ''), textOf(body['value']))
  const given = { ...attributes, body: { ...body, processed }, drupal_internal__nid: nid }
  return { body: { data: { type: 'node--article', id, attributes: given, relationships } } }
}

function uploaded({ bytes, headers }: Asked, files: Files, uploads: { id: string; filename: string; url: string }[]): Answer {
  const filename = /^file; filename="([^"]+)"$/.exec(headers['content-disposition'] ?? '')?.[1]
  if (filename === undefined || headers['content-type'] !== 'application/octet-stream') return refused(400, 'Bad Request')
  const url = files.put(`/sites/default/files/2026-11/${filename}`, { bytes, type: 'application/octet-stream' })
  uploads.push({ id: `file-${uploads.length}`, filename, url })
  return { status: 201, body: { data: fileOf(uploads.at(-1) ?? { id: '', filename: '', url: '' }) } }
}

function fileOf({ id, filename, url }: { id: string; filename: string; url: string }): object {
  return { type: 'file--file', id, attributes: { filename, uri: { value: `public://${filename}`, url } } }
}

function refused(status: number, title: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify({ errors: [{ title, status: String(status) }] }),
  }
}
