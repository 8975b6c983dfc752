// The kinds of target the protocol knows, as the simulator plays them: what each declares, and what may go wrong with it.
import type { Capabilities } from '../../src/targets/target.ts'
import { SETTLE_MS } from './weather.ts'

export interface Strategy {
  readonly name: string
  readonly can: Capabilities
  /** Editors work in the CMS meanwhile. */
  readonly editors: boolean
  /** Processes stand still for minutes: anywhere, nowhere, or anywhere but between the last check and a request that makes a public entry. */
  readonly pauses: 'anywhere' | 'nowhere' | 'not-before-making'
  /** A proxy may deliver a request that makes a public entry twice. */
  readonly repeatsMaking: boolean
  /** Posts change in the archive after, or while, they are published, and are approved again. */
  readonly revises: boolean
  /** Posts are withdrawn, and published again. */
  readonly withdraws: boolean
  /** Must hold for every seed; false = what doubles come is counted, and each must have a cause the protocol can't see. */
  readonly neverDoubled: boolean
}

const BASE: Capabilities = {
  addressFromKey: false,
  uniqueEnforced: false,
  lookup: true,
  stages: false,
  backdate: true,
  filesByDigest: false,
  edited: false,
  settleMs: SETTLE_MS,
}

const ANYWHERE = { editors: false, revises: false, withdraws: false, pauses: 'anywhere', repeatsMaking: true, neverDoubled: true } as const

/** WordPress without our plugin: drafts, then shown by id. */
export const DRAFTS: Strategy = { ...ANYWHERE, name: 'drafts + look-up', can: { ...BASE, stages: true } }

export const DRAFTS_EDITED: Strategy = {
  ...ANYWHERE,
  name: 'drafts + look-up, editors at work',
  can: { ...BASE, stages: true, edited: true },
  editors: true,
  revises: true,
}

/** A second entry of a key can't come to be. */
export const UNIQUE: Strategy = { ...ANYWHERE, name: 'unique by key', can: { ...BASE, uniqueEnforced: true } }

export const UNIQUE_EDITED: Strategy = {
  ...ANYWHERE,
  name: 'unique by key, editors at work',
  can: { ...BASE, uniqueEnforced: true, edited: true },
  editors: true,
  revises: true,
}

/** No drafts: the request itself makes the public entry. */
export const DIRECT: Strategy = {
  ...ANYWHERE,
  name: 'direct + look-up, no pause before sending',
  can: BASE,
  pauses: 'not-before-making',
  repeatsMaking: false,
}

/** The same where everything may happen: what it can't prevent is counted. */
export const DIRECT_WILD: Strategy = { ...ANYWHERE, name: 'direct + look-up, pauses anywhere', can: BASE, neverDoubled: false }

/** Nothing can be asked: what is unknown waits for a person. */
export const BLIND: Strategy = { ...ANYWHERE, name: 'no look-up', can: { ...BASE, lookup: false }, repeatsMaking: false }

/** Posts change and are published again. */
export const DRAFTS_REVISED: Strategy = { ...DRAFTS, name: 'drafts + look-up, posts revised', revises: true }
export const DRAFTS_WITHDRAWN: Strategy = { ...DRAFTS_REVISED, name: 'drafts + look-up, posts withdrawn', withdraws: true }
export const UNIQUE_REVISED: Strategy = { ...UNIQUE, name: 'unique by key, posts revised', revises: true }
export const UNIQUE_WITHDRAWN: Strategy = { ...UNIQUE_REVISED, name: 'unique by key, posts withdrawn', withdraws: true }
