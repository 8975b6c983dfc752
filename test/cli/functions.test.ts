// guiji functions, functions set and account as a person uses them: on an account with menus and replies, with a real server to look at.
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guiji, ROOT } from '../kits/command-line.ts'
import type { Surroundings } from '../kits/command-line.ts'
import { freshDatabase } from '../kits/database.ts'
import type { TestDatabase } from '../kits/database.ts'
import { disagreements, documentedCommands } from './cli-doc.ts'

const documented = documentedCommands()
let database: TestDatabase
let here: Surroundings
let site: Server
const folder = mkdtempSync(join(tmpdir(), 'guiji-functions-'))
const asked: string[] = []

interface Listed {
  readonly total: number
  readonly open: number
  readonly functions: readonly Record<string, unknown>[]
}

beforeAll(async () => {
  site = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead({ '/alive': 200, '/gone': 404, '/busy': 503 }[request.url ?? ''] ?? 200).end('ok')
  })
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done))
  const host = `127.0.0.1:${(site.address() as AddressInfo).port}`
  cpSync(join(ROOT, 'test/fixtures/functions/archive'), join(folder, 'archive'), { recursive: true })
  const list = ['名称,类型,地址', ...['alive', 'gone', 'busy'].map((name) => `${name},链接,http://${host}/${name}`)]
  writeFileSync(join(folder, 'archive/更多入口.csv'), list.join('\n'))
  writeFileSync(join(folder, 'job.yaml'), jobText(host))
  database = await freshDatabase()
  here = { databaseUrl: database.url, data: join(folder, 'data'), env: { GUIJI_PRIVATE_HOSTS: host } }
  expect(await guiji(['run', join(folder, 'job.yaml'), '--json'], here)).toMatchObject({ code: 0 })
}, 60_000)

