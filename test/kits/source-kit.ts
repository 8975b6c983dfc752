// The conformance kit of archive kinds: what every source must keep, tried on one archive. Used by each source's own tests.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Discovered, Material, Part } from '../../src/domain/archive.ts'
import { Failure } from '../../src/domain/failures.ts'
import { isFindingCode } from '../../src/domain/findings.ts'
import { PAGE_STATES, POST_KINDS } from '../../src/domain/page.ts'
import { FUNCTION_KINDS } from '../../src/domain/functions.ts'
import type { Remembered, WebMemory } from '../../src/domain/web.ts'
import { loadYaml } from '../../src/job-file.ts'
import { NO_MEMORY } from '../../src/ledger/web-memory.ts'
import { secretsOf } from '../../src/secrets.ts'
import { shortKeep } from '../../src/source-keep.ts'
import { openNet, type NetOptions } from '../../src/net/client.ts'
import type { Source, SourceKind, SourceKit } from '../../src/sources/source.ts'

/** A kit that lets no request leave. */
export function offlineKit(base: string, limits: Partial<SourceKit['limits']> = {}): SourceKit {
  return {
    base,
    mayGet: () => false,
    yaml: loadYaml,
    memory: NO_MEMORY,
    secret: () => {
      throw new Failure('settings-invalid', 'no secret is set')
    },
    ...shortKeep(),
    limits: { fileBytes: 64 * 1024 * 1024, inflatedBytes: 4 * 1024 * 1024 * 1024, ...limits },
    get: (url) => Promise.reject(new Failure('net-refused', `no request may leave: ${new URL(url).host}`)),
  }
}

/** What may differ from the usual in `onlineKit`. */
export interface OnlineExtra {
  readonly limits?: Partial<SourceKit['limits']>
  readonly memory?: WebMemory
  readonly net?: Partial<NetOptions>
  /** The environment that secrets stand in; without it there are none. */
  readonly env?: Readonly<Record<string, string>>
  /** What outlives the kit, as the vault does; of its own by default. */
  readonly keep?: Pick<SourceKit, 'keep' | 'kept'>
}

/**
 * A kit over the real client. `hosts`: `127.0.0.1:port` of the test's own servers, the only ones that may be asked, in the own network
 * though they lie. Its memory lives as long as the kit. `close` ends what is under way.
 */
export function onlineKit(
  base: string,
  hosts: readonly string[],
  extra: OnlineExtra = {},
): SourceKit & { readonly close: () => Promise<void> } {
  const limits = { fileBytes: 64 * 1024 * 1024, inflatedBytes: 4 * 1024 * 1024 * 1024, ...extra.limits }
  const net = openNet({ hosts, allowPrivate: hosts, requestsPerSecond: 1000, maxBytes: limits.fileBytes, perHost: 8, ...extra.net })
  const secret = secretsOf(extra.env ?? {})
  return {
    base,
    limits,
    yaml: loadYaml,
    get: net.get,
    mayGet: net.mayGet,
    memory: extra.memory ?? shortMemory(),
    secret: (ref) => secret(ref, base),
    ...(extra.keep ?? shortKeep()),
    close: net.close,
  }
}

export function shortMemory(): WebMemory {
  const known = new Map<string, Remembered>()
  return {
    recall: async (urls) => new Map(urls.flatMap((url) => (known.has(url) ? [[url, known.get(url) as Remembered]] : []))),
    remember: async (seen) => {
      for (const [url, one] of seen) known.set(url, one)
    },
  }
}

export interface Fetched {
  readonly parts: readonly Part[]
  readonly failure: Failure | null
}

export async function discoverAll(source: Source, since?: string): Promise<readonly Discovered[]> {
  const found: Discovered[] = []
  for await (const post of source.discover(since)) found.push(post)
  return found
}

/** All parts, or the foreseen failure; anything else is a bug and thrown. */
export async function fetchAll(source: Source, post: Discovered): Promise<Fetched> {
  const parts: Part[] = []
  try {
    for await (const part of source.fetch(post.ref)) parts.push(part)
    return { parts, failure: null }
  } catch (failure) {
    if (failure instanceof Failure) return { parts, failure }
    throw failure
  }
}

