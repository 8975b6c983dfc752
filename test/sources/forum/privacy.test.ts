// What a dump tells of people beside their posts never reaches a capture: proven over the bytes of every part.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Part } from '../../../src/domain/archive.ts'
import type { StoredTable } from '../../../src/sources/forum/dump-rows.ts'
import { tableOf } from '../../../src/sources/forum/tables.ts'
import { FIXTURES, htmlOf, readAll } from './archives.ts'

const DUMPS = ['dump-gbk-wide', 'dump-gbk-latin1', 'dump-mojibake', 'dump-discuz'] as const
const OPTIONS = { path: 'archive', site: 'http://bbs.qingshi.gov.cn/' }
/** Stand in the dumps: addresses, mails, passwords, where somebody wrote from. */
const PRIVATE = [
  '10.66.77.',
  '10.1.1.',
  '192.168.9.',
  'secret@',
  'secret2@',
  'e10adc3949ba59abbe56e057f20f883e',
  '0123456789abcdef',
  '某省',
]

describe.each(DUMPS)('the captures from %s', (name) => {
  it('hold no address, mail or password, in no charset', async () => {
    for (const replies of ['none', 'owner', 'all']) {
      for (const { parts, page } of (await readAll(join(FIXTURES, name), { ...OPTIONS, replies })).values()) {
        for (const part of parts) for (const text of readings(part)) for (const word of PRIVATE) expect(text).not.toContain(word)
        expect(JSON.stringify(page)).not.toMatch(/10\.66|192\.168|secret|某省/)
      }
    }
  })
  it('hold only columns of the list', async () => {
    for (const { parts } of (await readAll(join(FIXTURES, name), { ...OPTIONS, replies: 'all' })).values()) {
      for (const { table, rows } of tablesIn(parts)) {
        const allowed = Object.keys(tableOf(table)?.columns ?? {})
        for (const row of rows) expect(Object.keys(row).filter((column) => !allowed.includes(column))).toEqual([])
      }
    }
  })
  it('hold the replies of other people only when the job asks for them', async () => {
    const words = async (replies: string): Promise<string> =>
      [...(await readAll(join(FIXTURES, name), { ...OPTIONS, replies })).values()]
        .flatMap(({ parts }) => parts.flatMap(readings))
        .join('\n')
    expect(await words('owner')).not.toMatch(/小区|身份保密/)
    expect(await words('none')).not.toMatch(/周六开放|已答复/)
    expect(await words('all')).toMatch(/小区|身份保密/)
  })
})

describe('the list of columns', () => {
  it('names nothing that belongs to a person beside the name on the post', () => {
    const named = [
      'pw_threads',
      'pw_tmsgs',
      'pw_posts',
      'pw_attachs',
      'pw_bbs_posts',
      'pre_forum_thread',
      'pre_forum_post_3',
      'pre_forum_attachment_9',
    ].flatMap((table) => Object.values(tableOf(table)?.columns ?? {}).flat())
    expect(named.length).toBeGreaterThan(60)
    expect(
      named.filter(
        (column) => /ip|mail|pass|salt|port|phone|qq|remind|safe/i.test(column) && column !== 'description' && column !== 'descrip',
      ),
    ).toEqual([])
  })
  it('reads no table of members', () => {
    for (const table of ['pw_members', 'pw_memberdata', 'pre_common_member', 'pre_ucenter_members', 'wp_users', 'pre_common_session'])
      expect(tableOf(table)).toBeNull()
  })
})

describe('the replies that go along', () => {
  const folder = join(FIXTURES, 'phpwind87')
  const key = 'forum:bbs.qingshi.gov.cn:tid:2000'
  const html = async (more: object): Promise<string> =>
    htmlOf((await readAll(folder, { ...OPTIONS, ...more })).get(key)?.page ?? expect.fail())
  it('are none, those of the author, those of named officials, or all', async () => {
    expect(await html({ replies: 'none' })).not.toMatch(/补充|官方答复|支持/)
    expect(await html({})).toMatch(/补充/)
    expect(await html({})).not.toMatch(/官方答复|支持/)
    for (const officials of [['政务服务中心'], ['300']]) expect(await html({ officials })).toMatch(/补充.*官方答复/s)
    expect(await html({ replies: 'all' })).toMatch(/支持.*补充.*官方答复/s)
  })
  it('of other people are told of', async () => {
    const page = (await readAll(folder, { ...OPTIONS, replies: 'all' })).get(key)?.page
    expect(page?.remarks).toContainEqual({ code: 'replies-included', about: '3' })
  })
})

function tablesIn(parts: readonly Part[]): readonly StoredTable[] {
  return parts.flatMap(({ role, name, bytes }) =>
    role === 'row' && name === 'rows' && bytes !== null ? (JSON.parse(Buffer.from(bytes).toString()) as StoredTable[]) : [],
  )
}

/** The bytes as they are, and in every charset they may be in. */
function readings(part: Part): readonly string[] {
  if (part.bytes === null || part.role === 'media') return []
  const cells = tablesIn([part]).flatMap(({ rows }) => rows.flatMap((row) => Object.values(row)))
  const packed = cells.flatMap((cell) => (typeof cell === 'string' ? [Buffer.from(cell)] : [Buffer.from(cell.base64, 'base64')]))
  const latin = cells.flatMap((cell) => (typeof cell === 'string' ? [Buffer.from(cell, 'latin1')] : []))
  return [Buffer.from(part.bytes), ...packed, ...latin].flatMap((bytes) =>
    ['utf-8', 'gb18030'].map((charset) => new TextDecoder(charset).decode(bytes)),
  )
}
