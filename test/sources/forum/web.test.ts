// A forum read online from a real server of the test: lists walked while they move, pages joined, guarded files told; and the same read
// through saved pages instead of the network.
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forum } from '../../../src/sources/forum/index.ts'
import { discoverAll, fetchAll, offlineKit, onlineKit, sourceKit } from '../../kits/source-kit.ts'
import { htmlOf, optionsOf, readAll } from './archives.ts'

const PICTURE = Buffer.from('89504e470d0a1a0a', 'hex')
const PER_PAGE = 3

/** A small Discuz! board: threads 1 to `count`, newest answer first. */
interface Board {
  readonly order: number[]
  readonly asked: string[]
  down: boolean
  /** Called after each list page. */
  after: (page: number) => void
  words: string
}

const row = (tid: number): string =>
  `<tbody id="normalthread_${tid}"><tr><th><a href="thread-${tid}-1-1.html" class="s xst">第${tid}号通知</a></th><td class="by"><em><a href="forum.php?mod=redirect&amp;tid=${tid}&amp;goto=lastpost#lastpost">昨天</a></em></td></tr></tbody>`

function listPage({ order }: Board, page: number): string {
  const last = Math.max(1, Math.ceil(order.length / PER_PAGE))
  const shown = order.slice((Math.min(page, last) - 1) * PER_PAGE, Math.min(page, last) * PER_PAGE)
  const pager = Array.from({ length: last }, (_, n) => `<a href="forum-2-${n + 1}.html">${n + 1}</a>`).join('')
  return `<html><head><meta name="generator" content="Discuz! X3.4"></head><body><a href="thread-999-1-1.html">热帖推荐(别的版块)</a><table id="threadlisttableid"><tbody><tr><td>广告</td></tr></tbody>${shown.map(row).join('')}</table><div class="pg">${pager}<a href="forum-3-9.html">隔壁</a></div></body></html>`
}

function threadPage({ words }: Board, tid: number, page: number): string {
  const post = (pid: number, author: string, text: string): string =>
    `<div id="post_${pid}"><table id="pid${pid}"><tr><td class="pls"><div class="authi"><a href="home.php?mod=space&uid=${author.length}" class="xw1">${author}</a></div></td><td><em id="authorposton${pid}">发表于 2018-4-${10 + page} 09:00:01</em><div class="t_fsz"><table><tr><td class="t_f" id="postmessage_${pid}">${text}</td></tr></table></div></td></tr></table></div>`
  const file =
    '<ignore_js_op><img src="static/image/common/none.gif" zoomfile="data/attachment/forum/a.png" /></ignore_js_op><dl class="tattl"><a href="forum.php?mod=attachment&amp;aid=MXx4" target="_blank">方案.doc</a></dl>'
  const floors =
    page === 1
      ? post(tid * 10, '发布者', `${words}${file}`) + post(tid * 10 + 1, '路人甲乙', '好')
      : post(tid * 10 + page, '发布者', `续${page}`)
  return `<html><head><meta charset="utf-8"></head><body>Discuz!<h1 class="ts"><span id="thread_subject">第${tid}号通知</span></h1><div class="hm"><span class="xi1">${Math.floor(Math.random() * 1e6)}</span></div><div class="pg"><strong>${page}</strong><a href="thread-${tid}-1-1.html">1</a><a href="thread-${tid}-2-1.html">2</a></div>${floors}</body></html>`
}

