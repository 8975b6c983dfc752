// The files of the example: one invented site in every form in which people keep websites, with the oddities that such files have.
import { gzipSync } from 'node:zlib'
import { encode } from 'iconv-lite'
import { ZipFile } from 'yazl'
import { arc, chunked, http, members, png, sha1, sha1Base32, sha256, warc } from './records.ts'
import { ARTICLES, HOST, listPage, page } from './site.ts'
import type { Article } from './site.ts'

const SITE = `http://${HOST}`
const A = ARTICLES

export async function makeFiles(): Promise<ReadonlyMap<string, Buffer>> {
  return new Map([
    ['01-crawl-2021.warc.gz', members(crawl2021())],
    ['02-crawl-2024.warc', Buffer.concat(crawl2024())],
    ['03-old-2012.arc.gz', members(arc([old(A.old1, '20120601081500'), old(A.old2, '20120601081504')]))],
    ['04-site.wacz', await wacz()],
    ['05-duty-roster.mhtml', mhtml()],
    ['06-sand-ban.html', singleFile()],
    ['07-drill.html', savedAs()],
    ['07-drill_files/drill.png', png(320, 200, [150, 120, 60])],
    ['08-session.har', har()],
  ])
}

function crawl2021(): readonly Buffer[] {
  const date = '2021-10-08T03:15:00Z'
  const drought = http(chunked(gzipSync(page(A.drought))), {
    'Transfer-Encoding': 'chunked',
    'Content-Encoding': 'gzip',
    'Content-Length': '',
    'Set-Cookie': 'JSESSIONID=0A1B2C3D4E5F; Path=/',
  })
  const sluice = http(page(A.sluice))
  const body = bodyOf(sluice)
  const picture = http(png(480, 300, [70, 110, 150]), { 'Content-Type': 'image/png' })
  return [
    warc({ type: 'warcinfo', date, block: Buffer.from('software: example crawler\r\nformat: WARC File Format 1.1\r\n') }),
    warc({
      type: 'request',
      url: `${SITE}${A.drought.path}`,
      date,
      block: Buffer.from(`GET ${A.drought.path} HTTP/1.1\r\nHost: ${HOST}\r\nCookie: SUB=_2AkMabcdef\r\n\r\n`),
    }),
    // the digest is of the body as it was sent, in hexadecimal: some crawlers do that
    warc({ url: `${SITE}${A.drought.path}`, date, fields: { 'WARC-Payload-Digest': `sha1:${sha1(bodyOf(drought))}` }, block: drought }),
    warc({
      url: `${SITE}${A.sluice.path}`,
      date,
      fields: { 'WARC-Payload-Digest': sha1Base32(body), 'WARC-Block-Digest': sha1Base32(sluice) },
      block: sluice,
    }),
    warc({ url: `${SITE}/upload/2021/sluice.png`, date, block: picture }),
    warc({
      url: `${SITE}/module/download/%E6%8A%97%E6%97%B1%E7%94%A8%E6%B0%B4%E7%99%BB%E8%AE%B0%E8%A1%A8.xlsx`,
      date,
      block: http('', {}, '404 Not Found'),
    }),
    warc({ url: `${SITE}${A.gbk.path}`, date, block: http(encode(page(A.gbk, 'gb2312'), 'gbk'), { 'Content-Type': 'text/html' }) }),
    warc({ url: `${SITE}/`, date, block: http(listPage(Object.values(A).slice(0, 4))) }),
    warc({ url: `${SITE}/col/col3022/`, date, block: http(listPage([A.sluice, A.gbk])) }),
    warc({ url: `${SITE}/style/logo.png`, date, block: http(png(64, 64, [20, 90, 160]), { 'Content-Type': 'image/png' }) }),
    warc({ url: `${SITE}/style/site.css`, date, block: http('body{font:14px sans-serif}', { 'Content-Type': 'text/css' }) }),
    // the same page once more: nothing but a note that it was as before
    warc({
      type: 'revisit',
      url: `${SITE}${A.sluice.path}`,
      date: '2021-12-01T03:15:00Z',
      fields: {
        'WARC-Profile': 'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest',
        'WARC-Payload-Digest': sha1Base32(body),
        'WARC-Refers-To-Target-URI': `${SITE}${A.sluice.path}`,
        'WARC-Refers-To-Date': date,
      },
      block: http('', { 'Content-Length': String(body.length) }),
    }),
  ]
}

function crawl2024(): readonly Buffer[] {
  const date = '2024-05-08T02:30:00Z'
  const cut = http(page(A.cut))
  const changed = http(page(A.changed))
  const forged = http(page({ ...A.changed, body: A.changed.body.replace('一百一十八万元', '一百八十一万元') }))
  return [
    warc({ url: `${SITE}${A.rain.path}`, date, block: http('', { Location: `https://${HOST}${A.rain.path}` }, '301 Moved Permanently') }),
    // chunked, says the header; it is not, since the recorder had undone it
    warc({
      url: `https://${HOST}${A.rain.path}`,
      date,
      block: http(page(A.rain), { 'Transfer-Encoding': 'chunked', 'Content-Length': '' }),
    }),
    warc({ url: `https://${HOST}${A.changed.path}`, date, fields: { 'WARC-Payload-Digest': sha1Base32(bodyOf(changed)) }, block: forged }),
    warc({ url: `https://${HOST}${A.cut.path}`, date, fields: { 'WARC-Truncated': 'length' }, block: cut.subarray(0, cut.length - 260) }),
    warc({ url: `https://${HOST}${A.token.path}`, date, block: http(page(A.token)) }),
    warc({
      url: `https://${HOST}/art/2020/1/1/art_0_0.html`,
      date,
      block: http('<html><body><h1>404</h1></body></html>', {}, '404 Not Found'),
    }),
    warc({ type: 'metadata', url: `https://${HOST}/`, date, block: Buffer.from('via: https://example.org/\r\n') }),
  ]
}

