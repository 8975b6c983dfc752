// The demo archive in two folders and a list, joined: the same posts, keys and pages as when it lies in one.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Discovered } from '../../../src/domain/archive.ts'
import { SOURCE_KINDS } from '../../../src/sources/kinds.ts'
import type { Source } from '../../../src/sources/source.ts'
import { discoverAll, fetchAll, materialOf, offlineKit } from '../../kits/source-kit.ts'
import { DEMO, NO_DEMO } from '../wechat-archive/archives.ts'

const joined = SOURCE_KINDS['joined'] ?? expect.fail()
const alone = SOURCE_KINDS['wechat-archive'] ?? expect.fail()

let base: string
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'guiji-joined-'))
  if (NO_DEMO === undefined) splitDemo()
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

/** Every second top-level entry into the other folder; pages keep what lies beside them. */
function splitDemo(): void {
  for (const [n, entry] of readdirSync(DEMO).entries()) {
    const to = join(base, n % 2 === 0 ? 'one' : 'two', entry)
    mkdirSync(dirname(to), { recursive: true })
    cpSync(join(DEMO, entry), to, { recursive: true })
  }
  writeFileSync(join(base, 'list.csv'), '标题,链接\n没有页面的一篇,https://mp.weixin.qq.com/s/OnlyInTheList001\n')
}

const parts = (...names: readonly string[]) => joined.options.parse({ of: names.map((path) => ({ kind: 'wechat-archive', path })) })
const options = () => parts('one', 'two', 'list.csv')

async function opened<T>(given: unknown, work: (source: Source) => Promise<T>): Promise<T> {
  const source = await joined.open(given, offlineKit(base))
  try {
    return await work(source)
  } finally {
    await source.close()
  }
}

describe.skipIf(NO_DEMO !== undefined)(`the demo archive in three parts${NO_DEMO === undefined ? '' : ` (SKIPPED: ${NO_DEMO})`}`, () => {
  it('gives one source alone the keys, aliases and versions that it has without joining', async () => {
    const source = await alone.open({ path: DEMO }, offlineKit(base))
    const before = await discoverAll(source)
    await source.close()
    const after = await opened(parts(DEMO), discoverAll)
    const known = ({ key, aliases, version }: Discovered) => [key, [...aliases].sort(), version]
    expect(after.map(known)).toEqual(before.map(known))
  })

  it('finds the same posts whatever the order of the sources', async () => {
    const known = (found: readonly Discovered[]) =>
      found
        .filter(({ key }) => !key.includes(':file:'))
        .map(({ key, aliases, version }) => `${key} ${aliases.filter((one) => !one.includes(':file:')).join(' ')} ${version}`)
        .sort()
    const first = known(await opened(options(), discoverAll))
    for (const order of [
      ['two', 'list.csv', 'one'],
      ['list.csv', 'one', 'two'],
    ])
      expect(known(await opened(parts(...order), discoverAll))).toEqual(first)
  })

  it('reads every post as well as when it lies in one folder, but for what was torn from its page', async () => {
    const read = async (source: Source) => {
      const pages = new Map<string, unknown>()
      for (const post of await discoverAll(source)) {
        const { parts: found, failure } = await fetchAll(source, post)
        const page = source.parse(materialOf(post, found))
        pages.set(post.key, failure?.code ?? [page.state, page.title, page.published.value, page.kind])
      }
      return pages
    }
    const source = await alone.open({ path: DEMO }, offlineKit(base))
    const before = await read(source)
    await source.close()
    const after = new Map([...(await opened(options(), read))].map(([key, one]) => [key.replace(/@\d+$/, ''), one]))
    const differ = [...before].filter(([key, one]) => JSON.stringify(after.get(key)) !== JSON.stringify(one))
    expect(differ).toEqual([])
    expect(after.size).toBe(before.size + 1)
  })
})
