// Inspects the newest draft of one post again with today's inspectors and lists. The draft stays as it is; an approval that did not see what is found now to
// hold goes back to the review.
import type { Draft } from '../domain/draft.ts'
import type { Finding } from '../domain/findings.ts'
import type { State } from '../domain/states.ts'
import { inspect, INSPECTED } from '../inspect/inspect.ts'
import { readFindings } from '../ledger/findings.ts'
import type { Item } from '../ledger/items.ts'
import { inspectFiles } from './inspect-files.ts'
import type { Tools } from './station.ts'

/** Where a draft stands that is, or may be, before readers. */
const STANDS: ReadonlySet<State> = new Set(['normalized', 'returned', 'approved', 'published', 'verified', 'archived'])

export interface Reinspected {
  /** Found now and not before. */
  readonly fresh: readonly Finding[]
  /** Found before and not now. */
  readonly past: readonly Finding[]
  /** The approval was given without them. */
  readonly sentBack: boolean
}

/** Null = it has no draft to look at, or nothing has changed, or somebody else moved it meanwhile. */
export async function reinspect(item: Item, by: string, tools: Tools): Promise<Reinspected | null> {
  const { ledger, vault, attached, room } = tools
  if (!STANDS.has(item.state) || item.revision === null || item.draft_digest === null) return null
  const draft: Draft = await tools.readDraft(item.draft_digest)
  const stored = (await readFindings(ledger.sql, { item: item.id, revision: item.revision })).map(withoutRevision)
  const { lists } = room.mapping
  const now = [...inspect(draft, lists), ...(await inspectFiles(draft, { attached, bytes: (digest) => vault.get(digest), lists }))].filter(
    ({ code }) => INSPECTED.has(code),
  )
  const before = stored.filter(({ code }) => INSPECTED.has(code))
  const [fresh, past] = [without(now, before), without(before, now)]
  if (fresh.length === 0 && past.length === 0) return null
  const sentBack = item.state === 'approved' && fresh.some(({ level }) => level === 'hold')
  const passed = await ledger.advance({
    item: item.id,
    job: item.job,
    run: item.run,
    from: item.state,
    epoch: null,
    seen: item.epoch,
    to: sentBack ? 'normalized' : item.state,
    patch: {},
    events: [
      {
        kind: 'item.inspected',
        actor: by,
        facts: { revision: item.revision, described: room.digest, found: codes(fresh), past: codes(past), back: sentBack },
      },
    ],
    draft: { revision: item.revision, digest: item.draft_digest, capture: item.capture ?? 0, made_by: room.madeBy, counts: {} },
    findings: [...stored.filter(({ code }) => !INSPECTED.has(code)), ...now],
  })
  return passed ? { fresh, past, sentBack } : null
}

function withoutRevision({ code, level, about, at, where }: Finding): Finding {
  return { code, level, about, at, where }
}

function without(all: readonly Finding[], known: readonly Finding[]): Finding[] {
  const had = new Set(known.map(nameOf))
  return all.filter((one) => !had.has(nameOf(one)))
}

function nameOf({ code, level, about, at, where }: Finding): string {
  return JSON.stringify([code, level, about, at ?? null, where ?? null])
}

function codes(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ code }) => code))].toSorted()
}
