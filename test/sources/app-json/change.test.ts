// What changes a post's version and what does not, zips as archives, and a real TRS message where the samples are.
import { createWriteStream, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appJson } from '../../../src/sources/app-json/index.ts'
import { appJsonOptions } from '../../../src/sources/app-json/options.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { filesOf, FIXTURES, optionsOf, readArchive, summaryOf } from './archives.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'guiji-app-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const declare = { id: 'id', title: 't', html: 'h', modified: 'm', facts: { reads: 'n' }, topics: 'c', images: 'pics' }

async function versions(files: Readonly<Record<string, string>>, extra: object = {}): Promise<Readonly<Record<string, string>>> {
  rmSync(base, { recursive: true, force: true })
  base = mkdtempSync(join(tmpdir(), 'guiji-app-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(base, name), text)
  const source = await appJson.open(appJsonOptions.parse({ path: '.', declare: { ...declare, ...extra } }), offlineKit(base))
  const found = await discoverAll(source)
  await source.close()
  return Object.fromEntries(found.map(({ key, version }) => [key, version]))
}

const item = (more: object = {}) => JSON.stringify([{ id: 1, t: '甲', h: '<p>乙</p><img src="p.png">', n: 5, c: '要闻', ...more }])

describe('the version of a post', () => {
  it('stays though reads, order of keys, white space, file names and other posts change', async () => {
    const first = await versions({ 'a.json': item(), 'p.png': 'png' })
    expect(await versions({ 'b.json': item({ n: 6 }), 'p.png': 'png' })).toEqual(first)
    expect(await versions({ 'a.json': JSON.stringify(JSON.parse(item()), null, 2), 'p.png': 'png' })).toEqual(first)
    expect(await versions({ 'a.json': item(), 'c.json': item(), 'p.png': 'png' })).toEqual(first)
    expect((await versions({ 'a.json': item(), 'z.json': '[{"id":2,"t":"丙"}]', 'p.png': 'png' }))['app-json:1']).toBe(first['app-json:1'])
  })

  it('changes with the words, the column and the bytes of a picture', async () => {
    const all = [
      await versions({ 'a.json': item(), 'p.png': 'png' }),
      await versions({ 'a.json': item({ t: '乙' }), 'p.png': 'png' }),
      await versions({ 'a.json': item({ c: '通知' }), 'p.png': 'png' }),
      await versions({ 'a.json': item(), 'p.png': 'other' }),
      await versions({ 'a.json': item() }),
    ].map((found) => found['app-json:1'])
    expect(new Set(all).size).toBe(5)
  })

  it('of an edition that was edited is another, and the latest edition is what is read, wherever it lies', async () => {
    writeFileSync(
      join(base, 'x.json'),
      JSON.stringify([
        { id: 1, t: '新', h: '新', m: '2020-02-02' },
        { id: 1, t: '旧', h: '旧', m: '2020-01-01' },
      ]),
    )
    const { posts } = await readArchive(base, appJsonOptions.parse({ path: 'x.json', declare }))
    expect(posts.map(summaryOf)).toMatchObject([{ title: '新', body: { html: '新' }, remarks: ['duplicate-copy'] }])
  })

  it('and the archive may be replaced while a worker lives', async () => {
    writeFileSync(join(base, 'x.json'), item())
    const source = await appJson.open(appJsonOptions.parse({ path: 'x.json', declare }), offlineKit(base))
    const [before] = await discoverAll(source)
    writeFileSync(join(base, 'x.json'), item({ t: '改' }))
    const [after] = await discoverAll(source)
    expect(after?.version).not.toBe(before?.version)
    const { parts } = await fetchAll(source, after ?? expect.fail())
    expect(source.parse(materialOf(after ?? expect.fail(), parts)).title).toBe('改')
    writeFileSync(join(base, 'x.json'), '[{"id":9,"t":"别的"}]')
    const other = await appJson.open(appJsonOptions.parse({ path: 'x.json', declare }), offlineKit(base))
    expect((await fetchAll(other, after ?? expect.fail())).failure).toMatchObject({ code: 'source-changed' })
    await source.close()
  })
})

describe('an archive in a zip', () => {
  it('gives what its folder gives', async () => {
    for (const name of ['pictures-and-files', 'trs-messages', 'old-charset']) {
      const folder = join(FIXTURES, name)
      const zip = new ZipFile()
      for (const path of (await filesBelow(join(folder, 'archive'))).keys()) zip.addFile(join(folder, 'archive', path), path)
      zip.end()
      await finished(zip.outputStream.pipe(createWriteStream(join(base, 'a.zip'))))
      const zipped = await readArchive(base, { ...optionsOf(folder), path: 'a.zip' })
      const plain = await readArchive(folder, optionsOf(folder))
      expect(zipped.posts.map(summaryOf)).toEqual(plain.posts.map(summaryOf))
      expect(zipped.posts.map(({ found }) => found.version)).toEqual(plain.posts.map(({ found }) => found.version))
    }
  })
})

const SAMPLES = join(import.meta.dirname, '../../../../shared/samples/app')
const skip = existsSync(SAMPLES) ? undefined : 'no samples beside the checkout'

sourceKit({
  name: 'the real TRS message',
  kind: appJson,
  options: { path: SAMPLES, preset: 'trs-push' },
  kit: offlineKit('/'),
  files: () => filesBelow(SAMPLES),
  filesOf,
  skip,
})

describe(`the real TRS message${skip === undefined ? '' : ` (SKIPPED: ${skip})`}`, () => {
  it.skipIf(skip !== undefined)('is one film with three dates, each in its meaning, and the film by its own address', async () => {
    const { posts, left } = await readArchive('/', { path: SAMPLES, preset: 'trs-push' })
    expect(left).toEqual([])
    expect(posts).toHaveLength(1)
    const [{ found, page } = expect.fail()] = posts
    expect(found.key).toBe('app-json:64941')
    expect(page).toMatchObject({ state: 'ok', kind: 'video', remarks: [], published: { value: '2025-04-09T15:46:25+08:00' }, source: null })
    expect(page.facts).toMatchObject({
      released: '2025-08-29T18:54:06+08:00',
      republished: '2025-08-29 18:54:06',
      created: '2025-08-29T18:53:16+08:00',
    })
    expect(page.media.map(({ kind, ref }) => [kind, ref.slice(-4)])).toEqual([['video', '.mp4']])
  })
  it.skipIf(skip !== undefined)('is matched by every declared path but those that this view leaves out', async () => {
    const source = await appJson.open({ path: SAMPLES, preset: 'trs-push' }, offlineKit('/'))
    expect((await source.check()).map(({ what, ok }) => [what, ok])).toEqual([
      ['archive', true],
      ['items', true],
      ['paths', true],
    ])
  })
})
