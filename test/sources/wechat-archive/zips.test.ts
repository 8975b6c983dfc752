// Zips as archives: the good ones read like folders, the hostile ones are refused whole.
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import { wechatArchive } from '../../../src/sources/wechat-archive/index.ts'
import { openZip } from '../../../src/sources/files/zip-files.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { filesOf, FIXTURES } from './archives.ts'

const FOLDER = join(FIXTURES, 'exporter-folder/archive')
const base = mkdtempSync(join(tmpdir(), 'guiji-zips-'))

beforeAll(async () => {
  const entries = [...(await filesBelow(FOLDER)).keys()].map((name) => ({ name, bytes: readFileSync(join(FOLDER, name)) }))
  await writeZip('good.zip', entries)
})
afterAll(() => {
  rmSync(base, { recursive: true, force: true })
})

interface ZipEntry {
  readonly name: string
  readonly bytes: Buffer
  readonly mode?: number
}

async function writeZip(file: string, entries: readonly ZipEntry[]): Promise<void> {
  const zip = new ZipFile()
  for (const { name, bytes, mode } of entries) zip.addBuffer(bytes, name, mode === undefined ? {} : { mode })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(join(base, file)))
}

/** Writes names that no honest tool writes: same length, patched in both places of the zip. */
async function writeForged(file: string, names: readonly (readonly [harmless: string, forged: Buffer])[]): Promise<void> {
  await writeZip(
    file,
    names.map(([name]) => ({ name, bytes: readFileSync(join(FIXTURES, 'copies/archive/a.html')) })),
  )
  const bytes = readFileSync(join(base, file))
  for (const [harmless, forged] of names) {
    for (let at = bytes.indexOf(harmless); at >= 0; at = bytes.indexOf(harmless, at + 1)) forged.copy(bytes, at)
  }
  // Names in GBK come without the UTF-8 flag (bit 11).
  for (const [mark, flag] of [
    ['PK\x03\x04', 6],
    ['PK\x01\x02', 8],
  ] as const) {
    for (let at = bytes.indexOf(mark, 0, 'latin1'); at >= 0; at = bytes.indexOf(mark, at + 4, 'latin1'))
      bytes[at + flag + 1] = (bytes[at + flag + 1] ?? 0) & ~0x08
  }
  writeFileSync(join(base, file), bytes)
}

async function problemOf(file: string, limits = {}): Promise<string> {
  const source = await wechatArchive.open({ path: file }, offlineKit(base, limits))
  const [check] = await source.check()
  expect(check?.ok).toBe(false)
  const code = await discoverAll(source).then(
    () => 'none',
    (failure: { code?: string }) => failure.code ?? 'bug',
  )
  await source.close()
  return code
}

