// Reading through a web archive instead of the network: which capture answers which address, and what is said when none does.
import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { zip } from '../../../examples/make-web-archive/archive.ts'
import { chunked, http, members, sha1Base32, warc } from '../../../examples/make-web-archive/records.ts'
import { through } from '../../../src/sources/web-archive/through.ts'
import type { ThroughKit } from '../../../src/sources/web-archive/through.ts'
import { offlineKit } from '../../kits/source-kit.ts'
import { folderOf } from './places.ts'

const AT = 'http://a.example/news/1.html'

async function kitOver(records: readonly Buffer[], name = 'a.warc.gz'): Promise<ThroughKit> {
  const folder = await folderOf({ [name]: name.endsWith('.gz') ? members(records) : Buffer.concat(records) })
  const kit = await through(offlineKit(folder), name)
  onTestFinished(kit.close)
  return kit
}

async function textOf(kit: ThroughKit, url: string): Promise<string> {
  return Buffer.from((await kit.get(url)).bytes).toString()
}

describe('reading through a web archive', () => {
  it('finds an address with another scheme, a trailing slash, a fragment or tracking parameters', async () => {
    const kit = await kitOver([warc({ url: 'http://a.example:80/list?page=2', block: http('two') }), warc({ url: AT, block: http('one') })])
    for (const url of [
      AT,
      'https://a.example/news/1.html',
      `${AT}/`,
      `${AT}#top`,
      `${AT}?utm_source=x&spm=1.2`,
      'https://A.EXAMPLE/news/1.html',
    ])
      expect(await textOf(kit, url), url).toBe('one')
    expect(await textOf(kit, 'https://a.example/list/?page=2&utm_medium=y')).toBe('two')
    await expect(kit.get('http://a.example/list?page=3')).rejects.toMatchObject({ code: 'net-missing' })
    await expect(kit.get('http://a.example/news/1.htm')).rejects.toMatchObject({ code: 'net-missing' })
  })

  it('gives the latest good capture, whatever order the file has, and never a failed one', async () => {
    const kit = await kitOver([
      warc({ url: AT, date: '2022-01-01T00:00:00Z', block: http('later') }),
      warc({ url: AT, date: '2020-01-01T00:00:00Z', block: http('earlier') }),
      warc({ url: AT, date: '2023-01-01T00:00:00Z', block: http('gone', {}, '404 Not Found') }),
      warc({ url: AT, date: '2023-02-01T00:00:00Z', block: http('', { Location: '/' }, '302 Found') }),
    ])
    expect(await textOf(kit, AT)).toBe('later')
    expect(await kit.capturedAt(AT)).toBe('2022-01-01T00:00:00.000Z')
  })

  it('follows redirects inside the archive and says where it ended; a circle and a way out are missing', async () => {
    const to = (Location: string): Buffer => http('', { Location }, '301 Moved Permanently')
    const kit = await kitOver([
      warc({ url: 'http://a.example/old', block: to('/news/1.html?utm_source=r') }),
      warc({ url: AT, block: http('one') }),
      warc({ url: 'http://a.example/x', block: to('/y') }),
      warc({ url: 'http://a.example/y', block: to('/x') }),
      warc({ url: 'http://a.example/out', block: to('http://b.example/') }),
    ])
    expect((await kit.get('http://a.example/old')).url).toBe(AT)
    for (const path of ['x', 'out']) await expect(kit.get(`http://a.example/${path}`)).rejects.toMatchObject({ code: 'net-missing' })
  })

  it('gives the type, the validators and the body as it was shown, and null for what is known', async () => {
    const headers = {
      'Content-Type': 'text/html; charset=gb2312',
      ETag: '"v7"',
      'Transfer-Encoding': 'chunked',
      'Content-Encoding': 'gzip',
      'Content-Length': '',
    }
    const kit = await kitOver([warc({ url: AT, block: http(chunked(gzipSync('body'), 7), headers) })], 'plain.warc')
    expect(await kit.get(AT)).toMatchObject({ contentType: 'text/html; charset=gb2312', etag: '"v7"', lastModified: null, url: AT })
    expect(await textOf(kit, AT)).toBe('body')
    expect(await kit.get(AT, { known: { etag: '"v7"', lastModified: null } })).toBe(null)
    expect(await kit.get(AT, { known: { etag: '"v6"', lastModified: null } })).not.toBe(null)
    await expect(kit.get(AT, { maxBytes: 3 })).rejects.toMatchObject({ code: 'net-too-large' })
  })

  it('resolves revisits by address and time, or by digest from another address; one without an original is missing', async () => {
    const block = http('', { 'Content-Length': '8' })
    const digest = sha1Base32(Buffer.from('original'))
    const revisit = (url: string, fields: Readonly<Record<string, string>>): Buffer =>
      warc({ type: 'revisit', url, date: '2024-01-01T00:00:00Z', fields, block })
    const kit = await kitOver([
      revisit('http://b.example/copy', { 'WARC-Payload-Digest': digest }),
      warc({ url: AT, date: '2020-01-01T00:00:00Z', fields: { 'WARC-Payload-Digest': digest }, block: http('original') }),
      warc({ url: AT, date: '2021-01-01T00:00:00Z', block: http('newer') }),
      revisit(AT, { 'WARC-Refers-To-Target-URI': AT, 'WARC-Refers-To-Date': '2020-01-01T00:00:00Z', 'WARC-Payload-Digest': digest }),
      revisit('http://b.example/lost', { 'WARC-Payload-Digest': sha1Base32(Buffer.from('never seen')) }),
    ])
    expect(await textOf(kit, 'http://b.example/copy')).toBe('original')
    expect(await textOf(kit, AT)).toBe('original')
    expect(await kit.capturedAt(AT)).toBe('2024-01-01T00:00:00.000Z')
    await expect(kit.get('http://b.example/lost')).rejects.toMatchObject({ code: 'net-missing' })
  })

  it('hides secrets of the address in its answer, and finds it by another secret', async () => {
    const kit = await kitOver([warc({ url: 'https://a.example/api?id=7&access_token=abc123def456', block: http('{}') })])
    expect((await kit.get('https://a.example/api?id=7&access_token=other')).url).toBe('https://a.example/api?id=7&access_token=REDACTED')
  })

  it('says source-unreadable when there is no archive, and reads it once it is there', async () => {
    const folder = await folderOf({})
    const kit = await through(offlineKit(folder), 'late.warc')
    onTestFinished(kit.close)
    await expect(kit.get(AT)).rejects.toMatchObject({ code: 'source-unreadable' })
    const { writeFile } = await import('node:fs/promises')
    await writeFile(join(folder, 'late.warc'), warc({ url: AT, block: http('here') }))
    expect(await textOf(kit, AT)).toBe('here')
  })

  it('notices a file that was replaced under it, and reads the new one the next time', async () => {
    const one = warc({ url: AT, block: http('one') })
    const folder = await folderOf({ 'a.warc': one })
    const kit = await through(offlineKit(folder), 'a.warc')
    onTestFinished(kit.close)
    expect(await textOf(kit, AT)).toBe('one')
    const { writeFile } = await import('node:fs/promises')
    await writeFile(join(folder, 'a.warc'), Buffer.concat([warc({ url: 'http://a.example/other', block: http('two') }), one]))
    await expect(kit.get(AT)).rejects.toMatchObject({ code: 'source-changed' })
    expect(await textOf(kit, AT)).toBe('one')
  })

  it('reads a file of many records in one gzip member, also far into it', async () => {
    const filler = Buffer.alloc(400_000, 'noise that packs well, ')
    const records = Array.from({ length: 12 }, (_, n) =>
      warc({ url: `http://a.example/${n}`, block: http(Buffer.concat([filler, Buffer.from(`end ${n}`)])) }),
    )
    const folder = await folderOf({ 'whole.warc.gz': gzipSync(Buffer.concat(records)) })
    const kit = await through(offlineKit(folder), 'whole.warc.gz')
    onTestFinished(kit.close)
    for (const n of [11, 0, 5]) expect(await textOf(kit, `http://a.example/${n}`)).toMatch(new RegExp(`end ${n}$`))
  })

  it('reads a large record alone in its member, and a WARC that a zip holds packed', async () => {
    const noise = randomBytes(3_000_000)
    const large = warc({ url: 'http://a.example/film', block: http(noise, { 'Content-Type': 'video/mp4' }) })
    const folder = await folderOf({
      'large.warc.gz': members([large, warc({ url: AT, block: http('one') })]),
      'packed.zip': await zip([['inside/a.warc', Buffer.concat([large, warc({ url: AT, block: http('two') })])]], true),
    })
    for (const [name, text] of [
      ['large.warc.gz', 'one'],
      ['packed.zip', 'two'],
    ] as const) {
      const kit = await through(offlineKit(folder), name)
      onTestFinished(kit.close)
      expect(await textOf(kit, AT)).toBe(text)
      expect(Buffer.compare(Buffer.from((await kit.get('http://a.example/film')).bytes), noise)).toBe(0)
    }
  })

  it('says of an answer over the size limit that it is too large, and gives no older one in its place', async () => {
    const folder = await folderOf({
      'a.warc': Buffer.concat([
        warc({ url: AT, date: '2020-01-01T00:00:00Z', block: http('old and small') }),
        warc({ url: AT, date: '2021-01-01T00:00:00Z', block: http(Buffer.alloc(200_000, 'x')) }),
      ]),
    })
    const kit = await through(offlineKit(folder, { fileBytes: 100_000 }), 'a.warc')
    onTestFinished(kit.close)
    await expect(kit.get(AT)).rejects.toMatchObject({ code: 'net-too-large' })
  })

  it('reads ARC of the second version too, with blanks in addresses', async () => {
    const block = http('<html>old</html>')
    const head = 'filedesc://x.arc 0.0.0.0 20030101000000 text/plain 200 - - 0 x.arc 13\n2 0 Someone\n\n\n'
    const line = `http://a.example/old page 192.0.2.1 20030102030405 text/html 200 ABCDEF - 0 x.arc ${block.length}\n`
    const folder = await folderOf({ 'x.arc': Buffer.concat([Buffer.from(head + line), block, Buffer.from('\n')]) })
    const kit = await through(offlineKit(folder), 'x.arc')
    onTestFinished(kit.close)
    expect(await textOf(kit, 'http://a.example/old%20page')).toBe('<html>old</html>')
    expect(await kit.capturedAt('http://a.example/old%20page')).toBe('2003-01-02T03:04:05.000Z')
  })
})
