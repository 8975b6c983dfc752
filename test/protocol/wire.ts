// The way between one worker process and the CMS: a target as the contract wants it, over a network that loses, delays, repeats and lies.
// What a request does happens in the CMS's own time, whether the process that sent it still lives or not.
import { contentSource, shownDigests } from '../../src/domain/compare.ts'
import type { Article, Published, ReadBack } from '../../src/domain/article.ts'
import { Failure } from '../../src/domain/failures.ts'
import { payloadDigest } from '../../src/stations/article.ts'
import type { Stray, Target, Uploaded } from '../../src/targets/target.ts'
import { urlOf } from './cms.ts'
import type { Cms, Entry } from './cms.ts'
import { EPOCH } from './sim-database.ts'
import type { Strategy } from './strategies.ts'
import { CLIENT_MS, NET_FAULTS, SERVER_MS } from './weather.ts'
import type { NetFault, Weather } from './weather.ts'
import { GRID_MS } from './world.ts'
import type { Process, World } from './world.ts'

export interface Outside {
  readonly world: World
  readonly cms: Cms
  readonly strategy: Strategy
  /** Now; all zero when the faults have stopped. */
  readonly weather: () => Weather
  readonly count: (what: string) => void
  /** Keys of items that the CMS will never take. */
  readonly refused: ReadonlySet<string>
  /** A request that makes an entry has left, or a proxy has repeated one. */
  readonly onMaking: (process: Process, key: string, how: 'sent' | 'repeated') => void
  readonly onUpload: (process: Process, digest: string, how: 'asked' | 'sent' | 'repeated') => void
  readonly onMade: (entry: Entry) => void
  /** A process has read an entry, or changes a public one. */
  readonly onRead: (process: Process, entry: Entry) => void
  readonly onChange: (process: Process, entry: Entry, change: { readonly article: Article; readonly isLate: boolean }) => void
  readonly onShowRepeated: (key: string) => void
  /** Has the time passed in which a request of this process for this key may leave? */
  readonly isLate: (process: Process, key: string) => boolean
  /** One of ours takes an entry away from readers. */
  readonly onWithdraw: (entry: Entry | null, isLate: boolean) => void
  /** One of ours deleted an entry. */
  readonly onDiscard: (entry: Entry) => void
}

interface Request<T> {
  readonly name: string
  readonly writes: boolean
  /** It may make a new entry that readers see at once. */
  readonly makesPublic?: boolean
  /** No proxy delivers it twice: the second might come long after the answer. */
  readonly isOnce?: boolean
  /** What the CMS does when it is carried out; throws what the CMS answers instead. */
  readonly handle: () => T
  readonly onSent?: () => void
  readonly onRepeated?: () => void
}

const UNREACHABLE: readonly NetFault[] = ['unreachable']
/** Nothing of the request reaches the CMS, or it does nothing with it. */
const NOTHING_DONE: readonly NetFault[] = ['error-before', 'reset-before', 'timeout-lost']
/** It is done, and the answer is lost or can't be understood. */
const ANSWER_LOST: readonly NetFault[] = ['error-after', 'reset-after', 'lie-failed', 'lie-garbled']

/** From leaving to being carried out; a little less than declared, for the way and the grid of time. */
const LONGEST_MS = CLIENT_MS + SERVER_MS - 200

