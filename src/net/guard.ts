// Agents for got that look at the real IP address at the moment of dialling, so that neither a redirect, nor a number in any notation,
// nor a name that resolves differently the second time leads into the own network. They never dial what is not public, unless it is listed.
import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { Agent as HttpAgent, type AgentOptions, type ClientRequestArgs } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import { isPublic } from './address.ts'

export interface GuardOptions {
  /** `host:port` as dialled, that may be private: an archive inside the own network, named by the job. */
  readonly allowPrivate: readonly string[]
  /** Resolves names; the system's by default. */
  readonly lookup?: LookupFunction
}

type Done = (error: Error | null, stream: Duplex) => void

class GuardedHttpAgent extends HttpAgent {
  readonly #guard: GuardOptions

  constructor(guard: GuardOptions, options: AgentOptions) {
    super(options)
    this.#guard = guard
  }

  override createConnection(options: ClientRequestArgs, done?: Done): Duplex | null | undefined {
    return super.createConnection(guarded(options, this.#guard), done)
  }
}

class GuardedHttpsAgent extends HttpsAgent {
  readonly #guard: GuardOptions

  constructor(guard: GuardOptions, options: AgentOptions) {
    super(options)
    this.#guard = guard
  }

  override createConnection(options: ClientRequestArgs, done?: Done): Duplex | null | undefined {
    return super.createConnection(guarded(options, this.#guard), done)
  }
}

export interface Agents {
  readonly http: HttpAgent
  readonly https: HttpsAgent
}

export function guardedAgents(guard: GuardOptions, socketsPerHost: number): Agents {
  const options = { keepAlive: true, maxSockets: socketsPerHost, maxFreeSockets: socketsPerHost, timeout: 30_000 }
  return { http: new GuardedHttpAgent(guard, options), https: new GuardedHttpsAgent(guard, options) }
}

/** Throws for a literal address that may not be dialled; names are checked when they are resolved. */
function guarded(options: ClientRequestArgs, guard: GuardOptions): ClientRequestArgs {
  const host = (options.host ?? options.hostname ?? '').replace(/^\[|\]$/g, '')
  if (options.socketPath || host === '') throw refused('a local socket')
  const name = host.includes(':') ? `[${host}]` : host
  if (guard.allowPrivate.includes(`${name}:${options.port ?? ''}`)) return withLookup(options, guard.lookup)
  if (isIP(host) !== 0 && !isPublic(host)) throw refused(host)
  return withLookup(options, checked(guard.lookup ?? systemLookup))
}

function withLookup(options: ClientRequestArgs, lookup: LookupFunction | undefined): ClientRequestArgs {
  return lookup ? { ...options, lookup } : options
}

/** Resolves to all addresses of a name, and to none when one of them is not public. */
function checked(lookup: LookupFunction): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, [])
      const addresses: LookupAddress[] = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }]
      const first = addresses[0]
      if (!first || addresses.some((one) => !isPublic(one.address))) return done(refused(hostname), [])
      if (options.all) done(null, addresses)
      else done(null, first.address, first.family)
    })
  }
}

function refused(host: string): Failure {
  return new Failure(
    'net-private',
    both(`${host.slice(0, 100)} 指向的地址不在公网`, `${host.slice(0, 100)} leads to an address that is not on the public internet`),
  )
}
