// Watches the sending of files: who claimed, looked and sent what. Out: files sent again by somebody who could have known, and did not look.
import type { Cms } from './cms.ts'
import type { Process } from './world.ts'

export interface UploadWatch {
  claimed(process: Process, digest: string): void
  readonly note: (process: Process, digest: string, how: 'asked' | 'sent' | 'repeated') => void
  /** Digests of files that were sent again in spite of a known earlier sending. */
  wrong(): readonly string[]
  /** How many files stand twice. */
  doubled(cms: Cms): number
}

export function openUploadWatch(now: () => number): UploadWatch {
  const firstSent = new Map<string, number>()
  const claimedAt = new Map<string, number>()
  const looked = new Set<string>()
  const wrong: string[] = []
  return {
    claimed(process, digest) {
      claimedAt.set(`${process.name} ${digest}`, now())
      looked.delete(`${process.name} ${digest}`)
    },
    note(process, digest, how) {
      const mine = `${process.name} ${digest}`
      if (how === 'asked') looked.add(mine)
      if (how !== 'sent') return
      const before = firstSent.get(digest)
      // one who claimed before the other sent, and stood still since, could not know
      if (before !== undefined && before < (claimedAt.get(mine) ?? 0) && !looked.has(mine)) wrong.push(digest)
      if (before === undefined) firstSent.set(digest, now())
    },
    wrong: () => wrong,
    doubled: (cms) => cms.files.length - new Set(cms.files.map((file) => file.digest)).size,
  }
}
