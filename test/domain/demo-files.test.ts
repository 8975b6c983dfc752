// The demo job, mapping and archive are what operators learn from and what the journeys are judged by: valid, joined rightly, reproducible.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'acorn'
import { fileTypeFromBuffer } from 'file-type'
import PostalMime from 'postal-mime'
import readXlsx from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { makeDemo } from '../../examples/make-demo.ts'
import { isFindingCode, FINDINGS } from '../../src/domain/findings.ts'
import { FAILURES } from '../../src/domain/failures.ts'
import { jobSchema } from '../../src/domain/job.ts'
import { mappingSchema } from '../../src/domain/mapping.ts'
import { STATE_NAMES } from '../../src/domain/states.ts'

const root = join(import.meta.dirname, '../..')
const examples = join(root, 'examples')
const archive = join(examples, 'qingshi-health')

const words = z.array(z.string())
const oracleSchema = z.object({
  total: z.number(),
  posts: z.array(
    z.object({
      id: z.string(),
      key: z.string(),
      aliases: words,
      files: words,
      title: z.string().nullable(),
      published: z.string().nullable(),
      page: z.string(),
      kind: z.string(),
      column: z.string().nullable(),
      state: z.enum(STATE_NAMES),
      failure: words,
      hold: words,
      warn: words,
      info: words,
      maybe: words,
    }),
  ),
  leftovers: z.array(z.object({ name: z.string(), why: z.string() })),
})

const oracle = oracleSchema.parse(JSON.parse(readFileSync(join(examples, 'qingshi-health.expected.json'), 'utf8')))
const mapping = mappingSchema.parse(parseYaml(readFileSync(join(root, 'mappings/demo.yaml'), 'utf8')))
const job = jobSchema.parse(parseYaml(readFileSync(join(root, 'jobs/demo.yaml'), 'utf8')))

async function digests(folder: string): Promise<Record<string, string>> {
  const all: Record<string, string> = {}
  for (const entry of await readdir(folder, { recursive: true })) {
    const path = join(folder, entry)
    if ((await stat(path)).isFile())
      all[entry.normalize('NFC')] = createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
  }
  return all
}

