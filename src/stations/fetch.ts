// discovered → fetched: stores every byte the archive holds of a post in the vault, for ever. Never parses or judges.
import { createHash } from 'node:crypto'
import type { Asset } from '../domain/asset.ts'
import type { Part } from '../domain/archive.ts'
import type { CapturePart } from '../domain/change.ts'
import { MACHINE } from './station.ts'
import type { Station, Tools } from './station.ts'
import { FROM } from './takes.ts'

export const fetchStation: Station = {
  name: 'fetch',
  from: FROM.fetch,
  async work(item, tools) {
    const parts: CapturePart[] = []
    let bytes = 0
    for await (const part of tools.room.source.fetch(item.ref)) {
      parts.push(await store(part, tools))
      bytes += part.bytes?.byteLength ?? 0
    }
    const digest = captureDigest(parts)
    return {
      to: 'fetched',
      events: [{ kind: 'item.fetched', actor: MACHINE, facts: { capture: item.epoch, digest, parts: parts.length, bytes } }],
      patch: { capture: item.epoch },
      capture: { n: item.epoch, version: item.version, digest, parts, bytes },
      assets: parts.flatMap((part) => (part.asset === null ? [] : [part.asset])),
    }
  },
}

async function store(part: Part, tools: Tools): Promise<CapturePart> {
  const names = { role: part.role, name: part.name, also: part.also ?? [] }
  if (part.bytes === null) return { ...names, digest: null, missing: part.missing ?? 'media-missing', asset: null }
  const stored = await tools.vault.put(part.bytes)
  const asset = part.role === 'media' ? await assetOf(part.bytes, stored, tools) : null
  return { ...names, digest: stored.digest, missing: null, asset }
}

async function assetOf(bytes: Uint8Array, stored: { digest: string; sm3: string; bytes: number }, tools: Tools): Promise<Asset> {
  const seen = await tools.probe(bytes)
  const publish = seen.publish === null ? null : await tools.vault.put(seen.publish.bytes)
  return {
    ...stored,
    mediaType: seen.mediaType,
    width: seen.width,
    height: seen.height,
    fault: seen.fault,
    publishDigest: publish?.digest ?? null,
    publishType: seen.publish?.mediaType ?? null,
  }
}

/** Names the whole capture: same parts with the same bytes, same digest. */
function captureDigest(parts: readonly CapturePart[]): string {
  const lines = parts.map((part) => JSON.stringify([part.role, part.name, part.digest, part.missing]))
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}
