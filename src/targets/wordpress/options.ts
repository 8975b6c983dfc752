// The `target` part of a job file for WordPress. The schema is the documentation of every key.
import { z } from 'zod'
import { secretSchema } from '../../domain/secret.ts'
import { both } from '../../domain/words.ts'

const ADDRESS = both(
  '须为网址,如 https://www.example.gov.cn,不含用户名、? 和 #',
  'must be an address like https://www.example.gov.cn, without user, ? and #',
)
const restName = z.string().regex(/^[a-z0-9_-]{1,40}$/, both('须为 REST 名称,如 posts', 'must be a REST name, like posts'))

export const wordpressOptions = z.strictObject({
  kind: z.literal('wordpress'),
  url: z
    .string()
    .regex(/^https?:\/\/[^\s?#@]+$/, ADDRESS)
    .refine((url) => URL.canParse(url), ADDRESS)
    .transform((url) => url.replace(/\/+$/, ''))
    .describe('Address of the WordPress site, with its folder if it has one.'),
  user: z.string().min(1).max(60).describe('Log-in name of the account guiji writes with; an editor is enough.'),
  password: secretSchema.describe('Application Password of that account, never its own password.'),
  status: z
    .enum(['publish', 'pending'])
    .default('publish')
    .describe('publish = readers see it at once; pending = an editor of the site lets it through.'),
  plugin: z
    .boolean()
    .default(true)
    .describe('Whether wp-content/mu-plugins/guiji.php is installed there: makes doubles impossible and publishing twice as fast.'),
  type: restName.default('posts').describe('REST name of the post type.'),
  taxonomy: restName.default('categories').describe('REST name of the taxonomy that columns become.'),
  categories: z
    .record(z.string(), z.number().int().min(1))
    .default({})
    .describe('Column id → number of the category. Others are found by slug (= column id), then by name.'),
  createCategories: z.boolean().default(true).describe('false: a column without a category is refused instead of made.'),
  featuredImage: z.boolean().default(false).describe('The cover becomes the featured image; many themes then show it above the text.'),
  fileTypes: z
    .array(z.string().regex(/^[a-z0-9]{1,10}$/))
    .optional()
    .describe('File endings the site accepts. Default: asked from the plugin, else what WordPress accepts by itself.'),
  mediaHosts: z
    .array(
      z
        .string()
        .regex(/^[a-z0-9.-]+(?::\d+)?$/)
        .refine(
          (host) => URL.canParse(`https://${host}`),
          both('须为主机名,如 img.example.gov.cn', 'must be a host, like img.example.gov.cn'),
        ),
    )
    .default([])
    .describe('Other hosts the site serves its own files from (host or host:port).'),
  plainAddresses: z.boolean().default(false).describe('The site has no pretty permalinks: REST is asked through ?rest_route=.'),
  requestSeconds: z.number().int().min(1).max(600).default(60).describe('Longest wait for one request.'),
  uploadSeconds: z.number().int().min(1).max(3600).default(120).describe('Longest wait for one upload.'),
  serverSeconds: z
    .number()
    .int()
    .min(0)
    .max(3600)
    .default(60)
    .describe('How long the server may go on with a request after guiji gave up (max_execution_time and the web server’s own limit).'),
  fileMegabytes: z.number().int().min(1).max(2048).default(200).describe('Largest file that is read back and compared.'),
})

export type WordpressOptions = z.output<typeof wordpressOptions>
