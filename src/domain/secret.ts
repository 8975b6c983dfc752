// How a job file names a password or key without holding it: by an environment variable or a file (as Docker secrets are).
import { z } from 'zod'
import { both } from './words.ts'

export const secretSchema = z
  .strictObject({
    env: z
      .string()
      .regex(
        /^[A-Z][A-Z0-9_]{2,100}$/,
        both('须为环境变量名,如 GUIJI_SECRET_CMS', 'must be the name of an environment variable, like GUIJI_SECRET_CMS'),
      )
      .optional()
      .describe('Environment variable that holds it, like GUIJI_SECRET_CMS.'),
    file: z.string().min(1).optional().describe('File that holds it, relative to the job file; white space at its end is ignored.'),
  })
  .refine((one) => (one.env === undefined) !== (one.file === undefined), {
    error: both('须写 env 或 file 之一', 'needs either env or file'),
  })

/** Where a secret is; never the secret itself. */
export type SecretRef = z.output<typeof secretSchema>
