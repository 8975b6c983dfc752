// The log-in of a preset, kept for as long as it holds: headers, tokens, cookies or signatures for every request. One log-in at a time,
// whoever asks; what it learns stays in memory and is never shown.
import { Failure } from '../../domain/failures.ts'
import type { HttpAnswer } from '../../domain/http.ts'
import { both } from '../../domain/words.ts'
import type { AuthSpec } from './auth-schema.ts'
import type { Ready } from './encode.ts'
import { valueAt } from './json-path.ts'
import type { Told } from './judge.ts'
import type { RequestSpec } from './request-schema.ts'
import { decorated, jwt, signed } from './sign.ts'
import { renderText, type Scope } from './template.ts'

export interface Session {
  /** Logs in when there is a log-in and none holds. Throws Failure `target-denied` or `target-unreachable`. */
  ready(): Promise<LoggedIn>
  sign(request: Ready, scope: Scope): Ready
  /** A request of the log-in itself: only the cookies so far. */
  carry(request: Ready): Ready
  /** What the log-in gave. */
  tokens(): Readonly<Record<string, unknown>>
  /** Takes note of cookies. */
  meet(answer: HttpAnswer): void
  /** All that it holds and that nobody may read. */
  secrets(): readonly unknown[]
  readonly renewable: boolean
  /** The log-in of this number is over; a newer one stays. */
  forget(login: number): void
}

interface LoggedIn {
  /** Its number: requests that are under way together may meet different ones. */
  readonly login: number
  /** It was made for this request: another one would be no better. */
  readonly justMade: boolean
}

interface SessionKit {
  readonly secrets: () => Readonly<Record<string, string>>
  readonly ask: (spec: RequestSpec, scope: Scope) => Promise<Told>
  readonly scope: Scope
}

type LoginSpec = Extract<AuthSpec, { kind: 'tokens' | 'cookie' }>

interface Held {
  tokens: Record<string, unknown>
  readonly cookies: Map<string, string>
  until: number
  login: number
}

export function openSession(auth: AuthSpec, kit: SessionKit): Session {
  const held: Held = { tokens: {}, cookies: new Map(), until: 0, login: 0 }
  const login = auth.kind === 'tokens' || auth.kind === 'cookie' ? auth : null
  let going: Promise<void> | null = null
  const scoped = (scope: Scope): Scope => ({ ...scope, secret: kit.secrets(), token: held.tokens })
  return {
    renewable: login !== null,
    tokens: () => held.tokens,
    secrets: () => [held.tokens, ...held.cookies.values()],
    async ready() {
      const justMade = login !== null && Date.now() >= held.until
      if (login !== null && justMade) await (going ??= logIn(login, held, kit).finally(() => (going = null)))
      return { login: held.login, justMade }
    },
    sign: (request, scope) => withCookies(signedBy(auth, request, scoped(scope)), held),
    carry: (request) => withCookies(request, held),
    meet: (answer) => {
      if (auth.kind === 'cookie') takeCookies(held, answer)
    },
    forget: (number) => {
      if (number === held.login) held.until = 0
    },
  }
}

function signedBy(auth: AuthSpec, request: Ready, scope: Scope): Ready {
  const authorized = (value: string): Ready => ({ ...request, headers: { ...request.headers, authorization: value } })
  switch (auth.kind) {
    case 'none':
      return request
    case 'basic':
      return authorized(`Basic ${Buffer.from(`${renderText(auth.user, scope)}:${renderText(auth.password, scope)}`).toString('base64')}`)
    case 'bearer':
      return authorized(`Bearer ${renderText(auth.token, scope)}`)
    case 'jwt':
      return authorized(`${auth.scheme} ${jwt(renderText(auth.key, scope), auth, Date.now())}`)
    case 'signature':
      return signed(request, auth, scope)
    default:
      return decorated(request, auth, scope)
  }
}

async function logIn(spec: LoginSpec, held: Held, kit: SessionKit): Promise<void> {
  const began = Date.now()
  let tokens: Record<string, unknown> = {}
  let last: unknown = null
  held.cookies.clear()
  for (const step of spec.login) {
    const told = await asLogin(kit.ask(step, { ...kit.scope, secret: kit.secrets(), token: tokens, set: step.set, got: tokens }))
    tokens = { ...tokens, ...told.keep }
    last = told.data
  }
  const said = spec.lastsAt === undefined ? Number.NaN : Number(valueAt(last, spec.lastsAt))
  const seconds = Number.isFinite(said) ? said : (spec.lastsSeconds ?? Infinity)
  held.tokens = tokens
  held.until = began + Math.max(seconds * 500, seconds * 1000 - 60_000)
  held.login += 1
}

/** A log-in makes nothing: when its outcome is unknown it may simply be tried again. */
async function asLogin(asked: Promise<Told>): Promise<Told> {
  try {
    const told = await asked
    if (told.kind === 'done') return told
    throw told.denied ?? new Failure('target-denied', both('登录被拒绝', 'the log-in is refused'))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (error.code === 'target-unknown-outcome') throw new Failure('target-unreachable', error.message, { cause: error })
    if (error.code === 'target-refused' || error.code === 'target-attention')
      throw new Failure('target-denied', error.message, { cause: error })
    throw error
  }
}

function takeCookies(held: Held, answer: HttpAnswer): void {
  for (const line of (answer.headers['set-cookie'] ?? '').split('\n')) {
    const [, name, value] = /^\s*([^=;\s]+)=([^;]*)/.exec(line) ?? []
    if (name === undefined || value === undefined) continue
    if (/;\s*max-age=(?:0|-\d+)\b/i.test(line)) held.cookies.delete(name)
    else held.cookies.set(name, value.trim())
  }
}

function withCookies(request: Ready, { cookies }: Held): Ready {
  if (cookies.size === 0) return request
  return { ...request, headers: { ...request.headers, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } }
}
