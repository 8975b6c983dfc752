// Puts and look-ups through the must-use plugin: up to 25 in one request, each carried out under a lock of its name, so that no second
// entry with a name can come to be. Sending one again is harmless.
import { z } from 'zod'
import type { Article, Published } from '../../domain/article.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { entryName } from '../entry-name.ts'
import type { Place } from '../target.ts'
import type { Api } from './api.ts'
import type { Columns } from './columns.ts'
import { fieldsOf, mustBeKept, type Fields } from './entry.ts'
import { gather } from '../gather.ts'
import { inTime, leaveWithin } from '../in-time.ts'
import { busy, toldShape } from './told.ts'

/** What the plugin takes at once. */
const MOST = 25
const HEAVIEST = 400_000

const doneShape = toldShape.extend({ digest: z.string() })
const refusedShape = z.object({ code: z.string().regex(/^\w{1,60}$/), http: z.number().optional() })
const answerShape = z.object({ entries: z.array(z.union([doneShape, refusedShape, z.null()])) })

interface Waiting {
  readonly leaveBy: number
  readonly entry: Sending
}

interface Sending {
  readonly name: string
  readonly digest: string
  readonly id?: number
  readonly fields: Fields & { readonly terms: readonly number[] }
}

export interface Entries {
  find(key: string): Promise<Published | null>
  put(article: Article, key: string, place: Place): Promise<Published>
}

/** What waits for its batch; with a long queue more than that, and then it is not sent. */
const QUEUE_MS = 5000

/** How long what makes or changes something may wait before it leaves: for its batch, and for a look at what stands there. */
export function patienceMs({ requestSeconds }: Api['options']): number {
  return QUEUE_MS + requestSeconds * 1000
}

export function withPlugin(api: Api, columns: Columns): Entries {
  const { type, taxonomy } = api.options
  const find = gather<string, { readonly found: z.output<typeof doneShape> | null }>(
    async (names) =>
      (await api.get({ path: '/guiji/v1/find', query: { type, names } }, answerShape)).entries.map((one) =>
        one !== null && 'code' in one ? refusal(one) : { found: one },
      ),
    { most: MOST, lanes: 2, waitMs: 5 },
  )
  const send = gather<Waiting, z.output<typeof doneShape>>(
    inTime(async (all) => {
      const entries = all.map(({ entry }) => entry)
      return (await api.get({ path: '/guiji/v1/entries', json: { type, taxonomy, entries } }, answerShape)).entries.map((one) =>
        one === null
          ? new Failure('target-unknown-outcome', both('插件没有说明条目的结果', 'The plugin told nothing of an entry'))
          : 'code' in one
            ? refusal(one)
            : one,
      )
    }),
    { most: MOST, lanes: 2, waitMs: 10, weight: ({ entry }) => Buffer.byteLength(entry.fields.content), heaviest: HEAVIEST, alone },
  )
  return {
    async find(key) {
      const { found } = await find(entryName(key))
      return found === null ? null : { remoteId: String(found.id), url: found.link, digest: found.digest }
    },
    async put(article, key, place) {
      const leaveBy = leaveWithin(patienceMs(api.options))
      const { fields, digest } = fieldsOf(article, place.media, api.options)
      const terms = [await columns.idOf(article.column)]
      const id = place.remoteId === null ? {} : { id: Number(place.remoteId) }
      const told = await send({ leaveBy, entry: { name: entryName(key), digest, ...id, fields: { ...fields, terms } } })
      mustBeKept(fields, told)
      return { remoteId: String(told.id), url: told.link, digest }
    },
  }
}

/** An answer, though a bad one: perhaps one of the batch breaks the server, and the others need not wait for it. */
function alone(error: unknown): boolean {
  return error instanceof Failure && error.code === 'target-unknown-outcome' && /→ 5\d\d/.test(error.message)
}

function refusal({ code, http = 0 }: z.output<typeof refusedShape>): Failure {
  if (code === 'guiji_busy') return busy()
  if (code === 'guiji_in_bin') return inBin()
  if (code === 'guiji_half') return half()
  if (code === 'rest_post_invalid_id') return gone()
  const shown = `POST /guiji/v1/entries → ${http} ${code}`
  if (code === 'guiji_denied' || http === 401 || http === 403) return new Failure('target-denied', shown)
  if (http >= 400 && http < 500) return new Failure('target-refused', shown)
  return new Failure('target-unknown-outcome', shown)
}

export function inBin(): Failure {
  return new Failure(
    'target-attention',
    both('条目在站点的回收站里,由站点人员移入', 'The entry is in the bin of the site; a person put it there'),
  )
}

export function gone(): Failure {
  return new Failure('target-attention', both('条目已被站点删除', 'The entry is gone from the site'))
}

function half(): Failure {
  return new Failure('target-attention', both('站点保存了条目,但报告其中有误', 'The site kept the entry and yet called part of it wrong'))
}
