// Where a process may be stopped, killed or cut off: the gate that every awaited call of a worker goes through, by the seed's chance.
import { Failure } from '../../src/domain/failures.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { Scene } from './scene.ts'
import type { SimDatabase } from './sim-database.ts'
import type { Gate } from './watched.ts'
import { LOCK_MS } from './weather.ts'
import type { ProcessFault } from './weather.ts'
import type { Process, World } from './world.ts'

/** How long after its intent a creating request may leave: publish-once.ts. */
const SEND_WINDOW_MS = 5000

const ledgers = new WeakMap<Process, Ledger>()

/** Every process has its own, and what it remembers dies with it; they share the one connection. */
function ledgerOf(process: Process, database: SimDatabase): Ledger {
  const known = ledgers.get(process) ?? database.openLedger()
  ledgers.set(process, known)
  return known
}

/** The real ledger; the simulator only remembers what a process may do after. */
export function noted({ database, world, sendBy, posts, uploads }: Scene, process: Process): Ledger {
  const ledger = ledgerOf(process, database)
  const keyOf = (item: string): string => posts.keys[posts.ids.indexOf(item)] ?? ''
  return {
    ...ledger,
    claim: async (asked) => {
      const claim = await ledger.claim(asked)
      if (claim?.opened === true) sendBy.set(`${process.name} ${asked.key}`, world.now() + SEND_WINDOW_MS)
      return claim
    },
    step: async (step) => {
      const isDone = await ledger.step(step)
      if (isDone && step.step === 'intend')
        sendBy.set(`${process.name} ${keyOf(step.item)}`, world.now() + (step.withinMs ?? SEND_WINDOW_MS))
      return isDone
    },
    uploads: {
      ...ledger.uploads,
      claim: async (of) => {
        const claim = await ledger.uploads.claim(of)
        if (claim !== null) uploads.claimed(process, of.digest)
        return claim
      },
    },
  }
}

export function gateOf(scene: Scene, process: Process, { isLedger }: { readonly isLedger: boolean }): Gate {
  const { world, posts, strategy } = scene
  const told = (about: readonly unknown[]): string => {
    const first = about[0]
    const item =
      typeof first === 'string' ? first : typeof first === 'object' && first !== null && 'item' in first ? String(first.item) : ''
    const step = typeof first === 'object' && first !== null && 'step' in first ? ` ${String(first.step)}` : ''
    const to = typeof first === 'object' && first !== null && 'to' in first ? ` → ${String(first.to)}` : ''
    const n = posts.ids.indexOf(item)
    const key = about.findIndex((one) => typeof one === 'string' && posts.keys.includes(one))
    return `${n >= 0 ? ` #${n}` : key >= 0 ? ` #${posts.keys.indexOf(about[key] as string)}` : ''}${step}${to}`
  }
  const hit = (what: ProcessFault, name: string): boolean => {
    if (!world.random.chance(scene.weather.process[what])) return false
    scene.faults.set(what, (scene.faults.get(what) ?? 0) + 1)
    world.tell(process.name, `${what} at ${name}`)
    return true
  }
  const point = async (name: string, mayPause: boolean): Promise<void> => {
    if (hit('crash', name)) {
      scene.fleet.onDeath(process)
      await world.die(process)
    }
    const isPaused = mayPause && hit('pause', name)
    if (!isPaused && !hit('suspend', name)) return
    const ms = pauseOf(world)
    scene.fleet.onPause(process, ms)
    await world.pass(process, ms)
    if (!isPaused) process.clockFrom -= ms
    world.tell(process.name, `goes on after ${Math.round(ms / 1000)} s`)
  }
  return async (name, call, about) => {
    scene.turns += 1
    const isMaking = name === 'put' || name === 'stage' || name === 'withdraw'
    await point(name, strategy.pauses === 'anywhere' || !isMaking)
    await world.pass(process, 0)
    if (isLedger && hit('database-before', name)) throw new Failure('database-unreachable', 'before')
    try {
      const result = await call()
      world.tell(process.name, `${name}${told(about)} = ${brief(result)}`)
      if (isLedger && hit('database-after', name)) throw new Failure('database-unreachable', 'after')
      await point(`${name} (after)`, true)
      return result
    } catch (error) {
      world.tell(process.name, `${name}${told(about)} ! ${error instanceof Failure ? `${error.code} ${error.message}` : String(error)}`)
      throw error
    }
  }
}

/** Short; long; or just so long that another worker has taken the ticket over and is in the middle of it. */
function pauseOf({ random }: World): number {
  return random.pick([random.between(1000, 20_000), random.between(40_000, 180_000), LOCK_MS + random.between(0, 1500)])
}

function brief(result: unknown): string {
  if (typeof result !== 'object' || result === null) return String(result)
  const parts = ['state', 'epoch', 'fence', 'hadIntent', 'remoteId', 'id'].flatMap((name) =>
    name in result && !(name === 'id' && 'epoch' in result) ? [`${name}:${String((result as Record<string, unknown>)[name])}`] : [],
  )
  return `{${parts.join(' ')}}`
}
