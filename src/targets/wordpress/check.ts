// Everything that can be known before anything is sent: address, log-in, rights, plugin, categories, bin, clock, and what the site does
// to html. Each mistake gets its own sentence; nothing is written there.
import type { Check } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import type { Api } from './api.ts'
import { asked, bad, because, good, SILENT } from './check-line.ts'
import { clock, rootOf, secure, userOf } from './check-log-in.ts'
import { htmlKept, pluginOf, rights, siteBy, slugs, types } from './check-rights.ts'
import type { Columns } from './columns.ts'
import { plainText } from './region.ts'

export async function check(api: Api, columns: Columns): Promise<Check[]> {
  const root = await rootOf(api)
  if ('what' in root) return [root]
  const about = [good('site', plainText(root.name), plainText(root.name)), secure(api, root), clock(root)]
  if (about.some((one) => !one.ok && one.what === 'https')) return about
  const user = await userOf(api)
  if ('what' in user) return [...about, user]
  const plugin = await pluginOf(api, root)
  const site = plugin.site ?? siteBy(user.capabilities)
  return [
    ...about,
    good('login', `${api.options.user}(${user.roles.join('、')})`, `${api.options.user} (${user.roles.join(', ')})`),
    plugin.line,
    await rights(api, site),
    htmlKept(site, plugin.site !== null),
    types(api, site),
    ...(await categories(api, columns, user.capabilities)),
    ...(site.bin
      ? []
      : [
          bad(
            'bin',
            '站点停用了回收站(EMPTY_TRASH_DAYS=0),无法撤稿',
            'The site has no bin (EMPTY_TRASH_DAYS=0): nothing could be withdrawn',
          ),
        ]),
    ...slugs(api, site),
  ]
}

async function categories(api: Api, columns: Columns, may: Readonly<Record<string, unknown>>): Promise<Check[]> {
  const there = await asked(
    async () => await Promise.all(api.kit.columns.map(async (column) => ({ column, id: await columns.existing(column) }))),
  )
  if (there instanceof Failure) return [because('columns', SILENT, there)]
  const missing = there.filter((one) => one.id === null).map((one) => one.column)
  const names = missing.map((column) => column.name).join('、')
  const ids = missing.map((column) => column.id).join(', ')
  if (missing.length === 0) return [good('columns', `${there.length} 个,都有分类`, `${there.length}, each has its category`)]
  if (missing.some((column) => api.options.categories[column.id] !== undefined))
    return [bad('columns', `站点没有所写编号的分类: ${names}`, `The site has no category of the number given for: ${ids}`)]
  if (!api.options.createCategories) return [bad('columns', `站点缺少分类: ${names}`, `The site lacks the categories for: ${ids}`)]
  // editors hold it under the taxonomy's own name; categories are ruled by this one
  if (may['manage_categories'] !== true)
    return [
      bad(
        'columns',
        `站点缺少分类“${names}”,而 ${api.options.user} 无权新建`,
        `The site lacks the categories for ${ids}, and ${api.options.user} may not make them`,
      ),
    ]
  return [good('columns', `将新建分类: ${names}`, `will be made: ${ids}`)]
}
