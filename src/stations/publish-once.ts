// The publication protocol (DESIGN section 7): an approved article goes in, one entry that readers see comes out, whatever dies on the way.
// It never sends a creating request while an earlier one may still arrive, and it never deletes anything.
import type { Article, Published } from '../domain/article.ts'
import { Failure, makesNothing } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import type { Item } from '../ledger/items.ts'
import type { Claimed, PublicationStep } from '../ledger/publications.ts'
import type { Place } from '../targets/target.ts'
import { meaningDigest, payloadDigest } from './article.ts'
import { placeFiles } from './place-files.ts'
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
  const digest = payloadDigest(planned)
  const of = { item: item.id, target: room.targetName }
  const claim = await ledger.claim({ ...of, key: item.key, digest, epoch: item.epoch, leaseMs, intent: can.uniqueEnforced })
  if (claim === null) throw interrupted(both('另一进程正在发布', 'another worker holds this publication'))
  const turn: Turn = { article: { ...planned, migratedAt: claim.firstAt.toISOString() }, key: item.key, claim, media, lease, tools, of }
  try {
    const published = await sent(turn)
    if (claim.restMs !== null) await ledger.rest.answered(room.targetName)
    return { article: turn.article, published, payload: payloadDigest(turn.article), fence: claim.fence }
  } catch (error) {
    await letGo(turn, error)
    throw error
  }
}

interface Turn {
  readonly article: Article
  readonly key: string
  readonly claim: Claimed
  readonly media: Place['media']
  /** Throws when the lease may have run out by this process's own clock. */
  readonly lease: () => void
  readonly tools: Tools
  readonly of: { readonly item: string; readonly target: string }
}

async function sent(turn: Turn): Promise<Published> {
  const { claim, tools, article, key, media } = turn
  const { target } = tools.room
  if (claim.restMs !== null && claim.restMs > 0)
    throw new Failure('target-busy', both('目标站点正在暂停访问', 'the target is being left to rest'), { retryAfterMs: claim.restMs })
  if (claim.wasPut && target.can.edited) await keepTheirWords(turn)
  const remoteId = claim.remoteId ?? (target.can.uniqueEnforced ? null : await entered(turn))
  turn.lease()
  return target.put(article, key, { remoteId, media })
}

/** The name of the one entry of this key: of an earlier request that arrived, or of a new draft. Null = `put` shall make it. */
async function entered(turn: Turn): Promise<string | null> {
  const { claim, tools, article, key, media } = turn
  const { target } = tools.room
  const found = claim.hadIntent ? await lookedUp(turn) : null
  if (found !== null) return found
  const inTime = deadline(tools, SEND_WINDOW_MS)
  await mustHold(turn, { step: 'intend', withinMs: SEND_WINDOW_MS })
  inTime()
  if (!target.can.stages) return null
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
  const certain = (claim.sendBy ?? claim.at).getTime() + target.can.settleMs
  if (asked > certain) return null
  throw new Failure('target-settling', both('之前的请求仍可能到达', 'an earlier request may still arrive'), {
    retryAfterMs: certain - asked + 500,
  })
}

/** An editor's words in the CMS are never overwritten silently: what readers meet must still be what was verified. */
async function keepTheirWords({ claim, tools }: Turn): Promise<void> {
  if (claim.remoteId === null || claim.live === null) return
  const back = await tools.room.target.read({ remoteId: claim.remoteId, url: claim.url ?? '', digest: '' })
  if (claim.kept || meaningDigest(back) !== claim.live)
    throw new Failure(
      'target-edited',
      both(`${claim.url ?? claim.remoteId} 上的内容已被修改`, `what stands at ${claim.url ?? claim.remoteId} was changed there`),
    )
}

async function mustHold({ tools, of, claim }: Turn, step: Pick<PublicationStep, 'step' | 'remote' | 'withinMs'>): Promise<void> {
  if (!(await tools.ledger.step({ ...of, fence: claim.fence, ...step })))
    throw interrupted(both('发布权已转给另一进程', 'another worker has taken this publication over'))
}

/** The lease goes back at once; the intent stays open unless the target surely made nothing. */
async function letGo({ tools, of, claim }: Turn, error: unknown): Promise<void> {
  const nothing = error instanceof Failure && makesNothing(error.code)
  // an intent that was open before is closed by a look-up only, never by what became of this try
  const step = nothing && !claim.hadIntent ? 'unsent' : 'release'
  await tools.ledger.step({ ...of, fence: claim.fence, step })
}

/** A monotonic limit of this process; a machine that slept, or a worker that was stopped, notices it here. */
function deadline({ clock }: Tools, ms: number): () => void {
  const until = clock() + ms
  return () => {
    if (clock() > until)
      throw interrupted(both('本进程停顿过久,发布权可能已转移', 'this process stood still too long to be sure of its claim'))
  }
}

function interrupted(what: string): Failure {
  return new Failure('interrupted', what, { retryAfterMs: 5000 })
}