export function openWire(outside: Outside, process: Process): Target {
  const ask = <T>(request: Request<T>): Promise<T> => exchange(outside, process, request)
  const { cms, strategy } = outside
  return {
    can: strategy.can,
    check: async () => [],
    addressOf: () => null,
    takes: () => true,
    find: (key) =>
      ask({
        name: 'find',
        writes: false,
        handle: () => {
          const entry = cms.find(key)
          return entry === null ? null : asPublished(entry)
        },
      }),
    findUpload: (asset) =>
      ask({
        name: 'findUpload',
        writes: false,
        onSent: () => outside.onUpload(process, asset.digest, 'asked'),
        handle: () => asUploaded(cms.findFile(asset.digest)),
      }),
    upload: (asset) =>
      ask({
        name: 'upload',
        writes: true,
        onSent: () => outside.onUpload(process, asset.digest, 'sent'),
        onRepeated: () => outside.onUpload(process, asset.digest, 'repeated'),
        handle: () => {
          const file = cms.upload(asset.digest)
          return { id: file.id, url: file.url }
        },
      }),
    stage: (article, key, place) =>
      ask({
        name: 'stage',
        writes: true,
        onSent: () => outside.onMaking(process, key, 'sent'),
        onRepeated: () => outside.onMaking(process, key, 'repeated'),
        handle: () => {
          mustTake(outside, key)
          const entry = cms.create(key, article, { files: filesOf(article, place.media), state: 'draft' })
          outside.onMade(entry)
          return entry.id
        },
      }),
    put: (article, key, place) => {
      const remoteId = place?.remoteId ?? null
      const makes = remoteId === null
      const isLate = outside.isLate(process, key)
      return ask({
        name: makes ? 'make' : 'show',
        writes: true,
        makesPublic: makes && !strategy.can.uniqueEnforced,
        onSent: () => makes && outside.onMaking(process, key, 'sent'),
        onRepeated: () => (makes ? outside.onMaking(process, key, 'repeated') : outside.onShowRepeated(key)),
        handle: () => shown(outside, process, { article, key, remoteId, isLate, files: filesOf(article, place?.media ?? new Map()) }),
      })
    },
    read: (published) => ask({ name: 'read', writes: false, handle: () => readBack(outside, process, published) }),
    withdraw: ({ remoteId }) => {
      const entry = cms.byId(remoteId)
      const isLate = outside.isLate(process, entry?.key ?? '')
      return ask({ name: 'withdraw', writes: true, isOnce: true, handle: () => outside.onWithdraw(entry, isLate) })
    },
    async *strays() {
      const drafts = await ask({ name: 'strays', writes: false, handle: () => cms.entries.filter((one) => one.state === 'draft') })
      yield* drafts.map(asStray)
    },
    discard: (stray) =>
      ask({
        name: 'discard',
        writes: true,
        handle: () => {
          const entry = cms.byId(stray.remoteId)
          if (entry === null || entry.state === 'deleted') return
          if (entry.state !== 'draft') throw new Failure('target-refused', 'it is no draft')
          entry.state = 'deleted'
          entry.removedBy = 'us'
          outside.onDiscard(entry)
        },
      }),
    finish: async () => {},
    close: async () => {},
  }
}

function mustTake(outside: Outside, key: string): void {
  if (outside.refused.has(key)) throw new Failure('target-refused', 'the CMS does not take this article (422)')
}

function shown(
  outside: Outside,
  process: Process,
  asked: {
    readonly article: Article
    readonly key: string
    readonly remoteId: string | null
    readonly isLate: boolean
    readonly files: readonly string[]
  },
): Published {
  const { cms, strategy } = outside
  const { article, key, remoteId, isLate, files } = asked
  mustTake(outside, key)
  const known =
    strategy.can.uniqueEnforced && remoteId === null ? cms.entries.find((one) => one.key === key && one.state !== 'deleted') : null
  const entry = remoteId === null ? known : cms.byId(remoteId)
  if (entry === undefined || (entry === null && remoteId === null)) {
    const made = cms.create(key, article, { files, state: 'public' })
    outside.onMade(made)
    return asPublished(made)
  }
  if (entry === null || entry.state === 'deleted' || entry.state === 'bin')
    throw new Failure('target-attention', 'the entry is not there any more (404)')
  outside.onChange(process, entry, { article, isLate })
  cms.show(entry, article, files)
  return asPublished(entry)
}

/** One request and its answer, or what is known instead; takes the time it takes. */
async function exchange<T>(outside: Outside, process: Process, request: Request<T>): Promise<T> {
  const { world } = outside
  const fault = drawn(outside, request)
  if (fault !== null) outside.count(fault)
  const way = world.random.between(1, 60)
  if (fault !== null && UNREACHABLE.includes(fault)) {
    await world.pass(process, world.random.pick([2, CLIENT_MS]))
    throw new Failure('target-unreachable', 'nothing was sent')
  }
  const isHeard = fault !== 'busy' && fault !== 'denied'
  if (isHeard) request.onSent?.()
  const box: { reply: { readonly value: T } | { readonly failure: unknown } | null } = { reply: null }
  const carryOut = (): void => {
    try {
      box.reply = { value: request.handle() }
    } catch (failure) {
      box.reply = { failure }
    }
    world.tell('cms', `${request.name} ${told(box.reply)}`)
  }
  const takes = way + durationOf(outside, fault)
  if (isHeard && (fault === null || !NOTHING_DONE.includes(fault))) world.after(takes, carryOut)
  if (fault === 'repeated') {
    request.onRepeated?.()
    world.after(world.random.between(1, LONGEST_MS), carryOut)
  }
  const isSilent = fault === 'timeout-lost' || fault === 'timeout-late'
  await world.pass(process, isSilent ? CLIENT_MS : Math.min(CLIENT_MS, takes + world.random.between(GRID_MS + 1, 60)))
  if (fault !== null) failed(outside, fault, request)
  if (box.reply === null) throw unknown(request, 'timeout')
  if ('failure' in box.reply) throw box.reply.failure
  return box.reply.value
}

