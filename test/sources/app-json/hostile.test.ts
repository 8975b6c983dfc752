// Archives made to hurt: nesting without end, a million quotes, lists of nothing, ids that are no names. Each is read within seconds, none throws.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appJson } from '../../../src/sources/app-json/index.ts'
import { appJsonOptions } from '../../../src/sources/app-json/options.ts'
import { markdownHtml } from '../../../src/sources/text/markdown.ts'
import { discoverAll, offlineKit } from '../../kits/source-kit.ts'
import { readArchive } from './archives.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'guiji-app-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const DECLARE = { list: ['data', ''], id: 'id', title: 'title', html: 'html', images: { list: 'pics', url: ['', 'u'] }, published: 'at' }
const options = (declare: object = DECLARE) => appJsonOptions.parse({ path: 'x.json', declare })

async function read(text: string, declare?: object) {
  writeFileSync(join(base, 'x.json'), text)
  const started = process.cpuUsage().user / 1000
  const found = await readArchive(base, options(declare))
  expect(process.cpuUsage().user / 1000 - started).toBeLessThan(8000)
  return found
}

describe('an archive made to hurt', () => {
  it.each([
    ['opened brackets', '['.repeat(2_000_000)],
    ['nested lists', `{"data":[{"id":1,"title":"t","html":${'['.repeat(300_000)}${']'.repeat(300_000)}}]}`],
    ['nested objects', `{"data":[{"id":1,"x":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}}]}`],
    ['nested long numbers', `{"data":[{"id":12345678901234567890,"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`],
    ['a million quotes', `{"data":[{"id":1,"html":"${'\\"'.repeat(1_000_000)}"}]}`],
    ['quotes that never close', `{"data":[{"id":1,"html":"${'\\"'.repeat(1_000_000)}`],
    ['backslashes', `{"data":[{"id":1,"html":"${'\\\\'.repeat(1_000_000)}"}]}`],
    ['control characters', `{"data":[{"id":1,"html":"${'\n"\\"'.repeat(200_000)}`],
    ['a list of nothing', `{"data":[${'null,'.repeat(300_000)}null]}`],
    ['commas', `{"data":[${','.repeat(1_000_000)}]}`],
    ['empty keys', `{${'"":1,'.repeat(300_000)}"data":[]}`],
    ['marks', `{"data":[{"id":1,"html":"${'<!--'.repeat(300_000)}","pics":[{"u":"a"}]}]}`],
    ['brackets of marks', `{"data":[{"id":1,"html":"${'[[IMG'.repeat(200_000)}"}]}`],
    ['escaped tags', `{"data":[{"id":1,"html":"${'&amp;lt;p&amp;gt;'.repeat(100_000)}"}]}`],
    ['slashes', `{"data":[{"id":1,"html":"${'/12345678'.repeat(100_000)}","pics":["/12345678.jpg"]}]}`],
    ['names', `cb${'a'.repeat(500_000)}(`],
  ])('of %s is read within seconds', async (_, text) => {
    const { posts } = await read(text)
    expect(posts.length).toBeLessThan(3)
  })

  it('of strings in strings is opened only as deep as a path goes', async () => {
    let text = '{"id":1,"title":"t","html":"x"}'
    for (let n = 0; n < 12; n += 1) text = JSON.stringify({ data: text })
    expect((await read(text, { ...DECLARE, list: 'data' })).posts).toHaveLength(0)
    expect((await read(text, { ...DECLARE, list: 'data'.concat('.data'.repeat(11)) })).posts).toHaveLength(1)
  })

  it('of 30,000 items with one id is one post; more pictures than a post can have are bounded', async () => {
    const one = await read(`[${'{"id":7,"title":"t","html":"x"},'.repeat(30_000)}{"id":7}]`)
    expect(one.posts).toHaveLength(1)
    const pictures = Array.from({ length: 20_000 }, (_, n) => `p${n}.jpg`)
    const { posts } = await read(JSON.stringify([{ id: 1, title: 't', html: '', pics: pictures }]))
    expect(posts[0]?.page.media.length).toBeLessThanOrEqual(2000)
  })

  it('whose ids and names are paths leads nowhere outside', async () => {
    writeFileSync(join(base, '..', 'guiji-app-secret.txt'), 'secret')
    const { posts } = await read(
      JSON.stringify([
        {
          id: '../../etc/passwd',
          title: 't',
          html: '<img src="../guiji-app-secret.txt"><img src="/etc/passwd"><img src="file:///etc/passwd">',
        },
      ]),
    )
    rmSync(join(base, '..', 'guiji-app-secret.txt'))
    expect(posts[0]?.found.key).toBe('app-json:..%2F..%2Fetc%2Fpasswd')
    expect(posts[0]?.parts.filter(({ role }) => role === 'media').map(({ bytes }) => bytes)).toEqual([null, null, null])
  })

  it('over the size limit is refused with what to do, never cut', async () => {
    writeFileSync(join(base, 'x.json'), JSON.stringify([{ id: 1, title: 't', html: 'x'.repeat(2000) }]))
    const source = await appJson.open(options(), offlineKit(base, { fileBytes: 1000 }))
    await expect(discoverAll(source)).rejects.toMatchObject({ code: 'file-too-large' })
    expect((await source.check()).at(-1)).toMatchObject({ ok: false })
  })
})

describe('Markdown made to hurt', () => {
  it.each([
    ['stars', '*'.repeat(200_000)],
    ['brackets', '['.repeat(200_000)],
    ['pictures', '![a]('.repeat(50_000)],
    ['ticks', '`a'.repeat(100_000)],
    ['dividers', `|\n${'-|'.repeat(100_000)}x`],
    ['rules', `${'- '.repeat(100_000)}x`],
    ['spaces', `a${' '.repeat(200_000)}b`],
    ['hashes', `# ${'#'.repeat(100_000)} x`],
  ])('of %s is read within a second', (_, text) => {
    const started = process.cpuUsage().user / 1000
    expect(markdownHtml(text).length).toBeGreaterThan(0)
    expect(process.cpuUsage().user / 1000 - started).toBeLessThan(3000)
  })
})
