// What one process of a seed works with: the real ledger and the way to the CMS, each call of it behind the gate.
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { Tools } from '../../src/stations/station.ts'
import type { Target } from '../../src/targets/target.ts'
import { gateOf, noted } from './gate.ts'
import type { Scene } from './scene.ts'
import { watchedLedger, watchedTarget } from './watched.ts'
import { openWire } from './wire.ts'
import type { Outside } from './wire.ts'
import type { Process } from './world.ts'

export function seamOf(scene: Scene, outside: Outside, process: Process): { ledger: Ledger; target: Target } {
  const seam = {
    ledger: watchedLedger(noted(scene, process), gateOf(scene, process, { isLedger: true })),
    target: watchedTarget(openWire(outside, process), gateOf(scene, process, { isLedger: false })),
  }
  return scene.options.breaking?.(process, seam) ?? seam
}

export function toolsOf(scene: Scene, outside: Outside, process: Process): Tools {
  const { world, posts } = scene
  const { ledger, target } = seamOf(scene, outside, process)
  const gate = gateOf(scene, process, { isLedger: false })
  const unused = async (): Promise<never> => {
    throw new Error('publishing reads no vault')
  }
  return {
    room: posts.roomWith(target),
    ledger,
    vault: { put: unused, get: unused, has: unused, fileOf: () => null },
    probe: unused,
    attached: { read: unused, close: unused },
    clock: () => process.clockFrom + world.now(),
    readDraft: (digest) =>
      gate(
        'readDraft',
        async () => {
          const draft = posts.drafts.get(digest)
          if (draft === undefined) throw new Error(`no draft ${digest}`)
          return draft
        },
        [],
      ),
  }
}
