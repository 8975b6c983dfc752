// What a forum's archive must never lose, mix up or give away without a word: rows, posts, whole forums, addresses of visitors.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forum } from '../../../src/sources/forum/index.ts'
import { scanSql } from '../../../src/sources/forum/sql-scan.ts'
import { editTimeIn } from '../../../src/sources/forum/times.ts'
import { readList } from '../../../src/sources/forum/walk-lists.ts'
import { discoverAll, fetchAll, materialOf, offlineKit, onlineKit } from '../../kits/source-kit.ts'
import { htmlOf, optionsOf } from './archives.ts'

let base = ''
beforeEach(() => void (base = mkdtempSync(join(tmpdir(), 'guiji-forum-'))))
afterEach(() => rmSync(base, { recursive: true, force: true }))

function write(name: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(base, name)), { recursive: true })
  writeFileSync(join(base, name), text)
}

interface Seen {
  readonly key: string
  readonly state: string
  readonly title: string | null
  readonly html: string
  readonly remarks: readonly string[]
  readonly missing: readonly (string | undefined)[]
  readonly bytes: string
}

async function read(given: object = {}, limits: { fileBytes?: number } = {}): Promise<{ posts: readonly Seen[]; left: readonly string[] }> {
  const source = await forum.open(optionsOf({ path: base, site: 'http://bbs.qingshi.example/', ...given }), offlineKit('/', limits))
  try {
    const posts: Seen[] = []
    for (const post of await discoverAll(source)) {
      const { parts, failure } = await fetchAll(source, post)
      if (failure !== null) throw failure
      const page = source.parse(materialOf(post, parts))
      posts.push({
        key: post.key,
        state: page.state,
        title: page.title,
        html: htmlOf(page),
        remarks: page.remarks.map(({ code }) => code),
        missing: parts.filter(({ role }) => role === 'media').map(({ missing }) => missing),
        bytes: Buffer.concat(parts.map(({ bytes }) => Buffer.from(bytes ?? []))).toString(),
      })
    }
    return { posts, left: source.leftovers().map(({ name }) => name) }
  } finally {
    await source.close()
  }
}

const thread = (tid: number, title: string, prefix = 'pw'): string =>
  `INSERT INTO ${prefix}_threads (tid,fid,author,authorid,subject,postdate,replies,ifcheck) VALUES (${tid},1,'青石住建',3,'${title}',1300000000,1,1);\n`
const text = (tid: number, words: string, prefix = 'pw'): string =>
  `INSERT INTO ${prefix}_tmsgs (tid,content) VALUES (${tid},'${words}');\n`
const both = (tid: number, words: string): string => thread(tid, `题 ${tid}`) + text(tid, words)
const reply = (pid: number, author: string, uid: number): string =>
  `INSERT INTO pw_posts (pid,tid,author,authorid,subject,content,postdate,ifcheck) VALUES (${pid},5,'${author}',${uid},'','回复 ${pid}',1300000001,1);\n`

