// People who take posts back while workers publish them, say it again until it is done, and let them be published anew some time later.
import { Failure } from '../../src/domain/failures.ts'
import { findItems } from '../../src/ledger/items.ts'
import type { Item } from '../../src/ledger/items.ts'
import { withdraw } from '../../src/stations/withdraw.ts'
import type { Tools } from '../../src/stations/station.ts'
import type { Scene } from './scene.ts'
import type { Process } from './world.ts'

export interface Withdrawals {
  /** Some posts, at times that the seed draws. */
  readonly begin: () => void
  /** No more faults: what was begun is brought to its end, and everything is published again. */
  readonly end: () => void
}

const TIMES = 6
const CALM_MS = 60_000

export function withdrawalsOf(scene: Scene, toolsOf: (process: Process) => Tools): Withdrawals {
  const { world, posts, database, cms } = scene
  const wanted = new Set<number>()
  const itemOf = async (n: number): Promise<Item | null> => (await findItems(database.sql, posts.ids[n] ?? ''))[0] ?? null

  const attempt = async (n: number): Promise<void> => {
    const item = await itemOf(n)
    // what is on its way again shows itself, and is verified
    if (!wanted.has(n) || item?.state !== 'verified') return
    const process = world.newProcess('person')
    world.start(process, async () => {
      try {
        await withdraw(item, { by: 'tester', reason: null }, toolsOf(process))
        wanted.delete(n)
        scene.faults.set('withdrawn', (scene.faults.get('withdrawn') ?? 0) + 1)
        world.tell(process.name, `has withdrawn #${n}`)
        world.after(world.random.between(500, 60_000), () => reopen(n))
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        world.tell(process.name, `could not withdraw #${n}: ${error.code}`)
      }
    })
  }
  const reopen = async (n: number): Promise<void> => {
    const item = await itemOf(n)
    if (item?.state !== 'withdrawn') return
    const isShown = cms.entries.some((entry) => entry.key === item.key && entry.state === 'public')
    if (isShown && !scene.overtaken.has(item.key)) scene.violations.push(`#${n} readers meet it though it was withdrawn`)
    const events = [{ kind: 'item.approved', actor: 'tester' }]
    await database.ledger.advance({
      item: item.id,
      job: item.job,
      run: null,
      from: 'withdrawn',
      epoch: null,
      to: 'approved',
      events,
      patch: {},
    })
    world.tell('person', `lets #${n} be published again`)
    scene.fleet.poke()
  }
  return {
    begin() {
      for (let times = 0; times < 5; times += 1) {
        const n = world.random.below(posts.ids.length)
        let at = world.random.between(1000, 300_000)
        world.after(at, () => void wanted.add(n))
        for (let again = 0; again < TIMES; again += 1) {
          world.after(at, () => attempt(n))
          at += world.random.pick([500, 5000, 40_000])
        }
      }
    },
    end() {
      for (const n of wanted) for (let again = 1; again < 4; again += 1) world.after(CALM_MS * again, () => attempt(n))
      posts.ids.forEach((_, n) => world.after(CALM_MS * 5, () => reopen(n)))
    },
  }
}
