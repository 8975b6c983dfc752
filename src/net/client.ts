// The polite client: fetches one address of a host that the job allows, slowly enough, small enough, soon enough, and never from the
// own network. In: an address. Out: the answer, or a Failure `net-*`. It keeps no cookies and takes no proxy from the environment.
import type { LookupFunction } from 'node:net'
import { Failure } from '../domain/failures.ts'
import type { HostGate } from '../domain/host-gate.ts'
import type { AskOptions, Get, WebAnswer } from '../domain/web.ts'
import { both } from '../domain/words.ts'
import { nameOf, timedOut } from './answers.ts'
import { openDeadline, type Deadline } from './deadline.ts'
import { TIMES, type Times } from './exchange.ts'
import { guardedAgents, type Agents } from './guard.ts'
import { hostAllowed, parse } from './hosts.ts'
import { localGate } from './local-gate.ts'
import { patiently } from './patient.ts'
import type { Receiving } from './receiving.ts'
import { request, type Step } from './request.ts'
import { openRobots } from './robots.ts'
import { openTurns, type Turns } from './turns.ts'

export interface NetOptions {
  /** Hosts that may be asked: `mp.weixin.qq.com`, `*.qpic.cn`, `archive.example:8080`. An empty list allows nothing. */
  readonly hosts: readonly string[]
  /** Per host, over all that share the `gate`. */
  readonly requestsPerSecond: number
  /** Largest answer, as sent and as unpacked. */
  readonly maxBytes: number
  /** Keeps pace, requests under way and rest of every host; without it this process keeps them for itself. */
  readonly gate?: HostGate
  /** Requests under way at one host, over all that share the `gate`. Default 4. */
  readonly perHost?: number
  /** `host:port` that may lie in the own network. */
  readonly allowPrivate?: readonly string[]
  /** Asks only what the robots.txt of a site allows. Default false. */
  readonly obeyRobots?: boolean
  /** Time for one address with its redirects, ms, without waiting for a turn; 32 KB that come buy one second more. Default 120 000. */
  readonly timeoutMs?: number
  readonly times?: Partial<Times>
  /** How long the rest of a host is waited for before `net-resting`, ms. Default 5000. */
  readonly patienceMs?: number
  /** First wait of a patient request before it tries again, ms. Default 2000. */
  readonly firstWaitMs?: number
  /** Told of large answers on their way. */
  readonly receiving?: Receiving
  /** Resolves names; the system's by default. */
  readonly lookup?: LookupFunction
}

export interface Net {
  /**
   * Throws Failure `net-refused`, `net-private`, `net-redirects`, `net-robots`, `net-certificate`, `net-resting`, `net-timeout`,
   * `net-unreachable`, `net-malformed`, `net-status` (perhaps with a time to wait), `net-missing`, `net-too-large`.
   */
  readonly get: Get
  /** True when the host of this address is allowed. Says nothing about where its name leads, nor of robots.txt. */
  readonly mayGet: (url: string) => boolean
  /** Ends what is under way. */
  readonly close: () => Promise<void>
}

const MAX_REDIRECTS = 5
const PATIENCE_MS = { usual: 5000, lists: 15 * 60_000 }

interface Live {
  readonly end: (reason: Error) => void
  readonly done: Promise<unknown>
}

interface Room {
  readonly options: NetOptions
  readonly agents: Agents
  readonly turns: Turns
  readonly times: Times
  /** Ends what is under way. */
  readonly live: Set<Live>
  /** Throws for what robots.txt forbids; answers the delay that a site asks for, seconds. */
  readonly obey: (url: URL) => Promise<number | null>
  closed: boolean
}

export function openNet(options: NetOptions): Net {
  const gate = options.gate ?? localGate()
  const guard = { allowPrivate: options.allowPrivate ?? [], ...(options.lookup ? { lookup: options.lookup } : {}) }
  const robots = openRobots(async (url, maxBytes) => (await getOne(room, { address: url, how: { maxBytes }, obey: FREE }))!.bytes)
  const room: Room = {
    options,
    agents: guardedAgents(guard, options.perHost ?? 4),
    turns: openTurns(gate),
    times: { ...TIMES, ...options.times },
    live: new Set(),
    obey: options.obeyRobots === true ? robots : FREE,
    closed: false,
  }
  return {
    get: ((url: string, how?: AskOptions) =>
      getOne(room, { address: url, how: how ?? {}, obey: how?.robots === 'none' ? FREE : room.obey })) as Get,
    mayGet: (url) => hostAllowed(options.hosts, url),
    close: async () => {
      room.closed = true
      const live = [...room.live]
      for (const { end } of live) end(interrupted())
      room.agents.http.destroy()
      room.agents.https.destroy()
      // only then have they given back their turns
      await Promise.allSettled(live.map(({ done }) => done))
      await gate.settle()
    },
  }
}

