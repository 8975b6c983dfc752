// Single writing questions that come close together go in; they go out in WordPress's own batches, where the site has them. Nothing is
// ever sent twice: what became of a batch that was not answered, nobody knows of any of its parts.
import { z } from 'zod'
import type { Failure } from '../../domain/failures.ts'
import { shaped, type Api, type Question, type Told } from './api.ts'
import { gather } from '../gather.ts'
import { busy } from './told.ts'

export interface Writing {
  /** With its query, if it has one. */
  readonly path: string
  readonly json: object
  /** By `performance.now()`; after it the question is not asked any more. For those that make something. */
  readonly leaveBy?: number
}

/** What `batch/v1` takes at once. */
const MOST = 25
const HEAVIEST = 400_000

const answersShape = z.object({
  responses: z.array(z.object({ status: z.number(), body: z.unknown() })),
})
const codeShape = z.object({ code: z.string() })

export function openBatch(api: Api): (writing: Writing) => Promise<Told> {
  let batches = true
  const single = async ({ path, json }: Writing): Promise<Told> => await api.ask(questionOf(path, json))
  const send = async (all: readonly Writing[]): Promise<readonly Told[]> => {
    const first = all[0]
    if (all.length === 1 && first !== undefined) return [await single(first)]
    if (!batches) return await Promise.all(all.map(single))
    const requests = all.map(({ path, json }) => ({ method: 'POST', path, body: json }))
    const told = await api.ask({ path: '/batch/v1', json: { validation: 'normal', requests } })
    if (told.code === 'rest_no_route') {
      batches = false
      return await Promise.all(all.map(single))
    }
    const { responses } = shaped(told, answersShape)
    const each = all.map((_, at): Told => part(told, responses[at]))
    // said of every one, and nothing was done
    if (!each.every((one) => one.code === 'rest_batch_not_allowed')) return each
    batches = false
    return await Promise.all(all.map(single))
  }
  const work = async (all: readonly Writing[]): Promise<readonly (Told | Failure)[]> => {
    const now = performance.now()
    const inTime = all.filter((one) => (one.leaveBy ?? Infinity) >= now)
    const told = inTime.length === 0 ? [] : await send(inTime)
    return all.map((one) => told[inTime.indexOf(one)] ?? busy())
  }
  return gather(work, { most: MOST, lanes: 2, waitMs: 10, weight: ({ json }) => JSON.stringify(json).length * 2, heaviest: HEAVIEST })
}

function questionOf(path: string, json: object): Question {
  const [plain = '', query = ''] = path.split('?', 2)
  return { path: plain, query: Object.fromEntries(new URLSearchParams(query)), json }
}

/** A part without an answer is one whose outcome is not known. */
function part(whole: Told, answer: { readonly status: number; readonly body: unknown } | undefined): Told {
  if (answer === undefined) return { ...whole, status: 500, json: null, code: '' }
  return { ...whole, status: answer.status, json: answer.body, code: codeShape.safeParse(answer.body).data?.code ?? '' }
}