export function materialOf(post: Pick<Discovered, 'key' | 'ref'>, parts: readonly Part[]): Material {
  return {
    key: post.key,
    ref: post.ref,
    parts: parts.map((part) => ({
      role: part.role,
      name: part.name,
      also: part.also ?? [],
      digest: null,
      missing: part.missing ?? null,
      bytes: part.role === 'media' ? null : part.bytes,
    })),
  }
}

export interface SourceCase<Options> {
  readonly name: string
  readonly kind: SourceKind<Options>
  readonly options: Options
  readonly kit: SourceKit
  /** Every file of the archive with the SHA-256 of its contents, to prove that none falls off. Left out by a source that reads no files. */
  readonly files?: () => Promise<ReadonlyMap<string, string>>
  /** Which of those files a post is made of, by its ref. Given together with `files`. */
  readonly filesOf?: (ref: Discovered['ref']) => readonly string[]
  /** Skips with this reason when the archive is not there. */
  readonly skip?: string | undefined
}

export function sourceKit<Options>(given: SourceCase<Options>): void {
  const title =
    given.skip === undefined ? `the source contract on ${given.name}` : `the source contract on ${given.name} (SKIPPED: ${given.skip})`
  describe.skipIf(given.skip !== undefined)(title, () => {
    it('answers check without throwing', async () => {
      await withSource(given, checksAnswer)
    })
    it('finds the same posts in the same order with the same versions every time', async () => {
      await withSource(given, findsTheSame)
    })
    it('gives every post a key of its own, and no alias to two posts, nor one post to two articles', async () => {
      await withSource(given, keysAreUnique)
    })
    it('fetches every post with its pages and rows first, or says by a failure code why not', async () => {
      await withSource(given, fetchesInOrder)
    })
    it('fetches from a ref alone, in a source that has discovered nothing', async () => {
      await fetchesAlone(given)
    })
    it('parses every post the same way twice, into states, kinds and remarks that exist', async () => {
      await withSource(given, parsesTwice)
    })
    it('never throws when it parses cut, garbled or empty bytes', async () => {
      await withSource(given, survivesGarbage)
    })
    it('gives a reason for everything that it leaves over, once', async () => {
      await withSource(given, givesReasons)
    })
    it('tells of what the account offered beside its posts by keys of their own, the same every time', async () => {
      await withSource(given, tellsFunctions)
    })
    const { files, filesOf } = given
    if (files !== undefined && filesOf !== undefined)
      it('accounts for every file: a post is made of it, a page shows it, it tells of functions, or it is left over with a reason', async () => {
        await withSource(given, (source) => accounts(source, files, filesOf))
      })
  })
}

async function withSource<Options>(given: SourceCase<Options>, work: (source: Source) => Promise<void>): Promise<void> {
  const source = await given.kind.open(given.options, given.kit)
  try {
    await work(source)
  } finally {
    await source.close()
  }
}

async function checksAnswer(source: Source): Promise<void> {
  const checks = await source.check()
  expect(checks.length).toBeGreaterThan(0)
  for (const check of checks) expect(check).toMatchObject({ what: expect.any(String), ok: expect.any(Boolean), detail: expect.any(String) })
}

async function findsTheSame(source: Source): Promise<void> {
  const first = await discoverAll(source)
  expect(first.length).toBeGreaterThan(0)
  expect(await discoverAll(source)).toEqual(first)
  for (const post of first) expect(post.version).toMatch(/^[0-9a-f]{64}$/)
}

async function keysAreUnique(source: Source): Promise<void> {
  const names = (await discoverAll(source)).flatMap((post) => [...new Set([post.key, ...post.aliases, ...(post.holds ?? [])])])
  expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([])
}

async function fetchesInOrder(source: Source): Promise<void> {
  for (const post of await discoverAll(source)) {
    const { parts, failure } = await fetchAll(source, post)
    if (failure !== null) continue
    const roles = parts.map((part) => part.role)
    expect(roles[0], post.key).not.toBe('media')
    expect(
      roles.slice(roles.indexOf('media') < 0 ? roles.length : roles.indexOf('media')).every((role) => role === 'media'),
      post.key,
    ).toBe(true)
    for (const part of parts) if (part.bytes === null) expect(isFindingCode(part.missing ?? ''), `${post.key} ${part.name}`).toBe(true)
  }
}

