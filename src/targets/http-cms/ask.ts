// Carries out requests of a preset: logs in, signs, sends, judges; after an expired log-in once more. It sends nothing twice that may have
// been carried out.
import { Failure } from '../../domain/failures.ts'
import type { Send } from '../../domain/http.ts'
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
      let last: Told = { kind: 'done', data: null, id: null, url: null, keep: {}, denied: null }
      let got: Readonly<Record<string, unknown>> = { ...(scope['got'] as object | undefined) }
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
  const { login, justMade } = await by.session.ready()
  const told = await once(spec, scope, by)
  if (told.denied === null) return told
  if (!by.session.renewable || justMade) throw told.denied
  by.session.forget(login)
  await by.session.ready()
  const again = await once(spec, scope, by)
  if (again.denied !== null) throw again.denied
  return again
}

async function once(spec: RequestSpec, scope: Scope, by: By): Promise<Told> {
  try {
    return await sendOnce(spec, scope, by)
  } catch (error) {
    if (!spec.asks || !(error instanceof Failure) || error.code !== 'target-unknown-outcome') throw error
    throw new Failure('target-unreachable', error.message, { cause: error })
  }
}

async function sendOnce(spec: RequestSpec, scope: Scope, { options, session, loggingIn, file }: By): Promise<Told> {
  const known = { ...scope, ...(session === undefined ? {} : { token: session.tokens() }) }
  const plain = encode(spec, known, { base: options.base, headers: options.preset.headers, file })
  // a log-in is for the CMS alone, wherever a preset may ask
  const ours = new URL(plain.url).origin === new URL(options.base).origin
  const request: Ready = (ours ? (session?.sign(plain, known) ?? loggingIn?.carry(plain)) : undefined) ?? plain
  const answer = answerOf(await options.send(request), request)
  ;(session ?? loggingIn)?.meet(answer)
  const words = wordsOf(options, known)
  // while logging in, "log in anew" would be no answer
  const rules = loggingIn === undefined ? options.preset.errors : options.preset.errors.filter((rule) => rule.means !== 'login')
  return judge({ spec, request, answer, scope: known, rules, words })
}

const MOST_WORDS = 200

/** The CMS's own short words; none where they repeat a secret or what was sent. */
function wordsOf({ preset, secrets }: AskerOptions, scope: Scope): (data: unknown) => string {
  return (data) => {
    const found = preset.message.map((path) => plainText(valueAt(data, path))).find((text) => text !== null && text !== '')
    const text = (found ?? '')
      .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
      .slice(0, MOST_WORDS)
      .toWellFormed()
    const sent = [scope['title'], scope['author'], ...Object.values(preset.auth.kind === 'none' ? {} : secrets())]
    return sent.some((one) => typeof one === 'string' && one.length > 2 && text.includes(one)) ? '' : text
  }
}
