// What the interface gives of each kind of post, one folder a case: what the server holds in account.json, what becomes of it in expected.json.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Part } from '../../../src/domain/archive.ts'
import { isFindingCode } from '../../../src/domain/findings.ts'
import type { WechatApiOptions } from '../../../src/sources/wechat-api/options.ts'
import { discoverAll, fetchAll, materialOf } from '../../kits/source-kit.ts'
import { picture } from '../../kits/wechat-server.ts'
import type { Account } from '../../kits/wechat-server.ts'
import { opened } from './room.ts'
import type { Opened } from './room.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/wechat-api')
const CASES = readdirSync(FIXTURES).toSorted()

type Files = Record<string, 'picture' | Record<string, unknown>>
type Given = Omit<Partial<Account>, 'files' | 'temporary' | 'comments'> & {
  files?: Files
  temporary?: Files
  comments?: Record<string, never>
}

async function openedCase(name: string): Promise<Opened> {
  const { options, account } = JSON.parse(readFileSync(join(FIXTURES, name, 'account.json'), 'utf8')) as {
    options: Partial<WechatApiOptions>
    account: Given
  }
  const room = await opened({}, options)
  const here = JSON.parse(JSON.stringify(account).replaceAll('{server}', room.server.url)) as Given
  const bytes = (files: Files = {}) =>
    new Map(Object.entries(files).map(([id, file]) => [id, file === 'picture' ? picture(id) : file] as const))
  const { files, temporary, comments, ...rest } = here
  const more = { files: bytes(files), temporary: bytes(temporary), comments: new Map(Object.entries(comments ?? {})) }
  Object.assign(room.server.account, rest, more)
  return room
}

function partTold({ role, name, also, bytes, missing }: Part, url: string): unknown {
  const names = [name, ...(also ?? [])].map((one) => one.replaceAll(url, '{server}'))
  if (bytes === null) return [role, names, missing]
  return [role, names, role === 'row' ? bytes.byteLength > 0 : createHash('sha256').update(bytes).digest('hex').slice(0, 12)]
}

describe('what the interface gives', () => {
  it.each(CASES)('of the case %s is read as expected', async (name) => {
    const { server, source } = await openedCase(name)
    const posts: unknown[] = []
    for (const post of await discoverAll(source)) {
      const { parts, failure } = await fetchAll(source, post)
      expect(failure).toBeNull()
      const { key, aliases } = post
      const page = source.parse(materialOf(post, parts))
      for (const { code } of page.remarks) expect(isFindingCode(code)).toBe(true)
      posts.push({
        keys: [key, ...aliases],
        listed: post.listed,
        url: post.url,
        page,
        parts: parts.map((part) => partTold(part, server.url)),
      })
    }
    const told = { posts, functions: source.functions?.() ?? [], left: source.leftovers() }
    const found: unknown = JSON.parse(JSON.stringify(told).replaceAll(server.url, '{server}'))
    const place = join(FIXTURES, name, 'expected.json')
    if (process.env['UPDATE'] === '1' || !existsSync(place)) writeFileSync(place, `${JSON.stringify(found, null, 2)}\n`)
    expect(found).toEqual(JSON.parse(readFileSync(place, 'utf8')))
  })
})

describe('comments', () => {
  it('leave nothing of those who wrote them, in any byte that is kept', async () => {
    const { server, source, kept, remembered } = await openedCase('comments')
    const parts: Part[] = []
    for (const post of await discoverAll(source)) parts.push(...(await fetchAll(source, post)).parts)
    const all = [
      ...parts.map(({ bytes }) => (bytes === null ? '' : Buffer.from(bytes).toString('utf8'))),
      ...kept.map(String),
      ...remembered.keys(),
    ]
    expect(all.join('\n')).not.toMatch(/canary-|openid|nick_name/)
    expect(all.join('\n')).toContain('感谢您的意见')
    // 120 comments, 49 at a time; the other two are asked once and not at all
    expect(server.count('/cgi-bin/comment/list')).toBe(4)
  })

  it('that may not be read leave the article as it is', async () => {
    const { server, source } = await openedCase('comments')
    server.oddly('/cgi-bin/comment/list', { errcode: 48001 }, { errcode: 88000 })
    for (const post of (await discoverAll(source)).slice(0, 1)) {
      const { parts, failure } = await fetchAll(source, post)
      expect([parts.map(({ role }) => role), failure]).toEqual([['row'], null])
    }
  })
})

describe('menus and replies', () => {
  it('keep key and version though the platform names their files anew each time', async () => {
    const { server, source } = await openedCase('functions')
    const [before] = await discoverAll(source)
    server.account.temporary = new Map([...server.account.temporary].map(([id, file]) => [`${id}-anew`, file]))
    const anew = (told: unknown) =>
      JSON.parse(JSON.stringify(told).replaceAll(/temp-(map|voice)/g, 'temp-$1-anew')) as Record<string, unknown>
    Object.assign(server.account, { selfmenu: anew(server.account.selfmenu), autoreply: anew(server.account.autoreply) })
    const [after] = await discoverAll(source)
    expect([after?.key, after?.version]).toEqual([before?.key, before?.version])
    const { parts } = await fetchAll(source, after!)
    expect(parts.filter(({ bytes }) => bytes !== null)).toHaveLength(4)
  })

  it('are an inventory without an item where there is no file', async () => {
    const { server, source } = await openedCase('functions')
    server.account.autoreply = null
    const { selfmenu_info: info } = server.account.selfmenu as { selfmenu_info: { button: { type?: string }[] } }
    info.button = info.button.filter(({ type }) => type !== 'img')
    expect((await discoverAll(source)).map(({ key }) => key)).toHaveLength(1)
    expect(source.functions?.().length).toBeGreaterThan(3)
  })

  it('that this account may not read are said, and the posts come all the same', async () => {
    const { server, source } = await openedCase('functions')
    server.oddly('/cgi-bin/get_current_selfmenu_info', { errcode: 48001 })
    expect((await discoverAll(source)).length).toBeGreaterThan(0)
    expect(source.leftovers()).toEqual([{ name: '/cgi-bin/get_current_selfmenu_info', why: 'not read: api-unauthorized' }])
  })
})
