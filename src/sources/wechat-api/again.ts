// An article that was listed, when what the list told is not kept any more → the same bytes, asked for again. Pages of the list cost a
// call for twenty messages and are kept, so that their neighbours need none; a single article is asked for last.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { objectsOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { rowOf } from './articles.ts'
import type { ArticleRef } from './articles.ts'
import type { Asking } from './media.ts'
import { idOf, PAGE } from './walk.ts'

export const PUBLISHED_PATH = '/cgi-bin/freepublish/batchget'

export async function articleAgain(asking: Asking, ref: ArticleRef): Promise<Uint8Array> {
  const row = (ref.in === 'published' ? await onItsPage(asking, ref) : null) ?? (await alone(asking, ref))
  if (row !== null) return row
  throw new Failure('api-missing', both(`接口不再给出该文(${ref.in})`, `the interface does not give this article any more (${ref.in})`))
}

/** New messages in front, or others taken away, have moved it a little since it was listed. */
async function onItsPage({ api, kit }: Asking, ref: ArticleRef): Promise<Buffer | null> {
  for (const offset of new Set([ref.offset, ref.offset + PAGE, Math.max(0, ref.offset - PAGE)])) {
    const answer = await api.object(PUBLISHED_PATH, { body: { offset, count: PAGE, no_content: 0 } })
    const messages = objectsOf(answer?.['item'])
    for (const message of messages) await keepAll(message, kit)
    const own = messages.find((message) => idOf(message) === ref.id)
    if (own !== undefined) return rowOf(own, ref.n, ref.in)
  }
  return null
}

async function keepAll(message: JsonObject, kit: Asking['kit']): Promise<void> {
  for (let n = 0; ; n += 1) {
    const row = rowOf(message, n, 'published')
    if (row === null) return
    await kit.keep(row)
  }
}

const ALONE = {
  published: { path: '/cgi-bin/freepublish/getarticle', name: 'article_id' },
  material: { path: '/cgi-bin/material/get_material', name: 'media_id' },
  draft: { path: '/cgi-bin/draft/get', name: 'media_id' },
} as const

async function alone({ api }: Asking, ref: ArticleRef): Promise<Buffer | null> {
  const { path, name } = ALONE[ref.in]
  const answer = await api.object(path, { body: { [name]: ref.id } })
  return answer === null ? null : rowOf({ ...answer, [name]: ref.id }, ref.n, ref.in)
}
