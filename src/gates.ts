// Turns at a host that may be asked only so often, over all workers: the ledger hands them out, and here they are waited for.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ledger } from './ledger/ledger.ts'
import type { Gate } from './net/send.ts'

export function turnsOf(ledger: Ledger, perSecond: number): Gate {
  return async (host, { mostMs, signal }) => {
    const wait = await ledger.turnWithin({ host, perSecond, mostMs })
    if (wait === null) return false
    // a wait that is broken off leaves its turn empty: who ends it is closing
    if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => {})
    return true
  }
}
