// One request of a preset and what its answer means: the schema is the documentation of every key. It sends nothing.
import { z } from 'zod'
import { both } from '../../domain/words.ts'
import { PATH } from './json-path.ts'
import { templateFault } from './template.ts'
import { treeFaults, type Tree } from './tree.ts'

/** What templates of requests may speak of. */
export const NAMES: readonly string[] = [
  ...['title', 'html', 'body', 'text', 'markdown', 'summary', 'author', 'source', 'publisher', 'keywords', 'publishedAt', 'migratedAt'],
  ...['account', 'platform', 'originalUrl', 'readMore', 'archived', 'column', 'key', 'uuid', 'media', 'files', 'images', 'attachments', 'cover'],
  ...['id', 'ids', 'url', 'site', 'status', 'value', 'set', 'got', 'token', 'item', 'index', 'page', 'reason', 'pattern', 'zone', 'link'],
]
/** And those of log-ins and signatures. */
export const AUTH_NAMES: readonly string[] = [
  ...NAMES,
  ...['secret', 'method', 'path', 'query', 'timestamp', 'nonce', 'bodyHash', 'bodyText', 'signature'],
]

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
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** Written once for requests and once for log-ins, which may also use secrets. */
export function requestOf(names: readonly string[]) {
  const template = templateOf(names)
  const tree = treeOf(names)
  const condition = {
    path: jsonPath.optional().describe('Where in the answer.'),
    in: z.array(scalar).min(1).optional().describe('The value there is one of these; absent = there must be a value.'),
    equals: template.optional().describe('The value there is this text.'),
    has: z.string().min(1).optional().describe('The text there has these words in it.'),
    absent: z.literal(true).optional().describe('Nothing (or null) may stand there.'),
  }
  const errorRule = z
    .strictObject({
      status: z.array(z.number().int()).min(1).optional().describe('HTTP status.'),
      ...condition,
      then: z
        .enum(['retry', 'refused', 'person', 'denied', 'login', 'exists', 'gone', 'twin', 'unknown'])
        .describe(
          'retry = it says it did nothing, try later; refused = this article will not do; person = somebody must look; denied = log-in or right; login = log in anew, once; exists = the key is taken; gone = no such entry; twin = made, but beside an older one; unknown = perhaps done.',
        ),
    })
    .describe('The first rule that fits decides.')
  return z.strictObject({
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).describe('HTTP method.'),
    path: template.describe('Below the url of the job; values in it are encoded.'),
    query: z.record(z.string(), template).default({}).describe('Query fields; one whose value is not known is left out.'),
    headers: z.record(z.string(), template).default({}).describe('Headers of this request.'),
    set: z.record(z.string(), scalar).default({}).describe('Constants of this request, as `{{set.name}}`, so that requests can share a body.'),
    body: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('json'), value: tree.describe('The document.'), type: z.string().optional().describe('Content type, when not application/json.') }),
        z.strictObject({ kind: z.literal('form'), fields: z.record(z.string(), tree).describe('Form fields; one that is a list or object is sent as JSON text.') }),
        z.strictObject({
          kind: z.literal('multipart'),
          fields: z.record(z.string(), tree).default({}).describe('Fields before the file.'),
          file: z.string().optional().describe('Name of the part that holds the bytes of the file.'),
        }),
        z.strictObject({ kind: z.literal('raw'), type: template.optional().describe('Content type, when not that of the file.') }),
      ])
      .optional()
      .describe('json, form, multipart or raw (the bytes of the file).'),
    answer: z
      .strictObject({
        status: z.array(z.number().int()).min(1).default([200, 201, 202, 204]).describe('HTTP status of success.'),
        body: z.enum(['json', 'any']).default('json').describe('any = it need not be JSON.'),
        success: z.array(z.strictObject(condition)).default([]).describe('What must hold besides the status.'),
        id: jsonPath.optional().describe('Where the id stands.'),
        idIs: template.optional().describe('The id made of more than one value, with `/` between them; they come back as `{{ids.0}}`, `{{ids.1}}`.'),
        url: jsonPath.optional().describe('Where the address stands.'),
        keep: z.record(z.string(), jsonPath).default({}).describe('Values for later requests of the same operation, as `{{got.name}}`.'),
      })
      .prefault({})
      .describe('What success looks like.'),
    errors: z.array(errorRule).default([]).describe('What other answers mean, before the rules of the whole preset.'),
    timeoutSeconds: z.number().positive().max(600).default(30).describe('Whole time of the request.'),
  })
}

export const requestSchema = requestOf(NAMES)
export const authRequestSchema = requestOf(AUTH_NAMES)
export const errorRulesSchema = requestSchema.shape.errors

export type RequestSpec = z.output<typeof requestSchema>
export type Condition = RequestSpec['answer']['success'][number]
export type ErrorRule = RequestSpec['errors'][number]
