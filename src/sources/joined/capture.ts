// How a joined capture tells whose its parts are: pages and rows carry their telling's number in their name, and one row lists the tellings.
// So a capture explains itself for ever, whatever the job says later.
import type { Json, Material, Part, StoredPart } from '../../domain/archive.ts'

/** One telling as it was captured. */
export interface Told {
  readonly of: string
  readonly key: string
  readonly ref: Json
  /** Failure code: it could not be had, and the others did without. */
  readonly failed: string | null
}

export interface Manifest {
  readonly tellings: readonly Told[]
  /** Number of the telling whose body and relative media names are the post's. */
  readonly best: number
}

const NAME = 'joined'

export function manifestPart(manifest: Manifest): Part {
  return { role: 'row', name: NAME, bytes: Buffer.from(JSON.stringify(manifest)) }
}

/** Null when there is none, or none that can be read. */
export function manifestOf({ parts }: Material): Manifest | null {
  const bytes = parts.find(({ role, name }) => role === 'row' && name === NAME)?.bytes ?? null
  if (bytes === null) return null
  try {
    const { tellings, best } = JSON.parse(Buffer.from(bytes).toString()) as Partial<Manifest>
    const whole = Array.isArray(tellings) && tellings.every((one) => typeof one?.of === 'string' && typeof one.key === 'string')
    return whole && typeof best === 'number' ? { tellings: tellings as readonly Told[], best } : null
  } catch {
    return null
  }
}

export function hasManifest({ parts }: Material): boolean {
  return parts.some(({ role, name }) => role === 'row' && name === NAME)
}

export function slotted(slot: number, part: Part): Part {
  return { ...part, name: slotName(slot, part.name) }
}

/** Also for a media name that another telling uses for other bytes. */
export function slotName(slot: number, name: string): string {
  return `${NAME}:${slot}:${name}`
}

/** What one telling's own source gets to read: its pages and rows under their own names, and all media. */
export function materialOf(material: Material, slot: number, { key, ref }: Told): Material {
  const prefix = slotName(slot, '')
  const parts = material.parts.flatMap((part): readonly StoredPart[] => {
    if (part.role === 'media') return [part]
    return part.name.startsWith(prefix) ? [{ ...part, name: part.name.slice(prefix.length) }] : []
  })
  return { key, ref, parts }
}
