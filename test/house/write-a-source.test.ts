// docs/write-a-source.md teaches by a whole source. Its code is taken out of the page, checked by the compiler, put through the kit of all
// sources over a small archive, and one of its posts is normalized, so that the page cannot fall behind the program.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { mappingSchema } from '../../src/domain/mapping.ts'
import type { SourceKind } from '../../src/sources/source.ts'
import { normalize } from '../../src/transform/normalize.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../kits/source-kit.ts'
import { read, ROOT } from './tree.ts'

const PAGE = 'docs/write-a-source.md'
const run = promisify(execFile)

function codeOf(name: string): string {
  const [, code] = new RegExp(`<!-- ${name} -->\\n\`\`\`ts\\n([\\s\\S]*?)\`\`\`\\n<!-- /${name} -->`).exec(read(PAGE)) ?? []
  if (code === undefined) throw new Error(`${PAGE} has no part ${name}`)
  return code
}

// not below src/ or test/, whose files other tests count while this one runs
mkdirSync(join(ROOT, 'data'), { recursive: true })
const folder = mkdtempSync(join(ROOT, 'data', 'written-source-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function put(path: string, content: string | Uint8Array): void {
  const place = join(folder, path)
  mkdirSync(join(place, '..'), { recursive: true })
  writeFileSync(place, content)
}

const NOTICE = `编号: 2019-017
标题: 关于开展春季农机安全检查的通知
日期: 2019-03-11
来源: 县农业农村局
附件: 附件/检查表.pdf

各乡镇:
定于3月18日至29日开展农机安全检查。
`
put('archive/2019/017.txt', NOTICE)
put('archive/2019/017 副本.txt', NOTICE)
put('archive/2019/附件/检查表.pdf', '%PDF-1.4\n%%EOF\n')
put('archive/2019/附件/无人用.pdf', '%PDF-1.4\n')
put('archive/2018/放假.txt', '标题：国庆放假安排\r\n日期：2018年9月28日\r\n\r\n10月1日至7日放假。\r\n')
put('archive/2018/旧.txt', Buffer.from([...Buffer.from('标题: '), 0xff, 0xff, ...Buffer.from('\n附件: ../../../etc/passwd\n\n正文\n')]))
put('archive/说明.txt', '这不是公告,没有信头。\n')
put('archive/空.txt', '')

const inTree = (code: string): string =>
  code.replaceAll(/(from ')\.\.\/(\.\.\/)?/g, (_, from: string, up?: string) => `${from}${ROOT}/src/${up === undefined ? 'sources/' : ''}`)
put('txt-notices.ts', inTree(codeOf('source')))
const { txtNotices } = (await import(join(folder, 'txt-notices.ts'))) as { readonly txtNotices: SourceKind<{ readonly path: string }> }

describe('the source in docs/write-a-source.md', () => {
  it('is short enough to be read', () => {
    expect(codeOf('source').split('\n').length).toBeLessThanOrEqual(140)
  })

  it('satisfies the compiler, with the call of the kit that the page shows', { timeout: 120_000 }, async () => {
    const head = [
      "import { join } from 'node:path'",
      "import { txtNotices } from './txt-notices.ts'",
      `import { filesBelow, offlineKit, sourceKit } from '${ROOT}/test/kits/source-kit.ts'`,
      "const folder = ''",
    ]
    put('written.ts', [...head, codeOf('test')].join('\n'))
    put('tsconfig.json', JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), include: ['*.ts'] }))
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
    const said = await run(process.execPath, [compiler, '--noEmit', '-p', folder]).catch((error: { stdout: string }) => error)
    // what is wrong elsewhere is told elsewhere
    expect(said.stdout.split('\n').filter((line) => line.includes('written-source'))).toEqual([])
  })

  it('reads its archive as the page says', async () => {
    const source = await txtNotices.open({ path: 'archive' }, offlineKit(folder))
    const found = await discoverAll(source)
    expect(found.map(({ key }) => key)).toEqual(['txt-notices:file:2018/放假.txt', 'txt-notices:file:2018/旧.txt', 'txt-notices:2019-017'])
    expect(source.leftovers().map(({ name }) => name)).toEqual(['2019/017.txt', '2019/附件/无人用.pdf', '空.txt', '说明.txt'])
    const [holiday, old, notice] = found
    if (holiday === undefined || old === undefined || notice === undefined) throw new Error('a post is missing')
    const pageOf = async (post: typeof notice) => source.parse(materialOf(post, (await fetchAll(source, post)).parts))
    expect((await fetchAll(source, notice)).parts.map(({ role, name, bytes }) => [role, name, bytes?.length])).toEqual([
      ['page', '2019/017 副本.txt', Buffer.byteLength(NOTICE)],
      ['media', '附件/检查表.pdf', 15],
    ])
    expect((await fetchAll(source, old)).parts.at(-1)).toMatchObject({ role: 'media', bytes: null, missing: 'media-missing' })
    expect((await pageOf(old)).remarks.map(({ code }) => code)).toEqual(['identity-weak', 'charset-doubt'])
    expect(await pageOf(holiday)).toMatchObject({
      title: '国庆放假安排',
      published: { value: '2018-09-28T00:00:00+08:00', precision: 'day' },
    })
    await source.close()
  })

  it('gives posts that normalize to articles', async () => {
    const source = await txtNotices.open({ path: 'archive' }, offlineKit(folder))
    const notice = (await discoverAll(source)).at(-1)
    if (notice === undefined) throw new Error('no post')
    const page = source.parse(materialOf(notice, (await fetchAll(source, notice)).parts))
    const mapping = mappingSchema.parse({
      mapping: 'm',
      columns: [{ id: 'notices', name: '通知', description: '通知', keywords: ['通知'], type: '信息公开目录' }],
      routes: [{ column: 'notices' }],
    })
    const { draft } = normalize(page, { mapping, organ: '县农业农村局', media: new Map(), keysOf: () => [] })
    expect(draft).toMatchObject({ title: '关于开展春季农机安全检查的通知', source: '县农业农村局', column: 'notices' })
    expect(draft.html).toContain('<p>定于3月18日至29日开展农机安全检查。</p>')
    expect(draft.conservation.lost).toEqual([])
    await source.close()
  })

  it('has options that the schema of jobs can show', () => {
    expect(z.toJSONSchema(txtNotices.options)).toMatchObject({ properties: { path: { type: 'string' } } })
  })
})

sourceKit({
  name: 'the source that the docs teach',
  kind: txtNotices,
  options: { path: 'archive' },
  kit: offlineKit(folder),
  files: () => filesBelow(join(folder, 'archive')),
  filesOf: (ref) => [ref as string],
})
