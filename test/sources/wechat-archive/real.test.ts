// The demo archive against its written-down truth, and real pages where they are at hand.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { wechatArchive } from '../../../src/sources/wechat-archive/index.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { DEMO, filesOf, NO_DEMO, NO_SAMPLES, SAMPLES } from './archives.ts'

interface Truth {
  readonly posts: readonly {
    readonly id: string
    readonly key: string
    readonly title: string | null
    readonly published: string | null
    readonly page: string
    readonly kind: string
    readonly failure: readonly string[]
  }[]
}

describe.skipIf(NO_DEMO !== undefined)(`the demo archive${NO_DEMO === undefined ? '' : ` (SKIPPED: ${NO_DEMO})`}`, () => {
  it('is read as its written-down truth says: every key, title, time, state and kind', async () => {
    const { posts } = JSON.parse(readFileSync(`${DEMO}.expected.json`, 'utf8')) as Truth
    const source = await wechatArchive.open({ path: DEMO }, offlineKit('/'))
    const found = new Map((await discoverAll(source)).map((post) => [post.key, post]))
    expect([...found.keys()].sort()).toEqual(posts.map((post) => post.key).sort())
    for (const truth of posts) {
      const { parts, failure } = await fetchAll(source, found.get(truth.key) ?? expect.fail(truth.key))
      if (failure !== null) {
        expect(truth.failure, truth.id).toContain(failure.code)
        continue
      }
      const page = source.parse(materialOf(found.get(truth.key) ?? expect.fail(), parts))
      const said = {
        id: truth.id,
        title: page.title,
        published: page.published.value,
        state: page.state,
        kind: page.state === 'ok' ? page.kind : truth.kind,
      }
      expect(said).toEqual({
        id: truth.id,
        title: truth.title,
        published: truth.published,
        state: truth.page === 'none' ? 'absent' : truth.page,
        kind: truth.kind,
      })
    }
    await source.close()
  })
})

describe.skipIf(NO_SAMPLES !== undefined)(`real pages${NO_SAMPLES === undefined ? '' : ` (SKIPPED: ${NO_SAMPLES})`}`, () => {
  it('are all classified, none of the good ones without a title of its own, an account and a body', async () => {
    const source = await wechatArchive.open({ path: SAMPLES }, offlineKit('/'))
    const states: Record<string, number> = {}
    for (const post of await discoverAll(source)) {
      const { parts, failure } = await fetchAll(source, post)
      expect(failure).toBeNull()
      const page = source.parse(materialOf(post, parts))
      states[page.state] = (states[page.state] ?? 0) + 1
      if (page.state !== 'ok') continue
      expect('html' in page.body ? page.body.html.length : page.body.text.length, post.key).toBeGreaterThan(10)
      if (!post.key.startsWith('wechat:file:')) expect(page.account, post.key).not.toBeNull()
    }
    expect(states).toMatchObject({ ok: 26, deleted: 2, violation: 2, unavailable: 2, expired: 1 })
    await source.close()
  })
})

sourceKit({
  name: 'the demo archive',
  kind: wechatArchive,
  options: { path: DEMO },
  kit: offlineKit('/'),
  files: () => filesBelow(DEMO),
  filesOf,
  skip: NO_DEMO,
})
sourceKit({
  name: 'real samples',
  kind: wechatArchive,
  options: { path: SAMPLES },
  kit: offlineKit('/'),
  files: () => filesBelow(SAMPLES),
  filesOf,
  skip: NO_SAMPLES,
})
