// What a job says of an account that is read through WeChat's own interface. Every key becomes JSON Schema and docs.
import { z } from 'zod'
import { secretSchema } from '../../domain/secret.ts'
import { both } from '../../domain/words.ts'

const BIZ = both('须为文章地址中的 __biz', 'must be the __biz of an article address')

export const options = z.strictObject({
  kind: z.literal('wechat-api').optional(),
  appid: z
    .string()
    .regex(/^wx[0-9a-z]{6,30}$/, both('须为公众号的 AppID(wx 开头)', 'must be the AppID of the account (wx…)'))
    .describe('AppID of the account (开发者ID). No secret.'),
  secret: secretSchema.describe('Where the AppSecret is: {env: NAME} or {file: PATH}. Never the secret itself.'),
  api: z
    .url({ protocol: /^https?$/ })
    .default('https://api.weixin.qq.com')
    .describe('Where the interface is, for closed networks that reach it by another name. Its host must be in `limits.hosts`.'),
  biz: z
    .string()
    .regex(/^[\w+/=-]{4,64}$/, BIZ)
    .optional()
    .describe('Number of the account, the `__biz` of its article addresses, when the interface lists no post that tells it.'),
  published: z.boolean().default(true).describe('Posts published without a notification (发布能力), the only ones this interface lists.'),
  materials: z
    .boolean()
    .default(true)
    .describe('Permanent 图文 made before the draft box (2021 and earlier); their publish date is not told.'),
  drafts: z.boolean().default(false).describe('Also the draft box; drafts were never published, so each waits for a person.'),
  library: z
    .array(z.enum(['image', 'voice', 'video']))
    .default([])
    .describe('Kinds of files of the material library to take, each as an item of its own.'),
  functions: z.boolean().default(true).describe('Menus and automatic replies, for the inventory of service functions.'),
  comments: z.boolean().default(false).describe("Count of comments and the account's own replies; nothing about who commented is kept."),
  statistics: z
    .boolean()
    .default(true)
    .describe("The owner's statistics: which posts went out on which day, and how often they were read. One call a day of the account."),
  statisticsFrom: z.iso
    .date()
    .optional()
    .describe(
      'First day of the statistics, YYYY-MM-DD. Without it, the last 30 days. Days that cannot change any more are asked for once.',
    ),
})

export type WechatApiOptions = z.output<typeof options>
