// fetched → normalized, and on to what the mapping's rules or the job's review policy say. Works from the capture alone: no network, no clock.
import { createHash } from 'node:crypto'
import type { Material, StoredPart } from '../domain/archive.ts'
import type { CapturePart, Event } from '../domain/change.ts'
import type { Draft } from '../domain/draft.ts'
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import { finding } from '../domain/findings.ts'
import type { Finding } from '../domain/findings.ts'
import type { Page } from '../domain/page.ts'
import { postFacts } from '../domain/post-facts.ts'
import type { ServiceUse } from '../domain/functions.ts'
import { inspect } from '../inspect/inspect.ts'
import { memberNotes } from '../ledger/gathered.ts'
import { MASKABLE, maskDraft, maskOf } from '../inspect/mask.ts'
import { readMasks } from '../ledger/masks.ts'
import { readParts } from '../ledger/items.ts'
import type { Item } from '../ledger/items.ts'
import { isUrgent, outcomeOf } from '../transform/facts/routes.ts'
import { normalize } from '../transform/normalize.ts'
import type { Surroundings } from '../transform/step.ts'
import { findTwins } from './find-twins.ts'
import { inspectFiles } from './inspect-files.ts'
import { reviewByPolicy } from './review.ts'
import type { Decision } from './review.ts'
import { MACHINE } from './station.ts'
import type { JobRoom, Outcome, Station, Tools } from './station.ts'
import { FROM } from './takes.ts'

export const normalizeStation: Station = {
  name: 'normalize',
  from: FROM.normalize,
  async work(item, tools) {
    const { room } = tools
    const parts = await readParts(tools.ledger.sql, item.id)
    const page = room.source.parse(await material(item, parts, tools.vault))
    if (page.state !== 'ok') return (await keepWhatStands(item, page, tools)) ?? notThePost(page, room)
    // none can be ordered before there is a draft
    const masks = item.revision === null ? undefined : await readMasks(tools.ledger.sql, item.id)
    const { draft, findings: seen, services } = draftOf(page, parts, { room, registeredAt: item.created_at, masks })
    const { attached, vault } = tools
    const inFiles = await inspectFiles(draft, { attached, bytes: (digest) => vault.get(digest), lists: room.mapping.lists })
    const findings = [
      ...seen,
      ...inFiles,
      ...(await findTwins(item, draft, tools.ledger.sql)),
      ...(await missingMembers(item, draft, tools)),
    ]
    const stored = await tools.vault.put(Buffer.from(JSON.stringify(draft)))
    return judged({ item, page, draft, findings, services, digest: stored.digest }, tools)
  },
}

/** Posts that left a gathered article while it is before readers, or that a person had decided about: nothing of that goes by unseen. */
async function missingMembers(item: Item, { members }: Draft, { ledger }: Tools): Promise<Finding[]> {
  if (members === undefined) return []
  return (await memberNotes(ledger.sql, item.id)).map(({ key, what }) => finding('gathered-missing', `${key} ${what}`))
}

export interface Making {
  readonly room: JobRoom
  readonly registeredAt: Date
  /** What a person ordered to be masked. */
  readonly masks?: ReadonlySet<string> | undefined
}

/** The draft of one page with all its findings; shared with `preview` and `renormalize`. `registeredAt`: no post can be younger. */
export function draftOf(
  page: Page,
  parts: readonly CapturePart[],
  { room, registeredAt, masks }: Making,
): { draft: Draft; findings: Finding[]; services: readonly ServiceUse[] } {
  const { draft: whole, findings, services } = normalize(page, surroundings(parts, room))
  const draft = masks === undefined || masks.size === 0 ? whole : maskDraft(whole, masks)
  const future = draft.published.value !== null && Date.parse(draft.published.value) > registeredAt.getTime() + DAY
  return {
    draft,
    services,
    findings: [
      ...findings.map(covered),
      ...refusedFiles(draft, room),
      ...inspect(draft, room.mapping.lists),
      ...(future ? [finding('date-future', draft.published.value ?? '')] : []),
    ],
  }
}

const cover = maskOf(MASKABLE)

/** What a finding speaks of (a file's name, an address, a title) may hold the number of a person. */
function covered(one: Finding): Finding {
  return /[\d０-９]{4}/.test(one.about) ? { ...one, about: cover(one.about) } : one
}

/** Told before anything is sent, each type once. */
function refusedFiles({ media }: Draft, { target }: JobRoom): readonly Finding[] {
  const refused = media.filter(
    ({ digest, mediaType, role, title, alt }) =>
      digest !== null && role !== 'cover' && !target.takes({ mediaType: mediaType ?? 'application/octet-stream', name: title || alt }),
  )
  return [...new Set(refused.map(({ mediaType }) => mediaType ?? '?'))].map((type) => finding('media-refused', type))
}

const DAY = 86_400_000

