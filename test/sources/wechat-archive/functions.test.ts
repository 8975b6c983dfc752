// What an account offered beside its posts: saved answers of the API and lists made by hand, read as functions with keys that last.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import type { Json } from '../../../src/domain/archive.ts'
import { functionList } from '../../../src/sources/function-list.ts'
import { accountFunctions } from '../../../src/sources/wechat/functions.ts'
import { wechatArchive } from '../../../src/sources/wechat-archive/index.ts'
import { recognize } from '../../../src/sources/wechat-archive/recognize.ts'
import { discoverAll, filesBelow, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { FIXTURES, filesOf, NO_SAMPLES, SAMPLES } from './archives.ts'

const ARCHIVE = join(FIXTURES, '../functions/archive')
const answer = (name: string) => JSON.parse(readFileSync(join(ARCHIVE, '接口应答', name), 'utf8')) as Json

async function found(path: string) {
  const source = await wechatArchive.open({ path }, offlineKit('/'))
  try {
    const posts = await discoverAll(source)
    return { posts, functions: source.functions?.() ?? [], leftovers: source.leftovers() }
  } finally {
    await source.close()
  }
}

sourceKit({
  name: 'an archive with menus, replies and a list by hand',
  kind: wechatArchive,
  options: { path: ARCHIVE },
  kit: offlineKit('/'),
  files: () => filesBelow(ARCHIVE),
  filesOf,
})

describe('an archive of answers', () => {
  it('tells its functions, each once, and leaves over only what offers nothing', async () => {
    const { posts, functions, leftovers } = await found(ARCHIVE)
    expect(posts).toHaveLength(1)
    expect(leftovers.map(({ name }) => name)).toEqual(['接口应答/已关闭的菜单.json'])
    expect(functions.map(({ key, kind, name }) => [key, kind, name])).toEqual([
      ['auto-reply:added', 'auto-reply', '被关注回复'],
      ['auto-reply:default', 'auto-reply', '收到消息回复'],
      ['auto-reply:rule:1423028166', 'auto-reply', '疫苗、=HYPERLINK(1)'],
      ['auto-reply:rule:1423028166#2', 'auto-reply', '投诉'],
      ['menu:web:yy.qingshi.example.gov.cn/guahao#/home', 'menu', '预约挂号'],
      ['menu:mini-program:wx00c0ffee00420042/pages/report/index', 'menu', '报告查询'],
      ['menu:web:yy.qingshi.example.gov.cn/guahao#/home#2', 'menu', '挂号(老人版)'],
      ['menu:web:www.qingshi.example.gov.cn/lxwm', 'menu', '联系我们'],
      ['menu:web:mp.weixin.qq.com/s?__biz=MzA5&mid=2&idx=1&sn=abc', 'menu', '办事指南'],
      ['menu:4', 'menu', '门诊排班'],
      ['menu:key:V1001_KEFU', 'menu', '在线客服'],
      ['menu:web:www.qingshi.example.gov.cn/en', 'menu', 'English'],
      ['mini-program:wx00c0ffee00420099/pages/appeal/index', 'mini-program', '健康码申诉'],
      ['web:12345.qingshi.example.gov.cn', 'link', '网上投诉'],
      ['entry:words:a4b45fc54530b076', 'entry', '窗口叫号屏'],
      ['web:www.qingshi.example.gov.cn/x', 'link', "=cmd|'/c calc'!A1"],
    ])
  })

  it('keeps what an answer says in words, and where it leads', async () => {
    const { functions } = await found(ARCHIVE)
    const of = (key: string) => functions.find((one) => one.key === key)
    expect(of('auto-reply:added')).toMatchObject({ address: null, answer: '您好，欢迎关注青石卫健！\n回复“疫苗”查看接种点。' })
    expect(of('auto-reply:default')).toMatchObject({ address: null, answer: '〔图片〕' })
    expect(of('auto-reply:rule:1423028166')).toMatchObject({
      under: '疫苗接种',
      address: 'wx00c0ffee00420042/pages/vaccine/index',
      answer: '点击 接种预约\n〔语音〕',
    })
    expect(of('auto-reply:rule:1423028166#2')).toMatchObject({ under: null, address: 'https://12345.qingshi.example.gov.cn/ts' })
    expect(of('menu:web:yy.qingshi.example.gov.cn/guahao#/home')).toMatchObject({ under: '看病就医', answer: null })
    expect(of('menu:web:mp.weixin.qq.com/s?__biz=MzA5&mid=2&idx=1&sn=abc')?.answer).toContain('〔图文〕办证须知')
    expect(of('menu:web:www.qingshi.example.gov.cn/en')?.under).toBe('个性化菜单')
  })

  it.each(['get_current_selfmenu_info.json', 'get_current_autoreply_info.json', 'menu-get.json'])(
    'gives a function of %s the same key whoever brings the answer',
    async (name) => {
      const { functions } = await found(ARCHIVE)
      const keys = new Set(functions.map(({ key }) => key))
      const read = accountFunctions(answer(name), 'cgi-bin')
      expect(read?.length).toBeGreaterThan(0)
      expect(read?.filter(({ key }) => !keys.has(key))).toEqual([])
    },
  )

  it('takes nothing else for functions', () => {
    for (const other of [null, [], 1, 'menu', {}, { errcode: 46003, errmsg: 'menu no exist' }, { menu: 'x' }, { news_item: [] }] as Json[])
      expect(accountFunctions(other, 'x'), JSON.stringify(other)).toBeNull()
  })

  it('survives answers that are not what they should be', () => {
    const odd: Json[] = [
      { is_autoreply_open: 1, keyword_autoreply_info: { list: [null, 1, { keyword_list_info: 'x', reply_list_info: [[]] }] } },
      {
        selfmenu_info: {
          button: [
            { name: 7, type: 'view' },
            { type: 'text', value: `<a href="${'x'.repeat(100_000)}` },
          ],
        },
      },
      { menu: { button: { name: 'no list' } } },
      {
        selfmenu_info: { button: Array.from({ length: 5000 }, (_, n) => ({ type: 'click', name: '\u0000'.repeat(n % 9), key: '\ud800' })) },
      },
    ]
    for (const one of odd)
      for (const { key, name } of accountFunctions(one, 'x') ?? []) expect([key, name].every((text) => text.isWellFormed())).toBe(true)
  })

  it.skipIf(NO_SAMPLES)(`reads the real answers${NO_SAMPLES === undefined ? '' : ` (SKIPPED: ${NO_SAMPLES})`}`, async () => {
    const { functions } = await found(SAMPLES)
    const by = Map.groupBy(functions, (one) => one.by)
    expect(by.get('json/api/get_current_selfmenu_info.json')?.map(({ kind, address }) => [kind, address?.split('/')[0]])).toEqual([
      ['menu', 'wxf4dc5b4e7b35dcd1'],
      ['menu', 'wxfd6acd566482c6cb'],
      ['menu', 'wx720f9f1301595564'],
    ])
    expect(
      by
        .get('json/api/get_current_autoreply_info.json')
        ?.map(({ key }) => key)
        .slice(0, 3),
    ).toEqual(['auto-reply:added', 'auto-reply:default', 'auto-reply:rule:1423028166'])
  })
})

describe('a list made by hand', () => {
  it('is known by its columns in either language, and a list of articles is none', () => {
    const rows = (...table: string[][]) => functionList(table, 'f')
    expect(rows(['功能名称', '类别', '网址'], ['查询', '网页', 'https://a.example/q'])?.[0]).toMatchObject({
      kind: 'link',
      key: 'web:a.example/q',
    })
    expect(rows(['Name', 'Type', 'URL', 'key'], ['Window 3', 'desk', '', 'w3'])?.[0]).toMatchObject({ kind: 'entry', key: 'entry:list:w3' })
    expect(rows(['标题', '类型', '链接'], ['一', '图文', 'https://mp.weixin.qq.com/s/abc'])).toBeNull()
    expect(rows(['title', 'name', 'type', 'url'], ['1', '2', '3', '4'])).toBeNull()
    expect(rows(['名称', '地址'], ['a', 'b'])).toBeNull()
    expect(rows()).toBeNull()
  })

  it('names one function once, and leaves empty rows out', () => {
    const table = [
      ['名称', '类型', '地址'],
      ['甲', '链接', 'https://a.example/'],
      ['乙', '链接', 'https://a.example'],
      ['', '链接', ''],
      [],
    ]
    expect(functionList(table, 'f')?.map(({ name }) => name)).toEqual(['甲'])
  })

  it('may be a workbook too', async () => {
    const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`
    const zip = new ZipFile()
    const add = (path: string, text: string) => zip.addBuffer(Buffer.from(text), path)
    add('xl/workbook.xml', '<workbook><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>')
    add(
      'xl/_rels/workbook.xml.rels',
      '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    )
    const rows = [
      ['名称', '类型', '地址'],
      ['挂号', '小程序', 'wx00c0ffee00420042/pages/a'],
    ]
    const sheet = rows.map((row, r) => `<row r="${r + 1}">${row.map((text, c) => cell(`${'ABC'[c] ?? ''}${r + 1}`, text)).join('')}</row>`)
    add('xl/worksheets/sheet1.xml', `<worksheet><sheetData>${sheet.join('')}</sheetData></worksheet>`)
    zip.end()
    const read = await recognize(await buffer(zip.outputStream), 'f.xlsx')
    expect(read).toMatchObject({
      is: 'functions',
      functions: [{ key: 'mini-program:wx00c0ffee00420042/pages/a', name: '挂号', by: 'f.xlsx' }],
    })
  })
})
