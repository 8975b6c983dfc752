// jobs/*.yaml: one closing account and what shall become of its archive. The schema is the documentation of every key.
import { z } from 'zod'
import { cronFault, isZone } from './cron.ts'
import { both } from './words.ts'

const day = z.iso.date()
const cron = z.string().superRefine((text, context) => {
  const fault = cronFault(text)
  if (fault !== null) context.addIssue({ code: 'custom', message: both(fault.zh, fault.en) })
})
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, both('须为 HH:MM', 'must be HH:MM'))

const hours = z.strictObject({
  from: clockTime.describe('Start, HH:MM.'),
  to: clockTime.describe('End, HH:MM; before `from` = over midnight.'),
})

export const PLATFORMS = {
  wechat: '微信公众号',
  weibo: '微博',
  app: '客户端',
  forum: '论坛栏目',
  website: '网站',
  toutiao: '头条号',
  baijiahao: '百家号',
  douyin: '抖音号',
} as const

const robots = z
  .strictObject({
    policy: z
      .enum(['obey', 'ignore'])
      .default('obey')
      .describe('obey = what the robots.txt of a site forbids is not asked for; ignore = the owner of the site waives it.'),
    by: z.string().min(1).optional().describe('Who waives it for the site; required with `ignore`.'),
    reason: z.string().min(1).optional().describe('Why; required with `ignore`.'),
  })
  .prefault({})
  .superRefine((given, context) => {
    if (given.policy === 'obey') return
    for (const key of ['by', 'reason'] as const)
      if (given[key] === undefined)
        context.addIssue({
          code: 'custom',
          path: [key],
          message: both('policy: ignore 时必填(谁代表网站同意?)', 'is required with policy: ignore (who agrees on behalf of the site?)'),
        })
  })
  .describe('For sources that find their pages by following links; see docs/net.md.')

export const jobSchema = z.strictObject({
  job: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, both('须为小写字母、数字、连字符', 'must be lower-case letters, digits and hyphens'))
    .describe('Name of the job.'),
  account: z.strictObject({
    platform: z.enum(Object.keys(PLATFORMS) as (keyof typeof PLATFORMS)[]).describe('Where the account is.'),
    name: z.string().min(1).describe('Name of the account as readers see it.'),
    id: z.string().min(1).describe('Id at the platform: gh_…, biz, uid.'),
    organ: z.string().min(1).describe('主办单位: the publisher of every article (R12).'),
    supervisor: z.string().min(1).optional().describe('主管单位.'),
  }),
  closing: z.strictObject({
    document: z.string().min(1).describe('发文字号 of the closing decision.'),
    date: day.describe('Day of the decision.'),
    approver: z.string().min(1).describe('Who approved it.'),
    record: z.string().min(1).optional().describe('备案 number.'),
    deadline: day.optional().describe('The day the platform freezes the account.'),
  }),
  source: z
    .looseObject({ kind: z.string().min(1).describe('Name of the source kind, like wechat-archive.') })
    .describe('The archive; its other keys are those of the source kind.'),
  mapping: z.string().min(1).describe('Path of the mapping file, relative to this file.'),
  target: z
    .looseObject({ kind: z.string().min(1).describe('Name of the target kind, like static-site.') })
    .describe('The site; its other keys are those of the target kind.'),
  review: z
    .strictObject({
      policy: z
        .enum(['every', 'findings', 'none'])
        .default('every')
        .describe(
          'every = a person approves each post; findings = those with a finding to hold wait; none = nobody, and somebody answers for it.',
        ),
      by: z.string().min(1).optional().describe('Who decided on this policy; required unless `every`.'),
      reason: z.string().min(1).optional().describe('Why; required unless `every`.'),
    })
    .prefault({})
    .superRefine((r, context) => {
      if (r.policy === 'every') return
      if (r.by === undefined)
        context.addIssue({
          code: 'custom',
          path: ['by'],
          message: both(`policy: ${r.policy} 时必填(由谁决定?)`, `is required with policy: ${r.policy} (who waived the review?)`),
        })
      if (r.reason === undefined)
        context.addIssue({
          code: 'custom',
          path: ['reason'],
          message: both(`policy: ${r.policy} 时必填`, `is required with policy: ${r.policy}`),
        })
    }),
  limits: z
    .strictObject({
      hosts: z
        .array(
          z
            .string()
            .regex(
              /^(\*\.)?[a-z0-9.-]+(:\d+)?$/i,
              both('须为主机名,如 mmbiz.qpic.cn 或 *.qpic.cn', 'must be a host name, like mmbiz.qpic.cn or *.qpic.cn'),
            ),
        )
        .default([])
        .describe('Hosts that may be asked for pages, pictures and files. Empty = no request leaves.'),
      requestsPerSecond: z.number().positive().max(50).default(2).describe('Per host, over all workers.'),
      requestsAtOnce: z.number().int().min(1).max(32).default(4).describe('Requests under way at one host, over all workers.'),
      robots,
      fileMegabytes: z.number().positive().max(4096).default(64).describe('Largest single file of the archive.'),
      inflatedMegabytes: z.number().positive().default(51200).describe('Largest sum of all files in a zip.'),
      attempts: z.number().int().min(1).max(100).default(8).describe('Tries of one station before a person is asked.'),
    })
    .prefault({}),
  publishing: z
    .strictObject({
      hours: hours.optional().describe('Send to the site only between these times of day, in the zone of the schedule.'),
      perSecond: z.number().positive().max(1000).optional().describe('Most requests to the site per second, over all workers.'),
      concurrency: z.number().int().min(1).max(64).default(4).describe('Most connections of one process to the site.'),
    })
    .prefault({}),
  schedule: z
    .strictObject({
      cron: cron.describe('When it runs. Five fields: minute hour day month weekday.'),
      verify: cron.optional().describe('When all that is published is read back again (guiji verify). Five fields.'),
      zone: z
        .string()
        .refine(isZone, { error: both('不是有效的时区名,如 Asia/Shanghai', 'is no time zone name, like Asia/Shanghai') })
        .default('Asia/Shanghai')
        .describe('Time zone of cron and hours.'),
      hours: hours.optional().describe('Work only between these times of day.'),
    })
    .optional(),
  priority: z.number().int().min(1).max(1000).default(100).describe('1 = first. Urgent posts of the mapping go before all.'),
})

export type Job = z.output<typeof jobSchema>
