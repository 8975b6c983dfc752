// How the answers of one app are laid out: where its items stand and what each place means. The schema is the documentation of every key.
// A declaration holds paths and words, no code; it can be a file of its own (mappings/apps/*.yaml) or stand in the job.
import { z } from 'zod'
import { PAGE_STATES, POST_KINDS } from '../../domain/page.ts'
import { both } from '../../domain/words.ts'
import { DATE_ZONE, dateFormatFault } from './item-dates.ts'
import { NO_PATH, stepsOf } from './json-path.ts'
import { addressFault, requestFault } from './templates.ts'

const path = z
  .string()
  .max(500)
  .refine((text) => stepsOf(text) !== null, { error: NO_PATH })
const paths = z.union([path, z.array(path).min(1).max(40)])
const scalar = z.union([z.string(), z.number(), z.boolean()])

const date = z.union([
  paths,
  z.strictObject({
    path: paths.describe('Where it stands.'),
    format: z
      .string()
      .min(1)
      .superRefine((text, context) => {
        const fault = dateFormatFault(text)
        if (fault !== null) context.addIssue({ code: 'custom', message: fault })
      })
      .optional()
      .describe('`epoch`, `iso`, or a form like `YYYY-MM-DD HH:mm:ss`, `YYYYMMDD`. Absent = whichever of the common ones it is.'),
    zone: z
      .string()
      .regex(DATE_ZONE, both('须为 Asia/Shanghai、UTC 或 +08:00 这样的偏移', 'must be Asia/Shanghai, UTC or an offset like +08:00'))
      .optional()
      .describe('Zone of dates that name none: `Asia/Shanghai` (default), `UTC`, or an offset like `+09:00`.'),
  }),
])

const media = z.union([
  paths,
  z.strictObject({
    list: paths.describe('The things: a list, or one.'),
    url: paths.optional().describe('The address inside a thing. Absent = the thing is the address.'),
    name: paths.optional().describe('Its title inside a thing; of a picture, its alternative text.'),
    mark: paths.optional().describe('Inside a thing: the text in the body where it belongs, like `<!--IMG#0-->`.'),
    player: z
      .string()
      .min(4)
      .max(200)
      .optional()
      .describe('In the address of frames in the body that play the films: frames give way to the films, when there are as many of each.'),
    split: z.string().min(1).max(3).optional().describe('Several addresses in one text stand between these characters.'),
  }),
])

const rule = { path: paths.describe('Where it stands.'), in: z.array(scalar).min(1).describe('The values that mean it.') }
const request = z.string().superRefine((text, context) => {
  const fault = requestFault(text)
  if (fault !== null) context.addIssue({ code: 'custom', message: fault })
})

