// The gate of hosts for a process without a ledger (preview, check, dry run): the same rules as the ledger's, kept in memory.
import { BREAKER, restAfter, type HostGate } from '../domain/host-gate.ts'

interface Host {
  nextAt: number
  underWay: number
  failures: number
  failedAt: number
  restUntil: number
}

/** Redirects may name ever new hosts; those that nothing is known of any more are forgotten. */
const MOST_HOSTS = 1000

export function localGate(): HostGate {
  const hosts = new Map<string, Host>()
  const of = (name: string): Host => {
    const known = hosts.get(name)
    if (known !== undefined) return known
    if (hosts.size >= MOST_HOSTS) forgetIdle(hosts)
    const host = { nextAt: 0, underWay: 0, failures: 0, failedAt: -Infinity, restUntil: 0 }
    hosts.set(name, host)
    return host
  }
  return {
    async enter(name, { gapMs, most }) {
      const [host, now] = [of(name), performance.now()]
      if (host.restUntil > now) return { turn: null, restMs: host.restUntil - now }
      if (host.underWay >= (host.failures >= BREAKER.patience ? 1 : most)) return { turn: null, restMs: 0 }
      const starts = Math.max(host.nextAt, now)
      host.nextAt = starts + gapMs
      host.underWay += 1
      return { turn: name, waitMs: starts - now, tired: host.failures > 0 }
    },
    restOf: async (name) => Math.max(0, of(name).restUntil - performance.now()),
    leave: (name) => {
      of(name).underWay -= 1
    },
    async failed(name, { counts, restMs }) {
      const [host, now] = [of(name), performance.now()]
      let own = 0
      if (counts && host.failedAt + BREAKER.togetherMs < now) {
        host.failures += 1
        host.failedAt = now
        own = restAfter(host.failures)
      }
      host.restUntil = Math.max(host.restUntil, now + Math.max(restMs, own))
    },
    answered: async (name) => {
      of(name).failures = 0
    },
    settle: async () => {},
  }
}

function forgetIdle(hosts: Map<string, Host>): void {
  const now = performance.now()
  for (const [name, host] of hosts)
    if (host.underWay === 0 && host.nextAt < now && host.restUntil < now && host.failures === 0) hosts.delete(name)
}
