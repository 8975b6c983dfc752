// What the tests of the target `wordpress` share: one WordPress per test file, targets opened on it and closed again, and ways to look
// at it that are not the target's own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import type { Article } from '../../src/domain/article.ts'
import { Failure } from '../../src/domain/failures.ts'
import { entryName } from '../../src/targets/entry-name.ts'
import type { Place, Target } from '../../src/targets/target.ts'
import { article, kitFor } from './target-kit.ts'
import { openTarget, type Opening } from './wordpress-target.ts'
import { startWordpress, wordpressHere, WORDPRESS_SKIPPED, type Role, type TestWordpress } from './wordpress.ts'

export const NOWHERE: Place = { remoteId: null, media: new Map() }

/** An article of one line, without files. */
export const plain = (change: Partial<Article> = {}): Article => article({ html: '<p>一、接种对象</p>', media: [], ...change })

export async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'nothing was thrown',
    (error: unknown) => (error instanceof Failure ? error.code : String(error)),
  )
}

export interface WordpressRoom {
  /** Only inside tests. */
  readonly site: () => TestWordpress
  /** Bytes that the kit hands out beside its own, by digest. */
  readonly files: Map<string, Uint8Array>
  readonly open: (opening?: Opening) => Promise<Target>
  /** Without the plugin. */
  readonly draftWay: (opening?: Opening) => Promise<Target>
  /** Below `/wp-json`; a POST where there is a body. */
  readonly rest: (path: string, json?: object | null, role?: Role | null, method?: string) => Promise<Response>
  /** Number, state and slug of every entry whose slug begins with the key's name. */
  readonly entriesOf: (key: string) => Promise<string[][]>
}

export function onWordpress(name: string, tests: (room: WordpressRoom) => void): void {
  if (!wordpressHere) process.stderr.write(`\n${'!'.repeat(100)}\n${WORDPRESS_SKIPPED}\n${'!'.repeat(100)}\n\n`)
  describe.skipIf(!wordpressHere)(`${name}${wordpressHere ? '' : ` — ${WORDPRESS_SKIPPED}`}`, () => {
    let started: TestWordpress | null = null
    let data = ''
    const opened: Target[] = []
    const files = new Map<string, Uint8Array>()
    const site = (): TestWordpress => {
      if (started === null) throw new Error('WordPress is not up')
      return started
    }
    beforeAll(async () => {
      data = mkdtempSync(join(tmpdir(), 'guiji-target-'))
      started = await startWordpress({ plugin: true })
    })
    afterEach(async () => {
      site().extra(null)
      for (const one of opened.splice(0)) await one.close()
    })
    afterAll(async () => {
      await started?.close()
      rmSync(data, { recursive: true, force: true })
    })
    const open = async (opening: Opening = {}): Promise<Target> => {
      const kit = kitFor(data, opening.columns === undefined ? {} : { columns: opening.columns })
      const asset = async (digest: string): Promise<Uint8Array> => files.get(digest) ?? (await kit.asset(digest))
      const target = await openTarget(site(), { ...kit, asset }, opening)
      opened.push(target)
      return target
    }
    tests({
      site,
      files,
      open,
      draftWay: async (opening = {}) => await open({ ...opening, options: { plugin: false, ...opening.options } }),
      rest: async (path, json = null, role = 'editor', method) => {
        const { user, password } = site().users[role ?? 'editor']
        const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
        return await fetch(`${site().url}/wp-json${path}`, {
          method: method ?? (json === null ? 'GET' : 'POST'),
          headers: { 'content-type': 'application/json', ...(role === null ? {} : { authorization }) },
          ...(json === null ? {} : { body: JSON.stringify(json) }),
        })
      },
      entriesOf: async (key) =>
        await site().sql(
          `select ID, post_status, post_name from wp_posts where post_type='post' and post_name like '${entryName(key)}%' order by ID`,
        ),
    })
  })
}

export async function listed<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of stream) found.push(one)
  return found
}

export async function eventually<T>(ask: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const found = await ask().catch(() => null)
    if (found !== null) return found
    await new Promise((resume) => setTimeout(resume, 200))
  }
}
