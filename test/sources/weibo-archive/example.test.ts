// The archive that guiji ships: the source contract on it, and that its order of files does not matter.
import { describe, expect, it } from 'vitest'
import { weiboArchive } from '../../../src/sources/weibo-archive/index.ts'
import { discoverAll, filesBelow, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { EXAMPLE, filesOf } from './archives.ts'

const options = { path: EXAMPLE, uid: '6150000001', capturedAt: '2026-01-20T10:00:00+08:00' }

sourceKit({
  name: 'the shipped Weibo archive',
  kind: weiboArchive,
  options,
  kit: offlineKit('/'),
  files: () => filesBelow(EXAMPLE),
  filesOf,
})

describe('the shipped Weibo archive', () => {
  it('holds 21 posts, one of them told by two interfaces, and claims to measure them by', async () => {
    const source = await weiboArchive.open(options, offlineKit('/'))
    const posts = await discoverAll(source)
    expect(posts).toHaveLength(21)
    expect(new Set(posts.flatMap(({ url }) => source.keysOf(url ?? ''))).size).toBe(42)
    expect((source.claims?.() ?? []).map(({ count }) => count).toSorted((a, b) => a - b)).toEqual([21, 21, 22, 23, 23])
    await source.close()
  })
  it('leaves out what is certainly older than asked for', async () => {
    const source = await weiboArchive.open(options, offlineKit('/'))
    const posts = await discoverAll(source, '2022-01-01')
    expect(posts.every(({ listed }) => (listed.value ?? '') >= '2022')).toBe(true)
    expect(posts.length).toBeGreaterThan(5)
    await source.close()
  })
  it('finds the account by itself', async () => {
    const source = await weiboArchive.open({ path: EXAMPLE }, offlineKit('/'))
    expect((await discoverAll(source)).every(({ key }) => key.startsWith('weibo:6150000001:'))).toBe(true)
    await source.close()
  })
})
