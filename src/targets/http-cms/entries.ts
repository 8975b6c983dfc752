// Entries of one CMS: made, changed by id, read, withdrawn. A request that makes something is sent once; what is unclear afterwards is
// said to be unclear.
import { hash } from 'node:crypto'
import type { Article, Published, ReadBack } from '../../domain/article.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { asUnknown } from '../answers.ts'
import { leaveWithin } from '../in-time.ts'
import type { Place } from '../target.ts'
import { articleScope } from './article-scope.ts'
import type { Creation, Made } from './batches.ts'
import type { CmsRoom } from './cms-room.ts'
import { plainText, valueAt } from './json-path.ts'
import { adopt, entryAt, idOf, notUnderstood, pageOf } from './lookup.ts'
import { GONE } from './read-back.ts'
import { idScope, type Scope } from './template.ts'
import { creating, patienceMs } from './times.ts'

/** Part of every payload digest. */
const FORM = 1

export async function stage(room: CmsRoom, article: Article, { key, place }: { key: string; place: Place }): Promise<string> {
  const { stage: steps } = room.preset
  if (steps === undefined) throw new Error('this CMS makes no drafts')
  const scope = scopeOf(room, article, { key, media: place.media })
  const leaveBy = leaveWithin(patienceMs(room.preset, steps))
  const told = await room.asker.run(steps, scope, { leaveBy, names: true })
  if (told.kind === 'done') return await idOf(room, told, key)
  return await adopt(room, key)
}

export async function put(room: CmsRoom, article: Article, { key, place }: { key: string; place: Place }): Promise<Published> {
  const scope = scopeOf(room, article, { key, media: place.media })
  const digest = hash('sha256', JSON.stringify([FORM, room.preset.preset, key, article]), 'hex')
  const { create, update } = room.preset
  const leaveBy = leaveWithin(patienceMs(room.preset, place.remoteId === null && create !== undefined ? creating(room.preset) : update))
  const changed = async (id: string): Promise<Published> => ({ ...(await change(room, id, { scope, leaveBy })), digest })
  if (place.remoteId !== null) return await changed(place.remoteId)
  if (create === undefined) {
    const id = await stage(room, article, { key, place })
    return await asUnknown(changed(id))
  }
  const made = await room.batches.create({ scope, leaveBy })
  if (made.kind === 'taken') return await changed(await adopt(room, key))
  if (made.kind === 'twin') return await asUnknown(adopt(room, key).then(changed))
  const id = await idOf(room, made, key)
  return { remoteId: id, url: pageOf(room, scope, { ...made, id }), digest }
}

/** One entry by itself. */
export async function createAlone({ preset, asker }: Pick<CmsRoom, 'preset' | 'asker'>, { scope, leaveBy }: Creation): Promise<Made> {
  const told = await asker.run(preset.create ?? [], scope, { leaveBy, names: true })
  const kind = told.kind === 'done' ? 'done' : told.kind === 'exists' && !told.changed ? 'taken' : 'twin'
  return { kind, id: told.id, url: told.url, item: entryAt(told.data, preset.entry.at) }
}

/** By id, and therefore as often as one likes. */
async function change(room: CmsRoom, id: string, { scope, leaveBy }: Creation): Promise<Omit<Published, 'digest'>> {
  const told = await room.asker.run(room.preset.update, { ...scope, ...idScope(id) }, { leaveBy })
  if (told.kind === 'gone')
    throw new Failure(
      'target-attention',
      both('稿件已不在站点上,可能被人删除', 'the entry is no longer on the site; somebody may have deleted it'),
    )
  if (told.kind !== 'done') throw notUnderstood()
  return { remoteId: id, url: pageOf(room, scope, { id, url: told.url, item: entryAt(told.data, room.preset.entry.at) }) }
}

export async function read(room: CmsRoom, published: Published): Promise<ReadBack> {
  const back = await asked(room, published)
  if (back.status !== 200) return { ...GONE, status: back.status }
  if (!room.options.checkPage || room.preset.read === undefined) return back
  return { ...back, status: await room.reader.shows(published.url, back.title) }
}

async function asked(room: CmsRoom, published: Published): Promise<ReadBack> {
  const { read: steps, readPage } = room.preset
  if (steps === undefined) return await room.reader.ofPage(published.url, readPage?.body ?? '')
  const found = await room.batches.read(published.remoteId)
  return found === null ? GONE : await room.reader.of(found.item)
}

export async function withdraw(room: CmsRoom, published: Published, reason: string): Promise<void> {
  const { withdraw: steps } = room.preset
  if (steps === undefined)
    throw new Failure(
      'target-attention',
      both(`${room.preset.title} 没有撤稿接口;请在后台撤下`, `${room.preset.title} has no call to withdraw; do it in its own console`),
    )
  const leaveBy = leaveWithin(patienceMs(room.preset, steps))
  const told = await room.asker.run(steps, { ...idScope(published.remoteId), reason }, { leaveBy })
  if (told.kind !== 'done' && told.kind !== 'gone') throw notUnderstood()
}

function scopeOf(room: CmsRoom, article: Article, { key, media }: { key: string; media: Place['media'] }): Scope {
  const channel = room.options.columns[article.column.id]
  if (channel === undefined)
    throw new Failure(
      'target-refused',
      both(
        `任务没有写明栏目 ${article.column.id} 对应的频道(target.columns)`,
        `the job names no channel for the column ${article.column.id} (target.columns)`,
      ),
    )
  const { entry, can, readPage } = room.preset
  const tagged = readPage !== undefined
  const kept = {
    date: (tagged || entry.date !== undefined) && can.backdate,
    source: tagged || entry.source !== undefined,
    files: entry.files !== undefined,
  }
  const scope = articleScope({ article, key, media, channel: String(channel), kept })
  for (const [name, most] of Object.entries(room.preset.limits)) {
    const value = plainText(valueAt(scope, name))
    if (value !== null && value.length > most)
      throw new Failure(
        'target-refused',
        both(
          `${name} 有 ${value.length} 个字,站点最多收 ${most} 个`,
          `${name} has ${value.length} characters, the site takes at most ${most}`,
        ),
      )
  }
  return scope
}
