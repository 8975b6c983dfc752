// Web archives made to hurt, and archives that life has hurt: each costs itself alone, within bounds.
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { createGzip, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { arc, chunked, http, members, warc } from '../../../examples/make-web-archive/records.ts'
import { makeFiles, zip } from '../../../examples/make-web-archive/archive.ts'
import { captureIndex } from '../../../src/sources/web-archive/capture-index.ts'
import type { WebArchive } from '../../../src/sources/web-archive/web-archive.ts'
import { webArchive } from '../../../src/sources/web-archive/index.ts'
import { discoverAll, fetchAll, offlineKit } from '../../kits/source-kit.ts'
import { folderOf, LIMITS, openedArchive, totals } from './places.ts'

const A = warc({ url: 'http://a.example/a', block: http('<html>page a</html>') })
const Z = warc({ url: 'http://a.example/z', block: http('<html>page z</html>') })

async function opened(bytes: Buffer, name = 'x.warc'): Promise<WebArchive> {
  return await openedArchive(await folderOf({ [name]: bytes }))
}

async function shows(archive: WebArchive, url: string): Promise<string | undefined> {
  return (await archive.find(url))?.capture.bytes.toString()
}

/** Both good pages around the bad thing are read. */
async function survives(archive: WebArchive): Promise<void> {
  expect(await shows(archive, 'http://a.example/a')).toContain('page a')
  expect(await shows(archive, 'http://a.example/z')).toContain('page z')
}

describe('a hostile or damaged web archive', () => {
  it.each([
    ['of 2^60', String(2 ** 60)],
    ['of forty digits', '9'.repeat(40)],
    ['too small', '20'],
    ['too large', '5000'],
    ['negative', '-1'],
    ['no number', 'many'],
  ])('with a Content-Length %s loses nothing after it', async (_, length) => {
    const liar = warc({ url: 'http://a.example/liar', fields: { 'Content-Length': length }, block: http('<html>liar</html>') })
    const archive = await opened(Buffer.concat([A, liar, Z]))
    await survives(archive)
    if (/^\d/.test(length)) expect(await shows(archive, 'http://a.example/liar')).toContain('liar')
    else expect(archive.leftovers.map(({ why }) => why).join()).toContain('no record begins here')
  })

  it('of the older format with a length that lies loses nothing but that record', async () => {
    const pages = ['a', 'liar', 'z'].map((name) => ({
      url: `http://a.example/${name}`,
      date: '20120601081500',
      block: http(`<html>page ${name}</html>`),
    }))
    for (const wrong of ['7', '90', '130', '999999999999']) {
      const records = arc(pages).map((record) => record.toString())
      const lying = records.map((record) => (record.includes('/liar ') ? record.replace(/ \d+\n/, ` ${wrong}\n`) : record))
      await survives(await opened(Buffer.from(lying.join('')), 'x.arc'))
    }
  })

  it('with a flood of headers is read around them', async () => {
    const flood = Buffer.from(`WARC/1.0\r\nWARC-Type: response\r\n${'X-Flood: 1\r\n'.repeat(200_000)}Content-Length: 0\r\n\r\n\r\n\r\n`)
    await survives(await opened(Buffer.concat([A, flood, Z])))
    const inside = http(Buffer.from('<html>x</html>'), Object.fromEntries(Array.from({ length: 20_000 }, (__, n) => [`X-${n}`, 'y'])))
    const archive = await opened(Buffer.concat([A, warc({ url: 'http://a.example/flood', block: inside }), Z]))
    await survives(archive)
    expect(totals(archive)).toMatchObject({ 'responses without an HTTP head': 1 })
  })

  it('with a gzip bomb among its members names it and goes on, within 64 MB of memory', async () => {
    const bomb = await packedZeros(600)
    const before = process.memoryUsage.rss()
    const archive = await opened(Buffer.concat([members([A]), bomb, members([Z])]), 'x.warc.gz')
    await survives(archive)
    expect(archive.leftovers.map(({ why }) => why).join()).toContain('inflates beyond reason')
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024)
  })

  it('of many small bombs is refused as a whole once they sum to more than the job allows', async () => {
    const small = gzipSync(warc({ url: 'http://a.example/zeros', block: http(Buffer.alloc(1_500_000)) }))
    const folder = await folderOf({ 'x.warc.gz': Buffer.concat(Array.from({ length: 40 }, () => small)) })
    const source = await webArchive.open({ path: folder }, offlineKit('/', { inflatedBytes: 32 * 1024 * 1024 }))
    expect(await source.check()).toContainEqual(expect.objectContaining({ what: 'captures', ok: false }))
    await expect(discoverAll(source)).rejects.toMatchObject({ code: 'zip-unsafe' })
    await source.close()
  })

  it('with a damaged member in the middle, or bytes that are no member, skips to the next one and names the place', async () => {
    const broken = gzipSync(warc({ url: 'http://a.example/broken', block: http('<html>broken beyond repair, and long enough</html>') }))
    broken.fill(0xff, 60, 90)
    for (const bad of [broken, Buffer.from('not gzip at all, '.repeat(50)), broken.subarray(0, 40)]) {
      const archive = await opened(Buffer.concat([members([A]), bad, members([Z])]), 'x.warc.gz')
      await survives(archive)
      expect(archive.leftovers.length).toBeGreaterThan(0)
      expect(archive.counts.get('x.warc.gz')?.get('damaged places')).toBeGreaterThan(0)
    }
  })

  it('cut off in its last member or record gives what is there, marked as cut', async () => {
    const packed = members([A, warc({ url: 'http://a.example/z', block: http(`<html>page z ${'text '.repeat(200)}</html>`) })])
    const plain = Buffer.concat([A, Z])
    for (const [bytes, name] of [
      [packed.subarray(0, -14), 'x.warc.gz'],
      [plain.subarray(0, -6), 'x.warc'],
    ] as const) {
      const archive = await opened(bytes, name)
      await survives(archive)
      expect((await archive.find('http://a.example/z'))?.capture.cut, name).toBe(true)
    }
  })

  it('with start marks of gzip without number gives up after a thousand of them', async () => {
    const marks = Buffer.concat(Array.from({ length: 300_000 }, () => Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0])))
    const archive = await opened(Buffer.concat([members([A]), marks]), 'x.warc.gz')
    expect(await shows(archive, 'http://a.example/a')).toContain('page a')
    expect(archive.leftovers.map(({ why }) => why).join()).toContain('too many false starts')
  })

  it('with a member that gives nothing for much (empty blocks) is read in proportion to its size', async () => {
    const empty = Buffer.concat(Array.from({ length: 400_000 }, () => Buffer.from([0, 0, 0, 0xff, 0xff])))
    const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
    const slow = Buffer.concat([head, empty, Buffer.from([1, 0, 0, 0xff, 0xff]), Buffer.alloc(8)])
    await survives(await opened(Buffer.concat([members([A]), slow, members([Z])]), 'x.warc.gz'))
  })

  it('with chunk sizes that lie keeps the bytes there are', async () => {
    const good = chunked('<html>first part, second part</html>', 12).toString()
    const lies: Readonly<Record<string, string>> = {
      huge: good.replace(/^c\r\n/, 'fffffff0\r\n'),
      small: good.replace(/^c\r\n/, '3\r\n'),
      cut: good.slice(0, 40),
      endless: `${'1\r\n \r\n'.repeat(50_000)}`,
    }
    const headers = { 'Transfer-Encoding': 'chunked', 'Content-Length': '' }
    const archive = await opened(
      Buffer.concat(Object.entries(lies).map(([name, body]) => warc({ url: `http://a.example/${name}`, block: http(body, headers) }))),
    )
    for (const name of ['huge', 'small', 'cut']) {
      const found = await archive.find(`http://a.example/${name}`)
      expect(found?.capture.bytes.toString(), name).toContain('<ht')
      expect(found?.capture.cut, name).toBe(true)
    }
    expect((await archive.find('http://a.example/endless'))?.capture.bytes.length).toBe(50_000)
  })

  it('with a body that unpacks beyond the limit holds that page alone', async () => {
    const bomb = http(gzipSync(Buffer.alloc(LIMITS.fileBytes * 4)), { 'Content-Encoding': 'gzip', 'Content-Length': '' })
    const folder = await folderOf({ 'x.warc': Buffer.concat([A, warc({ url: 'http://a.example/bomb', block: bomb }), Z]) })
    const source = await webArchive.open({ path: folder }, offlineKit('/', LIMITS))
    const posts = await discoverAll(source)
    expect(posts.map(({ key }) => key)).toEqual(['a', 'bomb', 'z'].map((name) => `web-archive:a.example/${name}`))
    const failures = await Promise.all(posts.map(async (post) => (await fetchAll(source, post)).failure?.code))
    expect(failures).toEqual([undefined, 'file-too-large', undefined])
    await source.close()
  })

  it('as an MHTML cut off anywhere, also in the middle of a mark, ends', async () => {
    const whole = (await makeFiles()).get('05-duty-roster.mhtml') ?? Buffer.alloc(0)
    for (const less of [1, 2, 3, 8, 12, 700, 3400]) {
      const archive = await opened(whole.subarray(0, whole.length - less), 'x.mhtml')
      expect(archive.index.count(), String(less)).toBe(1)
    }
  })

  it('with names of prototypes, odd statuses and addresses of other worlds stays itself', async () => {
    const odd = [
      warc({
        url: 'http://a.example/constructor',
        fields: { 'WARC-Payload-Digest': 'constructor:abc' },
        block: http('<html>c</html>', { 'Content-Encoding': 'toString', __proto__x: 'y' }),
      }),
      warc({ url: 'dns:a.example', block: Buffer.from('20240101 a.example. 60 IN A 192.0.2.1') }),
      warc({ url: 'javascript:alert(1)', block: http('<html></html>') }),
      warc({ url: 'http://[bad', block: http('<html></html>') }),
      warc({ url: 'http://a.example/teapot', block: http('<html></html>', {}, '999 Odd') }),
    ]
    const archive = await opened(Buffer.concat([A, ...odd, Z]))
    await survives(archive)
    expect(totals(archive)).toMatchObject({ 'captures of no web address': 3, 'answers of status 999': 1 })
    expect((await archive.find('http://a.example/constructor'))?.capture.digest).toBe('none')
  })

  it('as a WACZ whose files were changed, taken out or put in says so of each', async () => {
    const data = members([A])
    const listed = (hash: string): Buffer =>
      Buffer.from(
        JSON.stringify({
          resources: [
            { path: 'archive/a.warc.gz', hash, bytes: data.length },
            { path: 'archive/b.warc.gz', stats: { hash: '0'.repeat(64), bytes: 3 } },
          ],
        }),
      )
    const folder = await folderOf({
      'x.wacz': await zip([
        ['archive/a.warc.gz', data],
        ['archive/c.warc.gz', members([Z])],
        ['datapackage.json', listed(`sha256:${'1'.repeat(64)}`)],
      ]),
    })
    const source = await webArchive.open({ path: folder }, offlineKit('/'))
    const wrong = (await source.check()).filter(({ ok }) => !ok).map(({ what }) => what)
    expect(wrong).toEqual(['x.wacz/datapackage.json', 'x.wacz/archive/a.warc.gz', 'x.wacz/archive/b.warc.gz', 'x.wacz/archive/c.warc.gz'])
    expect(await discoverAll(source)).toHaveLength(2)
    expect(source.leftovers()).toContainEqual(
      expect.objectContaining({ name: 'x.wacz/archive/a.warc.gz', why: expect.stringContaining('does not fit its hash') as string }),
    )
    await source.close()
  })

  it('that is no WACZ but a zip bomb is named, and its neighbours are read', async () => {
    const bomb = await zip([['archive/x.warc', Buffer.alloc(64 * 1024 * 1024)]], true)
    const archive = await openedArchive(await folderOf({ 'bomb.wacz': bomb, 'good.warc': Buffer.concat([A, Z]) }))
    await survives(archive)
    expect(archive.leftovers).toContainEqual({ name: 'bomb.wacz', why: 'cannot be opened (zip-unsafe)' })
  })

  it('of very many captures is indexed in under 140 bytes each, however often an address comes', () => {
    const index = captureIndex()
    const many = 200_000
    for (let n = 0; n < many; n += 1)
      index.add(
        { kind: 'response', status: 200, html: true, cut: false, file: 0, place: n, inner: 0, time: n },
        n % 2 === 0 ? 'a.example/same' : `a.example/${n}`,
        `sha1:${n % 3}`,
      )
    expect(index.bytes() / many).toBeLessThan(140)
    const same = [...index.captures('a.example/same')]
    expect(same.slice(0, 2)).toEqual([many - 2, many - 4])
    expect(same).toHaveLength(1000)
    expect([...index.captures('a.example/77')].map((n) => index.entry(n).place)).toEqual([77])
    expect(index.withDigest('sha1:2')).toBe(2)
  })
})

/** A gzip member of so many megabytes of zeros, made without holding them. */
async function packedZeros(megabytes: number): Promise<Buffer> {
  const gzip = createGzip()
  const folder = await folderOf({})
  const file = createWriteStream(join(folder, 'bomb'))
  gzip.pipe(file)
  const zeros = Buffer.alloc(1024 * 1024)
  for (let n = 0; n < megabytes; n += 1) if (!gzip.write(zeros)) await once(gzip, 'drain')
  gzip.end()
  await once(file, 'close')
  const { readFile } = await import('node:fs/promises')
  return await readFile(join(folder, 'bomb'))
}
