// What the user of the job may do, what the site does to html and files, and whether the plugin is there. Asks; never writes.
import { z } from 'zod'
import type { Check } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both, sizeText } from '../../domain/words.ts'
import { failureOf, shaped, type Api } from './api.ts'
import { asked, bad, because, good, SILENT } from './check-line.ts'
import type { Root } from './check-log-in.ts'
import { BY_ITSELF } from './file-types.ts'
import { plainText } from './region.ts'

/** What the plugin tells of the site. */
export const siteShape = z.object({
  types: z.array(z.string()),
  bytes: z.number(),
  bin: z.boolean(),
  locks: z.boolean(),
  may: z.object({ edit: z.boolean(), publish: z.boolean(), change: z.boolean(), withdraw: z.boolean(), upload: z.boolean() }),
  kept: z.string(),
})
type Site = z.output<typeof siteShape>

export async function pluginOf(api: Api, root: Root): Promise<{ readonly line: Check; readonly site: Site | null }> {
  const { plugin, type } = api.options
  const there = root.namespaces.includes('guiji/v1')
  if (!plugin) {
    const line = there
      ? good(
          'plugin',
          '站点装有 guiji 插件,但任务写着 plugin: false;改为 true 更快且不会重复',
          'The site has the guiji plugin, but the job says plugin: false; true is faster and rules doubles out',
        )
      : good('plugin', '未使用:以草稿发布,较慢', 'not used: entries are made as drafts first, which is slower')
    return { line, site: null }
  }
  if (!there)
    return {
      line: bad(
        'plugin',
        '任务写着 plugin: true,但站点没有 guiji 插件;请安装 wp-content/mu-plugins/guiji.php,或改为 false',
        'The job says plugin: true, but the site has no guiji plugin; install wp-content/mu-plugins/guiji.php, or say false',
      ),
      site: null,
    }
  const told = await asked(async () => await api.ask({ path: '/guiji/v1/site', json: { type, sample: SAMPLE } }))
  if (told instanceof Failure || told.status > 299) {
    const why = told instanceof Failure ? told : failureOf(told)
    return { line: because('plugin', { zh: 'guiji 插件不应答: ', en: 'The guiji plugin does not answer: ' }, why), site: null }
  }
  const site = shaped(told, siteShape)
  const line = site.locks
    ? good('plugin', '已安装', 'installed')
    : bad(
        'plugin',
        '站点的数据库没有 GET_LOCK,无法防止重复;请改为 plugin: false',
        'The database of the site has no GET_LOCK, so that doubles cannot be ruled out; say plugin: false',
      )
  return { line, site }
}

/** Every element and attribute that a draft can have. */
const SAMPLE =
  '<div class="guiji-body"><h2>一</h2><p style="text-align:center">二<br><strong>三</strong><em>四</em><u>五</u><s>六</s><sub>七</sub><sup>八</sup></p>' +
  '<figure><img src="https://example.org/a.png" alt="九"><figcaption>十</figcaption></figure><blockquote><p>引</p></blockquote>' +
  '<pre><code>甲</code></pre><ol start="3"><li>乙</li></ol><hr><a href="https://example.org/">丙</a>' +
  '<table><caption>丁</caption><thead><tr><th scope="col">戊</th></tr></thead><tbody><tr><td colspan="2" rowspan="1">己</td></tr></tbody></table>' +
  '<audio controls src="https://example.org/a.mp3"></audio><video controls src="https://example.org/a.mp4"></video></div>'

/** Without the plugin: as far as the user's own rights tell. */
export function siteBy(may: Readonly<Record<string, unknown>>): Site {
  const has = (right: string): boolean => may[right] === true
  return {
    types: [...BY_ITSELF],
    bytes: 0,
    bin: true,
    locks: true,
    may: {
      edit: has('edit_posts'),
      publish: has('publish_posts'),
      change: has('edit_published_posts'),
      withdraw: has('delete_published_posts'),
      upload: has('upload_files'),
    },
    kept: has('unfiltered_html') ? SAMPLE : '',
  }
}

