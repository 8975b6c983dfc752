// The publication protocol (DESIGN section 7): an approved article goes in, one entry that readers see comes out, whatever dies on the way.
// It never sends a creating request while an earlier one may still arrive, and it never deletes anything.
import type { Article, Published, ReadBack } from '../domain/article.ts'
import { differences } from '../domain/compare.ts'
import { Failure, makesNothing } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import type { Item } from '../ledger/items.ts'
import type { Claimed, PublicationStep } from '../ledger/publications.ts'
import type { Place } from '../targets/target.ts'
import { meaningDigest, payloadDigest } from './article.ts'
import { placeFiles } from './place-files.ts'
import { lastSent } from './sent-article.ts'
import type { Tools } from './station.ts'

/** How long after its intent a creating request may begin, ms. */
const SEND_WINDOW_MS = 5000

export interface PublishedOnce {
  readonly article: Article
  readonly published: Published
  readonly payload: string
  readonly fence: string
}

/** Throws Failure `interrupted` or `target-settling` when it is somebody else's turn, or too early; both cost the item no try. */
export async function publishOnce(planned: Article, item: Item, tools: Tools): Promise<PublishedOnce> {
  const { ledger, room } = tools
  const { can } = room.target
  const media = await placeFiles(planned, tools)
  const leaseMs = Math.max(ledger.leaseMs, can.settleMs)
  const lease = deadline(tools, leaseMs)
  const mustBegin = deadline(tools, SEND_WINDOW_MS)
  const digest = payloadDigest(planned)
  const of = { item: item.id, target: room.targetName }
  const claim = await ledger.claim({
    ...of,
    key: item.key,
    digest,
    epoch: item.epoch,
    leaseMs,
    withinMs: SEND_WINDOW_MS,
    intent: can.uniqueEnforced,
  })
  if (claim === null) throw interrupted(both('另一进程正在发布', 'another worker holds this publication'))
  if (claim.restMs !== null) ledger.rest.heardOf(room.targetName)
  const turn: Turn = {
    article: { ...planned, migratedAt: claim.firstAt.toISOString() },
    item,
    key: item.key,
    digest,
    claim,
    media,
    lease,
    mustBegin,
    began: false,
    tools,
    of,
  }
  try {
    const published = await sent(turn)
    return { article: turn.article, published, payload: payloadDigest(turn.article), fence: claim.fence }
  } catch (error) {
    await letGo(turn, error)
    throw error
  }
}

interface Turn {
  readonly article: Article
  readonly item: Item
  readonly key: string
  readonly claim: Claimed
  readonly media: Place['media']
  readonly digest: string
  /** Throws when the lease may have run out by this process's own clock. */
  readonly lease: () => void
  /** Throws when it is too late for a request of the intent that was opened last. */
  mustBegin: () => void
  /** A request may have left in this turn. */
  began: boolean
  readonly tools: Tools
  readonly of: { readonly item: string; readonly target: string }
}

async function sent(turn: Turn): Promise<Published> {
  const { claim, tools, article, key, media } = turn
  const { target } = tools.room
  if (claim.restMs !== null && claim.restMs > 0)
    throw new Failure('target-busy', both('目标站点正在暂停访问', 'the target is being left to rest'), { retryAfterMs: claim.restMs })
  const looked = claim.wasPut && target.can.edited
  if (looked) await keepTheirWords(turn)
  const mustEnter = claim.remoteId === null && !target.can.uniqueEnforced
  const remoteId = mustEnter ? await entered(turn) : claim.remoteId
  await mayWriteOver(turn)
  // looking takes its time: the request begins within the window of an intent of its own
  if (looked || (!claim.opened && !(mustEnter && remoteId === null))) await intend(turn)
  begin(turn)
  return target.put(article, key, { remoteId, media })
}

/**
 * A request of unknown outcome may arrive late, and would then write over what was sent after it. The same words may be sent again at
 * once; other words wait until that request is over.
 */
async function mayWriteOver({ claim, digest, tools }: Turn): Promise<void> {
  if (claim.doubtAt === null || claim.doubtDigest === digest) return
  const over = claim.doubtAt.getTime() + tools.room.target.can.settleMs
  if (claim.at.getTime() < over) throw settling(over - claim.at.getTime())
}

/** Committed before a request leaves that makes or changes what readers see. */
async function intend(turn: Turn): Promise<void> {
  turn.mustBegin = deadline(turn.tools, SEND_WINDOW_MS)
  await mustHold(turn, { step: 'intend', digest: turn.digest, withinMs: SEND_WINDOW_MS })
}

