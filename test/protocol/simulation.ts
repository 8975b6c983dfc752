// One seed: twenty approved posts, three workers with the real `perform` and the real ledger, a CMS and a network that the seed spoils.
// In: seed and strategy. Out: what went wrong that must not. The same seed always gives the same story.
import type { Change } from '../../src/domain/change.ts'
import { Failure, FAILURES } from '../../src/domain/failures.ts'
import type { FailureCode } from '../../src/domain/failures.ts'
import type { State } from '../../src/domain/states.ts'
import { findItems, listItems } from '../../src/ledger/items.ts'
import { setJobState } from '../../src/ledger/jobs.ts'
import { decide } from '../../src/stations/decide.ts'
import { publishStation } from '../../src/stations/publish.ts'
import { sweepStrays } from '../../src/stations/sweep-strays.ts'
import { verifyStation } from '../../src/stations/verify.ts'
import type { Entry } from './cms.ts'
import { startFleet } from './fleet.ts'
import { judged } from './judge.ts'
import { closePosts, revisionOf } from './posts.ts'
import { sceneOf } from './scene.ts'
import type { Scene, SeedOptions } from './scene.ts'
import { EPOCH } from './sim-database.ts'
import type { SimDatabase } from './sim-database.ts'
import type { Strategy } from './strategies.ts'
import type { Outside } from './wire.ts'
import { withdrawalsOf } from './withdrawals.ts'
import { seamOf, toolsOf } from './worker-tools.ts'
import { openWorld } from './world.ts'
import type { Process, World } from './world.ts'

export interface SeedResult {
  readonly seed: number
  readonly items: number
  readonly turns: number
  readonly violations: readonly string[]
  readonly verified: number
  readonly held: ReadonlyMap<string, number>
  readonly lost: number
  readonly strays: number
  /** Keys that readers ever met twice. */
  readonly doubled: number
  /** Of those: how many without a cause that the protocol can't see (a zombie's late request, a repeating proxy). */
  readonly doubledInVain: number
  readonly swept: number
  /** Items whose old words came after the newer ones, by no fault of the protocol. */
  readonly overtaken: number
  readonly files: number
  readonly filesDoubled: number
  readonly faults: ReadonlyMap<string, number>
  readonly trace: readonly string[]
}

/** Everything must have come to its end by then. */
const MOST_TURNS = 20_000
const MOST_EVENTS = 100_000

export async function runSeed(seed: number, strategy: Strategy, more: { database: SimDatabase } & SeedOptions): Promise<SeedResult> {
  const world = openWorld(seed, more.trace === true)
  const restore = takeTime(world)
  more.database.useClock(() => EPOCH + world.now())
  try {
    const scene = await sceneOf(world, strategy, more)
    try {
      return await lived(scene, seed)
    } finally {
      await closePosts(more.database.sql, scene.posts)
    }
  } finally {
    restore()
  }
}

/** Clock, chance and timers of this process are the seed's while it runs; `gather` waits for nobody, since only one process runs at a time. */
function takeTime(world: World): () => void {
  const real = { now: Date.now, random: Math.random, setTimeout: globalThis.setTimeout }
  Date.now = () => EPOCH + world.now() + (world.current()?.skewMs ?? 0)
  Math.random = () => world.random.next()
  const soon = (act: () => void, ms?: number): unknown => (ms !== undefined && ms <= 8 ? queueMicrotask(act) : real.setTimeout(act, ms))
  globalThis.setTimeout = soon as typeof setTimeout
  return () => {
    Date.now = real.now
    Math.random = real.random
    globalThis.setTimeout = real.setTimeout
  }
}

