// Media of several tellings → each name once: bytes before nothing, the first bytes before others. Holds names and digests, never bytes.
import { createHash } from 'node:crypto'
import type { Part } from '../../domain/archive.ts'
import { slotName } from './capture.ts'

export interface MediaUnion {
  /** What there is to store of this part; null = nothing (it is known already, or has no bytes as yet). */
  readonly take: (slot: number, part: Part) => Part | null
  /** What nobody had, each name once. */
  readonly missing: () => readonly Part[]
}

export function mediaUnion(): MediaUnion {
  /** Digest of the bytes for names that mean something else on another page; '' for the others. */
  const had = new Map<string, string>()
  const open: Part[] = []
  return {
    take(slot, part) {
      const names = [...new Set([part.name, ...(part.also ?? [])])]
      if (part.bytes === null) {
        open.push(part)
        return null
      }
      const digest = names.some(isRelative) ? createHash('sha256').update(part.bytes).digest('hex') : ''
      const fresh = names.filter((name) => !had.has(name))
      const clashing = names.filter((name) => isRelative(name) && had.has(name) && had.get(name) !== digest)
      for (const name of fresh) had.set(name, isRelative(name) ? digest : '')
      const [name, ...also] = [...fresh, ...clashing.map((one) => slotName(slot, one))]
      return name === undefined ? null : { ...part, name, also }
    },
    missing() {
      const said = new Set<string>()
      return open.flatMap((part) => {
        const [name, ...also] = [part.name, ...(part.also ?? [])].filter((one) => !had.has(one) && !said.has(one))
        // of a picture that is there under another name nothing is missing
        if (name === undefined || (part.also ?? []).concat(part.name).some((one) => !isRelative(one) && had.has(one))) return []
        for (const one of [name, ...also]) said.add(one)
        return [{ ...part, name, also }]
      })
    },
  }
}

/** A path that only means something beside its own page. */
function isRelative(name: string): boolean {
  return !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(name)
}
