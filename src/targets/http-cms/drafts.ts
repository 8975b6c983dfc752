// Drafts of ours that nobody adopted: listed for the sweeper, and removed one by one after a look at each. What is public, or not ours, stays.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { Stray } from '../target.ts'
import type { CmsRoom } from './cms-room.ts'
import { dateFrom } from './dates.ts'
import { plainText, valueAt } from './json-path.ts'
import { holds } from './judge.ts'
import { entryAt } from './lookup.ts'
import { idScope, renderText } from './template.ts'

const MOST_PAGES = 1000

export async function* strays(room: CmsRoom): AsyncGenerator<Stray> {
  const { strays: lookup } = room.preset
  if (lookup === undefined) return
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const told = await room.asker.run(lookup.steps, { page })
    const list = valueAt(told.data, lookup.list ?? '')
    if (!Array.isArray(list) || list.length === 0) return
    for (const item of list as unknown[]) {
      const stray = strayOf(room, item)
      if (stray !== null) yield stray
    }
  }
}

const NAME = /guiji-[0-9a-f]{24}/

function strayOf(room: CmsRoom, item: unknown): Stray | null {
  const { entry, dates } = room.preset
  const name = NAME.exec(JSON.stringify(valueAt(item, entry.key ?? 'key') ?? ''))?.[0]
  const id = entry.idIs === undefined ? plainText(valueAt(item, entry.id ?? 'id')) : renderText(entry.idIs, { ...room.scope, item })
  if (name === undefined || id === null || (entry.draft !== undefined && !holds(entry.draft, item, {}))) return null
  const made = plainText(valueAt(item, entry.made ?? '')) ?? ''
  return { remoteId: id, name, madeAt: madeAt(made, dates) ?? Date.now() }
}

/** In the zone of the preset where the words name none; never in that of this machine. */
function madeAt(words: string, { pattern, zone }: CmsRoom['preset']['dates']): number | null {
  const iso = ['iso', pattern, 'YYYY-MM-DDTHH:mm', 'YYYY-MM-DD HH:mm'].map((one) => dateFrom(words, one, zone)).find((one) => one !== null)
  return iso === undefined ? null : Date.parse(iso)
}

/** Looked at first: what is public, or not ours, stays. */
export async function discard(room: CmsRoom, stray: Stray): Promise<void> {
  const { discard: steps, entry, drafted, read: look } = room.preset
  if (steps === undefined) return
  const told = await room.asker.run(drafted ?? look ?? [], idScope(stray.remoteId))
  if (told.kind === 'gone') return
  const item = entryAt(told.data, entry.at)
  const ours = NAME.exec(JSON.stringify(valueAt(item, entry.key ?? 'key') ?? ''))?.[0] === stray.name
  const shown =
    drafted === undefined ? room.reader.status(item) === 200 : (await room.asker.run(look ?? [], idScope(stray.remoteId))).kind !== 'gone'
  if (told.kind !== 'done' || !ours || shown)
    throw new Failure('target-attention', both('要删除的草稿已公开,或不是本系统所建', 'the draft to be removed is public, or not ours'))
  await room.asker.run(steps, idScope(stray.remoteId))
}
