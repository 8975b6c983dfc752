// What a person decides about an item: hold, release, exclude, archive, gone, return, approve, retry. Each with a name and a reason, each audited.
import type { Draft } from '../domain/draft.ts'
import { Failure } from '../domain/failures.ts'
import { STATES } from '../domain/states.ts'
import type { State } from '../domain/states.ts'
import { both } from '../domain/words.ts'
import type { Change } from '../domain/change.ts'
import type { Item } from '../ledger/items.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Vault } from '../vault/vault.ts'
import { publishable } from './review.ts'

export interface Said {
  readonly by: string
  readonly reason: string | null
}

interface Verb {
  /** States in which it can be said. */
  readonly from: readonly State[]
  readonly to: State | 'back'
  readonly kind: string
}

const OPEN: readonly State[] = ['discovered', 'fetched', 'normalized', 'returned', 'approved', 'held']

/** The whole table of what people may do, and when. */
const VERBS = {
  hold: { from: ['discovered', 'fetched', 'normalized', 'returned', 'approved'], to: 'held', kind: 'item.held' },
  release: { from: ['held'], to: 'back', kind: 'item.released' },
  retry: { from: ['held'], to: 'back', kind: 'item.retried' },
  exclude: { from: OPEN, to: 'excluded', kind: 'item.excluded' },
  archive: { from: OPEN, to: 'archived', kind: 'item.archived' },
  gone: { from: OPEN, to: 'gone', kind: 'item.gone' },
  return: { from: ['normalized', 'approved'], to: 'returned', kind: 'item.returned' },
  reopen: { from: ['excluded', 'archived', 'gone', 'withdrawn'], to: 'discovered', kind: 'item.reopened' },
} as const satisfies Record<string, Verb>

export type VerbName = keyof typeof VERBS

export async function decide(item: Item, said: Said & { readonly verb: VerbName }, ledger: Ledger): Promise<State> {
  const { verb } = said
  const { from, to, kind } = VERBS[verb] as Verb
  if (!from.includes(item.state))
    throw refused(
      `第 ${item.id} 项现为“${STATES[item.state].zh}”;${verb} 只适用于: ${from.map((state) => STATES[state].zh).join('、')}`,
      `item ${item.id} is ${item.state}; ${verb} needs one of: ${from.join(', ')}`,
    )
  mustBeOffline(item, to)
  const target = to === 'back' ? (item.held_from ?? 'discovered') : to
  const change: Change = {
    ...base(item, target),
    events: [{ kind, actor: said.by, facts: { reason: said.reason, from: item.state } }],
    patch: verb === 'hold' ? { failure: 'held-by-person', held_from: item.state } : {},
    review: { revision: item.revision, draft_digest: item.draft_digest, decision: verb, by: said.by, reason: said.reason },
  }
  return done(await ledger.advance(change), item, target)
}

export interface Corrections {
  readonly column?: string | undefined
  /** ISO 8601 with offset. */
  readonly date?: string | undefined
  readonly title?: string | undefined
  /** The revision that was read; another one is refused. */
  readonly revision?: number | undefined
}

