// Single requests that come close together go in; one request for all of them is made. Order within a batch is kept.
import { Failure, makesNothing } from '../domain/failures.ts'

export interface Gathering<Request> {
  /** Requests in one batch. */
  readonly most: number
  /** Batches under way at once. */
  readonly lanes: number
  readonly waitMs: number
  /** Weight of one request, and how much a batch may weigh; one heavy request goes alone. */
  readonly weight?: (request: Request) => number
  readonly heaviest?: number
  /** After this failure of a whole batch each of its requests is tried alone. Only where trying again is harmless. */
  readonly alone?: (error: unknown) => boolean
}

/** Smaller batches are not worth a process of their own. */
const FEWEST = 4

interface Waiting<Request, Answer> {
  readonly request: Request
  readonly resolve: (answer: Answer) => void
  readonly reject: (reason: unknown) => void
}

/** `work` gives as many answers as it takes requests, in the same order; a Failure among them fails that request alone. */
export function gather<Request, Answer>(
  work: (requests: readonly Request[]) => Promise<readonly (Answer | Failure)[]>,
  shape: Gathering<Request>,
): (request: Request) => Promise<Answer> {
  const waiting: Waiting<Request, Answer>[] = []
  let busy = 0
  let asked = false
  const ask = () => {
    if (asked || busy >= shape.lanes || waiting.length === 0) return
    asked = true
    setTimeout(
      () => {
        asked = false
        void flush()
      },
      waiting.length >= shape.most ? 0 : shape.waitMs,
    )
  }
  const flush = async () => {
    // shared out over the free lanes, so that a server with several processes has work for each
    const fair = Math.max(Math.ceil(waiting.length / (shape.lanes - busy)), FEWEST)
    const batch = take(waiting, { ...shape, most: Math.min(shape.most, fair) })
    busy += 1
    ask()
    await settle(batch, work, shape)
    busy -= 1
    ask()
  }
  return async (request) =>
    await new Promise<Answer>((resolve, reject) => {
      waiting.push({ request, resolve, reject })
      ask()
    })
}

function take<Request, Answer>(waiting: Waiting<Request, Answer>[], shape: Gathering<Request>): Waiting<Request, Answer>[] {
  let [length, weight] = [0, 0]
  for (const { request } of waiting) {
    weight += shape.weight?.(request) ?? 0
    if (length === shape.most || (length > 0 && weight > (shape.heaviest ?? Infinity))) break
    length += 1
  }
  return waiting.splice(0, length)
}

async function settle<Request, Answer>(
  batch: readonly Waiting<Request, Answer>[],
  work: (requests: readonly Request[]) => Promise<readonly (Answer | Failure)[]>,
  shape: Gathering<Request>,
): Promise<void> {
  try {
    const answers = await work(batch.map((one) => one.request))
    batch.forEach((one, at) => {
      const answer = answers[at]
      if (answer instanceof Failure || answer === undefined) one.reject(answer ?? new Error('a batch gave too few answers'))
      else one.resolve(answer)
    })
  } catch (error) {
    if (batch.length > 1 && shape.alone?.(error) === true)
      for (const one of batch) await settle([{ ...one, reject: (later) => one.reject(stillUnknown(error, later)) }], work, shape)
    else for (const one of batch) one.reject(error)
  }
}

/** That the second try surely did nothing says nothing of the first. */
function stillUnknown(first: unknown, later: unknown): unknown {
  return isNothing(later) && !isNothing(first) ? first : later
}

function isNothing(error: unknown): boolean {
  return error instanceof Failure && makesNothing(error.code)
}
