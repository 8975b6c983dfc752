// Single writing questions that come close together go in; they go out in WordPress's own batches, where the site has them. Nothing is
// ever sent twice: what became of a batch that was not answered, nobody knows of any of its parts.
import { z } from 'zod'
import { Failure } from '../../domain/failures.ts'
import { shaped, type Api, type Question, type Told } from './api.ts'
import { gather } from '../gather.ts'
import { inTime } from '../in-time.ts'

export interface Writing {
  /** With its query, if it has one. */
  readonly path: string
  readonly json: object
  /** By `performance.now()`; after it the question is not asked any more. */
  readonly leaveBy: number
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
  const singly = async (all: readonly Writing[]): Promise<readonly (Told | Failure)[]> =>
    await Promise.all(all.map(async (one) => await alone(api, one)))
  const send = async (all: readonly Writing[]): Promise<readonly (Told | Failure)[]> => {
    if (all.length === 1 || !batches) return await singly(all)
    const requests = all.map(({ path, json }) => ({ method: 'POST', path, body: json }))
    const told = await api.ask({ path: '/batch/v1', json: { validation: 'normal', requests } })
    if (told.code === 'rest_no_route') {
      batches = false
      return await singly(all)
    }
    const { responses } = shaped(told, answersShape)
    const each = all.map((_, at): Told => part(told, responses[at]))
    // said of every one, and nothing was done
    if (!each.every((one) => one.code === 'rest_batch_not_allowed')) return each
    batches = false
    return await singly(all)
  }
  return gather(inTime(send), {
    most: MOST,
    lanes: 2,
    waitMs: 10,
    weight: ({ json }) => JSON.stringify(json).length * 2,
    heaviest: HEAVIEST,
  })
}

/** What becomes of one says nothing of the others. */
async function alone(api: Api, { path, json, leaveBy }: Writing): Promise<Told | Failure> {
  try {
    return await api.ask({ ...questionOf(path, json), leaveBy })
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
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