export const declarationSchema = z.strictObject({
  list: paths
    .optional()
    .describe(
      'Where the items stand in an answer; of several, the first that holds one. A list gives its elements, an object itself. Absent = the whole.',
    ),
  alsoLists: z.array(path).max(20).optional().describe('Further lists of the same answer, like headlines or carousels; all are taken.'),
  skip: z.array(z.strictObject(rule)).optional().describe('Elements that are no posts (advertisements); they are told as left over.'),
  id: paths
    .optional()
    .describe("The platform's own id of an item: its identity, never lost a digit. Absent or empty = by `url`, else by content."),
  within: paths.optional().describe('What ids are unique in, where news and films are numbered apart: becomes part of the identity.'),
  title: paths.optional().describe('Title.'),
  html: paths.optional().describe('Body as HTML; HTML that was escaped is noticed.'),
  escaped: z.boolean().optional().describe('Whether `html` is escaped (`&lt;p&gt;`). Absent = where it looks so.'),
  text: paths.optional().describe('Body as plain text, for items without `html`.'),
  markdown: paths.optional().describe('Body as Markdown, for items without `html`.'),
  blocks: z
    .strictObject({
      list: path.describe('The pieces of the body, in order.'),
      html: paths.optional().describe('Inside a piece: HTML.'),
      text: paths.optional().describe('Inside a piece: a paragraph.'),
      image: paths.optional().describe('Inside a piece: the address of a picture.'),
      caption: paths.optional().describe('Inside a piece: words under its picture.'),
    })
    .optional()
    .describe('Body as a list of pieces, for items without `html`.'),
  published: date.optional().describe('When readers were told it was published: the date of the article.'),
  released: date.optional().describe('When it was first put before readers; counts as published where `published` is absent.'),
  modified: date.optional().describe('When its content was last changed.'),
  created: date.optional().describe('When it was entered into the system. Kept as a fact; never taken for a publish time.'),
  topics: paths.optional().describe('Column, channel, topics, albums; routes of the mapping can ask for them (`topic`).'),
  source: paths.optional().describe('来源.'),
  author: paths.optional().describe('Author.'),
  account: paths.optional().describe('Name of the account or site that posted it.'),
  summary: paths.optional().describe('Summary.'),
  url: paths.optional().describe('Its own address for readers; relative addresses of pictures are relative to it.'),
  link: paths.optional().describe('An address elsewhere that the item leads to. An item with nothing else is a `share`.'),
  cover: paths.optional().describe('Address of its cover.'),
  images: media.optional().describe('Pictures. Those that the body shows are not doubled.'),
  attachments: media.optional().describe('Files with their names.'),
  video: media.optional().describe('Films.'),
  audio: media.optional().describe('Sounds.'),
  base: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('What relative addresses are relative to, where the item has no `url`.'),
  states: z
    .array(
      z.strictObject({
        ...rule,
        state: z
          .enum(PAGE_STATES)
          .exclude(['ok', 'unreadable', 'migrated'])
          .default('deleted')
          .describe('What it means; default `deleted`.'),
      }),
    )
    .optional()
    .describe('Values that say the item is not to be seen any more.'),
  kinds: z
    .array(z.strictObject({ ...rule, kind: z.enum(POST_KINDS).describe('What it means.') }))
    .optional()
    .describe('Values that tell what kind of post it is; else its contents tell.'),
  edition: paths
    .optional()
    .describe('Of several copies of an item the one with the highest value here is the latest. Default: `modified`.'),
  facts: z
    .record(z.string().regex(/^[a-z][\w-]{0,40}$/), paths)
    .optional()
    .describe('Numbers and short words to keep for later assessment: reads, likes.'),
  absent: z.array(z.string()).optional().describe('Words for "nothing" besides null, "", "null" and 无.'),
  addresses: z
    .array(
      z.string().superRefine((text, context) => {
        const fault = addressFault(text)
        if (fault !== null) context.addIssue({ code: 'custom', message: fault })
      }),
    )
    .max(20)
    .optional()
    .describe('Addresses of an item for readers with `{{id}}` (and `{{within}}`): links between posts are known by them.'),
  success: z.strictObject(rule).optional().describe('What an answer says when it is no error; anything else is asked again later.'),
  paging: z
    .discriminatedUnion('by', [
      z.strictObject({
        by: z.literal('page').describe('`{{page}}` counts pages.'),
        first: z.number().int().min(0).default(1).describe('The first page.'),
      }),
      z.strictObject({
        by: z.literal('offset').describe('`{{offset}}` counts items.'),
        step: z.number().int().min(1).max(10_000).describe('Items of one page.'),
        first: z.number().int().min(0).default(0).describe('The first offset.'),
      }),
      z.strictObject({
        by: z.literal('cursor').describe('`{{cursor}}` is what the last answer said.'),
        path: paths.describe('Where an answer says it (`data.max_id`).'),
        first: z.string().default('').describe('For the first page.'),
      }),
      z.strictObject({ by: z.literal('next').describe('An answer has the address of the next.'), path: paths.describe('Where.') }),
    ])
    .optional()
    .describe('How `url` of the job goes on. Absent = one answer is all.'),
  more: z.strictObject(rule).optional().describe('What an answer says while more follow; anything else ends the paging.'),
  mostPages: z.number().int().min(1).max(100_000).optional().describe('Most pages of one list; default 5000. Reaching it is told.'),
  detail: request.optional().describe('Address of one item, with `{{id}}`: asked for every item that is new or changed.'),
  detailItem: path.optional().describe('Where the item stands in that answer.'),
})

export type Declared = z.output<typeof declarationSchema>

/** A declaration in a file of its own. */
export const appSchema = z.strictObject({
  app: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,40}$/, both('须为小写字母、数字、连字符', 'must be lower-case letters, digits and hyphens'))
    .describe('Name.'),
  title: z.string().min(1).describe('The app or system, and its version.'),
  declare: declarationSchema.describe('How its answers are laid out; the same keys as `declare` of a job.'),
})