function old(article: Article, date: string): { url: string; date: string; block: Buffer } {
  return { url: `${SITE}${article.path}`, date, block: http(encode(page(article, 'gb2312'), 'gbk'), { 'Content-Type': 'text/html' }) }
}

async function wacz(): Promise<Buffer> {
  const archive = members([
    warc({ url: `https://${HOST}${A.wacz.path}`, block: http(page(A.wacz)) }),
    warc({
      type: 'resource',
      url: `https://${HOST}/upload/2024/river.png`,
      fields: { 'Content-Type': 'image/png' },
      block: png(400, 260, [60, 140, 110]),
    }),
  ])
  const pages = Buffer.from(
    `{"format":"json-pages-1.0","id":"pages","title":"All Pages"}\n{"url":"https://${HOST}${A.wacz.path}","ts":"2024-05-08T02:30:00Z"}\n`,
  )
  const resources = [
    { name: 'data.warc.gz', path: 'archive/data.warc.gz', hash: `sha256:${sha256(archive)}`, bytes: archive.length },
    { name: 'pages.jsonl', path: 'pages/pages.jsonl', hash: `sha256:${sha256(pages)}`, bytes: pages.length },
  ]
  const list = Buffer.from(JSON.stringify({ profile: 'data-package', resources, wacz_version: '1.1.1' }, null, 1))
  const digest = Buffer.from(JSON.stringify({ path: 'datapackage.json', hash: `sha256:${sha256(list)}` }))
  return await zip([
    ['archive/data.warc.gz', archive],
    ['pages/pages.jsonl', pages],
    ['datapackage.json', list],
    ['datapackage-digest.json', digest],
  ])
}

/** Stored, not packed: so WACZ must be. The same bytes at every run. */
export async function zip(files: readonly (readonly [string, Buffer])[], compress = false): Promise<Buffer> {
  const made = new ZipFile()
  for (const [name, bytes] of files)
    made.addBuffer(bytes, name, { compress, mtime: new Date(Date.UTC(2024, 4, 8)), mode: 0o100644, forceDosTimestamp: true })
  made.end()
  const chunks: Buffer[] = []
  for await (const chunk of made.outputStream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function mhtml(): Buffer {
  const url = `https://${HOST}${A.mhtml.path}`
  const part = (head: string, bytes: Buffer): string =>
    `--=_part\r\n${head}\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n')}\r\n`
  return Buffer.from(
    `From: <Saved by Blink>\r\nSnapshot-Content-Location: ${url}\r\nSubject: =?utf-8?B?${Buffer.from(A.mhtml.title).toString('base64')}?=\r\nDate: Wed, 8 May 2024 02:31:10 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="=_part"\r\n\r\n` +
      part(`Content-Type: text/html\r\nContent-ID: <frame-0@mhtml.blink>\r\nContent-Location: ${url}`, Buffer.from(page(A.mhtml))) +
      part(
        'Content-Type: image/png\r\nContent-ID: <roster@laoshichuan>\r\nContent-Location: cid:roster@laoshichuan',
        png(300, 180, [120, 90, 150]),
      ) +
      '--=_part--\r\n',
  )
}

function singleFile(): Buffer {
  const inline = `data:image/png;base64,${png(360, 220, [160, 80, 70]).toString('base64')}`
  const url = `https://${HOST}${A.single.path}`
  const comment = `<!--\n Page saved with SingleFile \n url: ${url} \n saved date: Wed May 08 2024 10:32:00 GMT+0800 (China Standard Time)\n-->`
  return Buffer.from(page(A.single).replace('<head>', `${comment}<head>`).replace('{{inline}}', inline))
}

function savedAs(): Buffer {
  const url = `https://${HOST}${A.saved.path}`
  const mark = `<!-- saved from url=(${String(url.length).padStart(4, '0')})${url} -->`
  return Buffer.from(
    page({ ...A.saved, body: A.saved.body.replace('./drill_files/', './07-drill_files/') }).replace('<html>', `${mark}\n<html>`),
  )
}

/** A browser's network log: one page that the crawls have too, older, and one answer without a body. */
function har(): Buffer {
  const entry = (path: string, text: string | null): object => ({
    startedDateTime: '2023-08-01T01:00:00.000Z',
    request: { method: 'GET', url: `https://${HOST}${path}`, headers: [{ name: 'Cookie', value: 'SUB=_2AkMabcdef' }] },
    response: { status: 200, content: { mimeType: 'text/html; charset=gbk', ...(text === null ? {} : { text }) } },
  })
  const entries = [entry(A.rain.path, page(A.rain)), entry('/beacon.gif', null)]
  return Buffer.from(JSON.stringify({ log: { version: '1.2', entries } }, null, 1))
}

function bodyOf(answer: Buffer): Buffer {
  return answer.subarray(answer.indexOf('\r\n\r\n') + 4)
}
