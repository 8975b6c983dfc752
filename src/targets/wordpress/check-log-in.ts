// Whether the address is a WordPress that takes an Application Password, and whose password this is. Asks; never writes.
import { z } from 'zod'
import type { Check } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { failureOf, shaped, type Api } from './api.ts'
import { asked, bad, because, good } from './check-line.ts'

const rootShape = z.object({
  name: z.string(),
  home: z.string(),
  gmt_offset: z.coerce.number(),
  namespaces: z.array(z.string()),
  authentication: z.unknown(),
})
export type Root = z.output<typeof rootShape>

const userShape = z.object({ name: z.string(), roles: z.array(z.string()), capabilities: z.record(z.string(), z.unknown()) })

export async function rootOf(api: Api): Promise<Root | Check> {
  const { url } = api.options
  const told = await asked(
    async () => await api.ask({ path: '/', anonymous: true, query: { _fields: 'name,home,gmt_offset,namespaces,authentication' } }),
  )
  if (told instanceof Failure) return because('site', { zh: `${url} 没有应答: `, en: `${url} does not answer: ` }, told)
  if (told.status >= 300 && told.status < 400)
    return bad('site', `${url} 转往别处;请把 url 改为最终地址`, `${url} sends requests elsewhere; name the final address in url`)
  if (told.status === 401 || told.status === 403)
    return bad('site', `${url} 不让外部访问 REST 接口(${told.status})`, `${url} closes its REST interface to the outside (${told.status})`)
  const root = told.status < 300 ? rootShape.safeParse(told.json) : null
  if (root === null || !root.success || !root.data.namespaces.includes('wp/v2'))
    return bad(
      'site',
      `${url} 没有 WordPress 的 REST 接口(${told.status});请核对 url,或设 plainAddresses: true`,
      `${url} has no WordPress REST interface (${told.status}); check url, or set plainAddresses: true`,
    )
  // files and pages stand under the name the site gives itself
  const home = root.data.home.replace(/\/+$/, '')
  if (home.toLowerCase() !== url.toLowerCase())
    return bad('site', `站点自称 ${home};请把 url 改为此地址`, `The site calls itself ${home}; use that as url`)
  return root.data
}

export function secure({ options }: Api, root: Root): Check {
  const keys = z.object({ 'application-passwords': z.unknown() }).safeParse(root.authentication)
  if (!keys.success || keys.data['application-passwords'] === undefined)
    return options.url.startsWith('http:')
      ? bad(
          'https',
          '站点只在 https 下接受应用程序密码;请把 url 改为 https',
          'The site takes Application Passwords over https only; use https in url',
        )
      : bad('https', '站点停用了应用程序密码', 'Application Passwords are switched off on the site')
  const host = new URL(options.url).hostname
  if (options.url.startsWith('http:') && !/^(?:localhost|127\.[\d.]+|\[::1\])$/.test(host))
    return bad('https', '密码会以明文经过网络;请把 url 改为 https', 'The password would travel unencrypted; use https in url')
  return good('https', options.url, options.url)
}

export function clock({ gmt_offset }: Root): Check {
  if (gmt_offset === 8) return good('time zone', 'UTC+8', 'UTC+8')
  return bad(
    'time zone',
    `站点时区为 UTC${signed(gmt_offset)},读者看到的时间会不同;请在“设置→常规”设为上海`,
    `The site's time zone is UTC${signed(gmt_offset)}: readers would see other times; set it to Shanghai under Settings → General`,
  )
}

const signed = (hours: number): string => (hours < 0 ? String(hours) : `+${hours}`)

export async function userOf(api: Api): Promise<z.output<typeof userShape> | Check> {
  const { user } = api.options
  const told = await asked(
    async () => await api.ask({ path: '/wp/v2/users/me', query: { context: 'edit', _fields: 'name,roles,capabilities' } }),
  )
  if (told instanceof Failure) return because('login', { zh: '无法登录: ', en: 'The log-in can’t be asked for: ' }, told)
  // WordPress answers alike to a wrong password and to one that never arrived
  if (told.status === 401)
    return bad(
      'login',
      `用户名或应用程序密码不对(${user};${told.code});如确认无误,则是服务器没有把 Authorization 头交给 WordPress`,
      `Wrong user name or Application Password (${user}; ${told.code}); if both are right, the server does not hand the Authorization header on to WordPress`,
    )
  if (told.status > 299) return because('login', { zh: `站点拒绝 ${user}: `, en: `The site refuses ${user}: ` }, failureOf(told))
  return shaped(told, userShape)
}
