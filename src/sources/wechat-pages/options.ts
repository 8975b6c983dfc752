// The options of a `wechat-pages` source. The schema is the documentation of every key.
import { z } from 'zod'
import { both } from '../../domain/words.ts'

export const options = z
  .strictObject({
    kind: z.literal('wechat-pages').optional(),
    lists: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Lists of article links, relative to the job file: .csv, .xlsx, .txt, or .json of the console (发表记录).'),
    urls: z.array(z.string().min(1)).min(1).optional().describe('Article links in the job file itself.'),
    through: z
      .string()
      .min(1)
      .optional()
      .describe('A web archive (WARC, WACZ, MHTML …) from which pages and pictures are read instead of the network.'),
    resolve: z
      .boolean()
      .default(true)
      .describe(
        'When short and long links stand side by side: ask each short one once before, so that an article listed in both forms is one post.',
      ),
    again: z
      .string()
      .min(1)
      .max(40)
      .optional()
      .describe('Any words, such as a day. When they change, the next run asks every article once more, published ones too.'),
  })
  .superRefine((given, context) => {
    if (given.lists !== undefined || given.urls !== undefined) return
    context.addIssue({ code: 'custom', message: both('需要 lists 或 urls', 'needs lists or urls') })
  })

export type WechatPagesOptions = z.output<typeof options>
