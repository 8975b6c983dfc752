// What an answer means: conditions over it, rules for errors, what success looks like. The schema is the documentation of every key.
import { z } from 'zod'
import { jsonPath, scalar, templateOf } from './names.ts'

function conditionOf(names: readonly string[]) {
  const template = templateOf(names)
  return {
    path: jsonPath.optional().describe('Where in the answer.'),
    in: z.array(scalar).min(1).optional().describe('The value there is one of these; absent = there must be a value.'),
    equals: template.optional().describe('The value there is this text.'),
    not: template.optional().describe('The value there is not this text.'),
    has: z.string().min(1).optional().describe('The text there has these words in it.'),
    absent: z.literal(true).optional().describe('Nothing (or null) may stand there.'),
  }
}

const MEANINGS = ['retry', 'refused', 'person', 'denied', 'login', 'exists', 'gone', 'twin', 'unknown'] as const

export function rulesOf(names: readonly string[]) {
  const rule = z.strictObject({
    status: z.array(z.number().int()).min(1).optional().describe('HTTP status.'),
    ...conditionOf(names),
    means: z
      .enum(MEANINGS)
      .describe(
        'retry = it says it did nothing, try later; refused = this article will not do; person = somebody must look; denied = log-in or right; login = log in anew, once; exists = the key is taken; gone = no such entry; twin = made, but beside an older one; unknown = perhaps done.',
      ),
  })
  return z.array(rule).default([])
}

export function answerSchemaOf(names: readonly string[]) {
  return z
    .strictObject({
      status: z.array(z.number().int()).min(1).default([200, 201, 202, 204]).describe('HTTP status of success.'),
      body: z.enum(['json', 'any']).default('json').describe('any = it need not be JSON.'),
      success: z
        .array(z.strictObject(conditionOf(names)))
        .default([])
        .describe('What must hold besides the status.'),
      id: jsonPath.optional().describe('Where the id stands.'),
      idIs: templateOf(names)
        .optional()
        .describe('The id made of more than one value, with `/` between them; they come back as `{{ids.0}}`, `{{ids.1}}`.'),
      url: jsonPath.optional().describe('Where the address stands.'),
      keep: z.record(z.string(), jsonPath).default({}).describe('Values for later requests of the same operation, as `{{got.name}}`.'),
    })
    .prefault({})
}
