// One post and one CMS in the hands of a test: what a worker or a person does, with the real stations and the real ledger, and when each
// request arrives. Time passes when the test says so.
import type { Change } from '../../src/domain/change.ts'
import { contentSource } from '../../src/domain/compare.ts'
import { Failure } from '../../src/domain/failures.ts'
import type { ReadBack } from '../../src/domain/article.ts'
import { findItems, type Item } from '../../src/ledger/items.ts'
import { perform } from '../../src/line/perform.ts'
import { payloadDigest } from '../../src/stations/article.ts'
import { publishStation } from '../../src/stations/publish.ts'
import { verifyStation } from '../../src/stations/verify.ts'
import type { Tools } from '../../src/stations/station.ts'
import { NO_STRAYS } from '../../src/targets/target.ts'
import type { Capabilities, Target } from '../../src/targets/target.ts'
import { openCms, urlOf, type Cms, type Entry } from './cms.ts'
import { closePosts, enterPosts } from './posts.ts'
import { randomOf } from './random.ts'
import type { SimDatabase } from './sim-database.ts'
import { SETTLE_MS } from './weather.ts'

/** What becomes of the next request: its answer comes; nobody hears of it, and it arrives when the test lets it; it never leaves. */
type Fate = 'answered' | 'late' | 'not sent'

export interface ByHand {
  readonly cms: Cms
  readonly tools: Tools
  /** Of requests that change something; `answered` again after each. */
  next: Fate
  /** Requests that are still under way. */
  readonly underWay: (() => void)[]
  item(): Promise<Item>
  row(): Promise<Readonly<Record<string, unknown>>>
  /** The one entry of the post. */
  entry(): Entry
  /** The workers do all that is ready, at these stations. */
  work(...stations: ('publish' | 'verify')[]): Promise<void>
  /** The archive has a new version, and it is approved. */
  revise(): Promise<void>
  /** A person lets it be published again. */
  reapprove(): Promise<void>
  pass(ms: number): void
  end(): Promise<void>
}

export async function openByHand(database: SimDatabase, can: Partial<Capabilities>): Promise<ByHand> {
  let ahead = 0
  database.useClock(() => Date.now() + ahead)
  const posts = await enterPosts(database.sql, randomOf(1), 1)
  const { ledger, sql } = database
  const cms = openCms(
    () => Date.now() + ahead,
    () => 0,
  )
  const hand: { next: Fate } = { next: 'answered' }
  const underWay: (() => void)[] = []
  const ask = async <T>(carryOut: () => T): Promise<T> => {
    const fate = hand.next
    hand.next = 'answered'
    if (fate === 'not sent') throw new Failure('target-unreachable', 'nothing was sent')
    if (fate === 'answered') return carryOut()
    underWay.push(carryOut)
    throw new Failure('target-unknown-outcome', 'timeout')
  }
  const target = targetOf(cms, ask, {
    addressFromKey: false,
    uniqueEnforced: false,
    lookup: true,
    stages: true,
    backdate: true,
    filesByDigest: true,
    edited: false,
    settleMs: SETTLE_MS,
    ...can,
  })
  const unused = async (): Promise<never> => {
    throw new Error('publishing reads no vault')
  }
  const tools: Tools = {
    room: posts.roomWith(target),
    ledger,
    vault: { put: unused, get: unused, has: unused, fileOf: () => null },
    probe: unused,
    attached: { read: unused, close: unused },
    clock: () => performance.now() + ahead,
    readDraft: async (digest) => posts.drafts.get(digest) ?? unused(),
  }
  const item = async () => (await findItems(sql, posts.ids[0] ?? ''))[0] ?? unused()
  const move = async (to: Change['to'], more: Partial<Change>) => {
    const { id, job, state, epoch } = await item()
    const events = [{ kind: 'item.approved', actor: 'tester' }]
    const change = { item: id, job, run: null, from: state, epoch: null, seen: epoch, to, events, patch: {}, ...more }
    if (!(await ledger.advance(change))) throw new Error(`it could not be moved to ${to}`)
  }
  return Object.assign(hand, {
    cms,
    tools,
    underWay,
    item,
    row: async () => (await sql.query('select * from publication where item = $1', [posts.ids[0]]))[0] ?? {},
    entry() {
      const [only, ...more] = cms.entries
      if (only === undefined || more.length > 0) throw new Error(`there are ${cms.entries.length} entries`)
      return only
    },
    async work(...stations: ('publish' | 'verify')[]) {
      for (const station of stations)
        for (const ticket of await ledger.backlog.issue(station, 10))
          await perform(ticket, {
            stations: [publishStation, verifyStation],
            ledger,
            toolsFor: async () => tools,
            onBug: (error) => {
              throw error
            },
            onHalt: () => {},
          })
    },
    async revise() {
      const revision = ((await item()).revision ?? 0) + 1
      const digest = posts.revise(0, revision)
      const draft = { revision, digest, capture: 1, made_by: 'tester', counts: null }
      await move('normalized', {})
      await move('approved', { patch: { revision, draft_digest: digest }, draft })
    },
    reapprove: () => move('approved', {}),
    pass(ms: number) {
      ahead += ms
    },
    end: () => closePosts(sql, posts),
  })
}

type Ask = <T>(carryOut: () => T) => Promise<T>

function targetOf(cms: Cms, ask: Ask, can: Capabilities): Target {
  const published = (entry: Entry) => ({ remoteId: entry.id, url: urlOf(entry), digest: payloadDigest(entry.article) })
  return {
    ...NO_STRAYS,
    can,
    check: async () => [],
    addressOf: () => null,
    takes: () => true,
    upload: async ({ digest }) => ({ id: digest, url: `https://cms.test/files/${digest}` }),
    findUpload: async () => null,
    async find(key) {
      const entry = cms.find(key)
      return entry === null ? null : published(entry)
    },
    stage: async (article, key) => cms.create(key, article, { files: [], state: 'draft' }).id,
    put: (article, key, place) =>
      ask(() => {
        const known = place?.remoteId == null ? cms.find(key) : cms.byId(place.remoteId)
        if (known !== null) cms.show(known, article, [])
        return published(known ?? cms.create(key, article, { files: [], state: 'public' }))
      }),
    read: async ({ remoteId }) => readBack(cms.byId(remoteId)),
    withdraw: ({ remoteId }) =>
      ask(() => {
        const entry = cms.byId(remoteId)
        if (entry !== null) entry.state = 'bin'
      }),
    finish: async () => {},
    close: async () => {},
  }
}

function readBack(entry: Entry | null): ReadBack {
  const nothing = { title: '', text: '', publishedAt: '', source: null, column: '', links: [], media: [], foreign: [] }
  if (entry?.state !== 'public') return { ...nothing, status: 404 }
  const { title, text, publishedAt, column, media } = entry.article
  const files = media.map((one) => ({ url: `https://cms.test/files/${one.digest}`, ok: true, why: '' }))
  return { ...nothing, status: 200, title, text, publishedAt, source: contentSource(entry.article), column: column.name, media: files }
}