describe('a zip as an archive', () => {
  it('gives the same posts, versions and leftovers as its unpacked folder', async () => {
    const zipped = await wechatArchive.open({ path: 'good.zip' }, offlineKit(base))
    const folder = await wechatArchive.open({ path: FOLDER }, offlineKit(base))
    expect(await discoverAll(zipped)).toEqual(await discoverAll(folder))
    expect(zipped.leftovers()).toEqual(folder.leftovers())
    await zipped.close()
    await folder.close()
  })
  it('refuses a path that climbs out', async () => {
    await writeForged('climb.zip', [['aa/evil.html', Buffer.from('../evil.html')]])
    expect(await problemOf('climb.zip')).toBe('zip-unsafe')
  })
  it('refuses an absolute path', async () => {
    await writeForged('absolute.zip', [['aa/evil.html', Buffer.from('/a/evil.html')]])
    expect(await problemOf('absolute.zip')).toBe('zip-unsafe')
  })
  it('refuses a climb written with backslashes', async () => {
    await writeForged('backslash.zip', [['aa/evil.html', Buffer.from('..\\evil.html')]])
    expect(await problemOf('backslash.zip')).toBe('zip-unsafe')
  })
  it('refuses a symbolic link', async () => {
    await writeZip('link.zip', [{ name: 'link.html', bytes: Buffer.from('/etc/passwd'), mode: 0o120_777 }])
    expect(await problemOf('link.zip')).toBe('zip-unsafe')
  })
  it('refuses a file that inflates a thousandfold', async () => {
    await writeZip('bomb.zip', [{ name: 'bomb.html', bytes: Buffer.alloc(16 * 1024 * 1024) }])
    expect(await problemOf('bomb.zip')).toBe('zip-unsafe')
  })
  it('refuses more inflated bytes in all than the job allows', async () => {
    expect(await problemOf('good.zip', { inflatedBytes: 1000 })).toBe('zip-unsafe')
  })
  it('names a file that is no zip as unreadable', async () => {
    writeFileSync(join(base, 'fake.zip'), 'PK\x03\x04 but nothing more')
    expect(await problemOf('fake.zip')).toBe('source-unreadable')
  })
  it('keeps both of two different files with one name, and says when they are the same', async () => {
    const page = readFileSync(join(FIXTURES, 'copies/archive/a.html'))
    const other = readFileSync(join(FIXTURES, 'copies/archive/b.html'))
    await writeZip('twice.zip', [
      { name: 'x.html', bytes: page },
      { name: 'x.html', bytes: page },
      { name: 'x.html', bytes: other },
    ])
    const source = await wechatArchive.open({ path: 'twice.zip' }, offlineKit(base))
    const [post] = await discoverAll(source)
    expect(filesOf(post?.ref ?? null).toSorted()).toEqual(['x.html', 'x.html#2'])
    expect(source.leftovers()).toEqual([{ name: 'x.html', why: 'the same file twice in the zip' }])
    await source.close()
  })
  it('reads file names that Windows wrote in GBK', async () => {
    await writeForged('gbk.zip', [['abcd.html', Buffer.from([0xce, 0xc4, 0xd5, 0xc2, ...Buffer.from('.html')])]])
    const source = await wechatArchive.open({ path: 'gbk.zip' }, offlineKit(base))
    expect((await discoverAll(source)).flatMap((post) => filesOf(post.ref))).toEqual(['文章.html'])
    await source.close()
  })
})

describe('a zip of many files or damaged ones', () => {
  const page = readFileSync(join(FIXTURES, 'copies/archive/a.html'))
  const entries = async (file: string) => (await openZip(join(base, file), 2 ** 32)).all()

  it('is refused when it says that it holds more files than any archive', async () => {
    await writeZip('many.zip', [{ name: 'a.html', bytes: page }])
    const bytes = readFileSync(join(base, 'many.zip'))
    writeForgedCount('many.zip', bytes, 200_001)
    await expect(entries('many.zip')).rejects.toMatchObject({ code: 'zip-unsafe', message: expect.stringContaining('200000') })
  })
  it('gives each of many files of one name a number of its own, with one look for each', async () => {
    const cost = async (count: number) => {
      const zip = new ZipFile()
      for (let n = 0; n < count; n += 1) zip.addBuffer(Buffer.from(String(n)), 'x', { compress: false })
      zip.end()
      await pipeline(zip.outputStream, createWriteStream(join(base, 'names.zip')))
      const from = performance.now()
      const { list, refused } = await entries('names.zip')
      const took = performance.now() - from
      expect(refused).toEqual([])
      expect(new Set(list.map(({ path }) => path))).toEqual(new Set(['x', ...Array.from({ length: count - 1 }, (_, n) => `x#${n + 2}`)]))
      return took
    }
    await cost(500)
    const small = await cost(1000)
    // Twelve times the files: 12 for one look each, 144 for a look at all before.
    expect((await cost(12_000)) / small).toBeLessThan(40)
  })
  it('keeps a file whose name looks like such a number', async () => {
    await writeZip(
      'numbers.zip',
      ['x#2', 'x', 'x', 'x#2', 'x'].map((name, n) => ({ name, bytes: Buffer.from(String(n)) })),
    )
    expect((await entries('numbers.zip')).list.map(({ path }) => path)).toEqual(['x', 'x#2', 'x#2#2', 'x#3', 'x#4'])
  })
  it('goes on past what is locked or packed in an unknown way, and names it', async () => {
    await writeZip('locked.zip', [
      { name: 'a.html', bytes: page },
      { name: 'b.html', bytes: page },
      { name: 'c.html', bytes: page },
    ])
    patchEntry('locked.zip', 'b.html', (head) => head.writeUInt16LE(head.readUInt16LE(8) | 1, 8))
    patchEntry('locked.zip', 'c.html', (head) => head.writeUInt16LE(99, 10))
    const source = await wechatArchive.open({ path: 'locked.zip' }, offlineKit(base))
    expect((await discoverAll(source)).flatMap((post) => filesOf(post.ref))).toEqual(['a.html'])
    expect(source.leftovers()).toEqual([
      { name: 'b.html', why: 'locked by a password' },
      { name: 'c.html', why: 'packed in an unknown way' },
    ])
    await source.close()
  })
  it('makes an item of a page whose bytes are not what the zip says, and goes on', async () => {
    await writeZip('damaged.zip', [
      { name: 'a.html', bytes: page },
      { name: 'b.html', bytes: Buffer.concat([page, Buffer.from('<!-- -->')]) },
      { name: 'c.bin', bytes: Buffer.from('x'.repeat(1000)) },
    ])
    for (const name of ['b.html', 'c.bin']) patchEntry('damaged.zip', name, (head) => head.writeUInt32LE(0x12_34_56_78, 16))
    const source = await wechatArchive.open({ path: 'damaged.zip' }, offlineKit(base))
    const posts = await discoverAll(source)
    expect(posts.map((post) => filesOf(post.ref))).toEqual([['a.html'], ['b.html']])
    expect((await fetchAll(source, posts[1] ?? expect.fail())).failure?.code).toBe('file-unreadable')
    expect(source.leftovers()).toEqual([{ name: 'c.bin', why: 'damaged, cannot be read' }])
    await source.close()
  })
})

