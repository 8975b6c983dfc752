// mappings/*.yaml: how one platform's posts become one site's articles. The schema is the documentation of every key.
import { z } from 'zod'
import { PAGE_STATES, POST_KINDS } from './page.ts'
import { patternFault } from './pattern.ts'
import type { TermList } from './terms.ts'
import { both } from './words.ts'

/** ColumnType words of the government page-tag rule (R19). */
const COLUMN_TYPES = [
  '首页',
  '概况信息',
  '机构职能',
  '负责人信息',
  '工作动态',
  '政策文件',
  '信息公开指南',
  '信息公开目录',
  '信息公开年报',
  '依申请公开',
  '数据发布',
  '数据开放',
  '政策解读',
  '回应关切',
  '办事服务',
  '咨询投诉',
  '征集调查',
  '在线访谈',
] as const

/** A JavaScript regular expression (with the `u` flag) that needs no looking around and no referring back, as text. */
const pattern = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const fault = patternFault(text)
    if (fault !== null) context.addIssue({ code: 'custom', message: both(fault.zh, fault.en) })
  })

/** All given conditions must hold. */
const condition = z
  .strictObject({
    title: pattern.optional().describe('The title matches this regular expression.'),
    text: pattern.optional().describe('The plain text of the body matches this regular expression.'),
    author: pattern.optional().describe('The author matches.'),
    topic: pattern.optional().describe('One of the topics or albums matches.'),
    kind: z.enum(POST_KINDS).optional().describe('Kind of the post.'),
    kinds: z.array(z.enum(POST_KINDS)).min(1).optional().describe('Kind of the post: one of these.'),
    platform: z.string().min(1).optional().describe('Platform of the post as its source names it: wechat, weibo …'),
    minCharacters: z.number().int().min(1).optional().describe('The text has at least so many characters, white space not counted.'),
    maxCharacters: z.number().int().min(1).optional().describe('The text has at most so many characters, white space not counted.'),
    withoutTitle: z.literal(true).optional().describe('The platform gives the post no title.'),
    withoutPictures: z.literal(true).optional().describe('The post shows no picture, film or file.'),
    page: z.enum(PAGE_STATES).optional().describe('State of the platform page; only in `outcomes`.'),
    before: z.iso.date().optional().describe('Published before this day.'),
    after: z.iso.date().optional().describe('Published on or after this day.'),
  })
  .refine((c) => Object.keys(c).length > 0, { error: both('至少要有一个条件', 'needs at least one condition') })

/** Words with places to fill in. */
const template = z
  .string()
  .min(1)
  .max(80)
  .superRefine((text, context) => {
    const wrong = text.match(/\{[^{}]*\}?|\}/gu)?.find((place) => !PLACES.includes(place))
    if (wrong === undefined) return
    const message = both(`不认识 ${wrong};可用: ${PLACES.join(' ')}`, `does not know ${wrong}; there are: ${PLACES.join(' ')}`)
    context.addIssue({ code: 'custom', message })
  })

const PLACES = ['{account}', '{year}', '{month}', '{day}', '{date}', '{topic}']

function placesOf(text: string): string[] {
  return (text.match(/\{\w+\}/gu) ?? []).map((place) => place.slice(1, -1))
}

const gatherName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,31}$/,
    both('须为小写字母、数字、连字符,以字母开头', 'must be lower-case letters, digits and hyphens, starting with a letter'),
  )

const madeWords = template
  .refine((text) => !placesOf(text).includes('topic'), { error: both('单篇标题没有 {topic}', 'a single post has no {topic}') })
  .describe('A title with {account} {date} {year} {month} {day} filled in; passed over while the date is unknown.')

