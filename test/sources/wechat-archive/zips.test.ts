// Zips as archives: the good ones read like folders, the hostile ones are refused whole.
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import { wechatArchive } from '../../../src/sources/wechat-archive/index.ts'
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
