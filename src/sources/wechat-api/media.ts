// Files by their id at the platform → their bytes, or why there are none. Asks the interface, and where that names an address, the web.
import type { Part } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import type { SourceKit } from '../source.ts'
import { wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { remoteBytes } from '../wechat-archive/fetch.ts'
import type { Answer } from './answer.ts'
import type { Api } from './client.ts'
import type { ServiceMedium } from './account-functions.ts'

export interface Asking {
  readonly api: Api
  readonly kit: SourceKit
}

export type Had = Pick<Part, 'bytes' | 'missing'>

const MISSING: Had = { bytes: null, missing: 'media-missing' }

/** A permanent material. `described`: what the interface says of a film beside its address. */
export async function materialBytes({ api, kit }: Asking, id: string): Promise<Had & { readonly described?: JsonObject }> {
  const answer = await found(() => api.ask('/cgi-bin/material/get_material', { body: { media_id: id } }))
  if (answer?.is !== 'object') return bytesOf(answer)
  return { ...(await behind(answer.object, kit)), described: answer.object }
}

/** What a menu or reply shows: a temporary file mostly, sometimes a permanent one, sometimes an address. */
export async function serviceBytes(asking: Asking, { at }: ServiceMedium): Promise<Had> {
  if (/^https?:\/\//i.test(at)) return await behind({ down_url: at }, asking.kit)
  const answer = await found(() => asking.api.ask('/cgi-bin/media/get', { query: { media_id: at } }))
  if (answer?.is === 'object') return await behind(answer.object, asking.kit)
  if (answer !== null) return bytesOf(answer)
  const { bytes, missing } = await materialBytes(asking, at)
  return bytes === null ? { bytes, missing: missing ?? 'media-missing' } : { bytes }
}

/** Null when the platform knows no such id. */
async function found(ask: () => Promise<Answer | null>): Promise<Answer | null> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Failure && (error.code === 'api-missing' || error.code === 'api-unauthorized')) return null
    throw error
  }
}

function bytesOf(answer: Answer | null): Had {
  return answer?.is === 'bytes' ? { bytes: answer.bytes } : MISSING
}

async function behind(told: JsonObject, kit: SourceKit): Promise<Had> {
  const address = wordOf(told['down_url']) ?? wordOf(told['video_url'])
  if (address === null) return MISSING
  return await remoteBytes(kit, { kind: 'video', name: '', also: [], remote: [address], words: [] })
}
