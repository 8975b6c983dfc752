// The options of a `web-pages` source. The schema is the documentation of every key.
import { z } from 'zod'
import { patternFault } from '../../domain/pattern.ts'
import { both } from '../../domain/words.ts'

const address = z
  .string()
  .regex(/^https?:\/\/[^\s/]+/i, both('须为 http:// 或 https:// 开头的网址', 'must be an address that begins with http:// or https://'))

const selector = z.string().min(1).max(500)

const pattern = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const fault = patternFault(text)
    if (fault !== null) context.addIssue({ code: 'custom', message: both(fault.zh, fault.en) })
  })

const list = z.strictObject({
  url: address.describe('Address of the first page of the list.'),
  item: selector.describe('CSS selector of one row.'),
  link: selector.optional().describe('Its link, inside the row; the first link when left out.'),
  title: selector.optional().describe('Its title, inside the row; the title or text of the link when left out.'),
  date: selector.optional().describe('Its date, inside the row; the first date in the text of the row when left out.'),
  next: selector
    .optional()
    .describe('The link to the next page. Left out: a link named 下一页 or the like, or what the paging script of TRS sites says.'),
  nextUrl: z
    .string()
    .includes('{n}')
    .optional()
    .describe(
      'Addresses of the further pages with {n} for the number, such as https://…/index_{n}.html; they end where one is missing or empty.',
    ),
  firstNumber: z.number().int().min(0).default(2).describe('The {n} of the second page of the list.'),
  pages: z.number().int().min(1).max(100_000).default(2000).describe('Most pages of this list that are read.'),
})

export const options = z
  .strictObject({
    kind: z.literal('web-pages').optional(),
    path: z.string().min(1).optional().describe('Saved pages: a folder, .zip or single file, relative to the job file.'),
    sitemap: z.array(address).min(1).optional().describe('Sitemaps: xml, xml.gz, text, or an index of sitemaps.'),
    lists: z.array(list).min(1).optional().describe('List pages of the site.'),
    urls: z.array(address).min(1).optional().describe('Addresses of posts.'),
    urlFile: z
      .string()
      .min(1)
      .optional()
      .describe('File with addresses: .txt, one a line; or .csv with the columns url, title, date (网址, 标题, 日期).'),
    through: z
      .string()
      .min(1)
      .optional()
      .describe('A web archive (WARC, WACZ, MHTML …) from which addresses are read instead of the network.'),
    include: z.array(pattern).default([]).describe('Only addresses that match one of these are posts. Empty = all.'),
    exclude: z.array(pattern).default([]).describe('Addresses that match one of these are no posts.'),
    hosts: z
      .array(z.string().regex(/^[a-z0-9.-]+(:\d+)?$/i, both('须为主机名', 'must be a host name')))
      .default([])
      .describe('Further host names of the same site; links to them are links to own posts.'),
    post: z
      .strictObject({
        title: selector.optional().describe('Title; by the page tags and headings when left out.'),
        body: selector.optional().describe('Body, all matches joined; by known containers and then by weighing the text when left out.'),
        date: selector
          .optional()
          .describe('Publish date; by page tags, then by the words 发布时间 and the like near the title when left out.'),
        source: selector.optional().describe('来源.'),
        author: selector.optional().describe('Author.'),
        attachments: selector.optional().describe('Links to attachments outside the body.'),
        next: selector.optional().describe('The link to the next page of the same article.'),
      })
      .prefault({})
      .describe('CSS selectors on the page of a post.'),
    pages: z.number().int().min(1).max(1000).default(50).describe('Most pages of one article.'),
    recheck: z
      .enum(['never', 'always'])
      .default('never')
      .describe(
        'never = a page is fetched again when its lastmod, or its title or date in the list, changes; always = every run also asks each page, conditionally, whether it has changed.',
      ),
    passes: z.number().int().min(1).max(10).default(3).describe('How often a list that moves while it is read is read again.'),
  })
  .superRefine((given, context) => {
    const ways = [given.path, given.sitemap, given.lists, given.urls, given.urlFile].filter((one) => one !== undefined)
    const isAlone = given.path === undefined || ways.length === 1
    if (ways.length > 0 && isAlone) return
    context.addIssue({
      code: 'custom',
      message: both(
        '需要 path,或 sitemap、lists、urls、urlFile 中的至少一个;path 不与其他并用',
        'needs path, or at least one of sitemap, lists, urls, urlFile; path goes with none of them',
      ),
    })
  })

export type WebPagesOptions = z.output<typeof options>
export type ListOptions = z.output<typeof list>