async function fetchesAlone<Options>(given: SourceCase<Options>): Promise<void> {
  const wanted = new Map<string, readonly string[]>()
  let refs: readonly Discovered[] = []
  await withSource(given, async (source) => {
    refs = (await discoverAll(source)).slice(0, 20)
    for (const post of refs)
      wanted.set(
        post.key,
        (await fetchAll(source, post)).parts.map((part) => part.name),
      )
  })
  await withSource(given, async (source) => {
    for (const post of refs) {
      const again = await fetchAll(source, { ...post, ref: JSON.parse(JSON.stringify(post.ref)) as Discovered['ref'] })
      expect(again.parts.map((part) => part.name)).toEqual(wanted.get(post.key))
    }
  })
}

async function parsesTwice(source: Source): Promise<void> {
  for (const post of await discoverAll(source)) {
    const material = materialOf(post, (await fetchAll(source, post)).parts)
    const page = source.parse(material)
    expect(source.parse(material)).toEqual(page)
    expect(PAGE_STATES).toContain(page.state)
    expect(POST_KINDS).toContain(page.kind)
    for (const { code } of page.remarks) expect(isFindingCode(code), code).toBe(true)
    expect(page.published.value === null).toBe(page.published.precision === 'unknown')
    if (page.published.value !== null) expect(page.published.value).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/)
  }
}

/** The same damage every time: a small generator with a fixed seed. */
function damaged(bytes: Uint8Array, seed: number): Uint8Array {
  let state = seed
  const next = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff)
  const copy = Uint8Array.from(bytes.subarray(0, seed % 3 === 0 ? next() % (bytes.length + 1) : bytes.length))
  for (let n = 0; n < 50 && copy.length > 0; n += 1) copy[next() % copy.length] = next() % 256
  return copy
}

async function survivesGarbage(source: Source): Promise<void> {
  const found = (await discoverAll(source)).slice(0, 30)
  for (const [n, post] of found.entries()) {
    const { parts } = await fetchAll(source, post)
    for (let seed = n * 7 + 1; seed < n * 7 + 8; seed += 1) {
      const broken = parts.map((part) =>
        part.bytes === null ? part : { ...part, bytes: seed % 7 === 0 ? new Uint8Array() : damaged(part.bytes, seed) },
      )
      expect(PAGE_STATES).toContain(source.parse(materialOf(post, broken)).state)
    }
  }
  expect(source.parse({ key: 'x', ref: null, parts: [] }).state).toBe('unreadable')
}

async function givesReasons(source: Source): Promise<void> {
  await discoverAll(source)
  const left = source.leftovers()
  for (const { name, why } of left) expect(why, name).not.toBe('')
  expect(new Set(left.map(({ name }) => name)).size).toBe(left.length)
}

async function tellsFunctions(source: Source): Promise<void> {
  await discoverAll(source)
  const functions = source.functions?.() ?? []
  expect(new Set(functions.map(({ key }) => key)).size).toBe(functions.length)
  for (const one of functions) {
    expect(Object.keys(FUNCTION_KINDS)).toContain(one.kind)
    expect(one.key.length, one.key).toBeLessThanOrEqual(1100)
    expect(one.by, one.key).not.toBe('')
    expect(
      [one.key, one.name, one.answer ?? '', one.address ?? ''].every((text) => text.isWellFormed()),
      one.key,
    ).toBe(true)
  }
  await discoverAll(source)
  expect(source.functions?.() ?? []).toEqual(functions)
}

async function accounts(
  source: Source,
  files: () => Promise<ReadonlyMap<string, string>>,
  filesOf: (ref: Discovered['ref']) => readonly string[],
): Promise<void> {
  const made = new Set((await discoverAll(source)).flatMap((post) => filesOf(post.ref)))
  const left = new Map(source.leftovers().map(({ name, why }) => [name, why]))
  expect([...left.keys()].filter((name) => made.has(name))).toEqual([])
  const told = new Set(source.functions?.().map(({ by }) => by))
  const shown = new Set<string>()
  for (const post of await discoverAll(source)) {
    for (const part of (await fetchAll(source, post)).parts)
      if (part.bytes !== null) shown.add(createHash('sha256').update(part.bytes).digest('hex'))
  }
  const lost = [...(await files())]
    .filter(([name, digest]) => !made.has(name) && !left.has(name) && !shown.has(digest) && !told.has(name))
    .map(([name]) => name)
  expect(lost).toEqual([])
}

/** Every file below a folder with the digest of its contents. */
export async function filesBelow(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    found.set(
      relative(folder, path),
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    )
  }
  return found
}
