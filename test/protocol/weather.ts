// What goes wrong in one seed, and how often: some kinds of faults not at all, some seldom, some often, so that each meets the others
// in all mixtures. The seed decides; `quiet` ends it all.
import type { Random } from './random.ts'

/** Faults of a request to the CMS; see wire.ts for what each does. */
export const NET_FAULTS = [
  'unreachable',
  'busy',
  'error-before',
  'error-after',
  'reset-before',
  'reset-after',
  'timeout-lost',
  'timeout-late',
  'lie-failed',
  'lie-garbled',
  'repeated',
  'slow',
  'denied',
] as const
export type NetFault = (typeof NET_FAULTS)[number]

/** Faults of a process, at every await. `suspend`: it stands still, and its own clock with it, as in a virtual machine that was put to sleep. */
export type ProcessFault = 'crash' | 'pause' | 'suspend' | 'database-before' | 'database-after'

export interface Weather {
  readonly net: Readonly<Record<NetFault, number>>
  readonly process: Readonly<Record<ProcessFault, number>>
  /** After each entry that comes to be: does an editor delete or change it some time later? */
  readonly editor: number
  /** Of the items: those that the CMS will never take. */
  readonly refused: number
  /** A ticket that the queue hands out twice. */
  readonly ticketTwice: number
  /** Longest lag of the index in this seed, ms; never over what the target declares. */
  readonly lagMs: number
}

/** The longest that the outside world may take, ms: what `settleMs` of the targets declares. */
export const CLIENT_MS = 10_000
export const SERVER_MS = 20_000
const LAG_MS = 5_000
export const SETTLE_MS = CLIENT_MS + SERVER_MS + LAG_MS

/** A worker's lock on its ticket; after it the queue hands the ticket out again. */
export const LOCK_MS = 45_000

const NET_RATE: Readonly<Partial<Record<NetFault, readonly number[]>>> = { denied: [0, 0, 0, 0.003] }
const NET_USUAL = [0, 0.01, 0.05]

export function weatherOf(
  random: Random,
  allow: { readonly editors: boolean; readonly pauses: 'anywhere' | 'nowhere' | 'not-before-making' },
): Weather {
  const net = Object.fromEntries(NET_FAULTS.map((name) => [name, random.pick(NET_RATE[name] ?? NET_USUAL)]))
  const [pause, suspend] = [random.pick([0, 0.005, 0.02]), random.pick([0, 0, 0.005, 0.02])]
  const editor = random.pick([0, 0.05, 0.15])
  return {
    net: net as Record<NetFault, number>,
    process: {
      crash: random.pick([0, 0.004, 0.015]),
      pause: allow.pauses === 'nowhere' ? 0 : pause,
      // a clock that stood still is as bad as a pause after the last look at it
      suspend: allow.pauses === 'anywhere' ? suspend : 0,
      'database-before': random.pick([0, 0, 0.004]),
      'database-after': random.pick([0, 0, 0.004]),
    },
    editor: allow.editors ? editor : 0,
    refused: random.pick([0, 0, 0.05]),
    ticketTwice: random.pick([0, 0, 0.02]),
    lagMs: random.pick([0, 300, LAG_MS]),
  }
}
