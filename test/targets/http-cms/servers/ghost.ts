// Stand-in for Ghost 6: short-lived signed tokens, one more than one entry of a slug gets "-2", two at once get a 500, updates need the last
// `updated_at`, text outside an HTML card is converted.
import { createHmac } from 'node:crypto'
import { MORE, openCmsServer, recordOf, textOf, type Answer, type Asked, type FakeCms } from './cms-server.ts'
import { openFiles, type Files } from './files.ts'

const [ID, SECRET] = ['64f0c0ffee', '8f3a'.repeat(16)]
const TAGS = new Map<string, string>([['notice', '通知公告'], ['work', '工作动态'], ['science', '健康科普'], ...MORE])

interface Post {
  readonly id: string
  [name: string]: unknown
}

interface Store {
  readonly posts: Map<string, Post>
  readonly files: Files
  tick: number
  /** Slugs that a request of this moment is about to take: the database is asked before it is written. */
  readonly busy: Set<string>
}

export async function openGhost(): Promise<FakeCms> {
  const store: Store = { posts: new Map(), files: openFiles(), tick: 0, busy: new Set() }
  const server = await openCmsServer(async (asked, url) => {
    const file = store.files.answer(asked.path)
    if (file !== null) return file
    const fault = tokenFault(asked.headers['authorization'] ?? '')
    if (fault !== null) return fault
    return await answer(asked, store, url)
  })
  const all = (): Post[] => [...store.posts.values()]
  return {
    ...server,
    public: () =>
      all()
        .filter((one) => one['status'] === 'published')
        .map((one) => ({ key: textOf(one['slug']), title: textOf(one['title']) })),
    drafts: () => all().filter((one) => one['status'] === 'draft').length,
    edit: (title, to) => {
      for (const one of all()) if (one['title'] === title) one['title'] = to
    },
    options: {
      preset: 'ghost',
      url: server.url,
      secrets: { key: { env: 'KEY' } },
      columns: { notice: 'notice', work: 'work', science: 'science' },
    },
    secrets: { KEY: `${ID}:${SECRET}` },
  }
}

function tokenFault(header: string): Answer | null {
  const [head = '', claims = '', mac = ''] = header.replace(/^Ghost /, '').split('.')
  if (!header.startsWith('Ghost ')) return refused(403, 'NoPermissionError', 'NO_AUTH')
  const right = createHmac('sha256', Buffer.from(SECRET, 'hex')).update(`${head}.${claims}`).digest('base64url')
  const said = recordOf(JSON.parse(Buffer.from(claims, 'base64url').toString()))
  const kid = recordOf(JSON.parse(Buffer.from(head, 'base64url').toString()))['kid']
  const lasts = Number(said['exp']) - Number(said['iat'])
  if (mac !== right || kid !== ID || said['aud'] !== '/admin/' || !(lasts > 0 && lasts <= 300))
    return refused(400, 'UnauthorizedError', 'INVALID_JWT')
  return null
}

async function answer(asked: Asked, store: Store, url: string): Promise<Answer> {
  const { method, query } = asked
  const path = asked.path.replace('/ghost/api/admin', '')
  if (path === '/site/') return { body: { site: { title: 'a site' } } }
  const upload = /^\/(images|media|files)\/upload\/$/.exec(path)?.[1]
  if (upload !== undefined) return uploaded(asked, { store, upload, url })
  const tag = /^\/tags\/slug\/([^/]+)\/$/.exec(path)?.[1]
  if (tag !== undefined) return TAGS.has(tag) ? { body: { tags: [{ slug: tag, name: TAGS.get(tag) }] } } : refused(404, 'NotFoundError', '')
  const bySlug = /^\/posts\/slug\/([^/]+)\/$/.exec(path)?.[1]
  if (bySlug !== undefined) return shown([...store.posts.values()].find((one) => one['slug'] === bySlug))
  if (path === '/posts/' && method === 'POST') return await created(recordOf(first(asked)), store, query)
  if (path === '/posts/') {
    const all = [...store.posts.values()].filter((one) => one['status'] === 'draft' && textOf(one['slug']).startsWith('guiji-'))
    return { body: { posts: query.get('page') === '1' ? all : [] } }
  }
  const id = /^\/posts\/([^/]+)\/$/.exec(path)?.[1] ?? ''
  const post = store.posts.get(id)
  if (post === undefined) return refused(404, 'NotFoundError', '')
  if (method === 'DELETE') return store.posts.delete(id) ? { status: 204 } : {}
  return method === 'PUT' ? changed(post, recordOf(first(asked)), store) : shown(post)
}

function first({ json }: Asked): unknown {
  const posts = recordOf(json)['posts']
  return Array.isArray(posts) ? posts[0] : null
}

function shown(post: Post | undefined): Answer {
  return post === undefined ? refused(404, 'NotFoundError', '') : { body: { posts: [post] } }
}

async function created(body: Record<string, unknown>, store: Store, query: URLSearchParams): Promise<Answer> {
  const slug = textOf(body['slug'])
  if (query.get('source') !== 'html') return refused(422, 'ValidationError', '')
  if (store.busy.has(slug)) return refused(500, 'InternalServerError', 'ER_DUP_ENTRY')
  store.busy.add(slug)
  await new Promise((resume) => setTimeout(resume, 20))
  store.busy.delete(slug)
  const taken = [...store.posts.values()].some((one) => one['slug'] === slug)
  const id = `post${++store.tick}`
  const at = new Date(Date.now() + store.tick).toISOString()
  store.posts.set(id, {
    ...body,
    id,
    slug: taken ? `${slug}-2` : slug,
    html: rendered(textOf(body['html'])),
    tags: tagsOf(body['tags']),
    updated_at: at,
    created_at: at,
  })
  return { status: 201, body: { posts: [store.posts.get(id)] } }
}

function changed(post: Post, body: Record<string, unknown>, store: Store): Answer {
  if (body['updated_at'] !== post['updated_at']) return refused(409, 'UpdateCollisionError', 'UPDATE_CLASH')
  const html = body['html'] === undefined ? {} : { html: rendered(textOf(body['html'])) }
  const tags = body['tags'] === undefined ? {} : { tags: tagsOf(body['tags']) }
  Object.assign(post, body, html, tags, { updated_at: new Date(Date.now() + ++store.tick).toISOString() })
  return { body: { posts: [post] } }
}

/** Only what stands in an HTML card comes out as it went in. */
function rendered(html: string): string {
  const card = /^<!--kg-card-begin: html-->([\s\S]*)<!--kg-card-end: html-->$/.exec(html)?.[1]
  return card ?? html.replaceAll(/ style="[^"]*"/g, '').replaceAll(/<(\/?)section[^>]*>/g, '<$1p>')
}

function tagsOf(tags: unknown): { id: string; slug: string; name: string }[] {
  return (Array.isArray(tags) ? tags : []).map((tag) => {
    const { slug, name } = recordOf(tag)
    const known = textOf(slug)
    return { id: `tag-${known}`, slug: known, name: textOf(name) || (TAGS.get(known) ?? known) }
  })
}

function uploaded({ file }: Asked, { store, upload, url }: { store: Store; upload: string; url: string }): Answer {
  if (file === null) return refused(422, 'ValidationError', '')
  if (file.name.endsWith('.ofd')) return refused(415, 'UnsupportedMediaTypeError', '')
  return { status: 201, body: { [upload]: [{ url: url + store.files.put(`/content/${upload}/2026/11/${file.name}`, file) }] } }
}

function refused(status: number, type: string, code: string): Answer {
  return { status, body: { errors: [{ message: 'words', type, code }] } }
}