/** Rules by which short posts become one article together. */
const gather = z
  .strictObject({
    name: gatherName.describe('Name of the rule. It is part of what the gathered articles are known by: keep it once they are published.'),
    when: condition
      .optional()
      .describe('Which posts. Absent = all but reprints; reprints are gathered only where `kind` or `kinds` names them.'),
    by: z.enum(['day', 'month', 'topic']).describe('One article per day, month (Beijing time) or topic.'),
    title: template.describe('Title of the article, with {account} {year} {month} {day} {topic} filled in.'),
    column: z.string().optional().describe('Id of its column. Absent = by the routes.'),
    most: z.number().int().min(2).max(500).default(200).describe('Posts in one article; further ones make a second, a third.'),
  })
  .superRefine(({ by, title }, context) => {
    const known = { day: ['account', 'year', 'month', 'day'], month: ['account', 'year', 'month'], topic: ['account', 'topic'] }[by]
    // what nobody knows at all has been said of the text itself
    const wrong = placesOf(title).find((name) => PLACES.includes(`{${name}}`) && !known.includes(name))
    if (wrong !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['title'],
        message: both(`按 ${by} 汇编时没有 {${wrong}}`, `there is no {${wrong}} in what is gathered by ${by}`),
      })
  })

const column = z.strictObject({
  id: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,31}$/,
      both('须为小写字母、数字、连字符,以字母开头', 'must be lower-case letters, digits and hyphens, starting with a letter'),
    )
    .describe('Name of the column in routes and addresses.'),
  name: z.string().min(1).max(40).describe('ColumnName.'),
  description: z.string().min(1).max(300).describe('ColumnDescription.'),
  keywords: z.array(z.string().min(1)).min(1).describe('ColumnKeywords.'),
  type: z.enum(COLUMN_TYPES).describe('ColumnType, a word of the page-tag rule (R19).'),
})

export const mappingSchema = z
  .strictObject({
    mapping: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, both('须为小写字母、数字、连字符', 'must be lower-case letters, digits and hyphens'))
      .describe('Name of this mapping.'),
    columns: z.array(column).min(1).describe('The columns (栏目) of the site.'),
    routes: z
      .array(
        z.strictObject({
          when: condition.optional().describe('Absent = always: the last route.'),
          column: z.string().describe('Id of a column.'),
        }),
      )
      .default([])
      .describe('First match gives the column; no match leaves it to a person.'),
    title: z
      .strictObject({
        strip: z.array(pattern).default([]).describe('Parts of a title to remove, in order.'),
        madeLength: z.number().int().min(10).max(80).default(40).describe('Longest title made for a post without one, in characters.'),
        made: z
          .array(z.union([z.enum(['brackets', 'sentence']), z.strictObject({ words: madeWords })]))
          .min(1)
          .default(['brackets', 'sentence'])
          .describe(
            'How a post without a title gets one, tried in order: what stands in the first 【】, its first sentence, or words by date.',
          ),
      })
      .prefault({}),
    gather: z
      .array(gather)
      .default([])
      .describe('Short posts that become one article together; the first rule that matches takes the post.'),
    source: z
      .strictObject({
        strip: z.array(pattern).default([]).describe('Parts of a 来源 to remove, in order.'),
        rename: z.record(z.string(), z.string()).default({}).describe('Exact 来源 text → text to use.'),
      })
      .prefault({}),
    author: z.strictObject({ strip: z.array(pattern).default([]).describe('Parts of an author to remove, in order.') }).prefault({}),
    keywords: z.array(z.string().min(1)).default([]).describe('Keywords every article gets.'),
    drop: z
      .array(
        z
          .strictObject({
            name: z.string().min(1).describe('Name of the rule; it stands in the findings.'),
            text: pattern.optional().describe('Drops a block whose whole text matches.'),
            selector: z.string().optional().describe('Drops elements matching this CSS selector.'),
          })
          .refine((r) => r.text !== undefined || r.selector !== undefined, {
            error: both('需要 text 或 selector', 'needs text or selector'),
          }),
      )
      .default([])
      .describe('What to drop from the body; each by a named rule that the findings tell.'),
    outcomes: z
      .array(
        z.strictObject({
          when: condition.describe('Which posts.'),
          to: z.enum(['gone', 'excluded', 'archived']).describe('What becomes of them.'),
          reason: z.string().min(2).describe('Why; it stands in the ledger.'),
          by: z.string().min(1).describe('The person who made this rule.'),
        }),
      )
      .default([])
      .describe('What becomes of posts that are not to be published; first match wins.'),
    urgent: z.array(condition).default([]).describe('Posts to move before all others.'),
    services: z
      .array(pattern)
      .default([])
      .describe(
        'Addresses that are services (办事入口) besides those guiji knows: see docs/functions.md. Matched against the whole address.',
      ),
    inspect: z
      .array(z.string().min(1))
      .default([])
      .describe('Lists of words that must not stand so (错敏词): files like inspect/state-organs.yaml, relative to this file.'),
    zone: z.literal('Asia/Shanghai').default('Asia/Shanghai').describe('Zone of dates without one.'),
  })
  .superRefine(crossCheck, { when: () => true })