function surroundings(parts: readonly CapturePart[], room: JobRoom): Surroundings {
  const media = new Map<string, { asset: CapturePart['asset']; missing: string | null }>()
  for (const part of parts) {
    if (part.role !== 'media') continue
    for (const name of [part.name, ...part.also]) if (!media.has(name)) media.set(name, { asset: part.asset, missing: part.missing })
  }
  return { mapping: room.mapping, organ: room.job.account.organ, media, keysOf: (url) => room.source.keysOf(url) }
}

/** The page and row parts with their bytes, as `parse` needs them. */
export async function material(item: Item, parts: readonly CapturePart[], vault: Tools['vault']): Promise<Material> {
  const read = async (part: CapturePart): Promise<StoredPart> => {
    const wanted = part.role !== 'media' && part.digest !== null
    return { ...part, bytes: wanted ? await vault.get(part.digest ?? '') : null }
  }
  return { key: item.key, ref: item.ref, parts: await Promise.all(parts.map(read)) }
}

/** A published post whose newer capture is no post (its page left the archive) stays as it stands, on its earlier capture. */
async function keepWhatStands(item: Item, page: Page, tools: Tools): Promise<Outcome | null> {
  if (item.publication?.url == null || item.revision === null) return null
  const [draft] = await tools.ledger.sql.query<{ capture: number }>('select capture from draft where item = $1 and revision = $2', [
    item.id,
    item.revision,
  ])
  if (draft === undefined || item.revision !== item.publication.revision) {
    throw new Failure(
      'target-attention',
      both('归档中已没有这篇的页面,而线上是较早的版本', 'its page has left the archive, and an earlier revision is live'),
    )
  }
  return {
    to: 'published',
    patch: { capture: draft.capture },
    events: [{ kind: 'item.kept', actor: MACHINE, facts: { page: page.state, capture: draft.capture, revision: item.revision } }],
  }
}

/** An error page is never an article: a rule that a person wrote writes it off, or a person decides. */
function notThePost(page: Page, room: JobRoom): Outcome {
  const rule = outcomeOf(page, null, room.mapping)
  if (rule === null) throw new Failure(`page-${page.state === 'ok' ? 'unreadable' : page.state}`, page.state)
  return {
    to: rule.to,
    events: [{ kind: `item.${rule.to}`, actor: rule.by, facts: { page: page.state, rule: 'mapping', reason: rule.reason } }],
    review: { revision: null, draft_digest: null, decision: rule.to, by: rule.by, reason: rule.reason },
  }
}

interface Made {
  readonly item: Item
  readonly page: Page
  readonly draft: Draft
  readonly findings: readonly Finding[]
  readonly services: readonly ServiceUse[]
  readonly digest: string
}

async function judged(made: Made, tools: Tools): Promise<Outcome> {
  const { item, draft, digest, page } = made
  const { mapping } = tools.room
  const revision = digest === item.draft_digest ? (item.revision ?? 1) : (item.revision ?? 0) + 1
  const event: Event = {
    kind: 'item.normalized',
    actor: MACHINE,
    facts: { revision, digest, by: tools.room.madeBy, findings: codes(made.findings) },
  }
  const outcome: Outcome = {
    to: 'normalized',
    events: [event],
    patch: patchOf(made, revision, isUrgent(page, mapping)),
    draft: {
      revision,
      digest,
      capture: item.capture ?? 0,
      made_by: tools.room.madeBy,
      counts: { before: { ...draft.conservation.before }, after: { ...draft.conservation.after } },
    },
    findings: made.findings,
    links: ownLinks(draft),
    facts: postFacts(page, draft),
    // a first draft without any has none to take away
    ...(made.services.length > 0 || item.revision !== null ? { services: made.services } : {}),
  }
  const rule = outcomeOf(page, draft, mapping)
  if (rule !== null && item.publication?.url != null && item.publication.withdrawn_at === null) {
    throw new Failure('target-attention', both('规则要求不再发布,但它已在网站上', 'a rule writes it off, but it is live'))
  }
  const decision: Decision | null = rule ?? (await reviewByPolicy({ item, draft, findings: made.findings, digest }, tools))
  if (decision === null) return outcome
  return {
    ...outcome,
    to: decision.to,
    events: [event, { kind: `item.${decision.to}`, actor: decision.by, facts: { revision, digest, reason: decision.reason } }],
    review: {
      revision,
      draft_digest: digest,
      decision: decision.waived === true ? 'waived' : decision.to,
      by: decision.by,
      reason: decision.reason,
    },
  }
}

function patchOf({ draft }: Made, revision: number, urgent: boolean) {
  return {
    title: draft.title,
    kind: draft.kind,
    published_at: draft.published.value,
    column_id: draft.column,
    revision,
    ...(urgent ? { priority: 1 } : {}),
  }
}

function codes(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map((one) => one.code))].sort()
}

function ownLinks(draft: Draft): { url: string; keys: readonly string[] }[] {
  const byUrl = new Map(draft.links.filter((link) => link.kind === 'own').map((link) => [link.url, { url: link.url, keys: link.keys }]))
  return [...byUrl.values()]
}

/** Names one stored draft; the same content is the same digest. */
export function draftDigest(draft: Draft): string {
  return createHash('sha256').update(JSON.stringify(draft)).digest('hex')
}
