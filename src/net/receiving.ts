// Which large answers are on their way in this process, for whoever shows progress. Knows hosts and bytes, no addresses.

export interface Receiving {
  /** One answer: told at every MB; ended when it is there, or will never be. */
  begin(host: string): { tell(received: number, whole: number | null): void; end(): void }
  /** Those that have told of a MB at least, the largest first. */
  now(): readonly Received[]
}

export interface Received {
  readonly host: string
  readonly received: number
  /** Null where the server did not say. */
  readonly whole: number | null
}

export function openReceiving(): Receiving {
  const under = new Map<symbol, Received>()
  return {
    begin(host) {
      const id = Symbol(host)
      return {
        tell: (received, whole) => void under.set(id, { host, received, whole }),
        end: () => void under.delete(id),
      }
    },
    now: () => [...under.values()].toSorted((a, b) => b.received - a.received),
  }
}