/** The last look at this process's own clock before a request leaves. */
function begin(turn: Turn): void {
  turn.mustBegin()
  turn.lease()
  turn.began = true
}

/** The name of the one entry of this key: of an earlier request that arrived, or of a new draft. Null = `put` shall make it. */
async function entered(turn: Turn): Promise<string | null> {
  const { claim, tools, article, key, media } = turn
  const { target } = tools.room
  const found = claim.hadIntent ? await lookedUp(turn) : null
  if (found !== null) return found
  await intend(turn)
  if (!target.can.stages) return null
  begin(turn)
  const remote = await target.stage(article, key, { remoteId: null, media })
  await mustHold(turn, { step: 'drafted', remote })
  return remote
}

/** After an unknown outcome: the entry, or null when it is certain that there is none and none will come. */
async function lookedUp(turn: Turn): Promise<string | null> {
  const { claim, tools, key } = turn
  const { target } = tools.room
  if (!target.can.lookup)
    throw new Failure(
      'target-attention',
      both('之前的请求可能已建稿件,而该站点不能查询', 'an earlier request may have made an entry, and this target cannot be asked'),
    )
  // counted from the claim, which was before the question: never later than the question really began
  const asked = claim.at.getTime()
  const found = await target.find(key)
  if (found !== null) {
    await mustHold(turn, { step: 'drafted', remote: found.remoteId })
    return found.remoteId
  }
  const certain = (claim.doubtAt ?? claim.at).getTime() + target.can.settleMs
  if (asked > certain) return null
  throw settling(certain - asked)
}

/** An editor's words in the CMS are never overwritten silently: what readers meet must still be what was verified, or else sent. */
async function keepTheirWords(turn: Turn): Promise<void> {
  const { claim, tools } = turn
  if (claim.remoteId === null) return
  const back = await tools.room.target.read({ remoteId: claim.remoteId, url: claim.url ?? '', digest: '' })
  if (claim.kept || !(await isOurs(back, turn)))
    throw new Failure(
      'target-edited',
      both(`${claim.url ?? claim.remoteId} 上的内容已被修改`, `what stands at ${claim.url ?? claim.remoteId} was changed there`),
    )
}

async function isOurs(back: ReadBack, { claim, tools, article, item }: Turn): Promise<boolean> {
  // what we are about to send may stand there already: an earlier try whose answer was lost, or whose worker died
  if (meaningDigest(back) === claim.live || differences(article, back).length === 0) return true
  if (claim.live !== null) return false
  const before = await lastSent(item, tools)
  const found = before === null ? null : differences(before, back)
  if (found === null || found.length === 0) return found !== null
  // a file that does not answer is nobody's word
  return found.every((one) => one.field === 'media') && back.media.some((one) => !one.ok)
}

async function mustHold({ tools, of, claim }: Turn, step: Pick<PublicationStep, 'step' | 'remote' | 'digest' | 'withinMs'>): Promise<void> {
  if (!(await tools.ledger.step({ ...of, fence: claim.fence, ...step })))
    throw interrupted(both('发布权已转给另一进程', 'another worker has taken this publication over'))
}

/** The lease goes back at once; the intent stays open unless the target surely made nothing. */
async function letGo({ tools, of, claim, began }: Turn, error: unknown): Promise<void> {
  const nothing = !began || (error instanceof Failure && makesNothing(error.code))
  // an intent that was open before is closed by a look-up only, never by what became of this try
  const step = nothing && !claim.hadIntent ? 'unsent' : 'release'
  // the target may have asked its CMS several times: the last request of this turn has left by now
  await tools.ledger.step({ ...of, fence: claim.fence, step, ...(began ? { withinMs: 0 } : {}) })
}

/** A limit by this process's own clock: a worker that was stopped notices it here. (A suspended machine's clock may stand still too; then the fence tells.) */
function deadline({ clock }: Tools, ms: number): () => void {
  const until = clock() + ms
  return () => {
    if (clock() > until)
      throw interrupted(both('本进程停顿过久,发布权可能已转移', 'this process stood still too long to be sure of its claim'))
  }
}

function settling(ms: number): Failure {
  return new Failure('target-settling', both('之前的请求仍可能到达', 'an earlier request may still arrive'), { retryAfterMs: ms + 500 })
}

function interrupted(what: string): Failure {
  return new Failure('interrupted', what, { retryAfterMs: 5000 })
}
