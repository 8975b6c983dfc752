// What counts as a change of a post, what a large archive costs, and that films of any size are hashed in pieces.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { film } from '../../../examples/make-douyin-export/film.ts'
import { makeDouyinExport } from '../../../examples/make-douyin-export.ts'
import { douyinExport } from '../../../src/sources/douyin-export/index.ts'
import { addressesOf, keysOf } from '../../../src/sources/douyin-export/addresses.ts'
import { probe } from '../../../src/vault/probe.ts'
import { ROOT } from '../../kits/command-line.ts'
import { discoverAll, fetchAll, filesBelow, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { filesOf, readArchive } from './archives.ts'

const base = mkdtempSync(join(tmpdir(), 'guiji-douyin-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))
const FIXTURE = join(import.meta.dirname, '../../fixtures/douyin-export/platform-answer/archive')

function copied(name: string): string {
  cpSync(FIXTURE, join(base, name), { recursive: true })
  return join(base, name)
}

async function versions(path: string): Promise<ReadonlyMap<string, string>> {
  const source = await douyinExport.open({ path }, offlineKit(base))
  const found = new Map((await discoverAll(source)).map(({ key, version }) => [key, version]))
  await source.close()
  return found
}

const KEY = 'douyin:7199990000111122211'

describe('the version of a post', () => {
  it('stays when counts move and files are renamed, and changes with caption, film and cover', async () => {
    const folder = copied('versions')
    const list = join(folder, 'list.json')
    const before = await versions(folder)
    writeFileSync(list, readFileSync(list, 'utf8').replace('"digg_count": 11', '"digg_count": 999').replace('?expire=1', '?expire=2'))
    renameSync(join(folder, '7199990000111122211.mp4'), join(folder, '7199990000111122211_video.mp4'))
    expect(await versions(folder)).toEqual(before)
    const changes = [
      () => writeFileSync(list, readFileSync(list, 'utf8').replace('春灌开始', '春灌结束')),
      () => writeFileSync(join(folder, '7199990000111122211_video.mp4'), 'another film'),
      () => writeFileSync(join(folder, '7199990000111122211_cover.jpg'), 'another cover'),
    ]
    let last = before
    for (const change of changes) {
      change()
      const now = await versions(folder)
      expect([...now].filter(([key, version]) => last.get(key) !== version).map(([key]) => key)).toEqual([KEY])
      last = now
    }
  })
  it('is the same for a zip of the same files, and from a list in another order of columns', async () => {
    const first = copied('one')
    const plain = await versions(first)
    expect([...plain.keys()]).toContain(KEY)
    for (const [name, head, row] of [
      ['a', '视频ID,文案,发布时间', '7199990000111122299,同一条,2023-02-10 09:00'],
      ['b', '发布时间,视频ID,文案', '2023-02-10 09:00,7199990000111122299,同一条'],
    ] as const) {
      mkdirSync(join(base, name))
      writeFileSync(join(base, name, 'x.csv'), `${head}\n${row}\n`)
    }
    expect(await versions(join(base, 'a'))).toEqual(await versions(join(base, 'b')))
  })
})

it('a film over the limit holds its post and no other, and a list that shrank is a changed source', async () => {
  const folder = copied('large')
  writeFileSync(join(folder, '7199990000111122211.mp4'), Buffer.alloc(200_000))
  const source = await douyinExport.open({ path: folder }, offlineKit(base, { fileBytes: 100_000 }))
  const posts = await discoverAll(source)
  const codes = await Promise.all(posts.map(async (post) => (await fetchAll(source, post)).failure?.code ?? null))
  expect(codes).toEqual(['file-too-large', null, null, null, null, null])
  await source.close()
  const later = await douyinExport.open({ path: folder }, offlineKit(base))
  writeFileSync(join(folder, 'list.json'), '[]')
  expect((await fetchAll(later, posts[1]!)).failure?.code).toBe('source-changed')
  await later.close()
})

it.each([
  ['https://www.douyin.com/video/7199990000111122211?modal=1', ['douyin:7199990000111122211']],
  ['https://www.douyin.com/note/7199990000111122211', ['douyin:7199990000111122211']],
  ['https://www.iesdouyin.com/share/video/7199990000111122211/?region=CN', ['douyin:7199990000111122211']],
  ['https://www.douyin.com/user/MS4wLjAB?modal_id=7199990000111122211', ['douyin:7199990000111122211']],
  ['https://v.douyin.com/AbCdEf/', []],
  ['https://www.douyin.com.evil.example/video/7199990000111122211', []],
  ['https://www.douyin.com/video/123', []],
])('the keys of %s are %j', (address, keys) => {
  expect(keysOf(address)).toEqual(keys)
  for (const key of keys) for (const back of addressesOf(key)) expect(keysOf(back)).toEqual(keys)
})

it.each([
  ['a spreadsheet', (id: string) => `${id.slice(0, 15)}0000`],
  ['a script', (id: string) => `${id.slice(0, 16)}000`],
])('ids that %s rounded are no ids, and the link has them', async (name, round) => {
  const folder = mkdtempSync(join(base, 'rounded-'))
  const ids = [1, 2, 3, 4].map((n) => `719999000011112222${n}`)
  writeFileSync(
    join(folder, 'x.csv'),
    `id,desc,url\n${ids.map((id) => `${round(id)},一条,https://www.douyin.com/video/${id}`).join('\n')}\n`,
  )
  expect([...(await versions(folder)).keys()], name).toEqual(ids.map((id) => `douyin:${id}`))
})

it('fifty thousand lines and five thousand files cost seconds, and no post is lost', async () => {
  const folder = join(base, 'many')
  mkdirSync(folder)
  const id = (n: number): string => `7199990000${String(100_000_000 + n)}`
  const lines = Array.from({ length: 50_000 }, (_, n) => `${id(n)},青石县第${n}条视频的文案说明了一些事情,2023-02-10 09:00`)
  writeFileSync(join(folder, '清单.csv'), `视频ID,文案,发布时间\n${lines.join('\n')}\n`)
  for (let n = 0; n < 5000; n += 1) writeFileSync(join(folder, `${id(n * 10)}.mp4`), `film ${n}`)
  const source = await douyinExport.open({ path: folder }, offlineKit(base))
  let posts = 0
  let films = 0
  for await (const { ref } of source.discover()) {
    posts += 1
    films += (ref as { video: readonly string[] }).video.length
  }
  expect([posts, films, source.leftovers().length]).toEqual([50_000, 5000, 0])
  await source.close()
}, 60_000)

describe('the example', () => {
  const EXAMPLE = join(ROOT, 'examples/douyin-export')
  sourceKit({
    name: 'the example douyin-export',
    kind: douyinExport,
    options: { path: 'douyin-export' },
    kit: offlineKit(join(ROOT, 'examples')),
    files: () => filesBelow(EXAMPLE),
    filesOf,
  })
  it('is what its maker writes, and its films are whole', async () => {
    await makeDouyinExport(base)
    expect(await filesBelow(join(base, 'douyin-export'))).toEqual(await filesBelow(EXAMPLE))
    expect(await probe(film([120, 128, 128]))).toMatchObject({ mediaType: 'video/mp4', fault: null })
  })
  it('holds every post once, with its state and what it lacks', async () => {
    const { posts, leftovers } = await readArchive(join(ROOT, 'examples'), 'douyin-export')
    expect(posts.map(({ state, kind, remarks }) => [state, kind, ...(remarks as string[])].join(' '))).toEqual([
      'ok video',
      'ok video',
      'ok images',
      'ok video date-conflict',
      'ok video',
      'ok video',
      'ok video',
      'ok video',
      'deleted video',
      'private video',
      'ok video identity-weak',
    ])
    expect(leftovers.map((one) => one.split(':')[0])).toEqual([
      '作品数据/补充.ndjson#2',
      '视频清单.xlsx#8',
      'README.md',
      '头像.png',
      '视频/片花_未发布.mp4',
    ])
  })
})
