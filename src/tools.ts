// What a station, or a person's command that works like one, gets for a job as it was described.
import type { Draft } from './domain/draft.ts'
import type { House } from './house.ts'
import type { Tools } from './stations/station.ts'
import { probe } from './vault/probe.ts'

export async function toolsFor(house: House, job: string, digest: string): Promise<Tools> {
  return {
    room: await house.rooms.of(job, digest),
    ledger: house.ledger,
    vault: house.vault,
    attached: house.attached,
    clock: () => performance.now(),
    probe: (bytes) => probe(bytes, { reencode: house.config.reencode }),
    readDraft: async (draft) => JSON.parse(Buffer.from(await house.vault.get(draft)).toString()) as Draft,
  }
}
