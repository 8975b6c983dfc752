// The target `wordpress`: a WordPress site, asked over its REST interface with an Application Password. With guiji's must-use plugin
// doubles cannot come to be; without it entries are made as drafts and shown by id.
import type { Article, Published } from '../../domain/article.ts'
import type { AssetToUpload, Place, Target, TargetKind, TargetKit } from '../target.ts'
import { NO_STRAYS } from '../target.ts'
import { namedEnding } from '../endings.ts'
import { openApi, type Api } from './api.ts'
import { check } from './check.ts'
import { siteShape } from './check-rights.ts'
import { openColumns } from './columns.ts'
import { BY_ITSELF } from './file-types.ts'
import { findFile, uploadFile } from './media.ts'
import { wordpressOptions, type WordpressOptions } from './options.ts'
import { openReader } from './read-back.ts'
import { patienceMs, withPlugin } from './with-plugin.ts'
import { withdraw } from './withdraw.ts'
import { withoutPlugin } from './without-plugin.ts'

export const wordpress: TargetKind<WordpressOptions> = { name: 'wordpress', options: wordpressOptions, hosts, open }

function hosts(options: WordpressOptions): readonly string[] {
  const { protocol } = new URL(options.url)
  return [new URL(options.url), ...options.mediaHosts.map((host) => new URL(`${protocol}//${host}`))].map(
    (url) => `${url.hostname}:${url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port}`,
  )
}

const NOWHERE: Place = { remoteId: null, media: new Map() }
/** For clocks that differ a little. */
const LAG_SECONDS = 5

async function open(options: WordpressOptions, kit: TargetKit): Promise<Target> {
  const api = openApi(options, kit)
  const columns = openColumns(api)
  const reader = openReader(api, columns)
  const drafts = options.plugin ? null : withoutPlugin(api, columns)
  const entries = drafts ?? withPlugin(api, columns)
  const accepted = acceptedTypes(api)
  const declared = declaredTypes(options)
  return {
    ...NO_STRAYS,
    ...(drafts === null ? {} : drafts),
    can: {
      addressFromKey: false,
      uniqueEnforced: options.plugin,
      lookup: true,
      stages: !options.plugin,
      backdate: true,
      filesByDigest: false,
      edited: true,
      settleMs:
        patienceMs(options) + (Math.max(options.requestSeconds, options.uploadSeconds) + options.serverSeconds + LAG_SECONDS) * 1000,
    },
    check: async () => await check(api, columns),
    find: async (key: string) => await entries.find(key),
    addressOf: () => null,
    takes: ({ mediaType, name }) => declared === null || declared.has(namedEnding(mediaType, name)),
    upload: async (asset: AssetToUpload) => await uploadFile(api, asset, await accepted()),
    findUpload: async (asset: AssetToUpload) => await findFile(api, asset),
    put: async (article: Article, key: string, place: Place = NOWHERE) => await entries.put(article, key, place),
    read: async (published: Published) => await reader.read(published),
    withdraw: async (published: Published) => await withdraw(api, published),
    // lists, feeds and search are WordPress's own work
    finish: async () => {},
    close: async () => {},
  }
}

/** File endings as far as they are known without asking; null = the plugin has to be asked. */
function declaredTypes({ fileTypes, plugin }: WordpressOptions): ReadonlySet<string> | null {
  if (fileTypes !== undefined) return new Set(fileTypes)
  return plugin ? null : BY_ITSELF
}

/** File endings the site accepts: as declared, as the plugin says, or as WordPress has it by itself. */
function acceptedTypes(api: Api): () => Promise<ReadonlySet<string>> {
  const { type } = api.options
  const declared = declaredTypes(api.options)
  let known: Promise<ReadonlySet<string>> | null = declared === null ? null : Promise.resolve(declared)
  return async () => {
    const asked = (known ??= api.get({ path: '/guiji/v1/site', query: { type } }, siteShape).then((site) => new Set(site.types)))
    try {
      return await asked
    } catch (error) {
      known = null
      throw error
    }
  }
}
