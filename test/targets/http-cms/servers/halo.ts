// Stand-in for Halo 2: the name of a post is the client's and unique, texts are snapshots, versions guard updates, publishing is a call of its own.
import { MORE, openCmsServer, recordOf, textOf, type Answer, type Asked, type FakeCms } from './cms-server.ts'
import { openFiles, type Files } from './files.ts'

const TOKEN = 'pat_halo'
const CATEGORIES = new Map<string, string>([['notice', '通知公告'], ['work', '工作动态'], ['science', '健康科普'], ...MORE])
const UC = '/apis/uc.api.content.halo.run/v1alpha1/posts'

interface Post {
  version: number
  spec: Record<string, unknown>
  /** The content of the draft, and of what readers see. */
  draft: Record<string, unknown>
  shown: Record<string, unknown>
}

export interface HaloFake extends FakeCms {
  permissions: string[]
}

export async function openHalo(): Promise<HaloFake> {
  const posts = new Map<string, Post>()
  const files = openFiles()
  const role = { permissions: ['uc:posts:manage', 'uc:posts:publish'] }
  const server = await openCmsServer((asked) => {
    const file = files.answer(asked.path)
    if (file !== null) return file
    const publicName = /^\/apis\/api\.content\.halo\.run\/v1alpha1\/posts\/([\w-]+)$/.exec(asked.path)?.[1]
    if (publicName !== undefined) return shown(publicName, posts)
    const category = /^\/apis\/api\.content\.halo\.run\/v1alpha1\/categories\/([\w-]+)$/.exec(asked.path)?.[1]
    if (category !== undefined)
      return CATEGORIES.has(category)
        ? { body: { metadata: { name: category }, spec: { displayName: CATEGORIES.get(category) } } }
        : problem(404, 'NotFound')
    if (asked.headers['authorization'] !== `Bearer ${TOKEN}`) return problem(401, 'Unauthorized')
    if (asked.path === '/apis/api.console.halo.run/v1alpha1/users/-') return { body: { user: { metadata: { name: 'guiji' } } } }
    if (asked.path.endsWith('/users/-/permissions')) return { body: { uiPermissions: role.permissions } }
    if (asked.path.endsWith('/attachments')) return attached(asked, files)
    return mine(asked, posts)
  })
  return Object.assign(role, {
    ...server,
    public: () =>
      [...posts].filter(([, one]) => one.spec['publish'] === true).map(([key, one]) => ({ key, title: textOf(one.spec['title']) })),
    drafts: () => [...posts.values()].filter((one) => one.spec['publish'] !== true).length,
    edit: (title: string, to: string) => {
      for (const one of posts.values()) if (one.spec['title'] === title) one.spec['title'] = to
    },
    options: {
      preset: 'halo',
      url: server.url,
      secrets: { token: { env: 'TOKEN' } },
      columns: { notice: 'notice', work: 'work', science: 'science' },
    },
    secrets: { TOKEN },
  })
}

function shown(name: string, posts: Map<string, Post>): Answer {
  const post = posts.get(name)
  if (post === undefined || post.spec['publish'] !== true) return problem(404, 'NotFound')
  return { body: { metadata: { name }, spec: post.spec, content: post.shown } }
}

function mine(asked: Asked, posts: Map<string, Post>): Answer {
  const { method, path } = asked
  const body = recordOf(asked.json)
  if (method === 'POST' && path === UC) return created(body, posts)
  const [, name = '', action = ''] = /posts\/([\w-]+)(?:\/(\w+))?$/.exec(path) ?? []
  const post = posts.get(name)
  if (post === undefined) return problem(404, 'NotFound')
  if (action === 'draft' && method === 'GET') return { body: snapshot(name, post) }
  if (action === 'draft') {
    if (recordOf(body['metadata'])['version'] !== post.version) return problem(409, 'Conflict')
    post.draft = contentOf(body)
    post.version += 1
    return { body: snapshot(name, post) }
  }
  if (action === 'publish') [post.spec['publish'], post.shown] = [true, post.draft]
  if (action === 'unpublish') post.spec['publish'] = false
  if (action === '' && method === 'PUT') {
    if (recordOf(body['metadata'])['version'] !== post.version) return problem(409, 'Conflict')
    const spec = recordOf(body['spec'])
    // an update that loses the snapshots would lose the text
    if (spec['headSnapshot'] !== post.spec['headSnapshot']) return problem(400, 'BadRequest')
    post.spec = spec
  }
  if (method !== 'GET') post.version += 1
  return { body: { metadata: { name, version: post.version }, spec: post.spec } }
}

function created(body: Record<string, unknown>, posts: Map<string, Post>): Answer {
  const name = textOf(recordOf(body['metadata'])['name'])
  if (posts.has(name)) return problem(400, 'https://www.halo.run/probs/duplicate-name')
  const content = contentOf(body)
  posts.set(name, { version: 0, spec: { ...recordOf(body['spec']), headSnapshot: `snapshot-${name}` }, draft: content, shown: content })
  return { body: { metadata: { name, version: 0 }, spec: posts.get(name)?.spec } }
}

function contentOf(body: Record<string, unknown>): Record<string, unknown> {
  const annotations = recordOf(recordOf(body['metadata'])['annotations'])
  return recordOf(JSON.parse(textOf(annotations['content.halo.run/content-json']) || '{}'))
}

function snapshot(name: string, post: Post): object {
  return { metadata: { name: `snapshot-${name}`, version: post.version, annotations: {} }, spec: { rawType: 'HTML' } }
}

function attached({ file }: Asked, files: Files): Answer {
  if (file === null) return problem(400, 'BadRequest')
  const path = files.put(`/upload/${file.name}`, file)
  return { body: { metadata: { name: `attachment-${file.name}` }, status: { permalink: path } } }
}

function problem(status: number, type: string): Answer {
  return { status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify({ type, status }) }
}
