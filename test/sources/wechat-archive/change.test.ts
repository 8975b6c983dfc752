// Versions follow contents and nothing else; pictures the archive lacks come from allowed hosts or are said to be missing.
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Discovered } from '../../../src/domain/archive.ts'
import { wechatArchive } from '../../../src/sources/wechat-archive/index.ts'
import type { SourceKit } from '../../../src/sources/source.ts'
import { discoverAll, fetchAll, materialOf, offlineKit } from '../../kits/source-kit.ts'
import { FIXTURES } from './archives.ts'

const base = mkdtempSync(join(tmpdir(), 'guiji-change-'))
afterAll(() => {
  rmSync(base, { recursive: true, force: true })
})

function copyOf(fixture: string, name: string): string {
  cpSync(join(FIXTURES, fixture, 'archive'), join(base, name), { recursive: true })
  return join(base, name)
}

async function found(path: string, kit: SourceKit = offlineKit(base)): Promise<readonly Discovered[]> {
  const source = await wechatArchive.open({ path }, kit)
  const posts = await discoverAll(source)
  await source.close()
  return posts
}

it('a version stays the same when files are touched or a picture is renamed together with its page folder', async () => {
  const folder = copyOf('exporter-folder', 'touched')
  const before = await found(folder)
  utimesSync(join(folder, '某标题/index.html'), new Date(0), new Date(0))
  renameSync(join(folder, '某标题'), join(folder, '另一个名字'))
  expect((await found(folder)).map((post) => post.version).sort()).toEqual(before.map((post) => post.version).sort())
})

it('a version changes with the page, with a shown picture and with its row, and only for that post', async () => {
  const folder = copyOf('exporter-folder', 'changed')
  const versions = async (): Promise<readonly string[]> => (await found(folder)).map((post) => post.version)
  const [first, second] = await versions()
  writeFileSync(join(folder, '某标题/assets/unused.png'), 'other')
  expect(await versions()).toEqual([first, second])
  writeFileSync(join(folder, '某标题/assets/bg.png'), 'other')
  const [third, same] = await versions()
  expect(same).toBe(second)
  expect(third).not.toBe(first)
  const list = join(folder, '微信公众号文章.json')
  writeFileSync(list, readFileSync(list, 'utf8').replace('"readNum": 7', '"readNum": 8'))
  expect((await versions())[0]).not.toBe(third)
})

it('a symbolic link in a folder is left over and not followed', async () => {
  const folder = copyOf('copies', 'linked')
  symlinkSync('/etc/passwd', join(folder, 'link.html'))
  const source = await wechatArchive.open({ path: folder }, offlineKit(base))
  await discoverAll(source)
  expect(source.leftovers()).toEqual([{ name: 'link.html', why: 'symbolic link or special file, not followed' }])
  await source.close()
})

it('a post that vanished between discovery and fetch is a missing file, a shortened list a changed one', async () => {
  const folder = copyOf('short-and-long', 'vanished')
  const posts = await found(folder)
  rmSync(join(folder, '20231115题.html'))
  writeFileSync(join(folder, '长.csv'), 'title,url\n')
  const source = await wechatArchive.open({ path: folder }, offlineKit(base))
  const codes = await Promise.all(posts.map(async (post) => (await fetchAll(source, post)).failure?.code ?? 'ok'))
  expect(codes.sort()).toEqual(['file-missing', 'ok', 'source-changed'])
  await source.close()
})

it('asks an allowed host for what the archive lacks, without what tunes the delivery', async () => {
  const asked: (string | undefined)[] = []
  const server = createServer((request, response) => {
    asked.push(request.url, request.headers.referer)
    response.end(
      `<html><body><div id="js_article"><div id="js_content"><p>网上的正文<img data-src="http://${request.headers.host}/p.png?wx_fmt=png&amp;tp=webp"></p></div></div></body></html>`,
    )
  })
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done)
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const kit: SourceKit = {
    ...offlineKit(base),
    mayGet: (url) => url.startsWith(origin) || url.startsWith('https://mp.weixin.qq.com/s/'),
    get: async (url: string) => ({
      url,
      contentType: null,
      etag: null,
      lastModified: null,
      bytes: new Uint8Array(await (await fetch(url.replace('https://mp.weixin.qq.com', origin))).arrayBuffer()),
    }),
  }
  writeFileSync(join(base, 'one.txt'), 'https://mp.weixin.qq.com/s/OnlyInAListOnlyInAList\n')
  const source = await wechatArchive.open({ path: 'one.txt' }, kit)
  const [post] = await discoverAll(source)
  const { parts } = await fetchAll(source, post ?? expect.fail())
  expect(parts.map((part) => part.role)).toEqual(['row', 'page', 'media'])
  expect(asked).toEqual(['/s/OnlyInAListOnlyInAList', undefined, '/p.png?wx_fmt=png', undefined])
  expect(source.parse(materialOf(post ?? expect.fail(), parts))).toMatchObject({ state: 'ok', kind: 'article' })
  await source.close()
  server.close()
})