async function lived(scene: Scene, seed: number): Promise<SeedResult> {
  const { world, posts, database, cms, strategy } = scene
  const refused = new Set(posts.keys.filter(() => world.random.chance(scene.weather.refused)))
  const outside = outsideOf(scene, refused)
  scene.fleet = startFleet({
    world,
    ledger: database.ledger,
    job: posts.job.job,
    target: posts.targetName,
    count: outside.count,
    performing: (process) => performingOf(scene, outside, process),
    ticketTwice: () => world.random.chance(scene.weather.ticketTwice),
  })
  scene.fleet.poke()
  for (let n = 0; n < 2; n += 1) {
    world.after(world.random.between(60_000, 900_000), async () => void (await letGo(scene)))
    world.after(world.random.between(20_000, 600_000), () => sweep(scene, outside))
  }
  if (strategy.revises) for (let n = 0; n < 12; n += 1) world.after(world.random.between(1000, 300_000), () => revise(scene))
  const withdrawals = withdrawalsOf(scene, (process) => toolsOf(scene, outside, process))
  if (strategy.withdraws) withdrawals.begin()
  await runOut(scene)
  scene.weather = scene.calm
  world.tell('----', 'no more faults')
  if (strategy.withdraws) withdrawals.end()
  for (let round = 0; round < 3 && (await letGo(scene)) > 0; round += 1) await runOut(scene)
  // what people let go last is published before the last sweep
  await runOut(scene)
  world.after(strategy.can.settleMs + 60_000, () => sweep(scene, outside))
  await runOut(scene)
  const judgement = await judged({ sql: database.sql, posts, cms, strategy, refused, overtaken: scene.overtaken, unlooked: scene.unlooked })
  // what was withdrawn comes back as a new entry; an old request that comes after that shows the old one again
  const twice = [...cms.doubled.keys()].filter((key) => !(strategy.withdraws && scene.overtaken.has(key)))
  const inVain = twice.filter((key) => !scene.excused.has(key))
  const doubled = (strategy.neverDoubled ? twice : inVain).map((key) => `#${posts.keys.indexOf(key)} readers met it twice`)
  const uploads = scene.uploads.wrong().map((digest) => `file ${digest.slice(0, 8)} was sent again without a look`)
  return {
    seed,
    items: posts.ids.length,
    turns: scene.turns,
    ...judgement,
    violations: [...scene.violations, ...judgement.violations, ...doubled, ...uploads],
    doubled: twice.length,
    doubledInVain: inVain.length,
    swept: scene.swept,
    overtaken: scene.overtaken.size,
    faults: scene.faults,
    files: new Set(cms.files.map((one) => one.digest)).size,
    filesDoubled: scene.uploads.doubled(cms),
    trace: world.trace,
  }
}

/** Until nothing will happen any more; what goes round for ever is left where it is. */
async function runOut(scene: Scene): Promise<void> {
  while (scene.turns <= MOST_TURNS && (scene.events += 1) <= MOST_EVENTS) if (!(await scene.world.step())) return
  const what = 'livelock: it does not come to an end'
  if (!scene.violations.includes(what)) scene.violations.push(what)
}

function outsideOf(scene: Scene, refused: ReadonlySet<string>): Outside {
  const { world, cms, strategy, faults, posts } = scene
  const count = (what: string): void => void faults.set(what, (faults.get(what) ?? 0) + 1)
  return {
    world,
    cms,
    strategy,
    refused,
    count,
    weather: () => scene.weather,
    onMaking(process, key, how) {
      const isLate = world.now() > (scene.sendBy.get(`${process.name} ${key}`) ?? Infinity)
      if (isLate && how === 'sent') count('late sender')
      if (isLate || how === 'repeated') scene.excused.add(key)
    },
    onUpload: scene.uploads.note,
    onMade: (entry) => {
      if (world.random.chance(scene.weather.editor)) world.after(world.random.between(0, 6e4), () => edited(scene, entry))
    },
    onRead: (process, entry) => void scene.readAt.set(`${process.name} ${entry.id}`, world.now()),
    onShowRepeated: (key) => void scene.repeated.add(key),
    isLate: (process, key) => world.now() > (scene.sendBy.get(`${process.name} ${key}`) ?? Infinity),
    onChange(process, entry, { article, isLate }) {
      const isOld = entry.state === 'withdrawn' || (entry.state === 'public' && revisionOf(article) < revisionOf(entry.article))
      // sent by a process that had stood still after its last look at the clock, or once more by a proxy: no protocol can call it back
      if (isOld && (isLate || scene.repeated.has(entry.key))) {
        count('overtaken')
        scene.overtaken.add(entry.key)
      }
      if (entry.editedAt === null) return
      const seen = (scene.readAt.get(`${process.name} ${entry.id}`) ?? -1) > entry.editedAt
      count(seen ? 'editor: overwritten' : 'editor: overwritten unseen')
      if (seen) scene.violations.push(`#${posts.keys.indexOf(entry.key)} an editor's words were read, and overwritten`)
    },
    onWithdraw(entry, isLate) {
      if (entry?.state !== 'public') return
      entry.state = 'withdrawn'
      if (isLate) scene.overtaken.add(entry.key)
    },
    onDiscard(entry) {
      scene.swept += 1
      world.tell('cms', `#${posts.keys.indexOf(entry.key)} draft ${entry.id} is gone`)
    },
  }
}