const FREE = async (): Promise<null> => null

interface Wanted {
  readonly address: string
  readonly how: AskOptions
  readonly obey: Room['obey']
}

async function getOne(room: Room, wanted: Wanted): Promise<WebAnswer | null> {
  if (room.closed) throw interrupted()
  const url = allowed(room, parse(wanted.address), nameOf(wanted.address))
  const tried = (): Promise<WebAnswer | null> => {
    const deadline = openDeadline(room.options.timeoutMs ?? 120_000, () => timedOut(url))
    const large = room.options.receiving?.begin(url.host)
    return endable(room, deadline.end, () =>
      following(room, url, {
        ...wanted,
        deadline,
        tell: large === undefined ? undefined : (received, whole) => large.tell(received, whole),
      }),
    ).finally(() => large?.end())
  }
  if (wanted.how.patient !== true || wanted.how.body !== undefined) return tried()
  const waiting = new AbortController()
  const how = { signal: waiting.signal, firstMs: room.options.firstWaitMs }
  return endable(
    room,
    (reason) => waiting.abort(reason),
    () => patiently(tried, how),
  )
}

async function endable<T>(room: Room, end: (reason: Error) => void, work: () => Promise<T>): Promise<T> {
  const done = work()
  const live = { end, done }
  room.live.add(live)
  try {
    return await done
  } finally {
    room.live.delete(live)
  }
}

/** One address on the way to its answer. */
interface Errand extends Wanted {
  readonly deadline: Deadline
  readonly tell: ReturnType<Receiving['begin']>['tell'] | undefined
}

async function following(room: Room, from: URL, errand: Errand): Promise<WebAnswer | null> {
  const seen = new Set<string>()
  const { authorization: _, ...bare } = errand.how
  let url = from
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    seen.add(url.href)
    const step = await inTurn(room, url, url.origin === from.origin ? errand : { ...errand, how: bare })
    if ('answer' in step) return step.answer
    const next = URL.canParse(step.next, url.href) ? new URL(step.next, url) : null
    if (errand.how.body !== undefined && !keepsPost(step.status, url, next)) throw sentAway(url)
    url = allowed(room, next, `where ${nameOf(url)} sends us`)
    if (seen.has(url.href)) break
  }
  throw new Failure('net-redirects', both(`${nameOf(from)} 反复跳转`, `${nameOf(from)} sends us on without end`))
}

/** Only these two keep the method, and what was sent is meant for nobody else. */
function keepsPost(status: number, from: URL, to: URL | null): boolean {
  return (status === 307 || status === 308) && to?.origin === from.origin
}

function sentAway(url: URL): Failure {
  return new Failure('net-redirects', both(`${nameOf(url)} 要把提交的内容转往别处`, `${nameOf(url)} sends what was posted somewhere else`))
}

function allowed(room: Room, url: URL | null, from: string): URL {
  if (url && hostAllowed(room.options.hosts, url)) return url
  throw new Failure(
    'net-refused',
    url
      ? both(`${nameOf(url)} 不在任务允许的主机中`, `${nameOf(url)} is not at a host that the job allows`)
      : both(`不是网址: ${from}`, `no web address: ${from}`),
  )
}

async function inTurn(room: Room, url: URL, errand: Errand): Promise<Step> {
  const { perHost, requestsPerSecond, patienceMs } = room.options
  const delay = await errand.obey(url)
  const ask = {
    gapMs: Math.max(1000 / requestsPerSecond, (delay ?? 0) * 1000),
    most: perHost ?? 4,
    patienceMs: errand.how.patient === true ? PATIENCE_MS.lists : (patienceMs ?? PATIENCE_MS.usual),
    signal: errand.deadline.signal,
  }
  // `a.test.` is `a.test`
  return room.turns.take(url.host.replace(/\.(?=:|$)/, ''), ask, (next) =>
    errand.deadline.during(() =>
      request(url, { ...errand, next, agents: room.agents, times: room.times, maxBytes: room.options.maxBytes }),
    ),
  )
}

function interrupted(): Failure {
  return new Failure('interrupted', 'the client was closed')
}
