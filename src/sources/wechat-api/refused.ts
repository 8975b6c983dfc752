// An error answer on its way from the request to whoever knows what to do about it.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { JsonObject } from '../text/json.ts'
import { errorIn } from './answer.ts'
import type { Answer } from './answer.ts'
import { failureOf, meansOf } from './errors.ts'
import type { ErrorAnswer, Means } from './errors.ts'

export class Refused extends Error {
  readonly answer: ErrorAnswer
  readonly path: string

  constructor(answer: ErrorAnswer, path: string) {
    super(`errcode ${answer.number}`)
    this.answer = answer
    this.path = path
  }

  get means(): Means {
    return meansOf(this.answer.number)
  }

  get failure(): Failure {
    return failureOf(this.answer, this.path, this.means === 'token' ? { code: 'api-denied' } : {})
  }
}

/** The object of a success; throws what an error answer says. */
export function objectOf(answer: Answer, path: string): JsonObject {
  if (answer.is === 'bytes') throw new Failure('net-malformed', both(`${path} 的应答不是 JSON`, `the answer of ${path} is no JSON`))
  const error = errorIn(answer.object)
  if (error !== null) throw new Refused(error, path)
  return answer.object
}