function edited({ world, faults }: Scene, entry: Entry): void {
  if (entry.state !== 'draft' && entry.state !== 'public') return
  const what = world.random.pick(['delete', 'bin', 'change'])
  faults.set(`editor: ${what}`, (faults.get(`editor: ${what}`) ?? 0) + 1)
  world.tell('editor', `${what} ${entry.id}`)
  if (what === 'change') {
    entry.edited = true
    entry.editedAt = world.now()
    entry.article = { ...entry.article, title: `${entry.article.title}(改)` }
  } else {
    entry.removedBy = 'editor'
    entry.state = what === 'bin' ? 'bin' : 'deleted'
  }
}

/** A person tries again what is held for a cause that passes. Returns how many. */
async function letGo({ database, posts, world, fleet }: Scene): Promise<number> {
  const held = (await listItems(database.sql, { job: posts.job.job, state: 'held', limit: 100 })).filter(
    (item) => FAILURES[item.failure as FailureCode].fate === 'retry',
  )
  for (const item of held) await decide(item, { verb: 'retry', by: 'tester', reason: null }, database.ledger)
  if (held.length > 0) world.tell('person', `tries ${held.length} again`)
  fleet.poke()
  return held.length
}

/** The archive has a new version of a post; it is made and approved anew, whatever a worker is doing with the old one. */
async function revise(scene: Scene): Promise<void> {
  const { database, posts, world } = scene
  const n = world.random.below(posts.ids.length)
  const move = async (to: Change['to'], from: readonly State[], more: Pick<Change, 'patch' | 'draft'>): Promise<boolean> => {
    const item = await itemOf(scene, n)
    if (item === null || !from.includes(item.state)) return false
    // words that were sent with an unknown outcome are taken for an editor's: a person is asked in vain
    if (from.length > 1 && item.state === 'approved') scene.unlooked.add(item.key)
    const events = [{ kind: to === 'approved' ? 'item.approved' : 'item.changed', actor: 'tester' }]
    return database.ledger.advance({ item: item.id, job: item.job, run: null, from: item.state, epoch: null, to, events, ...more })
  }
  if (!(await move('normalized', ['approved', 'published', 'verified'], { patch: {} }))) return
  world.tell('person', `revises #${n}`)
  world.after(world.random.pick([500, world.random.between(500, 60_000)]), async () => {
    const revision = ((await itemOf(scene, n))?.revision ?? 0) + 1
    const digest = posts.revise(n, revision)
    const draft = { revision, digest, capture: 1, made_by: 'tester', counts: null }
    await move('approved', ['normalized'], { patch: { revision, draft_digest: digest }, draft })
    world.tell('person', `approves #${n}, revision ${revision}`)
    scene.fleet.poke()
  })
}

function sweep(scene: Scene, outside: Outside): void {
  const { world, posts } = scene
  const process = world.newProcess('sweep')
  const { ledger, target } = seamOf(scene, outside, process)
  world.start(process, async () => {
    await sweepStrays(posts.roomWith(target), ledger, Date.now()).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error
    })
  })
}

function performingOf(scene: Scene, outside: Outside, process: Process) {
  const { world, database } = scene
  const tools = toolsOf(scene, outside, process)
  const { ledger } = tools
  return {
    stations: [publishStation, verifyStation],
    ledger,
    toolsFor: async () => tools,
    onBug: (error: unknown) => scene.violations.push(`bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    onHalt: (job: string) => {
      world.tell('person', 'will resume the job')
      world.after(world.random.between(30_000, 90_000), async () => {
        await setJobState(database.sql, job, { to: 'active', by: 'tester', because: null })
        scene.fleet.poke()
      })
    },
  }
}

async function itemOf(scene: Pick<Scene, 'database' | 'posts'>, n: number) {
  return (await findItems(scene.database.sql, scene.posts.ids[n] ?? ''))[0] ?? null
}
