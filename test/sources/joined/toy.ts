// A source kind for these tests: posts given in its options, each with pages, media, or the failure that fetching it meets. It keeps the contract
// of sources and reads what it stored as JSON.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Claim } from '../../../src/domain/account.ts'
import type { Json, Part } from '../../../src/domain/archive.ts'
import { Failure } from '../../../src/domain/failures.ts'
import type { FailureCode } from '../../../src/domain/failures.ts'
import { UNKNOWN_DATE } from '../../../src/domain/page.ts'
import type { Page } from '../../../src/domain/page.ts'
import { joinedOf } from '../../../src/sources/joined/index.ts'
import type { Source, SourceKind } from '../../../src/sources/source.ts'

export interface ToyPost {
  readonly key: string
  readonly aliases?: readonly string[]
  readonly url?: string
  readonly listed?: string
  readonly page?: Partial<Page>
  readonly role?: 'page' | 'row'
  /** Name → text of its bytes; null = missing. */
  readonly media?: Readonly<Record<string, string | null>>
  readonly fails?: { readonly code: FailureCode; readonly at: 'page' | 'media'; readonly retryAfterMs?: number }
}

const options = z.strictObject({ kind: z.string().optional(), posts: z.array(z.any()), claims: z.array(z.any()).default([]) })

export function toyKind(name: string, robots?: 'none'): SourceKind<unknown> {
  return {
    name,
    version: 3,
    options,
    ...(robots === undefined ? {} : { robots }),
    open: async (given) => toySource(name, given as { posts: readonly ToyPost[]; claims: readonly Claim[] }),
  }
}

const PAGE: Page = {
  state: 'ok',
  platform: 'toy',
  kind: 'article',
  title: null,
  account: null,
  author: null,
  source: null,
  published: UNKNOWN_DATE,
  modified: UNKNOWN_DATE,
  summary: null,
  url: null,
  readMore: null,
  origin: null,
  topics: [],
  body: { text: '' },
  media: [],
  remarks: [],
  facts: {},
}

function toySource(name: string, { posts, claims }: { readonly posts: readonly ToyPost[]; readonly claims: readonly Claim[] }): Source {
  return {
    check: async () => [{ what: 'toy', ok: true, detail: `${posts.length} posts` }],
    async *discover() {
      for (const post of posts)
        yield {
          key: post.key,
          aliases: post.aliases ?? [],
          ref: { post: post as unknown as Json },
          version: createHash('sha256').update(JSON.stringify(post)).digest('hex'),
          title: post.page?.title ?? null,
          url: post.url ?? null,
          listed:
            post.listed === undefined
              ? UNKNOWN_DATE
              : { value: `${post.listed}T00:00:00+08:00`, precision: 'day', provenance: 'list', raw: post.listed },
        }
    },
    leftovers: () => [{ name: 'note.txt', why: `a note of ${name}` }],
    fetch: (ref) => partsOf((ref as unknown as { post: ToyPost }).post),
    parse({ parts }) {
      const bytes = parts.find(({ role }) => role !== 'media')?.bytes ?? null
      if (bytes === null) return { ...PAGE, state: 'unreadable' }
      try {
        return { ...PAGE, ...(JSON.parse(Buffer.from(bytes).toString()) as Partial<Page>) }
      } catch {
        return { ...PAGE, state: 'unreadable' }
      }
    },
    keysOf: (url) => (url.startsWith(`https://${name}.example/`) ? [`${name}:${url.slice(-4)}`] : []),
    addressesOf: (key) => (key.startsWith(`${name}:`) ? [`https://${name}.example/${key.slice(-4)}`] : []),
    sameAccount: () => null,
    claims: () => claims,
    close: async () => {},
  }
}

async function* partsOf({ page, role = 'page', media = {}, fails }: ToyPost): AsyncGenerator<Part> {
  const failure = () =>
    new Failure(fails?.code ?? 'unexpected', 'toy', fails?.retryAfterMs === undefined ? {} : { retryAfterMs: fails.retryAfterMs })
  if (fails?.at === 'page') throw failure()
  yield { role, name: 'page.json', bytes: Buffer.from(JSON.stringify(page ?? {})) }
  for (const [name, text] of Object.entries(media))
    yield text === null ? { role: 'media', name, bytes: null, missing: 'media-missing' } : { role: 'media', name, bytes: Buffer.from(text) }
  if (fails?.at === 'media') throw failure()
}

export const joinedToys = joinedOf({ toy: toyKind('toy'), list: toyKind('list'), 'toy-api': toyKind('toy-api', 'none') })

export interface ToySource {
  readonly kind: string
  readonly posts: readonly ToyPost[]
  readonly claims?: readonly Claim[]
}

export function toys(...of: readonly ToySource[]) {
  return joinedToys.options.parse({ of })
}
