// Reads one made account in a process of its own, as guiji's workers do, and answers what it cost. Stops at a post that is not whole.
import type { Discovered, StoredPart } from '../src/domain/archive.ts'
import { Failure } from '../src/domain/failures.ts'
import { mappingSchema } from '../src/domain/mapping.ts'
import { loadYaml } from '../src/job-file.ts'
import { NO_MEMORY } from '../src/ledger/web-memory.ts'
import { shortKeep } from '../src/source-keep.ts'
import { SOURCE_KINDS } from '../src/sources/kinds.ts'
import type { Source, SourceKit } from '../src/sources/source.ts'
import { normalize } from '../src/transform/normalize.ts'
import type { Surroundings } from '../src/transform/step.ts'

export interface Measured {
  /** CPU. */
  readonly discoverMsPerPost: number
  /** Fetch, parse and normalize; CPU. */
  readonly cpuMsPerPost: number
  /** Of the last tenth to the first: 1 = constant. */
  readonly lastToFirst: number
  readonly peakMegabytes: number
}

const NEAR: Surroundings = {
  mapping: mappingSchema.parse({
    mapping: 'bench',
    columns: [{ id: 'news', name: '动态', description: '动态', keywords: ['动态'], type: '工作动态' }],
    routes: [{ column: 'news' }],
  }),
  organ: '青石县人民政府办公室',
  media: new Map(),
  keysOf: () => [],
}

const OFFLINE: SourceKit = {
  base: '/',
  mayGet: () => false,
  yaml: loadYaml,
  memory: NO_MEMORY,
  ...shortKeep(),
  secret: () => never(),
  limits: { fileBytes: 64 * 1024 * 1024, inflatedBytes: 4 * 1024 * 1024 * 1024 },
  get: () => Promise.reject(new Failure('net-refused', 'no request may leave')),
}

function never(): never {
  throw new Failure('settings-invalid', 'no secret is set')
}

const MEGABYTE = 1024 * 1024
let peak = 0
const notePeak = (): void => {
  peak = Math.max(peak, process.memoryUsage.rss())
}

async function read(source: Source, post: Discovered): Promise<void> {
  const parts: StoredPart[] = []
  for await (const part of source.fetch(post.ref))
    parts.push({ role: part.role, name: part.name, also: part.also ?? [], digest: null, missing: part.missing ?? null, bytes: part.bytes })
  const page = source.parse({ key: post.key, ref: post.ref, parts })
  const { draft } = normalize(page, { ...NEAR, keysOf: (url) => source.keysOf(url) })
  if (page.state !== 'ok' || draft.published.value === null) throw new Error(`${post.key} was not read whole`)
}

/** CPU of this process, ms. */
async function costOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** Read twice, so that both ends of the account are read compiled. */
const WARM_UP = 300

const [account = '', folder = '', count = '1'] = process.argv.slice(2)
const kind = SOURCE_KINDS[account]
if (kind === undefined) throw new Error(`no such source: ${account}`)
const source = await kind.open(kind.options.parse({ kind: account, path: folder }), OFFLINE)
const tenths = Array.from({ length: 10 }, () => ({ posts: 0, ms: 0 }))
let found = 0
let warm: Discovered[] = []
const whole = await costOf(async () => {
  for await (const post of source.discover()) {
    if (warm.length < WARM_UP && found < WARM_UP) warm.push(post)
    found += 1
  }
  notePeak()
})
for (const post of warm) await read(source, post)
warm = []
let n = 0
for await (const post of source.discover()) {
  const tenth = tenths[Math.min(9, Math.floor((n * 10) / Number(count)))]
  n += 1
  if (tenth === undefined) continue
  tenth.posts += 1
  tenth.ms += await costOf(() => read(source, post))
  if (n % 20 === 0) notePeak()
}
await source.close()
if (found !== Number(count) || n !== found) throw new Error(`${found} and ${n} of ${count} posts were found`)
const round = (value: number): number => Math.round(value * 100) / 100
const [first, last] = [tenths[0], tenths[9]].map((tenth) => (tenth === undefined ? 0 : tenth.ms / Math.max(1, tenth.posts)))
const measured: Measured = {
  discoverMsPerPost: round(whole / found),
  cpuMsPerPost: round(tenths.reduce((sum, { ms }) => sum + ms, 0) / found),
  lastToFirst: round((last ?? 0) / (first ?? 1)),
  peakMegabytes: Math.round(peak / MEGABYTE),
}
process.send?.(measured)
process.disconnect()
