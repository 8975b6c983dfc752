// The `source` part of a job for an app: where its answers are, and how they are laid out. The schema is the documentation of every key.
import { z } from 'zod'
import { both } from '../../domain/words.ts'
import { declarationSchema } from './declaration.ts'
import { listFault } from './templates.ts'

const values = z.record(z.string().regex(/^[A-Za-z][\w-]{0,30}$/), z.union([z.string(), z.number()]))

export const appJsonOptions = z
  .strictObject({
    kind: z.literal('app-json').optional().describe('This source.'),
    path: z.string().min(1).optional().describe('Folder, .zip or single file of saved answers, relative to the job file.'),
    url: z
      .string()
      .min(1)
      .optional()
      .describe('Address of a list of the API, with `{{page}}`, `{{offset}}`, `{{cursor}}` or names of `each`.'),
    each: z
      .array(values)
      .min(1)
      .max(1000)
      .optional()
      .describe('One list after the other: values for the names in `url`; `topic` also becomes a topic of its items.'),
    through: z
      .string()
      .min(1)
      .optional()
      .describe('Read the addresses from this web archive instead of the network; relative to the job file.'),
    preset: z
      .string()
      .min(1)
      .optional()
      .describe(
        'How answers are laid out: a name of ours (generic, trs-push), or path of a YAML file relative to the job file. Default: `generic`, unless `declare` is given.',
      ),
    declare: declarationSchema.optional().describe('The same in the job itself; each key here replaces that of the preset.'),
  })
  .superRefine((given, context) => {
    const fault = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    if ((given.path === undefined) === (given.url === undefined))
      fault(given.path === undefined ? 'path' : 'url', both('path 与 url 须给出其一', 'one of path and url must be given'))
    if (given.url === undefined) return
    const wrong = listFault(
      given.url,
      (given.each ?? []).flatMap((one) => Object.keys(one)),
    )
    if (wrong !== null) fault('url', wrong)
  })

export type AppJsonOptions = z.output<typeof appJsonOptions>
