// A person orders personal data to be masked in one post. Its next draft, and every later one, is made with the mask; the unmasked original stays in the vault.
import type { Draft } from '../domain/draft.ts'
import { Failure } from '../domain/failures.ts'
import { STATES } from '../domain/states.ts'
import type { State } from '../domain/states.ts'
import { both } from '../domain/words.ts'
import { MASKABLE, maskDraft } from '../inspect/mask.ts'
import { readFindings } from '../ledger/findings.ts'
import type { Item } from '../ledger/items.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { draftDigest } from './normalize.ts'

export interface MaskOrder {
  readonly by: string
  readonly reason: string
  /** Kinds of findings; none = all that were found and can be masked. */
  readonly codes: readonly string[]
}

export interface Masked {
  readonly codes: readonly string[]
  /** Found in attached files and pictures, where no mask reaches. */
  readonly beyond: readonly string[]
}

const NO_DRAFT: ReadonlySet<State> = new Set(['discovered', 'fetched', 'gone', 'excluded', 'withdrawn'])

/** Throws Failure `not-allowed` where there is nothing to mask, or no draft, or somebody else has just moved the post. */
export async function mask(
  item: Item,
  order: MaskOrder,
  stores: { ledger: Ledger; readDraft: (digest: string) => Promise<Draft> },
): Promise<Masked> {
  const { ledger, readDraft } = stores
  if (item.revision === null || item.draft_digest === null || NO_DRAFT.has(item.state))
    throw new Failure(
      'not-allowed',
      both(`第 ${item.id} 项${STATES[item.state].zh},没有可脱敏的稿件`, `item ${item.id} is ${item.state}: there is no draft to mask`),
    )
  const found = (await readFindings(ledger.sql, { item: item.id, revision: item.revision })).filter(({ code }) => MASKABLE.has(code))
  const wanted =
    order.codes.length > 0 ? order.codes : [...new Set(found.filter(({ where }) => where === undefined).map(({ code }) => code))]
  const draft = await readDraft(item.draft_digest)
  if (wanted.length === 0 || draftDigest(maskDraft(draft, new Set(wanted))) === item.draft_digest)
    throw new Failure(
      'not-allowed',
      both(`第 ${item.id} 项的正文中没有要脱敏的内容`, `there is nothing to mask in the words of item ${item.id}`),
    )
  const codes = wanted.toSorted()
  const passed = await ledger.advance({
    item: item.id,
    job: item.job,
    run: item.run,
    from: item.state,
    epoch: null,
    seen: item.epoch,
    to: 'fetched',
    patch: {},
    events: [
      { kind: 'item.masked', actor: order.by, facts: { revision: item.revision, draft: item.draft_digest, codes, reason: order.reason } },
    ],
    mask: { codes, by: order.by, reason: order.reason },
  })
  if (!passed) throw new Failure('not-allowed', both('另一进程刚刚处理了这一篇', 'somebody else has just moved this post'))
  return { codes, beyond: [...new Set(found.flatMap(({ where }) => (where === undefined ? [] : [where])))] }
}
