// All that belongs to one seed while it runs. Built once, handed on; only the simulation changes it.
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { Target } from '../../src/targets/target.ts'
import { openCms } from './cms.ts'
import type { Cms } from './cms.ts'
import type { Fleet } from './fleet.ts'
import { enterPosts } from './posts.ts'
import type { Posts } from './posts.ts'
import type { SimDatabase } from './sim-database.ts'
import type { Strategy } from './strategies.ts'
import { openUploadWatch } from './upload-watch.ts'
import { weatherOf } from './weather.ts'
import type { Weather } from './weather.ts'
import type { Process, World } from './world.ts'

/** A protocol broken on purpose: what a process gets instead of ledger and target. */
export type Breaking = (process: Process, given: { readonly ledger: Ledger; readonly target: Target }) => { ledger: Ledger; target: Target }

export interface SeedOptions {
  readonly items?: number
  readonly trace?: boolean
  readonly breaking?: Breaking
  /** Makes worse weather of what the seed has drawn. */
  readonly worse?: (drawn: Weather) => Weather
}

export interface Scene {
  readonly database: SimDatabase
  readonly world: World
  readonly strategy: Strategy
  readonly posts: Posts
  readonly cms: Cms
  readonly options: SeedOptions
  weather: Weather
  /** Calls of processes through the gate, and events of any kind. */
  turns: number
  events: number
  swept: number
  readonly calm: Weather
  readonly faults: Map<string, number>
  readonly violations: string[]
  /** Last moment at which a making request of this process may leave, by key. */
  readonly sendBy: Map<string, number>
  /** Keys that may be doubled for a cause outside: late senders, proxies. */
  readonly excused: Set<string>
  /** Keys of entries that a proxy has changed twice. */
  readonly repeated: Set<string>
  /** Keys where an old request came after a newer one. */
  readonly overtaken: Set<string>
  /** Keys that were revised before what was sent last had been verified. */
  readonly unlooked: Set<string>
  /** When a process last read an entry. */
  readonly readAt: Map<string, number>
  readonly uploads: ReturnType<typeof openUploadWatch>
  fleet: Fleet
}

export async function sceneOf(world: World, strategy: Strategy, options: { database: SimDatabase } & SeedOptions): Promise<Scene> {
  const { random } = world
  const allow = { editors: strategy.editors, pauses: strategy.pauses }
  const drawn = weatherOf(random, allow)
  const weather = options.worse?.(drawn) ?? drawn
  const none = <K extends string>(rates: Readonly<Record<K, number>>) =>
    Object.fromEntries(Object.keys(rates).map((name) => [name, 0])) as Record<K, number>
  const calm: Weather = { ...weather, net: none(weather.net), process: none(weather.process), editor: 0, ticketTwice: 0 }
  const posts = await enterPosts(options.database.sql, random, options.items ?? 20)
  return {
    database: options.database,
    world,
    strategy,
    posts,
    options,
    weather,
    calm,
    turns: 0,
    events: 0,
    swept: 0,
    cms: openCms(world.now, () => random.below(weather.lagMs + 1)),
    faults: new Map(),
    violations: [],
    sendBy: new Map(),
    excused: new Set(),
    readAt: new Map(),
    repeated: new Set(),
    overtaken: new Set(),
    unlooked: new Set(),
    uploads: openUploadWatch(world.now),
    fleet: {
      poke: () => {},
      onDeath: () => {},
      onPause: () => {},
    },
  }
}
