// Every form in which phpwind and Discuz! address a thread leads to one key.
import { describe, expect, it } from 'vitest'
import { addressesOf, atPage, listOf, sameAccount, siteOf, threadOf } from '../../../src/sources/forum/addresses.ts'
import { forum } from '../../../src/sources/forum/index.ts'
import { offlineKit } from '../../kits/source-kit.ts'
import { FIXTURES, optionsOf } from './archives.ts'

const FORMS: readonly (readonly [string, string, number])[] = [
  ['http://b.cn/read.php?tid=123', 'b.cn', 1],
  ['http://b.cn/read.php?fid=4&tid=123&page=3&fpage=2', 'b.cn', 3],
  ['http://b.cn/read.php?tid=123&page=e#a', 'b.cn', 1],
  ['http://b.cn/read-htm-tid-123.html', 'b.cn', 1],
  ['http://b.cn/read-htm-tid-123-fpage-3-page-2.html', 'b.cn', 2],
  ['http://b.cn/read.php?tid-123-page-4.html', 'b.cn', 4],
  ['http://b.cn/bbs/thread-123-2-1.html', 'b.cn/bbs', 2],
  ['https://b.cn/forum.php?mod=viewthread&tid=123&extra=page%3D1&page=5', 'b.cn', 5],
  ['https://b.cn/forum.php?mod=redirect&goto=findpost&ptid=123&pid=9', 'b.cn', 1],
  ['https://b.cn/viewthread.php?tid=123', 'b.cn', 1],
  ['https://b.cn/redirect.php?goto=lastpost&tid=123', 'b.cn', 1],
  ['https://b.cn/archiver/?tid-123.html', 'b.cn', 1],
  ['https://b.cn/archiver/?tid-123.html&page=2', 'b.cn', 2],
  ['https://b.cn/bbs/archiver/tid-123.html', 'b.cn/bbs', 1],
  ['https://b.cn/bbs/archiver/tid-123-page-2.html', 'b.cn/bbs', 2],
  ['https://b.cn/simple/?t123.html', 'b.cn', 1],
  ['https://b.cn/simple/index.php?t123_3.html', 'b.cn', 3],
  ['https://b.cn:8080/job.php?action=topost&tid=123&pid=7', 'b.cn:8080', 1],
  ['https://b.cn/index.php?m=bbs&c=read&tid=123&fid=2', 'b.cn', 1],
  ['https://b.cn/api/mobile/index.php?version=4&module=viewthread&tid=123', 'b.cn', 1],
]

describe('addresses of forums', () => {
  it.each(FORMS)('reads %s', (address, site, page) => {
    expect(threadOf(address)).toEqual({ site, tid: '123', page })
  })
  it.each(FORMS.filter(([, , page]) => page > 1))('turns to another page of %s in the same form', (address, site) => {
    expect(threadOf(atPage(address, 7))).toEqual({ site, tid: '123', page: 7 })
  })
  it('finds no thread in an address without end', () => {
    expect(threadOf(`http://b.cn/read.php?tid=${'9'.repeat(3000)}`)).toBeNull()
  })
  it.each([
    'http://b.cn/thread.php?fid=12',
    'http://b.cn/thread-htm-fid-12-page-2.html',
    'http://b.cn/forum-12-2.html',
    'http://b.cn/u.php?uid=5',
    'http://b.cn/read.php?tid=x',
    'http://b.cn/read.php',
    'javascript:alert(1)',
    'ftp://b.cn/thread-1-1-1.html',
    'http://b.cn/job.php?action=download&tid=3',
    'thread-1-1-1.html',
  ])('finds no thread in %s', (address) => {
    expect(threadOf(address)).toBeNull()
  })
  it('reads lists and turns their pages', () => {
    for (const address of [
      'http://b.cn/thread.php?fid=12',
      'http://b.cn/thread-htm-fid-12.html',
      'http://b.cn/forum-12-1.html',
      'http://b.cn/forum.php?mod=forumdisplay&fid=12',
      'http://b.cn/simple/?f12.html',
      'http://b.cn/archiver/?fid-12.html',
      'http://b.cn/index.php?m=bbs&c=thread&fid=12',
    ]) {
      expect(listOf(address), address).toEqual({ site: 'b.cn', fid: '12', page: 1 })
      expect(listOf(atPage(address, 3)), atPage(address, 3)).toEqual({ site: 'b.cn', fid: '12', page: 3 })
    }
  })
  it('gives one name to a site, however the job writes it', () => {
    for (const given of ['b.cn/bbs', 'http://b.cn/bbs/', 'https://b.cn/bbs/index.php', 'B.CN/bbs']) expect(siteOf(given)).toBe('b.cn/bbs')
    expect(siteOf('not an address')).toBe('')
  })
  it('tells threads of one forum from those of another', () => {
    expect(sameAccount('forum:a.cn:tid:1', 'forum:a.cn:tid:2')).toBe(true)
    expect(sameAccount('forum:a.cn:tid:1', 'forum:b.cn:tid:1')).toBe(false)
    expect(sameAccount('forum:a.cn:tid:1', 'wechat:1:2:3')).toBeNull()
    expect(sameAccount('forum:-:tid:1', 'forum:a.cn:tid:1')).toBeNull()
  })
  it('leads links to a former address of the forum to the same threads, and lists the addresses readers know', async () => {
    const source = await forum.open(
      optionsOf({ path: '.', site: 'https://b.cn/bbs/', hosts: ['old.b.cn'], software: 'discuz' }),
      offlineKit(FIXTURES),
    )
    expect(source.keysOf('http://old.b.cn/thread-5-1-1.html')).toEqual(['forum:b.cn/bbs:tid:5'])
    expect(source.keysOf('https://b.cn/bbs/forum.php?mod=viewthread&tid=5')).toEqual(['forum:b.cn/bbs:tid:5'])
    expect(source.keysOf('https://b.cn/bbs/home.php?uid=5')).toEqual([])
    for (const address of source.addressesOf('forum:b.cn/bbs:tid:5')) expect(source.keysOf(address)).toEqual(['forum:b.cn/bbs:tid:5'])
    expect(source.addressesOf('forum:b.cn/bbs:tid:5')).toHaveLength(3)
    expect(addressesOf('forum:-:tid:5', 'http:')).toEqual([])
    await source.close()
  })
})
