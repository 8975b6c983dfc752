// One request of a preset: the schema is the documentation of every key. It sends nothing.
import { z } from 'zod'
import { answerSchemaOf, rulesOf } from './answer-schema.ts'
import { AUTH_NAMES, NAMES, scalar, templateOf, treeOf } from './names.ts'

function bodyOf(names: readonly string[]) {
  const tree = treeOf(names)
  return z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('json'),
      value: tree.describe('The document.'),
      type: z.string().optional().describe('Content type, when not application/json.'),
    }),
    z.strictObject({
      kind: z.literal('form'),
      fields: z.record(z.string(), tree).describe('Form fields; one that is a list or object is sent as JSON text.'),
    }),
    z.strictObject({
      kind: z.literal('multipart'),
      fields: z.record(z.string(), tree).default({}).describe('Fields before the file.'),
      file: z.string().optional().describe('Name of the part that holds the bytes of the file.'),
    }),
    z.strictObject({
      kind: z.literal('raw'),
      type: templateOf(names).optional().describe('Content type, when not that of the file.'),
    }),
  ])
}

/** Written once for requests and once for log-ins, which may also use secrets. */
function requestOf(names: readonly string[]) {
  const template = templateOf(names)
  return z.strictObject({
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).describe('HTTP method.'),
    path: template.describe('Below the url of the job; values in it are encoded.'),
    query: z.record(z.string(), template).default({}).describe('Query fields; one whose value is not known is left out.'),
    headers: z.record(z.string(), template).default({}).describe('Headers of this request.'),
    set: z
      .record(z.string(), scalar)
      .default({})
      .describe('Constants of this request, as `{{set.name}}`, so that requests can share a body.'),
    body: bodyOf(names).optional().describe('json, form, multipart or raw (the bytes of the file).'),
    answer: answerSchemaOf(names).describe('What success looks like.'),
    errors: rulesOf(names).describe('What other answers mean, before the rules of the whole preset. The first that fits decides.'),
    asks: z.boolean().default(false).describe('It changes nothing, whatever its method: after a failure it may be sent again.'),
    timeoutSeconds: z.number().positive().max(600).default(30).describe('Whole time of the request.'),
  })
}

export const requestSchema = requestOf(NAMES)
export const authRequestSchema = requestOf(AUTH_NAMES)
export const errorRulesSchema = rulesOf(NAMES)

export type RequestSpec = z.output<typeof requestSchema>
export type Condition = RequestSpec['answer']['success'][number]
export type ErrorRule = RequestSpec['errors'][number]