function failed<T>(outside: Outside, fault: NetFault, request: Request<T>): void {
  if (fault === 'busy') throw new Failure('target-busy', '429', { retryAfterMs: outside.world.random.pick([1000, 20_000]) })
  if (fault === 'denied') throw new Failure('target-denied', '401')
  if (fault === 'timeout-late' || NOTHING_DONE.includes(fault) || ANSWER_LOST.includes(fault)) throw unknown(request, fault)
}

/** A question that changes nothing may be asked again; of anything else nothing is known. */
function unknown<T>(request: Request<T>, why: string): Failure {
  return new Failure(request.writes ? 'target-unknown-outcome' : 'target-unreachable', why)
}

function drawn<T>(outside: Outside, request: Request<T>): NetFault | null {
  const { net } = outside.weather()
  for (const name of NET_FAULTS) {
    if (!outside.world.random.chance(net[name])) continue
    if (
      name === 'repeated' &&
      (!request.writes || request.isOnce === true || (request.makesPublic === true && !outside.strategy.repeatsMaking))
    )
      return null
    return name
  }
  return null
}

/** How long until the CMS has carried it out, from the moment the request left: never over what the targets declare. */
function durationOf(outside: Outside, fault: NetFault | null): number {
  const { random } = outside.world
  if (fault === 'slow') return random.between(500, CLIENT_MS + 4000)
  if (fault === 'timeout-late') return random.between(CLIENT_MS, LONGEST_MS)
  // the client hears of a reset at once; the CMS may go on for long
  if (fault === 'reset-after' || fault === 'error-after') return random.pick([50, random.between(50, LONGEST_MS)])
  return random.between(2, 300)
}

function told(reply: { readonly value: unknown } | { readonly failure: unknown }): string {
  if ('failure' in reply) return reply.failure instanceof Failure ? `refuses: ${reply.failure.message}` : String(reply.failure)
  const { value } = reply
  if (typeof value === 'string') return `→ ${value}`
  if (typeof value === 'object' && value !== null)
    return `→ ${'remoteId' in value ? String(value.remoteId) : 'id' in value ? String(value.id) : 'ok'}`
  return `→ ${value === null ? 'none' : 'ok'}`
}

function asPublished(entry: Entry): Published {
  return { remoteId: entry.id, url: urlOf(entry), digest: payloadDigest(entry.article) }
}

function asUploaded(file: { readonly id: string; readonly url: string } | null): Uploaded | null {
  return file === null ? null : { id: file.id, url: file.url }
}

function asStray(entry: Entry): Stray {
  return { remoteId: entry.id, name: entry.name, madeAt: EPOCH + entry.madeAt }
}

/** Every file that readers must be able to open has to stand before the article is sent. */
function filesOf(article: Article, media: ReadonlyMap<string, Uploaded>): readonly string[] {
  return [...shownDigests(article)].map((digest) => {
    const file = media.get(digest)
    if (file === undefined) throw new Error(`file ${digest.slice(0, 8)} was not placed`)
    return file.url
  })
}

function readBack({ cms, onRead }: Outside, process: Process, published: Published): ReadBack {
  const entry = cms.byId(published.remoteId)
  const nothing = { title: '', text: '', publishedAt: '', source: null, column: '', links: [], media: [], foreign: [] }
  if (entry === null || entry.state !== 'public') return { ...nothing, status: 404 }
  onRead(process, entry)
  const { article } = entry
  const stored = new Set(cms.files.map((file) => file.url))
  return {
    status: 200,
    title: article.title,
    text: article.text,
    publishedAt: article.publishedAt,
    source: contentSource(article),
    column: article.column.name,
    links: [],
    media: entry.files.map((url) => ({ url, ok: stored.has(url), why: '' })),
    foreign: [],
  }
}
