// The names that templates may speak of, and the schemas of templates and paths. A name that is not here is a mistake of the preset.
import { z } from 'zod'
import { both } from '../../domain/words.ts'
import { PATH } from './json-path.ts'
import { templateFault } from './template.ts'
import { treeFaults, type Tree } from './tree.ts'

const words = (text: string): string[] => text.split(' ')

/** What templates of requests may speak of. */
export const NAMES: readonly string[] = words(
  'title html body text markdown summary author source publisher keywords publishedAt migratedAt account platform originalUrl readMore ' +
    'archived column key uuid media files images attachments cover id ids url site status value set got token item index page reason ' +
    'pattern zone link batch',
)

/** And those of log-ins and signatures. */
export const AUTH_NAMES: readonly string[] = NAMES.concat(words('secret method path query timestamp nonce bodyHash signature'))

export function templateOf(names: readonly string[]) {
  return z.string().superRefine((text, context) => {
    const fault = templateFault(text, names)
    if (fault !== null) context.addIssue({ code: 'custom', message: fault })
  })
}

export function treeOf(names: readonly string[]) {
  return z
    .json()
    .superRefine((value, context) => {
      for (const { path, fault } of treeFaults(value, names)) context.addIssue({ code: 'custom', path, message: fault })
    })
    .transform((value): Tree => value)
}

export const jsonPath = z.string().regex(PATH, both('须为路径,如 data.posts[0].id', 'must be a path, like data.posts[0].id'))
export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
