// The options of a `joined` source: a list of other sources, each with the options of its own kind. Checks every one by its own schema.
import { z } from 'zod'
import { both } from '../../domain/words.ts'
import type { SourceKind } from '../source.ts'

export type Kinds = Readonly<Record<string, SourceKind<unknown>>>

/** One source of the list, its options as its kind's schema gave them back. */
export interface MemberOptions {
  readonly kind: string
  readonly options: unknown
}

export interface JoinedOptions {
  readonly kind?: 'joined' | undefined
  readonly of: readonly MemberOptions[]
  readonly unreachable: 'wait' | 'skip'
}

export function optionsOf(kinds: Kinds): z.ZodType<JoinedOptions> {
  return z.strictObject({
    kind: z.literal('joined').optional(),
    of: z
      .array(z.lazy(() => memberOf(kinds)))
      .min(1)
      .max(20)
      .describe(
        'Sources of one account, each with its kind and the options of that kind. Of equal copies the first in this list is taken.',
      ),
    unreachable: z
      .enum(['wait', 'skip'])
      .default('wait')
      .describe(
        'While one source cannot be asked (network, quota) for a post that another has whole: wait = tried again later; skip = done without it, with a finding.',
      ),
  })
}

/** The schemas of all kinds stand in the JSON Schema, for editors; only a job that joins pays for them. */
function memberOf(kinds: Kinds): z.ZodType<MemberOptions> {
  return z
    .looseObject({ kind: z.string() })
    .meta({ oneOf: Object.entries(kinds).map(([name, kind]) => branch(name, kind.options)) })
    .transform((given, context) => {
      const kind = Object.hasOwn(kinds, given.kind) ? kinds[given.kind] : undefined
      if (kind === undefined) {
        context.addIssue({ code: 'custom', path: ['kind'], message: unknownKind(given.kind, Object.keys(kinds)) })
        return z.NEVER
      }
      const read = kind.options.safeParse(given, { reportInput: true })
      if (read.success) return { kind: given.kind, options: read.data }
      for (const issue of read.error.issues) context.issues.push({ ...issue, input: issue.input } as z.core.$ZodRawIssue)
      return z.NEVER
    })
}

function unknownKind(name: string, known: readonly string[]): string {
  return name === 'joined'
    ? both('joined 中不能再有 joined;把各来源写在同一个列表里', 'joined cannot hold another joined; put all sources into one list')
    : both(`没有来源类型“${name}”;可用: ${known.join('、')}`, `there is no source kind "${name}"; one of: ${known.join(', ')}`)
}

function branch(name: string, options: z.ZodType): Record<string, unknown> {
  const { $schema: _, properties, required, ...rest } = z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' })
  return {
    ...rest,
    properties: { kind: { const: name }, ...without(properties ?? {}, 'kind') },
    required: [...new Set(['kind', ...(required ?? [])])],
  }
}

function without(properties: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => key !== name))
}