describe('the demo job and mapping', () => {
  it('point at the demo archive and mapping, and let no request out', async () => {
    expect(job.source).toEqual({ kind: 'wechat-archive', path: '../examples/qingshi-health' })
    expect((await stat(join(root, 'jobs', job.mapping))).isFile()).toBe(true)
    expect(job.limits.hosts).toEqual([])
  })

  it('open with the line that gives editors the schema', () => {
    expect(readFileSync(join(root, 'jobs/demo.yaml'), 'utf8')).toMatch(/^# yaml-language-server: \$schema=\.\/job\.schema\.json\n/)
    expect(readFileSync(join(root, 'mappings/demo.yaml'), 'utf8')).toMatch(/^# yaml-language-server: \$schema=\.\/mapping\.schema\.json\n/)
  })

  it('name the person behind every rule and the waived review', () => {
    expect(mapping.outcomes.map((outcome) => outcome.to)).toEqual(['gone', 'excluded', 'archived'])
    expect(mapping.outcomes.every((outcome) => outcome.by.length > 1 && outcome.reason.length > 3)).toBe(true)
    expect(job.review).toMatchObject({ policy: 'findings', by: expect.any(String), reason: expect.any(String) })
  })

  it('give a site code of ten characters', () => {
    expect(job.target['site']).toMatchObject({ idCode: expect.stringMatching(/^[a-z0-9]{10}$/) })
  })

  it.each(oracle.posts.filter((post) => post.state === 'verified' && post.title !== null))(
    'send $id to the column $column by its title',
    ({ title, column }) => {
      const route = mapping.routes.find(({ when }) => when?.title !== undefined && new RegExp(when.title, 'u').test(title ?? ''))
      expect(route?.column ?? null).toBe(column)
    },
  )
})

describe('the oracle', () => {
  it('knows at least 64 posts between 2016 and 2026, each by its own key', () => {
    expect(oracle.total).toBeGreaterThanOrEqual(64)
    const keys = oracle.posts.flatMap((post) => [post.key, ...post.aliases])
    expect(new Set(keys).size).toBe(keys.length)
    const years = new Set(oracle.posts.map((post) => post.published?.slice(0, 4)))
    for (let year = 2016; year <= 2026; year++) expect(years, String(year)).toContain(String(year))
  })

  it('names only findings and failures that exist, each at its own level', () => {
    for (const post of oracle.posts) {
      for (const level of ['hold', 'warn', 'info'] as const) {
        for (const code of post[level]) expect(isFindingCode(code) ? FINDINGS[code].level : code, `${post.id} ${code}`).toBe(level)
      }
      expect(post.maybe.filter((code) => !isFindingCode(code))).toEqual([])
      expect(post.failure.filter((code) => !Object.hasOwn(FAILURES, code))).toEqual([])
      if (post.hold.length > 0) expect(post.state, post.id).toBe('normalized')
      if (post.state === 'held') expect(post.failure.length, post.id).toBeGreaterThan(0)
    }
  })

  it('accounts for every page and list, and names nothing that is not there', async () => {
    const files = Object.keys(await digests(archive))
    const named = new Set([...oracle.posts.flatMap((post) => post.files), ...oracle.leftovers.map((leftover) => leftover.name)])
    const media = /(^|\/)(assets|图片|[^/]+_files)\//
    expect(files.filter((file) => !media.test(file) && !named.has(file))).toEqual([])
    expect([...named].filter((file) => !files.includes(file))).toEqual([])
  })
})

describe('the demo archive', () => {
  const folder = { path: '' }
  beforeAll(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'guiji-demo-'))
  })
  afterAll(async () => {
    await rm(folder.path, { recursive: true, force: true })
  })

  it('is made again with the same bytes', async () => {
    await makeDemo(folder.path)
    expect(await digests(join(folder.path, 'qingshi-health'))).toEqual(await digests(archive))
    expect(await readFile(join(folder.path, 'qingshi-health.expected.json'), 'utf8')).toBe(
      await readFile(join(examples, 'qingshi-health.expected.json'), 'utf8'),
    )
  })

  it('stays under six megabytes', async () => {
    let bytes = 0
    for (const entry of await readdir(archive, { recursive: true })) bytes += (await stat(join(archive, entry))).size
    expect(bytes).toBeLessThan(6_000_000)
  })

  it('holds pictures, sounds and films of real types, whatever their names say', async () => {
    const types = new Map<string, number>()
    for (const entry of Object.keys(await digests(archive))) {
      if (!/(^|\/)(assets|图片|[^/]+_files)\//.test(entry)) continue
      const type = (await fileTypeFromBuffer(await readFile(join(archive, entry))))?.mime ?? entry.slice(-4)
      types.set(type, (types.get(type) ?? 0) + 1)
    }
    expect([...types.keys()].toSorted()).toEqual(['.svg', 'audio/mpeg', 'image/gif', 'image/jpeg', 'image/png', 'image/webp', 'video/mp4'])
  })

  it('has scripts that a real JavaScript parser reads', async () => {
    for (const entry of Object.keys(await digests(archive))) {
      if (!entry.endsWith('.html') || oracle.posts.some((post) => post.id === 'census' && post.files.includes(entry))) continue
      const html = await readFile(join(archive, entry), 'utf8')
      for (const [, attributes = '', script = ''] of html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)) {
        if (!attributes.includes('text/html') && !script.includes('\ufffd'))
          expect(() => parse(script, { ecmaVersion: 'latest' }), entry).not.toThrow()
      }
    }
  })

  it('nests the console rows three levels deep and the push list two', async () => {
    const page = z
      .object({ publish_page: z.string() })
      .parse(JSON.parse(await readFile(join(archive, '后台发表记录/appmsgpublish_0.json'), 'utf8')))
    const list = z.object({ publish_list: z.array(z.object({ publish_info: z.string() })) }).parse(JSON.parse(page.publish_page))
    const rows = list.publish_list
      .filter((row) => row.publish_info !== '')
      .map((row) => z.object({ appmsgex: z.array(z.unknown()) }).parse(JSON.parse(row.publish_info)))
    expect(rows.length).toBe(20)
    const pushes = z
      .object({ general_msg_list: z.string() })
      .parse(JSON.parse(await readFile(join(archive, '抓包记录/getmsg_0.json'), 'utf8')))
    expect(z.object({ list: z.array(z.unknown()) }).parse(JSON.parse(pushes.general_msg_list)).list.length).toBeGreaterThan(10)
  })

  it('has an XLSX, a GBK page and an MHTML that ordinary readers open', async () => {
    const sheets = await readXlsx(join(archive, '链接清单/2016-2017文章清单.xlsx'))
    expect(JSON.stringify(sheets)).toContain('家庭医生签约服务指南')
    const gbk = new TextDecoder('gbk').decode(await readFile(join(archive, '原始网页/2018-06-26村卫生室药品管理.html')))
    expect(gbk).toContain('关于进一步规范村卫生室药品管理的通知')
    const mail = await PostalMime.parse(await readFile(join(archive, '网页保存/2024年县卫健局重点工作任务启动.mhtml')))
    expect(mail.html).toContain('医共体建设')
  })

  it('carries one ID number with a right check digit', async () => {
    const html = await readFile(join(archive, '公众号文章导出/抗疫物资接受捐赠情况公示（第三批）/index.html'), 'utf8')
    const id = /[1-9]\d{16}[\dX]/.exec(html)?.[0] ?? ''
    const sum = Array.from(id.slice(0, 17)).reduce((total, digit, at) => total + Number(digit) * (2 ** (17 - at) % 11), 0)
    expect('10X98765432'.charAt(sum % 11)).toBe(id.at(-1))
  })
})
