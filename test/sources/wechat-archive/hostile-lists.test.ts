// Lists that would break their reader: nested without end, or with more rows than fit on a call stack.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { wechatArchive } from '../../../src/sources/wechat-archive/index.ts'
import { discoverAll, offlineKit } from '../../kits/source-kit.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guiji-lists-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a hostile list', () => {
  it('nested without end is named, and the others are read', async () => {
    const deep = `[{"link":"https://mp.weixin.qq.com/s/abcdefgh","x":${'['.repeat(20_000)}${']'.repeat(20_000)}}]`
    writeFileSync(join(folder, 'deep.json'), deep)
    writeFileSync(join(folder, 'links.txt'), 'https://mp.weixin.qq.com/s/AAAAbbbbCCCCddddEEEEff\n')
    const source = await wechatArchive.open({ path: folder }, offlineKit(folder))
    expect((await discoverAll(source)).map((post) => post.key)).toEqual(['wechat:s:AAAAbbbbCCCCddddEEEEff'])
    expect(source.leftovers().map((one) => one.name)).toEqual(['deep.json'])
    await source.close()
  })
  it('with 150,000 rows is read to its end', async () => {
    const rows = Array.from({ length: 150_000 }, (_, n) => `题${n},https://mp.weixin.qq.com/s?__biz=OTkwMDAwMDA4OA==&mid=${n + 1}&idx=1`)
    writeFileSync(join(folder, 'list.csv'), `title,url\n${rows.join('\n')}\n`)
    const source = await wechatArchive.open({ path: folder }, offlineKit(folder))
    expect(await discoverAll(source)).toHaveLength(150_000)
    await source.close()
  })
})
