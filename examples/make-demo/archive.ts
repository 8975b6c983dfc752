// Gathers every file of the demo archive in memory, with what must become of each post. Writes nothing itself.
import { iso, longLink, shortLink } from './account.ts'
import { filesOf, FOLDERS, nameOf, pathOf } from './copies.ts'
import type { Files } from './copies.ts'
import { writeLists } from './lists.ts'
import type { Post } from './post.ts'
import { POSTS, where } from './posts.ts'
import { readme } from './readme.ts'

/** What one post of the archive is and what the demo job must make of it. */
export interface Expected {
  readonly id: string
  readonly key: string
  readonly aliases: readonly string[]
  readonly files: readonly string[]
  readonly title: string | null
  readonly published: string | null
  readonly page: string
  readonly kind: string
  readonly column: string | null
  readonly state: string
  readonly failure: readonly string[]
  readonly hold: readonly string[]
  readonly warn: readonly string[]
  readonly info: readonly string[]
  readonly maybe: readonly string[]
  readonly odd: readonly string[]
}

export interface Leftover {
  readonly name: string
  readonly why: string
}

export interface Archive {
  readonly files: Files
  readonly posts: readonly Expected[]
  readonly leftovers: readonly Leftover[]
}

export async function makeArchive(): Promise<Archive> {
  const files: Files = new Map()
  for (const post of POSTS) {
    for (const copy of post.copies) {
      for (const [path, bytes] of await filesOf(post, copy, where)) put(files, path, bytes)
    }
  }
  for (const post of POSTS) for (const path of markdownBeside(post)) put(files, path, Buffer.from(markdown(post)))
  const listed = writeLists(files, POSTS)
  for (const [path, text] of Object.entries(junk())) files.set(path, Buffer.from(text, path.endsWith('.db') ? 'latin1' : 'utf8'))
  const posts = POSTS.map((post) => expected(post, listed.get(post) ?? []))
  const leftovers = LEFTOVERS.map(([name, why]) => ({ name, why }))
  files.set('README.md', Buffer.from(readme(posts, leftovers)))
  return { files, posts, leftovers }
}

function put(files: Files, path: string, bytes: Buffer): void {
  if (files.has(path)) throw new Error(`two files want to be ${path}`)
  files.set(path, bytes)
}

function expected(post: Post, lists: readonly string[]): Expected {
  const { expect } = post
  const page = expect.page ?? 'ok'
  const listOnly = post.copies.length === 0
  const known = page === 'ok' || listOnly
  return {
    id: post.id,
    ...identity(post),
    files: [...post.copies.map((copy) => pathOf(post, copy)), ...markdownBeside(post), ...lists],
    title: known && post.template !== 'text' && !(listOnly && post.shortOnly === true) ? post.title : null,
    published: post.at !== null && known && !(listOnly && post.shortOnly === true) ? iso(post.at) : null,
    page: listOnly && page === 'ok' ? 'none' : page,
    kind: post.kind ?? 'article',
    column: expect.column,
    state: expect.state,
    failure: expect.failure ?? [],
    hold: expect.hold ?? [],
    warn: expect.warn ?? [],
    info: expect.info ?? [],
    maybe: expect.maybe ?? [],
    odd: post.odd ?? [],
  }
}

function identity(post: Post): { readonly key: string; readonly aliases: readonly string[] } {
  const names = nameOf(post)
  const short = `wechat:s:${names.short}`
  const copy = post.copies[0]
  if (post.nameless === true && copy !== undefined) return { key: `wechat:file:${pathOf(post, copy)}`, aliases: [] }
  if (post.shortOnly === true) return { key: short, aliases: [] }
  return { key: names.key, aliases: knowsShort(post) ? [short] : [] }
}

/** Does any file of the archive say this post's short link? */
function knowsShort(post: Post): boolean {
  if (post.error !== undefined) return false
  const year = Number((post.at ?? '0').slice(0, 4))
  const fresh = year >= 2023 || ['reprint', 'images', 'text', 'videoshare'].includes(post.template ?? '')
  const pageSays = post.copies.length > 0 && (fresh ? post.link !== 'long' : post.copies.some((copy) => copy.as === 'saved'))
  const listSays = post.lists?.includes('txt') === true && post.id === 'short-long'
  return pageSays || listSays
}

/** The second form of a page that its exporter wrote beside it; the same post, never a second one. */
function markdownBeside(post: Post): readonly string[] {
  const copy = post.copies[0]
  return post.id === 'md-beside' && copy !== undefined ? [pathOf(post, copy).replace(/html$/, 'md')] : []
}

function junk(): Readonly<Record<string, string>> {
  return {
    'Thumbs.db': `\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1${'\0'.repeat(504)}`,
    'desktop.ini': '[.ShellClassInfo]\r\nIconResource=C:\\Windows\\system32\\SHELL32.dll,4\r\n',
    [`${FOLDERS.dated}/log20240406.txt`]:
      '[2024-04-06 20:38:23] [INFO] 开始下载\n[2024-04-06 20:38:24] [INFO] 评论下载失败\n[2024-04-06 20:38:40] [INFO] 下载完成\n',
  }
}

function markdown(post: Post): string {
  const names = nameOf(post)
  const lines = typeof post.body === 'function' ? [] : post.body.filter((line) => !line.startsWith('!'))
  return `# ${post.title}\n\n[ 知道了 ](javascript:;)\n\n微信号 qingshiwj\n\n> 原文地址: [${shortLink(names)}](${longLink(names)})\n\n${lines.join('\n\n')}\n`
}

const LEFTOVERS: readonly (readonly [string, string])[] = [
  ['README.md', 'this description'],
  ['Thumbs.db', 'left by Windows'],
  ['desktop.ini', 'left by Windows'],
  [`${FOLDERS.dated}/log20240406.txt`, 'log of the exporter'],
]
