// The oracle of the demo archive (examples/qingshi-health.expected.json), read, and one post of the ledger compared with it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ROOT } from '../kits/command-line.ts'
import type { Json } from '../kits/guiji.ts'

const words = z.array(z.string())
const oracleSchema = z.object({
  total: z.number(),
  posts: z.array(
    z.object({
      id: z.string(),
      key: z.string(),
      published: z.string().nullable(),
      page: z.string(),
      kind: z.string(),
      column: z.string().nullable(),
      state: z.string(),
      failure: words,
      hold: words,
      warn: words,
      info: words,
      maybe: words,
    }),
  ),
  leftovers: z.array(z.object({ name: z.string() })),
})

export type Foretold = z.output<typeof oracleSchema>['posts'][number]

export const oracle = oracleSchema.parse(JSON.parse(readFileSync(join(ROOT, 'examples/qingshi-health.expected.json'), 'utf8')))

interface Found {
  readonly item: Json
  /** Findings of the newest revision. */
  readonly findings: readonly { readonly code: string; readonly level: string }[]
}

/** What differs from what was foretold, in words; nothing when all is as written. */
export function differencesFrom(post: Foretold, { item, findings }: Found): string[] {
  const wrong: string[] = []
  const compare = (what: string, foretold: unknown, found: unknown) => {
    if (JSON.stringify(foretold) !== JSON.stringify(found))
      wrong.push(`${post.id}: ${what} is ${JSON.stringify(found)}, foretold ${JSON.stringify(foretold)}`)
  }
  compare('state', post.state, item['state'])
  if (post.state === 'held' && !post.failure.includes(String(item['failure'])))
    wrong.push(`${post.id}: held for ${String(item['failure'])}, foretold ${post.failure.join(' or ')}`)
  if (post.state !== 'verified' && post.state !== 'normalized') return wrong
  compare('column', post.column, item['column'])
  compare(
    'published',
    post.published === null ? null : Date.parse(post.published),
    typeof item['published'] === 'string' ? Date.parse(item['published']) : null,
  )
  compare('kind', post.kind, item['kind'])
  compare('held by', post.hold, codes(findings, 'hold', post.maybe))
  compare('warned of', post.warn, codes(findings, 'warn', post.maybe))
  compare(
    'told',
    [],
    post.info.filter((code) => !findings.some((one) => one.code === code)),
  )
  return wrong
}

function codes(findings: Found['findings'], level: string, except: readonly string[]): string[] {
  return [...new Set(findings.filter((one) => one.level === level && !except.includes(one.code)).map((one) => one.code))].toSorted()
}