/** Changes the entry of one file in the list at the end of the zip. */
function patchEntry(file: string, name: string, change: (head: Buffer) => unknown): void {
  const bytes = readFileSync(join(base, file))
  const at = bytes.lastIndexOf(name) - 46
  expect(bytes.toString('latin1', at, at + 4)).toBe('PK\x01\x02')
  change(bytes.subarray(at, at + 46))
  writeFileSync(join(base, file), bytes)
}

/** More than 65,535 files need the long form of the end. */
function writeForgedCount(file: string, bytes: Buffer, count: number): void {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  const long = Buffer.alloc(56 + 20)
  long.write('PK\x06\x06', 0, 'latin1')
  long.writeUInt32LE(44, 4)
  for (const at of [24, 32]) long.writeUInt32LE(count, at)
  for (const [from, at] of [
    [12, 40],
    [16, 48],
  ] as const)
    long.writeUInt32LE(bytes.readUInt32LE(end + from), at)
  long.write('PK\x06\x07', 56, 'latin1')
  long.writeUInt32LE(end, 64)
  long.writeUInt32LE(1, 72)
  writeFileSync(join(base, file), Buffer.concat([bytes.subarray(0, end), long, bytes.subarray(end)]))
}

describe('limits and single files', () => {
  it('makes an item of a page that is too large, and says so at fetch without reading it', async () => {
    const source = await wechatArchive.open({ path: FOLDER }, offlineKit(base, { fileBytes: 100 }))
    const found = await discoverAll(source)
    expect(await Promise.all(found.map(async (post) => (await fetchAll(source, post)).failure?.code))).toEqual([
      'file-too-large',
      'file-too-large',
    ])
    await source.close()
  })
  it('opens one file as an archive of one, with the pictures beside it', async () => {
    const source = await wechatArchive.open({ path: join(FOLDER, '某标题/index.html') }, offlineKit(base))
    const found = await discoverAll(source)
    expect(found).toHaveLength(1)
    const { parts } = await fetchAll(source, found[0] ?? expect.fail())
    expect(parts.filter((part) => part.role === 'media' && part.bytes !== null)).toHaveLength(2)
    expect(source.parse(materialOf(found[0] ?? expect.fail(), parts)).title).toBe('某标题')
    await source.close()
  })
  it('leaves out posts that are older than the given day, and keeps those without a date', async () => {
    const source = await wechatArchive.open({ path: join(FIXTURES, 'dates/archive') }, offlineKit(base))
    expect((await discoverAll(source, '2023-01-01')).map((post) => post.listed.value?.slice(0, 4) ?? 'none').sort()).toEqual([
      '2023',
      'none',
    ])
    await source.close()
  })
  it('says by a check that there is no archive', async () => {
    expect(await problemOf('nowhere')).toBe('source-unreadable')
  })
})

sourceKit({
  name: 'a zip',
  kind: wechatArchive,
  options: { path: 'good.zip' },
  kit: offlineKit(base),
  files: () => filesBelow(FOLDER),
  filesOf,
})
