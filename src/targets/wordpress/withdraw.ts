// Takes an entry away from readers: into the bin, and marked there as ours by its slug, so that it is not mistaken for what a person
// threw away. Nothing is deleted for good.
import { z } from 'zod'
import type { Published } from '../../domain/article.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { asUnknown } from '../answers.ts'
import { shaped, type Api } from './api.ts'
import { isWithdrawn, withdrawnSlug } from './told.ts'

const placedShape = z.object({ id: z.number(), status: z.string(), slug: z.string() })
const FIELDS = { _fields: 'id,status,slug' }

export async function withdraw(api: Api, { remoteId }: Published): Promise<void> {
  if (!/^\d{1,15}$/.test(remoteId)) throw new Failure('target-refused', both('不是该站点的条目', 'This is no entry of the site'))
  const path = `/wp/v2/${api.options.type}/${remoteId}`
  const binned = await api.ask({ method: 'DELETE', path, query: FIELDS })
  if (binned.status === 404) return
  if (binned.code === 'rest_trash_not_supported')
    throw new Failure(
      'target-refused',
      both('站点停用了回收站;guiji 不会彻底删除条目', 'The site has no bin; guiji deletes nothing for good'),
    )
  const asked = binned.code === 'rest_already_trashed' ? await api.ask({ path, query: { context: 'edit', ...FIELDS } }) : binned
  const entry = shaped(asked, placedShape)
  if (isWithdrawn(entry)) return
  // readers see it no more, whatever becomes of the mark
  const marking = api.get({ path, query: FIELDS, json: { slug: withdrawnSlug(entry.slug) } }, placedShape)
  const marked = await (asked === binned ? asUnknown(marking) : marking)
  if (!isWithdrawn(marked))
    throw new Failure(
      'target-attention',
      both(`条目 ${entry.id} 已在回收站,但未能标记`, `Entry ${entry.id} is in the bin, but could not be marked`),
    )
}
