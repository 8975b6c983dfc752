// A preset: how one kind of CMS is asked and what its answers mean (mappings/targets/*.yaml). The schema is the documentation of every key.
import { z } from 'zod'
import { isZone } from '../../domain/cron.ts'
import { both } from '../../domain/words.ts'
import { authSchema } from './auth-schema.ts'
import { jsonPath, NAMES, scalar, templateOf } from './names.ts'
import { errorRulesSchema, requestSchema } from './request-schema.ts'

const template = templateOf(NAMES)
const steps = z.array(requestSchema).min(1).max(5)
const needs = z.record(z.string().regex(/^[a-zA-Z][\w-]*$/), z.string().min(1))

const state = z.strictObject({ path: jsonPath.describe('Where it stands.'), in: z.array(scalar).min(1).describe('The words for it.') })
const entry = z.strictObject({
  id: jsonPath.optional().describe('The name of the entry.'),
  idIs: template.optional().describe('The name, when it is made of several values: `{{item.channelId}}/{{item.id}}`.'),
  key: jsonPath.optional().describe('What carries our key: an entry with another one is not ours, whatever the CMS says.'),
  keyIs: template.default('{{key}}').describe('What stands there.'),
  title: jsonPath.optional().describe('Title.'),
  html: jsonPath.optional().describe('Body.'),
  date: jsonPath.optional().describe('Publish time; absent = what the note under the article says.'),
  datePattern: z.string().min(1).optional().describe('Its form, when not that of `dates`.'),
  column: jsonPath.optional().describe('Channel id (or a list of them).'),
  source: jsonPath.optional().describe('来源; absent = what the note says.'),
  files: jsonPath.optional().describe('A list of addresses, or of things with one.'),
  fileUrl: jsonPath.optional().describe('The address inside a thing of `files`.'),
  shown: state.optional().describe('Readers see it.'),
  draft: state.optional().describe('It is a draft.'),
  withdrawn: state.optional().describe('It was taken away from readers.'),
  made: jsonPath.optional().describe('When it was made, for orphan drafts.'),
  url: template.optional().describe('Address for readers; `{{item.…}}` is the entry.'),
})

const lookup = z.strictObject({
  steps: steps.describe('The requests.'),
  list: jsonPath.optional().describe('Where the entries stand; absent = the answer is one entry.'),
})

