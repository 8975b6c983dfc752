// Gathers single requests that come close together into one statement for all of them: group commit. Order within a batch is kept.

export interface Gatherer<Request, Answer> {
  (request: Request): Promise<Answer>
}

/** How the ledger gathers: small enough to be prompt, long enough that a busy line shares its statements. */
export const BATCH = { most: 64, lanes: 2, waitMs: 8 } as const

interface Waiting<Request, Answer> {
  readonly request: Request
  readonly resolve: (answer: Answer) => void
  readonly reject: (reason: unknown) => void
}

/**
 * `work` takes up to `most` requests and gives as many answers in the same order. When a batch fails, each of its requests is
 * tried alone, so that one bad request never spoils its neighbours. `apart` names what must not meet in one batch.
 */
export function gather<Request, Answer>(
  work: (requests: readonly Request[]) => Promise<readonly Answer[]>,
  options: { readonly most: number; readonly lanes: number; readonly waitMs: number; readonly apart: (request: Request) => string },
): Gatherer<Request, Answer> {
  const waiting: Waiting<Request, Answer>[] = []
  let busy = 0
  let asked = false

  const ask = () => {
    if (asked || busy >= options.lanes || waiting.length === 0) return
    asked = true
    // a moment later: whatever is asked for meanwhile shares the statement; a full batch goes at once
    const go = () => {
      asked = false
      void flush()
    }
    if (waiting.length >= options.most) setImmediate(go)
    else setTimeout(go, options.waitMs)
  }
  const flush = async () => {
    if (busy >= options.lanes) return
    const batch = take(waiting, options)
    if (batch.length === 0) return
    busy += 1
    ask()
    try {
      await settle(batch, work)
    } finally {
      busy -= 1
      ask()
    }
  }
  return (request) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ request, resolve, reject })
      ask()
    })
}

function take<Request, Answer>(
  waiting: Waiting<Request, Answer>[],
  options: { readonly most: number; readonly apart: (request: Request) => string },
): Waiting<Request, Answer>[] {
  const batch: Waiting<Request, Answer>[] = []
  const names = new Set<string>()
  while (batch.length < options.most) {
    const next = waiting[0]
    if (next === undefined || names.has(options.apart(next.request))) break
    names.add(options.apart(next.request))
    batch.push(next)
    waiting.shift()
  }
  return batch
}

async function settle<Request, Answer>(
  batch: readonly Waiting<Request, Answer>[],
  work: (requests: readonly Request[]) => Promise<readonly Answer[]>,
): Promise<void> {
  try {
    const answers = await work(batch.map((one) => one.request))
    batch.forEach((one, at) => one.resolve(answers[at] as Answer))
  } catch (error) {
    if (batch.length === 1) {
      batch[0]?.reject(error)
      return
    }
    for (const one of batch) await settle([one], work)
  }
}
