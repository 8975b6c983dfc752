// Signatures and self-made tokens: a key and a request go in, a header value comes out. Keys are never kept, shown or logged.
import { createHmac, hash, randomBytes } from 'node:crypto'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { AuthSpec } from './auth-schema.ts'
import { headersOf, type Ready } from './encode.ts'
import { renderText, type Scope } from './template.ts'

type Of<Kind extends AuthSpec['kind']> = Extract<AuthSpec, { kind: Kind }>

/** HS256 over `id:hexsecret`, with the id as `kid`. */
export function jwt(key: string, spec: Pick<Of<'jwt'>, 'audience' | 'lastsSeconds'>, nowMs: number): string {
  const [id = '', secret = ''] = key.split(':')
  if (id === '' || !/^(?:[0-9a-f]{2})+$/i.test(secret))
    throw new Failure('target-denied', both('密钥须为“编号:十六进制”', 'the key must be id:hexsecret'))
  const now = Math.floor(nowMs / 1000)
  const head = partOf({ alg: 'HS256', typ: 'JWT', kid: id })
  const claims = partOf({ iat: now, exp: now + spec.lastsSeconds, aud: spec.audience })
  const mac = createHmac('sha256', Buffer.from(secret, 'hex')).update(`${head}.${claims}`).digest('base64url')
  return `${head}.${claims}.${mac}`
}

function partOf(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** The request with the headers and query fields of its signature. What is signed is the request before these are added. */
export function signed(request: Ready, spec: Of<'signature'>, scope: Scope): Ready {
  const url = new URL(request.url)
  const now = new Date()
  const facts: Scope = {
    ...scope,
    method: request.method,
    path: url.pathname,
    query: url.search.slice(1),
    timestamp: { seconds: String(Math.floor(now.getTime() / 1000)), milliseconds: String(now.getTime()), iso: now.toISOString() }[
      spec.timestamp
    ],
    nonce: randomBytes(16).toString('hex'),
    bodyHash: hash(spec.hash, request.body ?? '', 'hex'),
  }
  const mac = createHmac(spec.algorithm.slice('hmac-'.length), renderText(spec.secret, facts)).update(renderText(spec.sign, facts))
  const withMac = { ...facts, signature: mac.digest(spec.encoding) }
  return decorated(request, spec, withMac)
}

/** The request with headers and query fields of the log-in. */
export function decorated(
  request: Ready,
  spec: { readonly headers: Readonly<Record<string, string>>; readonly query: Readonly<Record<string, string>> },
  scope: Scope,
): Ready {
  const url = new URL(request.url)
  for (const [name, template] of Object.entries(spec.query)) url.searchParams.append(name, renderText(template, scope))
  return { ...request, url: url.href, headers: { ...request.headers, ...headersOf(spec.headers, scope) } }
}
