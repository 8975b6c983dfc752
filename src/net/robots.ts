// Whether the robots.txt of a site lets guiji ask for an address, looked up once an hour per site. In: an address. Out: what the file
// asks for, or Failure `net-robots`; a file that fails to come throws why, so that nothing is asked before it was read.
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import { nameOf, StatusFailure } from './answers.ts'
import { ALLOWS_ALL, readRobots, type Robots } from './robots-file.ts'

/** `ask` gets the file. Answers the delay that the site asks for, seconds. */
export function openRobots(ask: (url: string, maxBytes: number) => Promise<Uint8Array>): (url: URL) => Promise<number | null> {
  const known = new Map<string, { readonly robots: Promise<Robots>; readonly until: number }>()
  const of = (origin: string): Promise<Robots> => {
    const found = known.get(origin)
    if (found !== undefined && found.until > performance.now()) return found.robots
    const robots = load(origin, ask)
    known.delete(origin)
    known.set(origin, { robots, until: performance.now() + KEPT_MS })
    const oldest = known.keys().next().value
    if (known.size > MOST_SITES && oldest !== undefined) known.delete(oldest)
    // what failed is not remembered
    robots.catch(() => known.delete(origin))
    return robots
  }
  return async (url) => {
    if (url.pathname === '/robots.txt') return null
    const { allows, delaySeconds } = await of(url.origin)
    if (allows(`${url.pathname}${url.search}`)) return delaySeconds
    throw new Failure('net-robots', both(`robots.txt 不允许抓取 ${nameOf(url)}`, `robots.txt forbids ${nameOf(url)}`))
  }
}

const KEPT_MS = 3_600_000
const MOST_SITES = 200
const MAX_BYTES = 1024 * 1024

async function load(origin: string, ask: (url: string, maxBytes: number) => Promise<Uint8Array>): Promise<Robots> {
  try {
    return readRobots(new TextDecoder().decode(await ask(`${origin}/robots.txt`, MAX_BYTES)))
  } catch (error) {
    // 4xx = there is none. 429 and 5xx = nobody knows; then the site is not asked (RFC 9309 section 2.3.1).
    if (error instanceof StatusFailure && error.status < 500 && error.status !== 429) return ALLOWS_ALL
    // it lies where guiji may not go, or is no such file (a page in its place)
    if (error instanceof Failure && (error.code === 'net-refused' || error.code === 'net-redirects' || error.code === 'net-too-large'))
      return ALLOWS_ALL
    throw error
  }
}
