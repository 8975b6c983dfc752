// The contract of a station: takes one item in one state, works, and says what it became. It never changes the ledger itself.
import type { AttachedReader } from '../attached/reader.ts'
import type { Change } from '../domain/change.ts'
import type { Job } from '../domain/job.ts'
import type { Mapping } from '../domain/mapping.ts'
import type { Draft } from '../domain/draft.ts'
import type { State } from '../domain/states.ts'
import type { Item } from '../ledger/items.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Source } from '../sources/source.ts'
import type { Target } from '../targets/target.ts'
import type { Probe } from '../vault/probe.ts'
import type { Vault } from '../vault/vault.ts'

/** All that belongs to one job as it was last described: its files, and its source and target, opened. */
export interface JobRoom {
  readonly job: Job
  readonly mapping: Mapping
  readonly digest: string
  readonly source: Source
  /** `<kind>@<version>`: which code made a draft. */
  readonly madeBy: string
  readonly target: Target
  readonly targetName: string
}

export interface Tools {
  readonly room: JobRoom
  readonly ledger: Ledger
  readonly vault: Vault
  readonly probe: (bytes: Uint8Array) => Promise<Probe>
  /** Reads the words of attached files. */
  readonly attached: AttachedReader
  readonly readDraft: (digest: string) => Promise<Draft>
  /** Monotonic, ms: how long this process itself has waited, whatever the wall clock says. */
  readonly clock: () => number
}

/** What becomes of the item, and what is written with it; the line adds item, ticket and failure bookkeeping. */
export interface Outcome extends Partial<Omit<Change, 'item' | 'job' | 'run' | 'from' | 'epoch' | 'to' | 'events'>> {
  readonly to: State
  readonly events: Change['events']
}

export interface Station {
  readonly name: 'fetch' | 'normalize' | 'publish' | 'verify' | 'relink'
  readonly from: State
  /** Throws Failure; the failure's fate decides what becomes of the item. */
  work(item: Item, tools: Tools): Promise<Outcome>
}

/** The actor of everything that no person did. */
export const MACHINE = 'guiji'
