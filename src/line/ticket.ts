// What travels through the queue: ids only (house law 2). The ledger is the backlog; the line is the motor.

/** Names of the stations that tickets are issued for, in travel order. */
export const STATION_NAMES = ['fetch', 'normalize', 'publish', 'verify', 'relink'] as const
export type StationName = (typeof STATION_NAMES)[number]

/** `epoch` grows with every ticket of an item; a ticket with an older epoch than the item's is void. */
export interface Ticket {
  readonly item: string
  readonly station: StationName
  readonly epoch: number
  /** BullMQ's: 1 = first. Always set. */
  readonly priority: number
}

/** What the line asks of the ledger. */
export interface Backlog {
  /** Marks up to `room` ready items of a station as ticketed (epoch + 1), fair over jobs and hosts, and returns their tickets. */
  issue(station: StationName, room: number): Promise<readonly Ticket[]>
  /** Tickets issued over `olderThanMs` ago whose work has not been reported; the line looks whether the queue still has them. */
  stale(olderThanMs: number, limit: number): Promise<readonly Ticket[]>
  /** Makes these items ready again: their tickets are lost. Void if the item moved on meanwhile. */
  reclaim(tickets: readonly Ticket[]): Promise<number>
}