describe('a dump', () => {
  it('whose statements name the columns in another order gives the text as text, and no address of a visitor', async () => {
    write(
      'a.sql',
      both(5, '正文') +
        "INSERT INTO pw_posts (pid,tid,author,authorid,content,postdate,userip,ifcheck) VALUES (1,5,'青石住建',3,'甲',1300000001,'10.9.9.8',1);\n" +
        "INSERT INTO pw_posts (pid,tid,author,authorid,userip,postdate,content,ifcheck) VALUES (2,5,'青石住建',3,'10.9.9.9',1300000002,'乙',1);\n",
    )
    const [post] = (await read()).posts
    expect(post?.html).toContain('<div>甲</div>')
    expect(post?.html).toContain('<div>乙</div>')
    expect(post?.bytes).not.toContain('10.9.9')
  })

  it('of two forums gives the thread of the larger one, and tells of the other with its number', async () => {
    write('a.sql', thread(5, '外', 'aa') + text(5, '外文', 'aa') + both(5, '正文') + both(6, '正文'))
    const { posts, left } = await read()
    expect(posts.map(({ title, html }) => [title, html])).toEqual([
      ['题 5', '正文'],
      ['题 6', '正文'],
    ])
    expect(left).toEqual(['other forums'])
  })

  it('that ends inside of a row says so', async () => {
    write('a.sql', (both(5, '正文') + thread(6, '后')).slice(0, -20))
    expect(await read()).toMatchObject({ posts: [{ title: '题 5' }], left: ['a.sql (end)'] })
    write('a.sql', both(5, '正文').trim().replace(/;$/, ''))
    expect(await read()).toMatchObject({ posts: [{ title: '题 5' }], left: [] })
  })

  it.each([
    ['cut', gzipSync(both(5, '文'.repeat(5000))).subarray(0, -40)],
    ['no gzip at all', Buffer.from('x')],
  ])('whose packing is %s is left over, and the others go on', async (_name, bytes) => {
    write('a.sql.gz', bytes)
    write('b.sql', both(7, '正文'))
    expect(await read()).toMatchObject({ posts: [{ title: '题 7' }], left: ['a.sql.gz'] })
  })

  it('gives the rows that stand before the names of their columns, and each once', async () => {
    const rows = (tid: number): string => `INSERT INTO pw_threads VALUES (${tid},1,'青石住建',3,'题 ${tid}',1300000000,1,1);\n`
    const names =
      'CREATE TABLE pw_threads (tid int, fid int, author char, authorid int, subject char, postdate int, replies int, ifcheck int);\n'
    write('a.sql', rows(5) + names + rows(6) + text(5, '甲') + text(6, '乙'))
    const { posts, left } = await read()
    expect(posts.map(({ title, html, remarks }) => [title, html, remarks])).toEqual([
      ['题 5', '甲', []],
      ['题 6', '乙', []],
    ])
    expect(left).toEqual([])
  })

  it('tells of rows whose thread has no usable number, and of tables that lack columns', async () => {
    write('a.sql', both(5, '正文') + both(5_000_000_000, '大号') + "INSERT INTO qq_threads (tid,subject) VALUES (9,'x');\n")
    expect((await read()).left).toEqual(['a.sql: pw_threads', 'a.sql: pw_tmsgs', 'a.sql: qq_threads'])
  })

  it('takes nobody for an official who took the number of one for his name', async () => {
    write('a.sql', both(5, '正文') + reply(1, '300', 77) + reply(2, '宣传科', 300))
    const [post] = (await read({ officials: ['300', '青石住建'] })).posts
    expect(post?.html).toContain('回复 2')
    expect(post?.html).not.toContain('回复 1')
    expect(post?.bytes).not.toContain('回复 1')
  })

  it('with more replies than are taken gives the article first, and counts those left out', async () => {
    write('a.sql', thread(5, '题') + Array.from({ length: 20_001 }, (_, n) => reply(n + 1, '民', 9)).join('') + text(5, '正文'))
    const { posts, left } = await read({ replies: 'all' })
    expect(posts[0]?.html.startsWith('正文<hr>')).toBe(true)
    expect(left).toEqual(['tid 5'])
  })

  it('of which another has a different text of the same thread says so', async () => {
    write('a.sql', thread(5, '旧') + text(5, '旧文'))
    write('b.sql', thread(5, '新') + text(5, '新文'))
    expect((await read()).posts).toMatchObject([{ title: '旧', html: '旧文', remarks: ['title-conflict', 'duplicate-copy'] }])
  })

  it('with a name of the language in place of a number is read like any', async () => {
    write(
      'a.sql',
      `INSERT INTO pre_forum_thread (tid,fid,author,authorid,subject,dateline,displayorder,replies) VALUES (5,1,'官',3,'题',1300000000,'constructor',0);
INSERT INTO pre_forum_post (pid,tid,first,author,authorid,message,dateline) VALUES (1,5,1,'官',3,'正文',1300000000);`,
    )
    expect((await read()).posts).toMatchObject([{ state: 'ok', html: '正文' }])
  })

  it('that repeats the word before the rows costs as much as it is long', () => {
    const scan = scanSql({ wide: false, tables: new Map(), wants: () => null, row: () => undefined, unread: () => undefined })
    const started = process.cpuUsage().user / 1000
    scan.write(Buffer.from(`insert into t (${'values('.repeat(60_000)}`))
    expect(process.cpuUsage().user / 1000 - started).toBeLessThan(5000)
  })
})

const post = (pid: number, author: string, body: string | null): string =>
  `<div id="post_${pid}"><div class="authi"><a class="xw1" href="space-uid-${author === '官' ? 3 : 9}.html">${author}</a></div><em id="authorposton${pid}">发表于 2011-1-1 10:0${pid}</em>${body === null ? '' : `<div class="t_f" id="postmessage_${pid}">${body}</div>`}</div>`
const page = (...posts: readonly string[]): string =>
  `<!-- saved from url=(0041)http://bbs.qingshi.example/thread-5-1-1.html --><html><body><h1 class="ts"><span id="thread_subject">题</span></h1>${posts.join('')}</body></html>`

