// What a source keeps between discover and fetch: in the vault for a job of the ledger, and for a look that leaves nothing behind only in
// memory, bounded, the oldest first to go.
import { createHash } from 'node:crypto'
import type { SourceKit } from './sources/source.ts'
import type { Vault } from './vault/vault.ts'

type Keep = Pick<SourceKit, 'keep' | 'kept'>

export function vaultKeep(vault: Vault): Keep {
  return {
    keep: async (bytes) => (await vault.put(bytes)).digest,
    kept: async (digest) => ((await vault.has(digest)) ? await vault.get(digest) : null),
  }
}

const MOST_BYTES = 16 * 1024 * 1024

export function shortKeep(mostBytes = MOST_BYTES): Keep {
  const held = new Map<string, Uint8Array>()
  let size = 0
  const drop = (digest: string): void => {
    size -= held.get(digest)?.byteLength ?? 0
    held.delete(digest)
  }
  return {
    keep: async (bytes) => {
      const digest = createHash('sha256').update(bytes).digest('hex')
      drop(digest)
      held.set(digest, bytes)
      size += bytes.byteLength
      for (const oldest of held.keys()) if (size > mostBytes) drop(oldest)
      return digest
    },
    kept: async (digest) => held.get(digest) ?? null,
  }
}
