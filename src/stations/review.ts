// The job's review policy: which drafts go on without a person looking at each, by whose decision. What a machine must not decide waits.
import type { Draft } from '../domain/draft.ts'
import type { Finding, FindingCode } from '../domain/findings.ts'
import type { Item } from '../ledger/items.ts'
import type { Tools } from './station.ts'

export interface Decision {
  readonly to: 'approved' | 'archived' | 'excluded' | 'gone'
  readonly by: string
  readonly reason: string
  /** What the review row says when nobody read the draft: `waived` by the policy. */
  readonly waived?: boolean
}

/**
 * A waiver of review does not make a broken copy whole, nor a secret or an ID number public: with these, a person looks,
 * whatever the policy says.
 */
const NEVER_WAIVED: ReadonlySet<FindingCode> = new Set([
  'markup-limit',
  'body-empty',
  'file-truncated',
  'text-cut',
  'charset-doubt',
  'content-lost',
  'date-future',
  'date-conflict',
  'sources-disagree',
  'gathered-missing',
  'id-number',
  'passport-number',
  'permit-number',
  'bank-card',
  'secrecy-mark',
])

interface ForReview {
  readonly item: Item
  readonly draft: Draft
  readonly findings: readonly Finding[]
  readonly digest: string
}

/** Null = a person must look. A draft whose very digest a person approved, as their last word on the item, needs no second look. */
export async function reviewByPolicy(made: ForReview, tools: Tools): Promise<Decision | null> {
  if (!publishable(made.draft)) return null
  const before = await approvedBefore(made, tools)
  if (before !== null) return before
  const { policy, by, reason } = tools.room.job.review
  if (policy === 'every' || by === undefined) return null
  if (made.findings.some((one) => NEVER_WAIVED.has(one.code))) return null
  if (policy === 'findings' && made.findings.some((one) => one.level === 'hold')) return null
  return { to: 'approved', by, reason: reason ?? policy, waived: true }
}

/** Without a date or a column nothing can be published, whatever the policy says (house law 5). */
export function publishable(draft: Draft): boolean {
  return draft.published.value !== null && draft.column !== null && draft.title !== ''
}

async function approvedBefore({ item, digest }: ForReview, tools: Tools): Promise<Decision | null> {
  if (item.revision === null) return null
  const [row] = await tools.ledger.sql.query<{ decision: string; digest: string | null; by_whom: string; reason: string | null }>(
    'select decision, draft_digest as digest, by_whom, reason from review where item = $1 order by id desc limit 1',
    [item.id],
  )
  return row?.decision !== 'approved' || row.digest !== digest
    ? null
    : { to: 'approved', by: row.by_whom, reason: row.reason ?? 'same draft as approved before' }
}
