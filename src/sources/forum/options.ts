// What a job may say of a forum: where its pages and dumps are, which site they are of, and whose replies go along.
import { z } from 'zod'
import { both } from '../../domain/words.ts'
import { siteOf } from './addresses.ts'

const address = z
  .string()
  .min(1)
  .refine((text) => siteOf(text) !== '', { error: both('须为论坛地址,如 https://bbs.example.gov.cn/', 'must be the address of the forum') })

export const forumOptions = z
  .strictObject({
    kind: z.literal('forum').optional(),
    path: z
      .string()
      .min(1)
      .optional()
      .describe('Folder, .zip or single file with saved pages and database dumps, relative to the job file.'),
    lists: z
      .array(z.url())
      .min(1)
      .optional()
      .describe('Addresses of forum lists to walk over all their pages; their threads are read from the web.'),
    urls: z.array(z.url()).min(1).optional().describe('Addresses of single threads to read from the web.'),
    through: z
      .string()
      .min(1)
      .optional()
      .describe('Read the addresses from this web archive (WARC, WACZ, MHTML …) instead of the network.'),
    site: address
      .optional()
      .describe('Address of the forum, with its folder. Needed for dumps, and for saved pages that do not tell where they are from.'),
    hosts: z.array(address).default([]).describe('Other addresses the forum had; links to them lead to the same threads.'),
    software: z
      .enum(['phpwind', 'discuz'])
      .optional()
      .describe('Which addresses the redirect map lists for a thread; both kinds when absent.'),
    replies: z
      .enum(['none', 'owner', 'all'])
      .default('owner')
      .describe(
        'Which replies go along: none; owner = those by the author of the thread and by `officials`; all = also those of private persons.',
      ),
    officials: z.array(z.string().min(1)).default([]).describe('Names or numbers of accounts whose replies go along.'),
    attachments: z
      .string()
      .min(1)
      .optional()
      .describe("Folder inside of `path` that holds the forum's attachment folder, if it does not lie as on the server."),
    threadPages: z.number().int().min(1).max(10_000).default(100).describe('Most pages of one thread that are read from the web.'),
    listPages: z.number().int().min(1).max(10_000).default(500).describe('Most pages of one list that are walked.'),
  })
  .refine(({ path, lists, urls }) => path !== undefined || lists !== undefined || urls !== undefined, {
    error: both('path、lists、urls 至少写一项', 'needs path, lists or urls'),
  })
  .refine(({ through, lists, urls }) => through === undefined || lists !== undefined || urls !== undefined, {
    error: both('through 须与 lists 或 urls 同用', 'through needs lists or urls'),
  })

export type ForumOptions = z.output<typeof forumOptions>

/** The options as the rest of this source uses them. */
export interface Forum {
  /** Host and folder; null when the job does not say. */
  readonly site: string | null
  readonly scheme: string
  /** Address that relative links of dumps and loose pages are relative to. */
  readonly home: string | null
  readonly also: ReadonlySet<string>
  readonly options: ForumOptions
}

export function forumOf(options: ForumOptions): Forum {
  const site = options.site === undefined ? null : siteOf(options.site)
  const given = options.site ?? options.lists?.[0] ?? options.urls?.[0] ?? ''
  const scheme = /^https:/i.test(given) ? 'https:' : 'http:'
  return { site, scheme, home: site === null ? null : `${scheme}//${site}/`, also: new Set(options.hosts.map(siteOf)), options }
}

/** The one name of a site under all its addresses; `-` = nobody says which. */
export function siteName({ site, also }: Forum, found: string | null): string {
  if (found === null) return site ?? '-'
  return site !== null && also.has(found) ? site : found
}