let board: Board
let server: Server
let host: string
beforeEach(async () => {
  board = { order: [7, 6, 5, 4, 3, 2, 1], asked: [], down: false, after: () => undefined, words: '正文' }
  server = createServer((request, response) => {
    const url = request.url ?? ''
    board.asked.push(url)
    const list = /^\/forum-2-(\d+)\.html/.exec(url)
    const thread = /^\/thread-(\d+)-(\d+)-1\.html/.exec(url)
    response.setHeader('content-type', 'text/html; charset=utf-8')
    if (list !== null) {
      response.end(listPage(board, Number(list[1])))
      board.after(Number(list[1]))
    } else if (thread !== null && !board.down && thread[1] !== '4') response.end(threadPage(board, Number(thread[1]), Number(thread[2])))
    else if (url.startsWith('/forum.php?mod=attachment')) response.end('<!DOCTYPE html><html><body>您需要登录</body></html>')
    else if (url.endsWith('.png')) response.setHeader('content-type', 'image/png').end(PICTURE)
    else if (url === '/robots.txt') response.writeHead(404).end()
    else response.writeHead(thread?.[1] === '4' ? 404 : 500).end('x')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

const lists = (): { lists: string[] } => ({ lists: [`http://${host}/forum-2-1.html`] })

describe('a forum on the web', () => {
  it('is walked over all pages of the list, each thread once in the order of its number, ads and other boards left', async () => {
    const kit = onlineKit('/', [host])
    const source = await forum.open(optionsOf(lists()), kit)
    expect((await discoverAll(source)).map(({ key }) => key)).toEqual([1, 2, 3, 4, 5, 6, 7].map((tid) => `forum:${host}:tid:${tid}`))
    expect(board.asked.filter((url) => /thread-999|forum-3/.test(url))).toEqual([])
    await source.close()
    await kit.close()
  })
  it('loses no thread when the list moves while it is read', async () => {
    // When page 1 has been read, two of its threads are deleted: those of page 2 move up unseen.
    board.after = (page) => {
      if (page === 1 && board.order[0] === 7) board.order.splice(0, 2)
    }
    const kit = onlineKit('/', [host])
    const source = await forum.open(optionsOf({ ...lists(), replies: 'none' }), kit)
    const tids = (await discoverAll(source)).map(({ key }) => Number(key.split(':').at(-1)))
    expect(tids).toEqual(expect.arrayContaining([1, 2, 3, 4, 5]))
    await source.close()
    await kit.close()
  })
  it('stops at the most pages that the job allows, and says so', async () => {
    const kit = onlineKit('/', [host])
    const source = await forum.open(optionsOf({ ...lists(), listPages: 2 }), kit)
    expect(await discoverAll(source)).toHaveLength(6)
    expect(source.leftovers()).toEqual([{ name: `http://${host}/forum-2-1.html`, why: expect.stringContaining('listPages') }])
    await source.close()
    await kit.close()
  })
  it('joins the pages of a thread, keeps the replies of its author, and tells that a file is behind a log-in', async () => {
    const kit = onlineKit('/', [host])
    const { page, parts } =
      (await readAll('/', { urls: [`http://${host}/thread-2-1-1.html`] }, kit)).get(`forum:${host}:tid:2`) ?? expect.fail()
    expect(page).toMatchObject({ state: 'ok', title: '第2号通知', author: '发布者', published: { value: '2018-04-11T09:00:01+08:00' } })
    expect(htmlOf(page)).toMatch(/^正文.*续2/s)
    expect(htmlOf(page)).not.toContain('好')
    expect(parts.filter(({ role }) => role === 'page')).toHaveLength(2)
    const media = new Map(parts.filter(({ role }) => role === 'media').map((part) => [part.name, part]))
    expect(media.get(`http://${host}/data/attachment/forum/a.png`)?.bytes?.length).toBe(8)
    expect(media.get(`http://${host}/forum.php?mod=attachment&aid=MXx4`)).toMatchObject({ bytes: null, missing: 'attachment-locked' })
    await kit.close()
  })
  it('keeps a version while only counters change, and changes it with the words', async () => {
    const kit = onlineKit('/', [host])
    const options = { urls: [`http://${host}/thread-2-1-1.html`] }
    const version = async (): Promise<string | undefined> => {
      const source = await forum.open(optionsOf(options), kit)
      const [post] = await discoverAll(source)
      await source.close()
      return post?.version
    }
    const first = await version()
    expect(await version()).toBe(first)
    board.down = true
    expect(await version(), 'trouble of the network is no change').toBe(first)
    board.down = false
    board.words = '改过的正文'
    expect(await version()).not.toBe(first)
    await kit.close()
  }, 60_000)
  it('gives a thread that is gone from the server as an item whose fetch says so', async () => {
    const kit = onlineKit('/', [host])
    const source = await forum.open(optionsOf({ urls: [`http://${host}/thread-4-1-1.html`] }), kit)
    const [post] = await discoverAll(source)
    expect((await fetchAll(source, post ?? expect.fail())).failure?.code).toBe('net-missing')
    await source.close()
    await kit.close()
  })
  it('asks no host that the job does not allow', async () => {
    const source = await forum.open(optionsOf(lists()), offlineKit('/'))
    expect((await source.check()).every(({ ok }) => !ok)).toBe(true)
    await expect(discoverAll(source)).rejects.toMatchObject({ code: 'net-refused' })
    expect(board.asked).toEqual([])
    await source.close()
  })
})

describe('a forum read through saved pages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guiji-forum-through-'))
  const saved = { order: [3, 2, 1], asked: [], down: false, after: () => undefined, words: '存下的正文' }
  const from = (url: string, html: string): string => `<!-- saved from url=(${String(url.length).padStart(4, '0')})${url} -->\n${html}`
  writeFileSync(join(folder, 'list.html'), from('http://bbs.example.gov.cn/forum-2-1.html', listPage(saved, 1)))
  for (const tid of [1, 2, 3])
    for (const page of [1, 2])
      writeFileSync(
        join(folder, `t${tid}-${page}.html`),
        from(`http://bbs.example.gov.cn/thread-${tid}-${page}-1.html`, threadPage(saved, tid, page)),
      )
  const options = optionsOf({ lists: ['http://bbs.example.gov.cn/forum-2-1.html'], through: folder })

  it('gives the same threads without any request', async () => {
    const found = await readAll('/', { lists: options.lists, through: folder })
    expect([...found.keys()]).toEqual([1, 2, 3].map((tid) => `forum:bbs.example.gov.cn:tid:${tid}`))
    for (const { page } of found.values()) expect(htmlOf(page)).toMatch(/存下的正文.*续2/s)
  })
  sourceKit({ name: 'a forum read through saved pages', kind: forum, options, kit: offlineKit('/') })
  it('leaves nothing behind', () => {
    rmSync(folder, { recursive: true, force: true })
  })
})
