// Entries that are put or read within a few milliseconds share a request, where the CMS makes all of them or none. Without that, each goes
// its own way.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { gather } from '../gather.ts'
import { inTime } from '../in-time.ts'
import type { Asker } from './ask.ts'
import { plainText, valueAt } from './json-path.ts'
import { entryAt, notUnderstood } from './lookup.ts'
import type { Preset } from './preset.ts'
import { idScope, renderText, type Scope } from './template.ts'

export interface Made {
  /** taken = an entry carries the key already; twin = the same, and something was made all the same. */
  readonly kind: 'done' | 'taken' | 'twin'
  readonly id: string | null
  readonly url: string | null
  readonly item: unknown
}

export interface Creation {
  readonly scope: Scope
  /** By `performance.now()`; after it nothing is sent. */
  readonly leaveBy: number
}

export interface Batches {
  readonly create: (creation: Creation) => Promise<Made>
  /** The entry as it stands; null = there is none. */
  readonly read: (id: string) => Promise<{ readonly item: unknown } | null>
}

/** How each goes its own way. */
interface Singly {
  readonly create: Batches['create']
  readonly asker: Asker
  readonly scope: Scope
}

const SHAPE = { lanes: 2, waitMs: 4 } as const

export function openBatches(preset: Preset, singly: Singly): Batches {
  const { batch } = preset
  const readOne = async (id: string) => await readAlone(preset, singly.asker, id)
  if (batch === undefined) return { create: singly.create, read: readOne }
  const create = gather<Creation, Made>(
    inTime(async (all) => (all.length === 1 ? await Promise.all(all.map(singly.create)) : await createAll(preset, singly, all))),
    {
      ...SHAPE,
      most: batch.most,
      weight: ({ scope }) => renderText('{{html}}', scope).length,
      heaviest: HEAVIEST,
      // all or none: one that is refused, or that stands already, must not keep the others back
      alone: refused,
    },
  )
  const read = gather<string, { readonly item: unknown } | null>(
    async (ids) => (ids.length === 1 ? await Promise.all(ids.map(readOne)) : await readAll(preset, singly.asker, ids)),
    { ...SHAPE, most: batch.most, alone: refused },
  )
  return { create: batch.create === undefined ? singly.create : create, read: batch.read === undefined ? readOne : read }
}

function refused(error: unknown): boolean {
  return error instanceof Failure && error.code === 'target-refused'
}

/** Characters of text in one request. */
const HEAVIEST = 2_000_000

async function readAlone({ read, entry }: Preset, asker: Asker, id: string): Promise<{ readonly item: unknown } | null> {
  const told = await asker.run(read ?? [], idScope(id))
  return told.kind === 'done' ? { item: entryAt(told.data, entry.at) } : null
}

async function createAll({ batch, entry }: Preset, { asker, scope }: Singly, all: readonly Creation[]): Promise<Made[]> {
  const scopes = all.map((one) => one.scope)
  const leaveBy = Math.min(...all.map((one) => one.leaveBy))
  const told = await asker.run(batch?.create ?? [], { batch: scopes }, { leaveBy })
  if (told.changed && told.kind !== 'done') throw notUnderstood()
  if (told.kind !== 'done') throw new Failure('target-refused', both('其中有编号已被占用', 'one of the keys is taken'))
  const list = valueAt(told.data, batch?.list ?? '')
  if (!Array.isArray(list) || list.length !== scopes.length) throw notUnderstood()
  // by key, not by place: in another order every article would get the name of its neighbour
  const items = new Map(list.map((item: unknown) => [plainText(valueAt(item, entry.key ?? '')), item]))
  return scopes.map((one) => {
    const item = items.get(renderText(entry.keyIs, { ...scope, ...one }))
    const id = plainText(valueAt(item, entry.id ?? 'id'))
    if (id === null) throw notUnderstood()
    return { kind: 'done', id, url: null, item }
  })
}

async function readAll({ batch, entry }: Preset, asker: Asker, ids: readonly string[]): Promise<({ readonly item: unknown } | null)[]> {
  const told = await asker.run(batch?.read ?? [], { batch: ids })
  const list = valueAt(told.data, batch?.list ?? '')
  if (!Array.isArray(list)) throw new Failure('target-unreachable', both('查询的应答中没有列表', 'the answer to the look-up has no list'))
  const items = new Map(list.map((item: unknown) => [plainText(valueAt(item, entry.id ?? 'id')), item]))
  return ids.map((id) => (items.has(id) ? { item: items.get(id) } : null))
}
