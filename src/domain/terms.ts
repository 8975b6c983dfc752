// mappings/inspect/*.yaml: words that must not stand on a government site as they are (错敏词), each with what should stand there. A list
// never corrects anything: it makes findings. The schema is the documentation of every key.
import { z } from 'zod'
import { both } from './words.ts'

const term = z
  .strictObject({
    wrong: z.string().min(2).max(60).describe('The word as it must not stand.'),
    right: z.string().min(1).max(60).optional().describe('What should stand there.'),
    level: z
      .enum(['info', 'warn', 'hold'])
      .default('warn')
      .describe('hold = a person must look, whatever the review policy says about warnings.'),
    why: z.string().min(1).max(200).optional().describe('For the editor.'),
    unless: z
      .array(z.string().min(2).max(60))
      .default([])
      .describe('Longer words that hold `wrong` and are right: where one of them stands, nothing is told.'),
  })
  .refine((one) => one.unless.every((word) => word.includes(one.wrong)), {
    path: ['unless'],
    error: both('unless 中的词须包含 wrong', 'each word of `unless` must hold `wrong`'),
  })

export const termsSchema = z.strictObject({
  terms: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, both('须为小写字母、数字、连字符', 'must be lower-case letters, digits and hyphens'))
    .describe('Name of this list.'),
  about: z.string().min(1).describe('What it is and whom to ask about it.'),
  list: z.array(term).min(1).max(20_000),
})

export type TermList = z.output<typeof termsSchema>
export type Term = z.output<typeof term>
