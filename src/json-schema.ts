// The zod schemas of job and mapping files in, JSON Schema for editors and for looking up keys out. Writes files only as `npm run schema`.
import { writeFileSync } from 'node:fs'
import { z, type ZodType } from 'zod'
import { jobSchema } from './domain/job.ts'
import { mappingSchema } from './domain/mapping.ts'
import { termsSchema } from './domain/terms.ts'

/** The kinds a job may name, each with the schema of its options. */
export interface Kinds {
  readonly sources: ReadonlyMap<string, ZodType>
  readonly targets: ReadonlyMap<string, ZodType>
}

export const NO_KINDS: Kinds = { sources: new Map(), targets: new Map() }

/** The part of JSON Schema that we read back. */
export interface JsonSchema {
  readonly [key: string]: unknown
  readonly description?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly additionalProperties?: JsonSchema | boolean
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
}

/** What a person may write, so defaults are not required. */
export function jsonSchemaOf(schema: ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
}

/** With kinds given, `source` and `target` become one branch per kind. */
export function jobJsonSchema(kinds: Kinds = NO_KINDS): JsonSchema {
  const schema = jsonSchemaOf(jobSchema)
  return {
    ...schema,
    title: 'guiji job',
    properties: {
      ...schema.properties,
      source: oneOfKinds(schema.properties?.['source'], kinds.sources),
      target: oneOfKinds(schema.properties?.['target'], kinds.targets),
    },
  }
}

export function mappingJsonSchema(): JsonSchema {
  return { ...jsonSchemaOf(mappingSchema), title: 'guiji mapping' }
}

function oneOfKinds(open: JsonSchema | undefined, kinds: ReadonlyMap<string, ZodType>): JsonSchema {
  if (kinds.size === 0) return open ?? {}
  return {
    ...(open?.description === undefined ? {} : { description: open.description }),
    type: 'object',
    oneOf: [...kinds].map(([name, options]) => kindBranch(name, jsonSchemaOf(options))),
  }
}

function kindBranch(name: string, options: JsonSchema): JsonSchema {
  const { $schema: _, ...rest } = options
  const required = new Set(['kind', ...(options.required ?? [])])
  return { ...rest, properties: { kind: { const: name }, ...options.properties }, required: [...required] }
}

/** All keys allowed at a path; of every branch where there are several. */
export function keysAt(schema: JsonSchema, path: readonly PropertyKey[]): string[] {
  const branches = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  const [first, ...rest] = path
  if (first === undefined) return [...new Set(branches.flatMap((branch) => Object.keys(branch.properties ?? {})))]
  return branches.flatMap((branch) => {
    const next = typeof first === 'number' ? branch.items : (branch.properties?.[String(first)] ?? branch.additionalProperties)
    return typeof next === 'object' ? keysAt(next, rest) : []
  })
}

export function schemaText(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`
}

/** What stands in it often is written once: requests alone are a dozen. */
async function presetJsonSchema(): Promise<JsonSchema> {
  // large, and of no use to any command
  const { presetSchema } = await import('./targets/http-cms/preset.ts')
  const schema = z.toJSONSchema(presetSchema, { io: 'input', unrepresentable: 'any', reused: 'ref' }) as JsonSchema
  return { ...schema, title: 'guiji preset of a CMS' }
}

async function appJsonSchema(): Promise<JsonSchema> {
  const { appSchema } = await import('./sources/app-json/declaration.ts')
  const schema = z.toJSONSchema(appSchema, { io: 'input', unrepresentable: 'any', reused: 'ref' }) as JsonSchema
  return { ...schema, title: 'guiji declaration of an app' }
}

/** The committed files and what they must hold. */
export async function schemaFiles(kinds: Kinds): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['jobs/job.schema.json', schemaText(jobJsonSchema(kinds))],
    ['mappings/mapping.schema.json', schemaText(mappingJsonSchema())],
    ['mappings/inspect/terms.schema.json', schemaText({ ...jsonSchemaOf(termsSchema), title: 'guiji list of words' })],
    ['mappings/apps/app.schema.json', schemaText(await appJsonSchema())],
    ['mappings/targets/preset.schema.json', schemaText(await presetJsonSchema())],
  ])
}

if (import.meta.main) {
  const { KINDS } = await import('./kinds.ts')
  for (const [file, text] of await schemaFiles(KINDS)) writeFileSync(new URL(`../${file}`, import.meta.url), text)
}