afterAll(async () => {
  site.close()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

function jobText(host: string): string {
  return readFileSync(join(ROOT, 'jobs/demo.yaml'), 'utf8')
    .replace('path: ../examples/qingshi-health', `path: ${JSON.stringify(join(folder, 'archive'))}`)
    .replace('mapping: ../mappings/demo.yaml', `mapping: ${JSON.stringify(join(ROOT, 'mappings/demo.yaml'))}`)
    .replace(
      /^limits:\n(?: .*\n)*/m,
      `limits:\n  hosts: ['${host}']\n  requestsPerSecond: 50\n  robots: { policy: ignore, by: 甲, reason: 测试 }\n`,
    )
}

async function json<Answer = Listed>(...args: string[]): Promise<Answer> {
  const { code, out, err } = await guiji([...args, '--json'], here)
  expect(code, err).toBe(0)
  return JSON.parse(out) as Answer
}
const one = async (key: string) => (await json('functions', 'demo')).functions.find((row) => row['key'] === key)

describe('guiji functions', () => {
  it('lists every function with what it lacks, under the documented keys', async () => {
    const listed = await json('functions', 'demo')
    expect(listed).toMatchObject({ total: 19, open: 19, unseen: 0 })
    expect(listed.functions.find((row) => row['key'] === 'auto-reply:default')).toMatchObject({ lacks: ['destination'], address: null })
    expect(disagreements(listed, documented.get('functions')?.keys ?? new Map())).toEqual([])
    expect(disagreements(await json('account', 'demo'), documented.get('account')?.keys ?? new Map())).toEqual([])
  })

  it('tells people the same in both languages, and no words of the archive reach the terminal as controls', async () => {
    const zh = await guiji(['functions', 'demo'], { ...here, lang: 'zh' })
    const en = await guiji(['functions', 'demo'], here)
    expect(zh.out).toContain('服务功能 19 项;19 项未填完,填完之前不能关停。')
    expect(zh.out).toContain('✗ 菜单 · 看病就医 / 预约挂号  https://yy.qingshi.example.gov.cn/guahao')
    expect(en.out).toContain('19 service functions; 19 are not complete')
  })

  it('gives a page at a time', async () => {
    const first = await json<Listed & { after: string }>('functions', 'demo', '--limit', '12')
    const second = await json<Listed & { after: null }>('functions', 'demo', '--limit', '12', '--after', first.after)
    expect([first.functions.length, second.functions.length, second.after]).toEqual([12, 7, null])
  })

  it('is told of by status and check', async () => {
    expect(await json('status', 'demo')).toMatchObject({ jobs: [{ functions: { total: 19, open: 19, unseen: 0 } }] })
    const { out } = await guiji(['check', join(folder, 'job.yaml'), '--json'], here)
    const check = JSON.parse(out) as { checks: { what: string; detail: string; ok: boolean }[]; would: object }
    expect(check.checks.find(({ what }) => what === 'functions')).toMatchObject({
      ok: true,
      detail: expect.stringContaining('19 service functions') as string,
    })
    expect(check.would).toMatchObject({ functions: 19 })
  })
})

describe('guiji functions set', () => {
  const set = (...args: string[]) => guiji(['functions', 'set', 'demo', ...args, '--by', '张三'], here)

  it('completes one function, and says what it still lacks', async () => {
    const { out, code } = await set('menu:key:V1001_KEFU', '--to', '咨询投诉', '--address', '/zxts')
    expect([code, out.trim()]).toEqual([0, '1 completed; 18 of 19 are still open'])
    expect(await one('menu:key:V1001_KEFU')).toMatchObject({ to: 'complaint', newAddress: '/zxts', by: '张三', revision: 1, lacks: [] })
    const half = await set('web:12345.qingshi.example.gov.cn', '--to', 'complaint', '--address', 'https://www.qingshi.example.gov.cn/ts')
    expect(half.out).toContain('nobody knows whether its old address works')
    const answer = await json<object>('functions', 'set', 'demo', 'web:12345.qingshi.example.gov.cn', '--alive', 'no', '--by', '李四')
    expect(answer).toEqual({ job: 'demo', changed: 1, same: 0, open: 17, total: 19 })
    expect(disagreements(answer, documented.get('functions set')?.keys ?? new Map())).toEqual([])
  })

  it.each([
    [['menu:4', '--to', '办事'], 2, 'there is no destination "办事"'],
    [['menu:4', '--to', '办事服务'], 2, 'lacks the new address'],
    [['menu:4', '--to', '办事服务', '--address', 'javascript:alert(1)'], 2, 'must begin with https:// or /'],
    [['menu:4', '--to', '办事服务', '--address', '//evil.example'], 2, 'must begin with https:// or /'],
    [['menu:4', '--to', '不再提供'], 2, 'needs a reason'],
    [['menu:4', '--alive', 'perhaps'], 2, 'must be yes or no'],
    [['menu:4'], 2, 'give --to or --alive'],
    [['--to', 'service'], 2, 'give a KEY'],
    [['no-such-key', '--to', 'ended', '--reason', '已停用'], 1, 'no such key'],
    [['menu:key:V1001_KEFU', '--to', 'ended', '--reason', '已停用', '--revision', '7'], 1, 'was changed after you looked'],
    [['menu:4', '--from', 'x.csv'], 2, '--from goes without KEY'],
    [['--from', 'no-such-file.csv'], 2, 'cannot be read'],
  ])('refuses %j with exit code %i', async (args, exit, words) => {
    const { code, err } = await set(...args)
    expect([code, err]).toEqual([exit, expect.stringContaining(words)])
  })
})

describe('a table that people complete', () => {
  const file = join(folder, 'open.csv')
  const read = () => parse(readFileSync(file, 'utf8'), { bom: true })
  const write = (rows: readonly (readonly string[])[]) =>
    writeFileSync(file, rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n'))
  const column = (rows: readonly string[][], name: string) => rows[0]?.indexOf(name) ?? -1

  it('holds what is open, and no cell that a spreadsheet would run', async () => {
    expect(await json('functions', 'demo', '--open', '--csv', file)).toMatchObject({ written: 17 })
    const rows = read()
    expect(rows).toHaveLength(18)
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
    expect(rows.map((row) => row[column(rows, 'name')])).toContain("'=cmd|'/c calc'!A1")
  })

  it('with wrong rows changes nothing, and tells each by its number', async () => {
    const rows = read()
    const set = (at: number, cells: Readonly<Record<string, string>>) => {
      for (const [name, cell] of Object.entries(cells)) rows[at]?.splice(column(rows, name), 1, cell)
    }
    set(1, { to: '办事服务', 'new address': '/bsfw/1' })
    set(2, { to: '别处' })
    set(3, { to: '不再提供', reason: '' })
    set(4, { key: 'made-up', to: '不再提供', reason: '已停用' })
    set(5, { to: '查询', 'new address': '/cx', revision: '9' })
    write(rows)
    const broken = await guiji(['functions', 'set', 'demo', '--from', file, '--by', '张三'], here)
    expect(broken.code).toBe(2)
    expect(broken.err).toContain('2 rows are wrong, nothing was changed')
    expect(broken.err).toMatch(/row 3: there is no destination "别处"[\s\S]*row 4: "no longer offered" needs a reason/)
    set(2, { to: '' })
    set(3, { to: '' })
    write(rows)
    const stale = await guiji(['functions', 'set', 'demo', '--from', file, '--by', '张三'], here)
    expect(stale.err).toMatch(/row 5: there is no such key[\s\S]*row 6: was changed after you looked/)
    expect(await json('functions', 'demo')).toMatchObject({ open: 17 })
  })

  it('completes all its rows, and once more changes nothing', async () => {
    await json('functions', 'demo', '--open', '--csv', file)
    const rows = read()
    for (const row of rows.slice(1)) {
      row.splice(column(rows, 'to'), 1, '不再提供')
      row.splice(column(rows, 'reason'), 1, '=随账号关停')
      row.splice(column(rows, 'alive'), 1, '否')
    }
    write(rows.filter((row) => !/\/(?:alive|gone|busy)$/.test(row[0] ?? '')))
    expect(await json('functions', 'set', 'demo', '--from', file, '--by', '张三')).toMatchObject({ changed: 14, same: 0, open: 3 })
    expect(await json('functions', 'set', 'demo', '--from', file, '--by', '张三')).toMatchObject({ changed: 0, same: 14 })
    expect(await one('menu:4')).toMatchObject({ to: 'ended', reason: '=随账号关停', by: '张三' })
  })

  it('may be in GB 18030, with semicolons, in the order a person likes', async () => {
    // 编号;去向;理由 / menu:4;不再提供;停用
    const gbk = Buffer.from('b1e0bac53bc8a5cff23bc0edd3c90d0a6d656e753a343bb2bbd4d9ccE1B9a93bcda3d3c30d0a', 'hex')
    writeFileSync(file, gbk)
    expect(await json('functions', 'set', 'demo', '--from', file, '--by', '王五')).toMatchObject({ changed: 1 })
    expect(await one('menu:4')).toMatchObject({ reason: '停用', by: '王五' })
  })

  it('that is none is refused', async () => {
    writeFileSync(file, 'a,b\n1,2\n')
    const { code, err } = await guiji(['functions', 'set', 'demo', '--from', file, '--by', '张三'], here)
    expect([code, err]).toEqual([2, expect.stringContaining('has no columns "key" and "to"')])
  })
})

describe('guiji functions --probe', () => {
  it('asks only hosts that the job allows, and only what no person has answered', async () => {
    const { err, code } = await guiji(['functions', 'demo', '--probe', '--by', '张三'], here)
    expect([code, err]).toEqual([0, expect.stringContaining('3 addresses asked')])
    expect(asked.toSorted()).toEqual(['/alive', '/busy', '/gone'])
    const rows = (await json('functions', 'demo')).functions.filter(({ name }) => ['alive', 'gone', 'busy'].includes(String(name)))
    const found = rows.map(({ name, alive, aliveHow }) => [name, alive, aliveHow])
    expect(found.toSorted(([a], [b]) => String(a).localeCompare(String(b)))).toEqual([
      ['alive', true, 'answers'],
      ['busy', null, 'net-status'],
      ['gone', false, 'net-missing'],
    ])
    expect(await one('web:12345.qingshi.example.gov.cn')).toMatchObject({ alive: false, aliveHow: 'person' })
  })
})

describe('guiji account', () => {
  it('says the numbers with bars, as of a day', async () => {
    const zh = await guiji(['account', 'demo', '--date', '2021-05-20'], { ...here, lang: 'zh' })
    expect(zh.out).toContain('青石卫健')
    expect(zh.out).toContain('文章 1 篇,日期明确的 1 篇,源已失 0 篇,已整理 0 篇')
    expect(zh.out).toContain('首篇 2021-05-06 · 末篇 2021-05-06 · 距末篇 14 天')
    expect(zh.out).toMatch(/^2021-05 +1 +0 +— {2}▇+$/m)
  })

  it('knows no other columns than those of the mapping', async () => {
    const { code, err } = await guiji(['account', 'demo', '--columns', 'nowhere'], here)
    expect([code, err]).toEqual([2, expect.stringContaining('there is no column "nowhere"')])
  })
})
