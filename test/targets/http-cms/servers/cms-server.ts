// A small HTTP server for stand-ins of CMSs: it reads bodies, keeps files and what it was asked, and can be told to answer awkwardly once.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Buffer
  /** JSON body, or null. */
  readonly json: unknown
  /** Fields of a form or multipart body. */
  readonly form: URLSearchParams
  readonly file: { readonly part: string; readonly name: string; readonly type: string; readonly bytes: Buffer } | null
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON, text and bytes as they are. */
  readonly body?: unknown
}

interface Awkward {
  readonly when: (asked: Asked) => boolean
  /** How often; default once. */
  times?: number
  /** The real answer is made (and what it does is done) and then this is sent instead. */
  readonly after?: boolean
  readonly answer: Answer | 'cut' | 'hang'
}

export interface CmsServer {
  readonly url: string
  readonly asked: Asked[]
  awkward(rule: Awkward): void
  close(): Promise<void>
}

export type Handler = (asked: Asked, url: string) => Answer | Promise<Answer>

export async function openCmsServer(handler: Handler): Promise<CmsServer> {
  const asked: Asked[] = []
  const rules: Awkward[] = []
  let url = ''
  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
    })
  })
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = await read(request)
    asked.push(one)
    const at = rules.findIndex((rule) => (rule.times ?? 1) > 0 && rule.when(one))
    const rule = at < 0 ? undefined : rules[at]
    if (rule !== undefined) rule.times = (rule.times ?? 1) - 1
    const real = rule === undefined || rule.after === true ? await handler(one, url) : {}
    if (rule === undefined) return send(response, real)
    if (rule.answer === 'hang') return
    if (rule.answer === 'cut') {
      const body = JSON.stringify(real.body ?? { data: 'x'.repeat(50) })
      response.writeHead(200, { 'content-type': 'application/json' })
      return void response.end(body.slice(0, Math.floor(body.length / 2)))
    }
    send(response, rule.answer)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  url = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`
  return {
    url,
    asked,
    awkward: (rule) => void rules.push({ ...rule }),
    close: async () =>
      await new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Answer): void {
  const raw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
  const type = typeof body === 'string' ? 'text/html' : raw ? 'application/octet-stream' : 'application/json'
  response.writeHead(status, { 'content-type': type, ...headers })
  response.end(raw ? body : JSON.stringify(body))
}

async function read(request: IncomingMessage): Promise<Asked> {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  const bytes = Buffer.concat(parts)
  const url = new URL(request.url ?? '/', 'http://cms')
  const type = request.headers['content-type'] ?? ''
  const plain = { json: null, form: new URLSearchParams(), file: null }
  return {
    method: request.method ?? '',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    bytes,
    ...plain,
    ...(type.includes('json') ? { json: jsonOf(bytes) } : {}),
    ...(type.includes('urlencoded') ? { form: new URLSearchParams(bytes.toString('utf8')) } : {}),
    ...(type.includes('multipart') ? multipart(bytes, /boundary=(\S+)/.exec(type)?.[1] ?? '') : {}),
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

function multipart(bytes: Buffer, boundary: string): Pick<Asked, 'form' | 'file'> {
  const form = new URLSearchParams()
  let file: Asked['file'] = null
  // latin1 keeps every byte in its place
  for (const part of bytes.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const [head = '', ...rest] = part.slice(2, -2).split('\r\n\r\n')
    const content = Buffer.from(rest.join('\r\n\r\n'), 'latin1')
    const headText = Buffer.from(head, 'latin1').toString('utf8')
    const name = / name="([^"]*)"/.exec(headText)?.[1] ?? ''
    const fileName = /filename="([^"]*)"/.exec(headText)?.[1]
    if (fileName === undefined) form.append(name, content.toString('utf8'))
    else file = { part: name, name: fileName, type: /content-type: (\S+)/i.exec(headText)?.[1] ?? '', bytes: content }
  }
  return { form, file }
}

/** Objects as records, everything else as an empty one. */
export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** Channels beside the three of the kit, for whole accounts. */
export const MORE: readonly (readonly [string, string])[] = Array.from({ length: 20 }, (_, n) => [String(1000 + n), `更多 ${n}`])

/** What readers would see: key and title of every public entry. */
export interface FakeCms extends CmsServer {
  readonly public: () => { readonly key: string; readonly title: string }[]
  /** Drafts that carry a key of ours. */
  readonly drafts: () => number
  /** As an editor would do it in the CMS: changes the title of the entry. */
  readonly edit: (title: string, to: string) => void
  /** What a job file would say. */
  readonly options: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, string>>
}
