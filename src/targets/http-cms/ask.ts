// Carries out requests of a preset: logs in, signs, sends, judges; after an expired log-in once more. It sends nothing twice that may have
// been carried out.
import { Failure } from '../../domain/failures.ts'
import type { Send } from '../../domain/http.ts'
import { both } from '../../domain/words.ts'
import { answerOf } from '../answers.ts'
import { encode, type FileBytes, type Ready } from './encode.ts'
import { plainText, valueAt } from './json-path.ts'
import { judge, type Told } from './judge.ts'
import type { Preset } from './preset.ts'
import type { RequestSpec } from './request-schema.ts'
import { openSession, type Session } from './session.ts'
import type { Scope } from './template.ts'

export interface Asker {
  /** One operation: its requests in order, each seeing what those before it kept. Stops at the first that is not done. */
  run(steps: readonly RequestSpec[], scope: Scope, file?: FileBytes): Promise<Told>
}

export interface AskerOptions {
  readonly preset: Preset
  readonly base: string
  readonly send: Send
  /** All secrets of the job by name, read when first needed. */
  readonly secrets: () => Readonly<Record<string, string>>
  /** Values that hold in every request. */
  readonly scope: Scope
}

export function openAsker(options: AskerOptions): Asker {
  const session: Session = openSession(options.preset.auth, {
    secrets: options.secrets,
    ask: async (spec, scope) => await once(spec, scope, { options, loggingIn: session }),
    scope: options.scope,
  })
  return {
    async run(steps, scope, file) {
      let last: Told = { kind: 'done', data: null, id: null, url: null, keep: {} }
      let got: Readonly<Record<string, unknown>> = {}
      for (const spec of steps) {
        const inner = { ...options.scope, ...scope, got, set: spec.set, token: session.tokens() }
        const told = await renewed(spec, inner, { options, session, file })
        got = { ...got, ...told.keep }
        last = { ...told, id: told.id ?? last.id, url: told.url ?? last.url, keep: got }
        if (told.kind !== 'done') return last
      }
      return last
    },
  }
}

interface By {
  readonly options: AskerOptions
  readonly session?: Session
  /** The session that is being opened by this request. */
  readonly loggingIn?: Session
  readonly file?: FileBytes | undefined
}

/** An answer that says the log-in has expired says also that nothing was done. */
async function renewed(spec: RequestSpec, scope: Scope, by: By & { readonly session: Session }): Promise<Told> {
  try {
    const told = await once(spec, scope, by)
    if (told.kind !== 'login') return told
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'target-denied' || !by.session.renewable || by.session.fresh()) throw error
  }
  by.session.forget()
  const again = await once(spec, { ...scope, token: by.session.tokens() }, by)
  if (again.kind !== 'login') return again
  throw new Failure('target-denied', both('登录后仍被要求登录', 'the CMS asks for a log-in again and again'))
}

async function once(spec: RequestSpec, scope: Scope, { options, session, loggingIn, file }: By): Promise<Told> {
  await session?.ready()
  const known = { ...scope, ...(session === undefined ? {} : { token: session.tokens() }) }
  const plain = encode(spec, known, { base: options.base, headers: options.preset.headers, file })
  const request: Ready = session?.sign(plain, known) ?? loggingIn?.carry(plain) ?? plain
  const answer = answerOf(await options.send(request), request)
  ;(session ?? loggingIn)?.meet(answer)
  const words = wordsOf(options, known)
  return judge({ spec, request, answer, scope: known, rules: options.preset.errors, words })
}

const MOST_WORDS = 200

/** The CMS's own short words; none where they repeat a secret or what was sent. */
function wordsOf({ preset, secrets }: AskerOptions, scope: Scope): (data: unknown) => string {
  return (data) => {
    const found = preset.message.map((path) => plainText(valueAt(data, path))).find((text) => text !== null && text !== '')
    const text = (found ?? '').replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, MOST_WORDS).toWellFormed()
    const sent = [scope['title'], scope['author'], ...Object.values(preset.auth.kind === 'none' ? {} : secrets())]
    return sent.some((one) => typeof one === 'string' && one.length > 2 && text.includes(one)) ? '' : text
  }
}
