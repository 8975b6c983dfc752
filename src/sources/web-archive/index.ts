// The source kind `web-archive`: a folder, a zip or a single file of WARC, ARC, WACZ, MHTML, HAR or saved pages → its pages as posts.
// Whether a page is a post, the job says by patterns; everything else in the archive is counted.
import { resolve as absolute } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../domain/failures.ts'
import { patternFault, patternOf } from '../../domain/pattern.ts'
import { both } from '../../domain/words.ts'
import type { Leftover } from '../files/archive-files.ts'
import { checkArchive } from '../files/open-archive.ts'
import type { Source, SourceKind, SourceKit } from '../source.ts'
import { options as webPagesOptions } from '../web-pages/options.ts'
import { looseAddress } from './address.ts'
import { checkCaptures } from './check.ts'
import { emptyRest, leftoversOf, pages } from './discover.ts'
import type { IsPost } from './discover.ts'
import { fetchParts } from './fetch.ts'
import { parseMaterial } from './parse.ts'
import { lazyWebArchive } from './web-archive.ts'

const pattern = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const fault = patternFault(text)
    if (fault !== null) context.addIssue({ code: 'custom', message: both(fault.zh, fault.en) })
  })

const options = z.strictObject({
  kind: z.literal('web-archive').optional(),
  path: z.string().min(1).describe('Folder, .zip or single file of WARC, ARC, WACZ, MHTML, HAR or saved pages, relative to the job file.'),
  match: z
    .array(pattern)
    .min(1)
    .optional()
    .describe('Patterns of addresses: only pages whose address fits one of them are posts. Without it every page is.'),
  skip: z
    .array(pattern)
    .min(1)
    .optional()
    .describe('Patterns of addresses that are no posts: front pages, lists, searches. Goes before `match`.'),
  post: webPagesOptions.shape.post
    .unwrap()
    .omit({ next: true })
    .optional()
    .describe('CSS selectors on the page of a post, as in `web-pages`.'),
})

export type WebArchiveOptions = z.output<typeof options>

export const webArchive: SourceKind<WebArchiveOptions> = { name: 'web-archive', version: 1, options, robots: 'none', open }

async function open({ path, match, skip, post = {} }: WebArchiveOptions, kit: SourceKit): Promise<Source> {
  const lazy = lazyWebArchive(absolute(kit.base, path), kit.limits)
  const isPost = chooser(match, skip)
  let leftovers: readonly Leftover[] = []
  return {
    async check() {
      const files = await checkArchive(lazy.outer)
      return files.some(({ ok }) => !ok) ? files : [...files, ...(await checkCaptures(lazy))]
    },
    async *discover(since) {
      // a worker lives long: what it opened for an earlier run may have been replaced since
      await lazy.again()
      const archive = await lazy.opened()
      const rest = await emptyRest(archive)
      for await (const found of pages(archive, { isPost, post }, rest)) {
        const day = found.listed.value?.slice(0, 10)
        if (since === undefined || day === undefined || day >= since.slice(0, 10)) yield found
      }
      leftovers = leftoversOf(archive, rest)
    },
    leftovers: () => leftovers,
    async *fetch(ref) {
      try {
        yield* fetchParts({ archive: await lazy.opened(), kit, post }, ref)
      } catch (failure) {
        // what was indexed is not there any more: the next try reads the files anew
        if (failure instanceof Failure && failure.code === 'source-changed') await lazy.again()
        throw failure
      }
    },
    parse: (material) => parseMaterial(material, post),
    keysOf(url) {
      const loose = looseAddress(url)
      return loose === null || !isPost(url) ? [] : [`web-archive:${loose}`]
    },
    addressesOf,
    sameAccount: (a, b) => (hostOf(a) === null || hostOf(b) === null ? null : hostOf(a) === hostOf(b)),
    close: lazy.close,
  }
}

function chooser(match: readonly string[] | undefined, skip: readonly string[] | undefined): IsPost {
  const wanted = match?.map(patternOf) ?? null
  const unwanted = (skip ?? []).map(patternOf)
  return (url) => !unwanted.some((one) => one.test(url)) && (wanted === null || wanted.some((one) => one.test(url)))
}

/** A key has no scheme; both may stand in old links. */
function addressesOf(key: string): readonly string[] {
  const loose = /^web-archive:(?!file:)(.+)$/.exec(key)?.[1]
  if (loose === undefined) return []
  const whole = loose.includes('/') ? loose : loose.replace(/(?=\?|$)/, '/')
  return [`https://${whole}`, `http://${whole}`]
}

function hostOf(key: string): string | null {
  return /^web-archive:(?!file:)([^/?]+)/.exec(key)?.[1]?.replace(/^www\./, '') ?? null
}
