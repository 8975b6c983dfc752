// The `target` part of a job file for a static site. The schema is the documentation of every key.
import { z } from 'zod'

export const staticSiteOptions = z.strictObject({
  kind: z.literal('static-site'),
  path: z.string().min(1).optional().describe('Folder of the site, relative to the job file. Default: `site` in the data folder.'),
  site: z.strictObject({
    name: z.string().min(1).max(60).describe('SiteName: the full name of the government website.'),
    domain: z
      .string()
      .regex(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}(?::\d+)?$/i, 'must be a domain, like www.example.gov.cn')
      .describe('SiteDomain, without https://.'),
    idCode: z
      .string()
      .regex(/^[0-9a-z]{10}$/i, 'must be the 10-character 网站标识码, like bm01000001')
      .describe('SiteIDCode.'),
    contact: z.string().min(1).max(200).optional().describe('Shown at the foot of every page: telephone, e-mail, office.'),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$/, 'must be a language tag, like zh-CN')
      .default('zh-CN'),
  }),
  pageSize: z.number().int().min(5).max(200).default(20).describe('Articles on one page of a column.'),
})

export type StaticSiteOptions = z.output<typeof staticSiteOptions>
export type Site = StaticSiteOptions['site']