/** WordPress names the methods this user may use; a closed interface lacks what the role has. */
export async function rights(api: Api, { may }: Site): Promise<Check> {
  const { user, status, type } = api.options
  const missing: [string, string][] = []
  if (!may.edit) missing.push(['写稿', 'write entries'])
  if (status === 'publish' && !may.publish) missing.push(['发布(可改用 status: pending)', 'publish (or use status: pending)'])
  if (!may.upload) missing.push(['上传文件', 'upload files'])
  if (status === 'publish' && !may.change) missing.push(['修改已发布的稿件', 'change published entries'])
  if (status === 'publish' && !may.withdraw) missing.push(['撤下已发布的稿件', 'withdraw published entries'])
  if (missing.length > 0)
    return bad(
      'rights',
      `${user} 无权: ${missing.map(([zh]) => zh).join('、')}`,
      `${user} may not ${missing.map(([, en]) => en).join(', ')}`,
    )
  const told = await asked(async () => await api.ask({ path: `/wp/v2/${type}`, query: { per_page: 1, context: 'edit', _fields: 'id' } }))
  if (told instanceof Failure) return because('rights', SILENT, told)
  if (told.status === 404) return bad('rights', `站点没有 REST 类型 ${type}`, `The site has no REST type ${type}`)
  if (told.status > 299) return because('rights', SILENT, failureOf(told))
  if (!(told.headers['allow'] ?? 'POST').includes('POST'))
    return bad('rights', '站点的 REST 接口是只读的', 'The REST interface of the site is read-only')
  return good('rights', '权限足够', 'it may do what is needed')
}

export function htmlKept({ kept }: Site, sure: boolean): Check {
  if (kept === SAMPLE) return good('html', '原样保存', 'is kept as it is')
  if (!sure)
    return good(
      'html',
      '该角色没有 unfiltered_html:WordPress 会过滤正文,多数标记可保留;回读时逐篇核对',
      'The role lacks unfiltered_html: WordPress filters the body and keeps most of it; every entry is compared when it is read back',
    )
  const lost = [
    ...new Set([...SAMPLE.matchAll(/<([a-z0-9]+)([^>]*)>/g)].map(([whole, name = '']) => (kept.includes(whole) ? '' : name))),
  ].filter(Boolean)
  const text = plainText(kept) === plainText(SAMPLE)
  if (text && lost.length === 0) return good('html', '原样保存', 'is kept as it is')
  return {
    what: 'html',
    ok: text && !lost.includes('div'),
    detail: both(`站点会改动: ${lost.join('、')}`, `The site changes: ${lost.join(', ')}`),
  }
}

export function types({ options }: Api, site: Site): Check {
  const all = new Set(options.fileTypes ?? site.types)
  const refused = USUAL.filter((one) => !all.has(one))
  const [zh, en] = site.bytes === 0 ? ['', ''] : [`;服务器上限 ${sizeText(site.bytes)}`, `; the server takes up to ${sizeText(site.bytes)}`]
  if (refused.length === 0) return good('file types', `常见类型都可上传${zh}`, `all usual ones${en}`)
  return good('file types', `站点不接受: ${refused.join('、')}${zh}`, `The site refuses: ${refused.join(', ')}${en}`)
}

const USUAL = ['png', 'jpg', 'gif', 'webp', 'mp3', 'mp4', 'pdf', 'doc', 'docx', 'xls', 'xlsx', 'zip', 'rar', 'ofd', 'wps']

/** A contributor's pending entry loses its slug, and with it the only thing it could be found by. */
export function slugs({ options }: Api, { may }: Site): Check[] {
  if (options.plugin || may.publish) return []
  return [
    bad(
      'look-up',
      'WordPress 会去掉投稿者待审稿件的别名,结果不明时无法查找;请安装插件,或换用可发布的角色',
      'WordPress drops the slug of what a contributor hands in, so that it could not be found again; install the plugin, or use a role that may publish',
    ),
  ]
}