/** Approves the very revision that was read; corrections make a new revision first, marked as a person's. */
export async function approve(
  item: Item,
  said: Said & Corrections,
  tools: { ledger: Ledger; vault: Vault; columns: readonly string[] },
): Promise<State> {
  const waits: readonly State[] = ['normalized', 'returned']
  if (!waits.includes(item.state) || item.draft_digest === null) {
    throw refused(
      `第 ${item.id} 项现为“${STATES[item.state].zh}”;只有待审的稿件可以签发`,
      `item ${item.id} is ${item.state}; only a draft that waits for review can be approved`,
    )
  }
  if (said.revision !== undefined && said.revision !== item.revision) {
    throw refused(
      `第 ${item.id} 项现为第 ${item.revision} 版,您看的是第 ${said.revision} 版;请再看一次: npx guiji show ${item.id}`,
      `item ${item.id} is at revision ${item.revision}, you read ${said.revision}; look again with npx guiji show ${item.id}`,
    )
  }
  const draft = corrected(JSON.parse(Buffer.from(await tools.vault.get(item.draft_digest)).toString()) as Draft, said)
  if (draft.column !== null && !tools.columns.includes(draft.column)) {
    throw refused(
      `没有栏目“${draft.column}”;可用: ${tools.columns.join('、')}`,
      `there is no column "${draft.column}"; columns: ${tools.columns.join(', ')}`,
    )
  }
  if (!publishable(draft)) {
    const lacks = [...(draft.published.value === null ? ['--date'] : []), ...(draft.column === null ? ['--column'] : [])]
    throw refused(
      `第 ${item.id} 项缺少发布时间或栏目;请给出 ${lacks.join(' 和 ')}(栏目: ${tools.columns.join('、')})`,
      `item ${item.id} can't be published without a date and a column; give ${lacks.join(' and ')} (columns: ${tools.columns.join(', ')})`,
    )
  }
  const stored = await tools.vault.put(Buffer.from(JSON.stringify(draft)))
  return done(await tools.ledger.advance(approval(item, { draft, digest: stored.digest }, said)), item, 'approved')
}

function approval(item: Item, made: { draft: Draft; digest: string }, said: Said): Change {
  const isNew = made.digest !== item.draft_digest
  const revision = (item.revision ?? 0) + (isNew ? 1 : 0)
  const { draft } = made
  return {
    ...base(item, 'approved'),
    events: [
      ...(isNew ? [{ kind: 'item.revised', actor: said.by, facts: { revision, digest: made.digest, before: item.draft_digest } }] : []),
      { kind: 'item.approved', actor: said.by, facts: { revision, digest: made.digest, reason: said.reason } },
    ],
    patch: { title: draft.title, published_at: draft.published.value, column_id: draft.column, revision, draft_digest: made.digest },
    ...(isNew ? { draft: { revision, digest: made.digest, capture: item.capture ?? 0, made_by: said.by, counts: null } } : {}),
    review: { revision, draft_digest: made.digest, decision: 'approved', by: said.by, reason: said.reason },
  }
}

function corrected(draft: Draft, said: Corrections): Draft {
  return {
    ...draft,
    ...(said.column === undefined ? {} : { column: said.column }),
    ...(said.title === undefined ? {} : { title: said.title, titleFrom: 'person' as const }),
    ...(said.date === undefined
      ? {}
      : { published: { value: said.date, precision: 'second' as const, provenance: 'person' as const, raw: said.date } }),
  }
}

/** What readers can open, or may be able to after a request whose outcome is unknown, can't be written off: it would stay there. */
function mustBeOffline(item: Item, to: State | 'back'): void {
  const entry = item.publication
  const isLive = entry?.url != null && entry.withdrawn_at === null
  if (isLive && (to === 'excluded' || to === 'archived' || to === 'gone')) {
    throw refused(
      `第 ${item.id} 项已在网站上(${entry.url});须先撤稿`,
      `item ${item.id} is live at ${entry.url}; it must be withdrawn first`,
    )
  }
  if (item.state === 'approved' && (item.ticketed || entry?.intent_at != null)) {
    throw refused(`第 ${item.id} 项正在发布;待其结束后再决定`, `item ${item.id} is being published; decide when that has ended`)
  }
}

function refused(zh: string, en: string): Failure {
  return new Failure('not-allowed', both(zh, en))
}

function base(item: Item, to: State): Change {
  return { item: item.id, job: item.job, run: item.run, from: item.state, epoch: null, seen: item.epoch, to, events: [], patch: {} }
}

function done(passed: boolean, item: Item, to: State): State {
  if (passed) return to
  throw refused(
    `第 ${item.id} 项在您决定时已变化;请再看一次: npx guiji show ${item.id}`,
    `item ${item.id} moved on while you decided; look again with npx guiji show ${item.id}`,
  )
}
