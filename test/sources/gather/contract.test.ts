// The contract of sources over gathered archives: feeds, exports and dumps whose posts are put together by month.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { feed } from '../../../src/sources/feed/index.ts'
import { forum } from '../../../src/sources/forum/index.ts'
import { wechatArchive } from '../../../src/sources/wechat-archive/index.ts'
import { BY_MONTH, gatheredKind, mappingWith, writeShorts } from '../../kits/short-posts.ts'
import { offlineKit, sourceKit } from '../../kits/source-kit.ts'

const folder = mkdtempSync(join(tmpdir(), 'guiji-gather-'))
afterAll(() => rmSync(folder, { recursive: true }))
const kit = offlineKit('/')
const ROOT = join(import.meta.dirname, '../../..')
const EVERYTHING = mappingWith([
  {
    name: 'all',
    when: { kinds: ['article', 'reprint', 'images', 'text', 'video', 'audio', 'share'] },
    by: 'month',
    title: '{year}-{month}',
    most: 4,
  },
])

const months = Array.from({ length: 12 }, (_, month) => month + 1)
writeShorts(
  folder,
  months.flatMap((month) =>
    [1, 2, 3].map((n) => ({
      n: month * 10 + n,
      at: `2021-${String(month).padStart(2, '0')}-0${n}T08:00`,
      html: `<p>第${n}条</p>`,
      tags: ['青石'],
    })),
  ),
)
sourceKit({
  name: 'a made feed, by month',
  kind: gatheredKind(feed, mappingWith([BY_MONTH])),
  options: feed.options.parse({ path: folder }),
  kit,
})
sourceKit({
  name: 'the example of an account, every post by month',
  kind: gatheredKind(wechatArchive, EVERYTHING),
  options: { path: join(ROOT, 'examples/qingshi-health') },
  kit,
})
sourceKit({
  name: 'the example of a forum, every thread by month',
  kind: gatheredKind(forum, EVERYTHING),
  options: forum.options.parse({ path: join(ROOT, 'examples/qingshi-forum') }),
  kit,
})
for (const name of readdirSync(join(ROOT, 'test/fixtures/feed')))
  sourceKit({
    name: `feeds, by month: ${name}`,
    kind: gatheredKind(feed, EVERYTHING),
    options: feed.options.parse({ path: join(ROOT, 'test/fixtures/feed', name) }),
    kit,
  })
