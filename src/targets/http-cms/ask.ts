// Carries out requests of a preset: logs in, signs, sends, judges; after an expired log-in once more. It sends nothing twice that may have
// been carried out.
import { Failure } from '../../domain/failures.ts'
import type { Send } from '../../domain/http.ts'
import { answerOf, asUnknown } from '../answers.ts'
import { isLate, tooLate } from '../in-time.ts'
import { encode, type FileBytes, type Ready } from './encode.ts'
import { addedBy, secretWords, without } from './hidden.ts'
import { plainText, valueAt } from './json-path.ts'
import { judge, type Told } from './judge.ts'
import type { Preset } from './preset.ts'
import type { RequestSpec } from './request-schema.ts'
import { openSession, type Session } from './session.ts'
import { idScope, type Scope } from './template.ts'

export interface Asker {
  /**
   * One operation: its requests in order, each seeing what those before it kept. Stops at the first that is not done. Once something was made
   * or changed, no later failure says that nothing was.
   */
  run(steps: readonly RequestSpec[], scope: Scope, how?: How): Promise<Ran>
}

interface Ran extends Told {
  /** A request was carried out that makes or changes something. */
  readonly changed: boolean
}

interface How {
  /** What is uploaded. */
  readonly file?: FileBytes
  /** By `performance.now()`; after it nothing is sent that makes or changes something. */
  readonly leaveBy?: number
  /** The id that one request gives is `{{id}}` in those after it. */
  readonly names?: boolean
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
    async run(steps, scope, { file, leaveBy, names = false } = {}) {
      let last: Ran = { kind: 'done', data: null, id: null, url: null, keep: {}, denied: null, changed: false }
      let got: Readonly<Record<string, unknown>> = { ...(scope['got'] as object | undefined) }
      for (const spec of steps) {
        const named = names && last.id !== null ? idScope(last.id) : {}
        const inner = { ...options.scope, ...scope, ...named, got, set: spec.set, token: session.tokens() }
        const asked = renewed(spec, inner, { options, session, file, leaveBy })
        const told = await (last.changed ? asUnknown(asked) : asked)
        const changed = last.changed || (told.kind === 'done' && !asksOnly(spec))
        got = { ...got, ...told.keep }
        last = { ...told, id: told.id ?? last.id, url: told.url ?? last.url, keep: got, changed }
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
  readonly leaveBy?: number | undefined
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

async function sendOnce(spec: RequestSpec, scope: Scope, { options, session, loggingIn, file, leaveBy = Infinity }: By): Promise<Told> {
  const known: Scope = { ...scope, ...(session === undefined ? {} : { token: session.tokens() }) }
  const plain = encode(spec, known, { base: options.base, headers: options.preset.headers, file })
  // a log-in is for the CMS alone, wherever a preset may ask
  const ours = new URL(plain.url).origin === new URL(options.base).origin
  const request: Ready = (ours ? (session?.sign(plain, known) ?? loggingIn?.carry(plain)) : undefined) ?? plain
  if (isLate(leaveBy) && loggingIn === undefined && !asksOnly(spec)) throw tooLate()
  const sent = await options.send(request)
  const answer = sent.kind === 'answer' ? sent.answer : null
  if (answer !== null) (session ?? loggingIn)?.meet(answer)
  const ofLogIn = loggingIn === undefined ? [] : [known['token'], known['got']]
  const held = (session ?? loggingIn)?.secrets() ?? []
  const secrets = (): readonly string[] => secretWords([...given(options), ...ofLogIn, ...held, ...addedBy(request, plain)])
  const words = wordsOf(options, known, secrets)
  // while logging in, "log in anew" would be no answer
  const rules = loggingIn === undefined ? options.preset.errors : options.preset.errors.filter((rule) => rule.means !== 'login')
  try {
    const told = judge({ spec, request, answer: answer ?? answerOf(sent, request), scope: known, rules, words })
    return told.denied === null ? told : { ...told, denied: cleared(told.denied, secrets()) }
  } catch (error) {
    throw error instanceof Failure ? cleared(error, secrets()) : error
  }
}

function given({ preset, secrets }: AskerOptions): readonly string[] {
  return preset.auth.kind === 'none' ? [] : Object.values(secrets())
}

/** Whether nothing comes of it, however late or often it is sent. */
function asksOnly({ asks, method }: RequestSpec): boolean {
  return asks || method === 'GET' || method === 'HEAD'
}

/** An address may hold a token, too. */
function cleared(failure: Failure, secrets: readonly string[]): Failure {
  const message = without(failure.message, secrets)
  if (message === failure.message) return failure
  const { retryAfterMs } = failure
  return new Failure(failure.code, message, retryAfterMs === undefined ? {} : { retryAfterMs })
}

const MOST_WORDS = 200

/** The CMS's own short words; none where they repeat a secret or what was sent. */
function wordsOf({ preset }: AskerOptions, scope: Scope, secrets: () => readonly string[]): (data: unknown) => string {
  return (data) => {
    const found = preset.message.map((path) => plainText(valueAt(data, path))).find((text) => text !== null && text !== '')
    const text = (found ?? '')
      .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
      .slice(0, MOST_WORDS)
      .toWellFormed()
    const sent = [scope['title'], scope['author'], ...secrets()]
    return sent.some((one) => typeof one === 'string' && one.length > 2 && text.includes(one)) ? '' : text
  }
}
