// The `target` part of a job file for any CMS by a preset. The schema is the documentation of every key.
import { z } from 'zod'
import { secretSchema } from '../../domain/secret.ts'
import { both } from '../../domain/words.ts'
import { NAMES, templateOf } from './names.ts'

const address = z
  .string()
  .regex(
    /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/i,
    both('须为完整网址,如 https://cms.example.gov.cn', 'must be a whole address, like https://cms.example.gov.cn'),
  )
  .refine((text) => URL.canParse(text), { error: both('不是网址', 'is no address') })
const scalar = z.union([z.string(), z.number(), z.boolean()])

export const httpCmsOptions = z.strictObject({
  kind: z.literal('http-cms').describe('This target.'),
  preset: z
    .string()
    .min(1)
    .describe(
      'Name of a preset (directus, drupal, ghost, halo, publiccms, sscms, strapi, trs-hycloud, ujcms), or path of a YAML file, relative to the job file.',
    ),
  url: address.describe('Address of the CMS, with the path it stands under.'),
  site: address.optional().describe('Address of the public site. Default: the origin of `url`.'),
  page: templateOf(NAMES)
    .optional()
    .describe('Address of an article for readers, like `{{site}}/news/{{id}}.html`, where the preset cannot know it.'),
  values: z.record(z.string(), scalar).default({}).describe('What the preset needs: site id, user name, collection …'),
  secrets: z.record(z.string(), secretSchema).default({}).describe('What the preset needs in secret, each as `env` or `file`.'),
  columns: z.record(z.string(), scalar).default({}).describe('Column id of the mapping → channel id of the CMS.'),
  columnNames: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      'Column id → what public pages call it, where that is not the name in the mapping. Of use to presets that read public pages.',
    ),
  status: z.record(z.string(), scalar).default({}).describe('Other words for the states than those of the preset.'),
  hosts: z
    .array(z.string().regex(/^[a-z0-9.-]+(?::\d+)?$/i))
    .default([])
    .describe('Other hosts that give out the files of the site, like `img.example.gov.cn`.'),
  mediaBase: address
    .optional()
    .describe('For a CMS without an upload call: where a person laid the files, each as `<sha256>.<ending>`; they are looked for there.'),
  settleSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .optional()
    .describe('Instead of `can.settleSeconds` of the preset: how long the server may go on with a request after guiji gave up.'),
  requestSeconds: z
    .number()
    .min(1)
    .max(600)
    .optional()
    .describe('Longest wait for one request, where the preset would wait longer. With less, what is unclear is clear sooner.'),
  checkPage: z.boolean().default(false).describe('Ask also for the public page of an article, which must show its title.'),
})

export type HttpCmsOptions = z.output<typeof httpCmsOptions>