export const presetSchema = z.strictObject({
  preset: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,40}$/, both('须为小写字母、数字、连字符', 'must be lower-case letters, digits and hyphens'))
    .describe('Name.'),
  title: z.string().min(1).describe('The CMS and its version.'),
  needs: z
    .strictObject({
      values: needs.default({}).describe('What a job must give under `values`, and what it is.'),
      optional: needs.default({}).describe('What it may give.'),
      secrets: needs.default({}).describe('What a job must name under `secrets`.'),
    })
    .prefault({}),
  values: z.record(z.string(), scalar).default({}).describe('Values when the job gives none.'),
  status: z
    .record(z.string(), scalar)
    .default({})
    .describe('The words of this CMS for states, as `{{status.name}}`; a job may change them.'),
  auth: authSchema.describe('The log-in; see below.'),
  headers: z.record(z.string(), template).default({}).describe('On every request.'),
  dates: z
    .strictObject({
      pattern: z.string().min(1).default('YYYY-MM-DD HH:mm:ss').describe('Form of dates.'),
      zone: z
        .string()
        .refine(isZone, { error: both('不是有效的时区名', 'is no time zone name') })
        .default('Asia/Shanghai')
        .describe('Their zone.'),
    })
    .prefault({}),
  can: z
    .strictObject({
      uniqueEnforced: z.boolean().default(false).describe('A second public entry with a key cannot come to be.'),
      lookup: z.boolean().default(false).describe('`find` sees every entry that carries a key.'),
      backdate: z.boolean().default(true).describe('The original publish time can be set.'),
      edited: z.boolean().default(true).describe('People may edit entries there.'),
      settleSeconds: z
        .number()
        .min(0)
        .max(86_400)
        .default(120)
        .describe(
          'The longest that the server goes on with a request after guiji gave up, and the lag of its index; how long guiji itself waits is added.',
        ),
    })
    .prefault({}),
  limits: z
    .record(z.string(), z.number().int().positive())
    .default({})
    .describe('Most characters of a value, by name; checked before sending.'),
  fileTypes: z
    .array(z.string().regex(/^[a-z]+\/(?:\*|[\w.+-]+)$/))
    .optional()
    .describe('Media types the site takes, like image/png or image/*; absent = any.'),
  filePaths: z
    .array(template)
    .default([])
    .describe('Where on the site files stand, as a path or a whole address: a link there is an attachment.'),
  page: template.optional().describe('Address of an article for readers. A job may say `page`.'),
  batch: z
    .strictObject({
      most: z.number().int().min(2).max(200).default(25).describe('Entries in one request.'),
      create: steps.optional().describe('Make all entries of `{ $each: batch, … }`, or none; its rules must say so.'),
      read: steps.optional().describe('The entries whose ids are `{{batch | join ","}}`.'),
      list: jsonPath.describe('Where the entries stand in both answers.'),
    })
    .optional()
    .describe('Where entries can be made and read together. Needs `can.uniqueEnforced` and `entry.key`.'),
  find: lookup.optional().describe('The entries that carry `{{key}}`, in any state.'),
  stage: steps.optional().describe('Make the whole entry as a draft; needs `can.lookup`, or unknown outcomes wait for a person.'),
  create: steps.optional().describe('Make a public entry at once.'),
  update: steps.describe('Give the entry `{{id}}` this whole article, and show it.'),
  withdraw: steps.optional().describe('Take the entry `{{id}}` away from readers.'),
  read: steps.optional().describe('The entry `{{id}}` as it stands. Absent = the public page is read, by `readPage`.'),
  readPage: z
    .strictObject({ body: z.string().min(1).describe('A class of the element that holds the body.') })
    .optional()
    .describe(
      'Read from the public page: title, date, source and column from its government page tags (ArticleTitle, PubDate, ContentSource, ColumnName).',
    ),
  entry: entry
    .extend({ at: jsonPath.optional().describe('Where in the answer of `read` the entry stands.') })
    .describe('Where things stand in an entry.'),
  strays: lookup.optional().describe('Drafts of ours, page by page (`{{page}}` from 1).'),
  drafted: steps.optional().describe('The draft `{{id}}` as it stands, where `read` sees public entries only.'),
  discard: steps.optional().describe('Delete the draft `{{id}}`.'),
  uploadOf: z
    .partialRecord(z.enum(['image', 'audio', 'video', 'file']), steps)
    .optional()
    .describe('Where files of different kinds go different ways; before `upload`.'),
  upload: steps.optional().describe('One file; the last answer has `id` or `url`.'),
  findUpload: lookup.optional().describe('A file by `{{media.name}}` or `{{media.uuid}}`.'),
  media: z
    .strictObject({
      id: jsonPath.default('id').describe('In what `findUpload` found.'),
      url: jsonPath.optional().describe('In what `findUpload` found.'),
      link: template.optional().describe('Address of a file, when the CMS does not say it; `{{media.id}}` is its id.'),
    })
    .prefault({}),
  check: z
    .array(
      z.strictObject({
        what: z.enum(['login', 'rights', 'write', 'html', 'version', 'site']).describe('What is looked at.'),
        steps: steps.describe('Requests that change nothing.'),
        fails: z.string().min(1).describe('What to say when an answer is none of success; Chinese ¦ English.'),
      }),
    )
    .default([])
    .describe('Before anything is sent.'),
  columnCheck: z
    .strictObject({
      steps: steps.describe('Asks for the channel `{{column.id}}`.'),
      name: jsonPath.optional().describe('Where its name stands.'),
    })
    .optional()
    .describe('For every column.'),
  message: z
    .array(jsonPath)
    .default([])
    .describe('Where a refusing answer has fixed words or a code of the CMS that may be shown; never where it repeats what was sent.'),
  errors: errorRulesSchema.describe('What answers mean, for all requests.'),
})

export type Preset = z.output<typeof presetSchema>
export type EntrySpec = Preset['entry']
