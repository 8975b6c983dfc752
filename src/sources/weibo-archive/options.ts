// What a job says about the archive of a Weibo account.
import { z } from 'zod'

export const weiboArchiveOptions = z.strictObject({
  kind: z.literal('weibo-archive').optional(),
  path: z
    .string()
    .min(1)
    .describe(
      'Folder, .zip or single file of the archive, relative to the job file: saved answers, pages, web archives, output of backup tools.',
    ),
  uid: z
    .string()
    .regex(/^\d{5,12}$/)
    .optional()
    .describe('Number of the account. Without it: the account that the archive names as its own, else the one that most posts are of.'),
  capturedAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('When the archive was made, where its files do not tell: what "昨天 14:50" and "07-25" are relative to. Never a guess.'),
})

export type WeiboArchiveOptions = z.output<typeof weiboArchiveOptions>
