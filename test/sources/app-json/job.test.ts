// Declarations as operators write them: mistakes are told with line and column when the job is loaded; shipped presets and the example
// job are whole; a preset is a file that a job may change.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failures.ts'
import { loadJob } from '../../../src/job-file.ts'
import { KINDS } from '../../../src/kinds.ts'
import { appJson } from '../../../src/sources/app-json/index.ts'
import type { AppJsonOptions } from '../../../src/sources/app-json/options.ts'
import { filesBelow, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { filesOf, readArchive, summaryOf } from './archives.ts'

const ROOT = join(import.meta.dirname, '../../..')

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'guiji-app-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

function jobWith(source: string): string {
  const text = `job: app
account: { platform: app, name: 云上青石, id: a, organ: 青石县融媒体中心 }
closing: { document: 青〔2026〕1号, date: '2026-01-01', approver: 甲 }
mapping: ${join(ROOT, 'mappings/app-json.yaml')}
target: { kind: static-site, site: { name: 网, domain: www.qingshi.gov.cn, idCode: bm01000001 } }
source:
${source}`
  const path = join(base, 'job.yaml')
  writeFileSync(path, text)
  return path
}

function mistakesOf(source: string): readonly string[] {
  try {
    loadJob(jobWith(source), { kinds: KINDS, lang: 'en' })
    return []
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    return failure.mistakes.map(({ line, column, path, what }) => `${line}:${column} ${path} ${what}`)
  }
}

describe('a declaration in a job', () => {
  it.each([
    ['  kind: app-json\n  path: a\n  declare:\n    id: a..b\n', '10:9 source.declare.id'],
    ['  kind: app-json\n  path: a\n  declare:\n    titel: t\n', '10:5 source.declare.titel unknown key'],
    ['  kind: app-json\n  path: a\n  declare:\n    published: { path: t, format: HH:mm }\n', '10:35 source.declare.published.format'],
    ['  kind: app-json\n  path: a\n  declare:\n    published: { path: t, zone: Mars }\n', '10:33 source.declare.published.zone'],
    ['  kind: app-json\n  url: https://a.example/{{pgae}}\n', '8:8 source.url'],
    ['  kind: app-json\n', '6:1 source.path'],
    ['  kind: app-json\n  path: a\n  url: https://a.example/\n', '9:8 source.url'],
    ['  kind: app-json\n  path: a\n  declare:\n    detail: https://{{id}}.example/\n', '10:13 source.declare.detail'],
    ['  kind: app-json\n  path: a\n  declare:\n    states: [{ path: d, in: [] }]\n', '10:25 source.declare.states[0].in'],
    ['  kind: app-json\n  path: a\n  declare:\n    paging: { by: offset }\n', '10:5 source.declare.paging.step'],
  ])('%j is refused at its place', (source, place) => {
    const found = mistakesOf(source)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(place)
  })

  it('that is right is taken', () => {
    expect(mistakesOf("  kind: app-json\n  path: a\n  declare: { id: id, list: 'data[].x', html: ['a[\"b c\"]', c] }\n")).toEqual([])
  })
})

describe('a preset', () => {
  it('of ours is valid, every one', async () => {
    const names = readdirSync(join(ROOT, 'mappings/apps')).flatMap((name) => (name.endsWith('.yaml') ? [name.replace('.yaml', '')] : []))
    expect(names).toEqual(['generic', 'trs-push'])
    for (const preset of names) await appJson.open({ path: 'x', preset }, offlineKit(base))
  })

  it('of the operator is a file beside the job, and the job changes single keys of it', async () => {
    writeFileSync(join(base, 'our.yaml'), 'app: our\ntitle: 我们的客户端\ndeclare: { list: rows, id: no, title: t, text: c }\n')
    writeFileSync(join(base, 'x.json'), '{"rows":[{"no":1,"t":"甲","name":"乙","c":"丙"}]}')
    const { posts } = await readArchive(base, { path: 'x.json', preset: './our.yaml', declare: { title: 'name' } })
    expect(posts.map(summaryOf)).toEqual([{ key: 'app-json:1', kind: 'article', title: '乙', body: { text: '丙' } }])
  })

  it('with a mistake is refused with its file, line and column; one that is not there too', async () => {
    writeFileSync(join(base, 'our.yaml'), 'app: our\ntitle: t\ndeclare:\n  id: id\n  html: "a["\n')
    await expect(appJson.open({ path: 'x', preset: './our.yaml' }, offlineKit(base))).rejects.toMatchObject({
      code: 'mapping-invalid',
      mistakes: [expect.objectContaining({ line: 5, column: 9, path: 'declare.html' })],
    })
    await expect(appJson.open({ path: 'x', preset: 'nobody' }, offlineKit(base))).rejects.toMatchObject({ code: 'mapping-invalid' })
  })

  it('named generic reads the names that many apps use, JSON Feed among them', async () => {
    const feed = {
      version: 'https://jsonfeed.org/version/1.1',
      items: [
        {
          id: 'f1',
          url: 'https://a.example/1',
          title: '甲',
          content_html: '<p>乙</p>',
          date_published: '2020-01-02T03:04:05+08:00',
          attachments: [{ url: 'https://a.example/1.pdf', title: '附件' }],
        },
      ],
    }
    writeFileSync(join(base, 'x.json'), JSON.stringify(feed))
    const { posts } = await readArchive(base, { path: 'x.json' })
    expect(posts.map(({ page }) => page)).toMatchObject([
      {
        title: '甲',
        body: { html: '<p>乙</p>' },
        published: { value: '2020-01-02T03:04:05+08:00' },
        media: [{ kind: 'file', title: '附件' }],
      },
    ])
  })
})

const example = loadJob(join(ROOT, 'jobs/app-json.yaml'), { kinds: KINDS })

describe('the example', () => {
  it('has the posts, states and leftovers that it was made with', async () => {
    const { posts, left } = await readArchive(join(ROOT, 'jobs'), example.sourceOptions as AppJsonOptions)
    const states = Object.fromEntries(
      Map.groupBy(posts, ({ page }) => page.state)
        .entries()
        .map(([state, some]) => [state, some.length]),
    )
    expect(states).toEqual({ ok: 10, deleted: 1, unreadable: 1 })
    expect(posts.filter(({ page }) => page.state === 'ok' && page.published.value === null).map(({ page }) => page.title)).toEqual([
      '天气提示',
    ])
    expect(posts.flatMap(({ parts }) => parts.filter(({ role, bytes }) => role === 'media' && bytes === null))).toEqual([])
    expect(left).toHaveLength(2)
  })
})

sourceKit({
  name: 'the example',
  kind: appJson,
  options: example.sourceOptions as AppJsonOptions,
  kit: offlineKit(join(ROOT, 'jobs')),
  files: () => filesBelow(join(ROOT, 'examples/app-json')),
  filesOf,
})
