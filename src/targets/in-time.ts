// What makes or changes something leaves in time or not at all: until `settleMs` is over the protocol counts on that. Questions may be late.
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'

/** By `performance.now()`, which goes on while a process is stopped: the last moment at which a request may leave. */
export function leaveWithin(ms: number): number {
  return performance.now() + ms
}

export function isLate(leaveBy: number): boolean {
  return performance.now() > leaveBy
}

/** Nothing was sent: it may be asked for anew at once. */
export function tooLate(): Failure {
  return new Failure(
    'target-busy',
    both('站点太慢,请求等候过久,没有发出', 'the site is too slow: the request waited too long and was not sent'),
  )
}

interface Timed {
  readonly leaveBy: number
}

/** Of a gathered batch only what is in time is worked on; the rest was surely not sent. */
export function inTime<Request extends Timed, Answer>(
  work: (requests: readonly Request[]) => Promise<readonly (Answer | Failure)[]>,
): (requests: readonly Request[]) => Promise<readonly (Answer | Failure)[]> {
  return async (requests) => {
    const late = requests.map((one) => isLate(one.leaveBy))
    const left = requests.filter((_, at) => late[at] === false)
    const answers = left.length === 0 ? [] : [...(await work(left))]
    return requests.map((_, at) => (late[at] === true ? tooLate() : (answers.shift() ?? noAnswer())))
  }
}

function noAnswer(): Failure {
  return new Failure('target-unknown-outcome', both('一批请求的应答不全', 'a batch gave too few answers'))
}
