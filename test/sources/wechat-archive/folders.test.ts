// Folders as archives: what is no plain file inside of them is named and never opened, and no file grows past its limit.
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestOf, readHead, readWhole } from '../../../src/sources/files/archive-files.ts'
import { openFolder } from '../../../src/sources/files/folder-files.ts'
import { wechatArchive } from '../../../src/sources/wechat-archive/index.ts'
import { discoverAll, fetchAll, offlineKit } from '../../kits/source-kit.ts'

let base: string
let root: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'guiji-folders-'))
  root = join(base, 'archive')
  mkdirSync(join(root, 'assets'), { recursive: true })
  mkdirSync(join(base, 'private'))
  writeFileSync(join(base, 'private/key.png'), 'secret')
  writeFileSync(join(root, 'assets/a.png'), 'picture')
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

describe('a folder as an archive', () => {
  it('reaches nothing through a linked folder, whatever a page asks for', async () => {
    symlinkSync(join(base, 'private'), join(root, 'linked'))
    mkdirSync(join(root, 'deep'))
    symlinkSync(base, join(root, 'deep/linked'))
    const files = openFolder(root)
    for (const path of ['linked/key.png', 'deep/linked/private/key.png', 'deep/../linked/key.png']) {
      expect(await files.size(path)).toBeNull()
      await expect(files.whole(path, 100)).rejects.toMatchObject({ code: 'file-missing' })
      await expect(files.stream(path)).rejects.toMatchObject({ code: 'file-missing' })
    }
    expect(await files.inFolder('linked')).toEqual([])
    expect(await files.inFolder('deep/linked/private')).toEqual([])
    expect((await files.whole('assets/a.png', 100)).toString()).toBe('picture')
  })
  it('publishes no file of this machine as the picture of a page', async () => {
    symlinkSync(join(base, 'private'), join(root, 'linked'))
    const body = '<div id="js_content"><p>文</p><img src="linked/key.png"><img src="assets/a.png"></div>'
    writeFileSync(
      join(root, 'a.html'),
      `<!doctype html><html><head><title>题</title></head><body><h1 id="activity-name">题</h1>${body}</body></html>`,
    )
    const source = await wechatArchive.open({ path: root }, offlineKit(base))
    const { parts } = await fetchAll(source, (await discoverAll(source))[0] ?? expect.fail())
    const media = parts.filter((part) => part.role === 'media').map((part) => part.bytes && Buffer.from(part.bytes).toString())
    expect(media).toEqual(['picture', null])
    expect(source.leftovers()).toEqual([{ name: 'linked', why: 'symbolic link or special file, not followed' }])
    await source.close()
  })
  it('opens no pipe, and waits for none', async () => {
    execFileSync('mkfifo', [join(root, 'pipe.html')])
    const files = openFolder(root)
    expect((await files.all()).refused).toEqual([{ name: 'pipe.html', why: 'symbolic link or special file, not followed' }])
    await expect(files.whole('pipe.html', 100)).rejects.toMatchObject({ code: 'file-missing' })
    await expect(files.stream('pipe.html')).rejects.toMatchObject({ code: 'file-missing' })
  })
  it('names a file whose name is no UTF-8', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xce, 0xc4]), Buffer.from('.html')]), 'x')
    expect((await openFolder(root).all()).refused.map(({ why }) => why)).toEqual(['its name cannot be read (not in UTF-8)'])
  })
  it('says that it cannot be read when it is gone', async () => {
    await expect(openFolder(join(base, 'nowhere')).all()).rejects.toMatchObject({ code: 'source-unreadable' })
  })
  it('keeps a file that grew after it was looked at under the limit', async () => {
    const files = openFolder(root)
    truncateSync(join(root, 'assets/a.png'), 2 ** 33)
    await expect(files.whole('assets/a.png', 1000)).rejects.toMatchObject({ code: 'file-too-large' })
    await expect(readWhole(files, 'assets/a.png', 1000)).rejects.toMatchObject({ code: 'file-too-large' })
  })
  it('reads of a growing file what it had at the beginning', async () => {
    const files = openFolder(root)
    writeFileSync(join(root, 'log.html'), 'x'.repeat(300_000))
    const stream = await files.stream('log.html')
    let got = 0
    for await (const chunk of stream) {
      got += (chunk as Buffer).length
      appendFileSync(join(root, 'log.html'), 'x'.repeat(300_000))
    }
    expect(got).toBe(300_000)
  })
  it('reads empty and small files in every way', async () => {
    const files = openFolder(root)
    writeFileSync(join(root, 'empty'), '')
    expect([(await files.whole('empty', 0)).length, (await readHead(files, 'empty')).length]).toEqual([0, 0])
    expect(await digestOf(files, 'empty')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect((await readHead(files, 'assets/a.png', 3)).toString()).toBe('pic')
  })
})
