// A worker of the crawl bench, a process of its own as guiji's workers are: takes posts, fetches, parses and normalizes each with the real client,
// source and transform, and answers what it cost. Stops at a post whose body is not whole.
import pLimit from 'p-limit'
import type { Discovered, StoredPart } from '../src/domain/archive.ts'
import { mappingSchema } from '../src/domain/mapping.ts'
import { normalize } from '../src/transform/normalize.ts'
import type { Surroundings } from '../src/transform/step.ts'
import type { Source } from '../src/sources/source.ts'
import { openCrawl } from './crawl-source.ts'

export interface WorkDone {
  readonly cpuMs: number
  readonly rss: number
}

const NEAR: Surroundings = {
  mapping: mappingSchema.parse({
    mapping: 'bench',
    columns: [{ id: 'news', name: '动态', description: '动态', keywords: ['动态'], type: '工作动态' }],
    routes: [{ column: 'news' }],
  }),
  organ: '青石县卫生健康局',
  media: new Map(),
  keysOf: () => [],
}

/** fetch → parse → normalize of every post; a post whose body is not whole stops the bench. */
async function crawl(source: Source, window: readonly Discovered[], atOnce: number): Promise<void> {
  const limit = pLimit(atOnce)
  await Promise.all(
    window.map((post) =>
      limit(async () => {
        const parts: StoredPart[] = []
        for await (const part of source.fetch(post.ref))
          parts.push({
            role: part.role,
            name: part.name,
            also: part.also ?? [],
            digest: null,
            missing: part.missing ?? null,
            bytes: part.bytes,
          })
        const { draft } = normalize(source.parse({ key: post.key, ref: post.ref, parts }), { ...NEAR, keysOf: (url) => source.keysOf(url) })
        if (draft.text.length < 400 || draft.published.value === null) throw new Error(`${post.url ?? ''} was not read whole`)
      }),
    ),
  )
}

const [home = '', atOnce = '4'] = process.argv.slice(2)
const { source } = await openCrawl(home, Number(atOnce))
process.on('message', (window: readonly Discovered[]) => {
  const before = process.cpuUsage()
  void crawl(source, window, Number(atOnce)).then(
    () => {
      const { user, system } = process.cpuUsage(before)
      const done: WorkDone = { cpuMs: (user + system) / 1000, rss: process.memoryUsage.rss() }
      process.send?.(done)
    },
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))
