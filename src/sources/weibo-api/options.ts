// The `source` part of a job for an account read by its owner's token. The schema is the documentation of every key.
import { z } from 'zod'
import { secretSchema } from '../../domain/secret.ts'
import { both } from '../../domain/words.ts'

const address = z.string().refine((text) => isSafe(URL.parse(text)), {
  error: both('须为 https 网址(令牌不经明文传送)', 'must be an https address: the token never travels in clear'),
})

/** Plain http only where nothing leaves the machine. */
function isSafe(url: URL | null): boolean {
  if (url === null || url.search !== '' || url.username !== '' || url.hash !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url.hostname))
}

export const weiboApiOptions = z
  .strictObject({
    kind: z.literal('weibo-api').optional().describe('This source.'),
    uid: z
      .string()
      .regex(/^[1-9]\d{4,11}$/, both('须为加引号的数字 uid', 'must be the digits of the uid, in quotes'))
      .describe('The account: its uid, in quotes.'),
    token: secretSchema.describe('OAuth2 access token that the owner of the account gave, as `env` or `file`; never the token itself.'),
    api: z
      .enum(['open', 'commercial'])
      .default('open')
      .describe('open = api.weibo.com, for the owner; commercial = c.api.weibo.com, by contract: reads by month, to any depth.'),
    address: address.optional().describe('Where the API is, if not at its usual address.'),
    from: z.iso
      .date()
      .optional()
      .describe('commercial: the month the account began in; months before are not asked. Default 2009-08, when Weibo began.'),
    pageSizes: z
      .array(z.number().int().min(5).max(100))
      .min(1)
      .max(4)
      .default([100, 50])
      .describe('One pass over the list for each: lists of different page sizes leave out different posts. Joined by mid.'),
    ids: z.boolean().default(true).describe('open: one more pass over the list of numbers (user_timeline/ids).'),
    calls: z
      .strictObject({
        perHour: z.number().int().positive().optional().describe('Most calls in a clock hour.'),
        perDay: z.number().int().positive().optional().describe('Most calls in a day (Beijing time).'),
      })
      .prefault({})
      .describe('What the platform allows this app and user; counted over all runs. Without it the platform is asked until it refuses.'),
    shortLinks: z
      .boolean()
      .default(true)
      .describe('Ask where short links (t.cn) lead: one call for twenty. Once the account is closed, nobody can tell.'),
    againDays: z
      .number()
      .min(0)
      .max(365)
      .default(7)
      .describe('A list read to its end is kept for so many days; until then only what is newer is asked for. 0 = always read anew.'),
  })
  .superRefine(({ api, from }, context) => {
    if (from !== undefined && api === 'open')
      context.addIssue({ code: 'custom', path: ['from'], message: both('from 只用于 api: commercial', 'from is for api: commercial only') })
  })

export type WeiboApiOptions = z.output<typeof weiboApiOptions>

const USUAL = { open: 'https://api.weibo.com', commercial: 'https://c.api.weibo.com' } as const

/** Without a slash at its end. */
export function addressOf({ address: given, api }: Pick<WeiboApiOptions, 'address' | 'api'>): string {
  return (given ?? USUAL[api]).replace(/\/+$/, '')
}