describe('a saved page', () => {
  it('whose first post has no text never gives a reply for the article', async () => {
    write('a.html', page(post(1, '官', null), post(2, '民', '普通人的话')))
    const [found] = (await read()).posts
    expect(found).toMatchObject({ state: 'unreadable', html: '' })
  })
  it('whose later post has no text says so where that would go along', async () => {
    write('a.html', page(post(1, '官', '正文'), post(2, '官', null), post(3, '民', null)))
    expect((await read()).posts).toMatchObject([{ state: 'ok', html: '正文', remarks: ['content-lost'] }])
  })
  it('saved again with another text is told of, post by post', async () => {
    write('a.html', page(post(1, '官', '旧文'), post(2, '官', '同')))
    write('b.html', page(post(1, '官', '新文'), post(2, '官', '同')))
    expect((await read()).posts).toMatchObject([{ remarks: ['duplicate-copy'] }])
  })
  it('keeps what stands behind a form that was never closed; a poll goes, and is told of', async () => {
    write('a.html', page(post(1, '官', '一<form>二<br>三')))
    expect((await read()).posts).toMatchObject([{ html: '一二<br>三', remarks: [] }])
    write('a.html', page(post(1, '官', '一<form><input type="radio">甲</form>二')))
    expect((await read()).posts).toMatchObject([{ html: '一二', remarks: ['vote-dropped'] }])
  })
  it('is not taken for another thread by what somebody wrote in it', async () => {
    const own = '<a id="postnum1" href="http://bbs.qingshi.example/thread-5-1-1.html">1#</a>'
    const links = `<center>${'<a href="http://bbs.qingshi.example/thread-999-77-1.html" title="复制">x</a>'.repeat(5)}</center><div class="pg"><a href="thread-5-88-1.html">88</a></div>`
    write(
      'a.html',
      `<html><body><h1 class="ts"><span id="thread_subject">题</span></h1>${post(1, '官', `正文${links}`).replace('</em>', `</em>${own}`)}</body></html>`,
    )
    expect((await read()).posts).toMatchObject([{ key: 'forum:bbs.qingshi.example:tid:5', remarks: [] }])
  })
  it('with a picture that is too large or damaged has one finding, not an end', async () => {
    write('a.html', page(post(1, '官', '正文<img src="a.jpg">')))
    write('a.jpg', Buffer.alloc(5000))
    expect((await read({}, { fileBytes: 4000 })).posts).toMatchObject([{ state: 'ok', missing: ['media-broken'] }])
  })
  it('of the mobile interface says which pages of the thread are missing', async () => {
    const first = { pid: '1', first: '1', position: '1', author: '官', authorid: '3', dbdateline: '1300000000', message: '正文' }
    const answer = (...posts: readonly object[]): string =>
      JSON.stringify({ Variables: { ppp: '10', thread: { tid: '5', subject: '题', replies: '25' }, postlist: posts } })
    write('a.json', answer(first))
    write('b.json', answer({ ...first, pid: '11', first: '0', position: '11', message: '后' }))
    expect((await read()).posts).toMatchObject([{ remarks: ['thread-pages-missing'] }])
    write('c.json', answer({ ...first, pid: '21', first: '0', position: '21', message: '末' }))
    expect((await read()).posts).toMatchObject([{ remarks: [] }])
  })
})

describe('the time of an edit', () => {
  it('is the one behind the name, though the name looks like a date', () => {
    expect(editTimeIn('本帖最后由 2008-08-08 于 2010-5-6 12:00 编辑').value).toBe('2010-05-06T12:00:00+08:00')
  })
})

describe('a thread of the web', () => {
  it('whose later page is gone keeps its article, and says so', async () => {
    const server = createServer((request, response) => {
      const isFirst = request.url === '/thread-5-1-1.html'
      response.writeHead(isFirst ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' })
      response.end(isFirst ? page(post(1, '官', '正文'), '<div class="pg"><strong>1</strong><a href="/thread-5-2-1.html">2</a></div>') : '')
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const kit = onlineKit('/', [host])
    const source = await forum.open(optionsOf({ urls: [`http://${host}/thread-5-1-1.html`] }), kit)
    const [found] = await discoverAll(source)
    if (found === undefined) throw new Error('no thread')
    const { parts, failure } = await fetchAll(source, found)
    expect(failure).toBeNull()
    const whole = source.parse(materialOf(found, parts))
    expect([htmlOf(whole), whole.remarks.map(({ code }) => code)]).toEqual(['正文', ['thread-pages-missing']])
    await source.close()
    await kit.close()
    await new Promise((done) => server.close(done))
  })
  it('is on its list though another forum has one of the same number before it', () => {
    const link = (host: string): string => `<a href="http://${host}/thread-5-1-1.html">题</a>`
    const bytes = Buffer.from(`<html>${link('other.example')}${link('bbs.qingshi.example')}</html>`)
    const { threads } = readList({
      url: 'http://bbs.qingshi.example/forum-2-1.html',
      bytes,
      contentType: 'text/html',
      etag: null,
      lastModified: null,
    })
    expect([...threads.values()].map(({ site }) => site)).toEqual(['other.example', 'bbs.qingshi.example'])
  })
})
