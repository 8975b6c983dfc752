// A stored file goes in; its place in the site's media library comes out. It is named by its digest, so that it is found again; types
// the site refuses are refused before anything is sent.
import { hash } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { asUnknown } from '../answers.ts'
import { namedEnding } from '../endings.ts'
import { leaveWithin } from '../in-time.ts'
import type { AssetToUpload, Uploaded } from '../target.ts'
import { failureOf, shaped, type Api, type Told } from './api.ts'
import { BY_ITSELF } from './file-types.ts'
import { fileDigest } from './region.ts'
import { busy } from './told.ts'
import { patienceMs } from './with-plugin.ts'

const mediaShape = z.object({
  id: z.number(),
  source_url: z.string(),
  media_details: z.unknown(),
})
type Media = z.output<typeof mediaShape>
const scaledShape = z.object({ original_image: z.string() })

export async function uploadFile(api: Api, asset: AssetToUpload, accepted: ReadonlySet<string>): Promise<Uploaded> {
  const ending = namedEnding(asset.mediaType, asset.name)
  if (!accepted.has(ending))
    throw new Failure(
      'target-refused',
      both(
        `站点不接受 .${ending} 文件(${asset.digest.slice(0, 12)})`,
        `The site accepts no .${ending} files (${asset.digest.slice(0, 12)})`,
      ),
    )
  const leaveBy = leaveWithin(patienceMs(api.options))
  if (api.options.plugin) return await throughPlugin(api, asset, { ending, leaveBy })
  // without the plugin nothing else keeps a second request from making a second copy
  const known = await findFile(api, asset)
  if (known !== null) return known
  const bytes = await api.kit.asset(asset.digest)
  const told = await api.ask({
    path: '/wp/v2/media',
    query: { _fields: 'id,source_url,media_details', slug: asset.digest },
    file: {
      bytes,
      headers: {
        'content-type': asset.mediaType,
        'content-disposition': `attachment; filename="${asset.digest}.${ending}"`,
        'content-md5': hash('md5', bytes, 'hex'),
      },
    },
    leaveBy,
  })
  const media = shaped(kept(told, ending), mediaShape)
  await asUnknown(describe(api, media.id, asset))
  return uploaded(media, asset.digest)
}

/** One request: the plugin looks first, keeps others out meanwhile, and writes the words too. */
async function throughPlugin(
  api: Api,
  asset: AssetToUpload,
  { ending, leaveBy }: { readonly ending: string; readonly leaveBy: number },
): Promise<Uploaded> {
  const bytes = await api.kit.asset(asset.digest)
  const words = { ...(asset.alt === '' ? {} : { alt_text: asset.alt }), ...(asset.name === '' ? {} : { title: asset.name }) }
  const short = encodeURIComponent(JSON.stringify(words)).length < LONGEST_QUERY
  const told = await api.ask({
    path: '/guiji/v1/media',
    query: { digest: asset.digest, ending, md5: hash('md5', bytes, 'hex'), ...(short ? words : {}) },
    file: { bytes, headers: { 'content-type': 'application/octet-stream' } },
    leaveBy,
  })
  if (busyShape.safeParse(told.json).success) throw busy()
  const media = shaped(kept(told, ending), mediaShape)
  if (!short) await asUnknown(describe(api, media.id, asset))
  return uploaded(media, asset.digest)
}

/** Web servers take addresses of some thousand characters. */
const LONGEST_QUERY = 2000
const busyShape = z.object({ code: z.literal('guiji_busy') })

const REFUSED_TYPE: readonly string[] = ['rest_upload_unknown_error', 'rest_upload_sideload_error']

/** A file that was damaged on its way is not kept: it may be sent again. Of a type that WordPress does not know it never will be kept. */
function kept(told: Told, ending: string): Told {
  if (told.status === 412) throw new Failure('target-busy', failureOf(told).message)
  if (REFUSED_TYPE.includes(told.code) && !BY_ITSELF.has(ending)) {
    const { message } = failureOf(told)
    throw new Failure('target-refused', both(`${message}(站点不接受 .${ending} 文件)`, `${message} (the site refuses .${ending} files)`))
  }
  return told
}

/** The oldest file of this name, when one is there. */
export async function findFile(api: Api, asset: AssetToUpload): Promise<Uploaded | null> {
  const query = { slug: asset.digest, context: 'edit', orderby: 'id', order: 'asc', _fields: 'id,source_url,media_details,alt_text' }
  const found = await api.get({ path: '/wp/v2/media', query }, z.array(mediaShape.extend({ alt_text: z.string() })))
  const oldest = found.find((one) => fileDigest(originalOf(one)) === asset.digest)
  if (oldest === undefined) return null
  if (oldest.alt_text === '') await describe(api, oldest.id, asset)
  return uploaded(oldest, asset.digest)
}

/** Words for those who can't see it, and a name for the site's editors. */
async function describe(api: Api, id: number, { alt, name }: AssetToUpload): Promise<void> {
  if (alt === '' && name === '') return
  const json = { ...(alt === '' ? {} : { alt_text: alt }), ...(name === '' ? {} : { title: name }) }
  shaped(await api.ask({ path: `/wp/v2/media/${id}`, query: { _fields: 'id' }, json }), z.object({ id: z.number() }))
}

function uploaded(media: Media, digest: string): Uploaded {
  const url = originalOf(media)
  if (fileDigest(url) !== digest)
    throw new Failure(
      'target-attention',
      both(`站点改动了文件 ${digest.slice(0, 12)} 的名称`, `The site renamed the file ${digest.slice(0, 12)}`),
    )
  return { id: String(media.id), url }
}

/** Of a large picture WordPress shows a smaller copy; what we published is the original beside it. */
function originalOf({ source_url, media_details }: Media): string {
  const original = scaledShape.safeParse(media_details)
  return original.success ? source_url.replace(/[^/]*$/, encodeURIComponent(original.data.original_image)) : source_url
}