/** What one key says about another. Runs although other keys are wrong, so that one reading finds all mistakes. */
function crossCheck(m: unknown, context: z.RefinementCtx): void {
  const seen = outline.safeParse(m)
  if (!seen.success) return
  const ids = seen.data.columns.map((one) => one.id)
  ids.forEach((id, at) => {
    if (id === undefined || ids.indexOf(id) === at) return
    context.addIssue({
      code: 'custom',
      path: ['columns', at, 'id'],
      message: both(`栏目编号重复: ${id}`, `is the id of another column too: ${id}`),
    })
  })
  const known = [...new Set(ids)].filter((id) => id !== undefined)
  seen.data.gather.forEach((rule, at) => {
    const complain = (path: string[], zh: string, en: string) =>
      context.addIssue({ code: 'custom', path: ['gather', at, ...path], message: both(zh, en) })
    if (rule.name !== undefined && seen.data.gather.findIndex(({ name }) => name === rule.name) < at)
      complain(['name'], `汇编规则重名: ${rule.name}`, `is the name of another rule too: ${rule.name}`)
    if (rule.column !== undefined && !known.includes(rule.column))
      complain(['column'], `没有这个栏目: ${rule.column}`, `names no column: ${rule.column}`)
    if (rule.when?.page !== undefined) complain(['when', 'page'], 'page 只能用在 outcomes 中', 'page may stand in outcomes only')
  })
  seen.data.routes.forEach((route, at) => {
    if (route.column !== undefined && !known.includes(route.column)) {
      const message = both(
        `没有这个栏目: ${route.column}(已有: ${known.join('、')})`,
        `names no column: ${route.column} (there are: ${known.join(', ')})`,
      )
      context.addIssue({ code: 'custom', path: ['routes', at, 'column'], message })
    }
    if (route.when?.page === undefined) return
    context.addIssue({
      code: 'custom',
      path: ['routes', at, 'when', 'page'],
      message: both('page 只能用在 outcomes 中', 'page may stand in outcomes only'),
    })
  })
}

/** Just enough of a mapping to compare its parts, whatever else is wrong with it. */
const outline = z.looseObject({
  columns: z.array(z.looseObject({ id: z.string().optional().catch(undefined) }).catch({ id: undefined })).catch([]),
  gather: z
    .array(
      z
        .looseObject({
          name: z.string().optional().catch(undefined),
          column: z.string().optional().catch(undefined),
          when: z.looseObject({ page: z.unknown().optional() }).optional().catch(undefined),
        })
        .catch({}),
    )
    .default([])
    .catch([]),
  routes: z
    .array(
      z
        .looseObject({
          column: z.string().optional().catch(undefined),
          when: z.looseObject({ page: z.unknown().optional() }).optional().catch(undefined),
        })
        .catch({}),
    )
    .default([])
    .catch([]),
})

/** With the lists that `inspect` names read in, so that whoever holds a mapping holds all that the findings depend on. */
export type Mapping = z.output<typeof mappingSchema> & { readonly lists?: readonly TermList[] }
export type Condition = z.output<typeof condition>
export type GatherRule = z.output<typeof gather>
