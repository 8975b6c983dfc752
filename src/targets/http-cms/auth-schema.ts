// The ways a preset may log in. Secrets are named here and nowhere else; the schema is the documentation of every key.
import { z } from 'zod'
import { AUTH_NAMES, jsonPath, templateOf } from './names.ts'
import { authRequestSchema } from './request-schema.ts'

const secret = templateOf(AUTH_NAMES)
const headers = z.record(z.string(), secret).default({}).describe('Headers on every request.')
const query = z.record(z.string(), secret).default({}).describe('Query fields on every request.')
const login = {
  login: z.array(authRequestSchema).min(1).max(4).describe('Requests of the log-in, in order; what they `keep` is `{{token.name}}`.'),
  lastsSeconds: z
    .number()
    .positive()
    .optional()
    .describe('How long the log-in holds; renewed a minute before. Absent = until it is refused.'),
  lastsAt: jsonPath.optional().describe('Where the last answer says how many seconds it holds.'),
}

export const authSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('basic'), user: secret.describe('User.'), password: secret.describe('Password.') }),
  z.strictObject({ kind: z.literal('bearer'), token: secret.describe('Token.') }),
  z.strictObject({ kind: z.literal('header'), headers, query }),
  z.strictObject({ kind: z.literal('tokens'), ...login, headers, query }),
  z.strictObject({ kind: z.literal('cookie'), ...login, headers, query }),
  z.strictObject({
    kind: z.literal('jwt'),
    key: secret.describe('`id:hexsecret`, as Ghost shows it.'),
    audience: z.string().min(1).describe('The claim `aud`.'),
    lastsSeconds: z.number().int().positive().max(3600).default(300).describe('How long each token holds.'),
    scheme: z.string().min(1).default('Bearer').describe('Word before the token in `authorization`.'),
  }),
  z.strictObject({
    kind: z.literal('signature'),
    algorithm: z.enum(['hmac-sha256', 'hmac-sm3']).describe('How it is signed.'),
    secret: secret.describe('The key.'),
    sign: secret.describe('What is signed: method, path, query, timestamp, nonce, bodyHash …; `\\n` in double quotes is a line feed.'),
    hash: z.enum(['sha256', 'sm3']).default('sha256').describe('Of the body, for `{{bodyHash}}` (hex).'),
    encoding: z.enum(['hex', 'base64']).default('hex').describe('Of the signature.'),
    timestamp: z.enum(['seconds', 'milliseconds', 'iso']).default('milliseconds').describe('Form of `{{timestamp}}`.'),
    headers,
    query,
  }),
])

export type AuthSpec = z.output<typeof authSchema>
