// Precision and recall of each inspector over the labelled corpus, tuned forms and forms kept aside each by themselves; and what all inspectors cost beside
// normalizing the same posts.
import { mappingSchema } from '../src/domain/mapping.ts'
import type { FindingCode } from '../src/domain/findings.ts'
import type { Page } from '../src/domain/page.ts'
import { inspect } from '../src/inspect/inspect.ts'
import { normalize } from '../src/transform/normalize.ts'
import { labelledTexts } from './inspect-corpus.ts'
import type { Labelled } from './inspect-corpus.ts'

export interface InspectRow {
  readonly of: string
  readonly tuned: string
  readonly aside: string
  readonly texts: number
}

/** Of the normalizing CPU of the same posts. Goal: at most 0.5. */
export interface InspectCost {
  readonly of: string
  readonly ofNormalizing: number
}

export function benchInspect(): readonly (InspectRow | InspectCost)[] {
  const texts = labelledTexts()
  const codes = [...new Set(texts.map(({ code }) => code))]
  const rows = codes.map((code) => rowOf(code, texts))
  return [...rows, { of: 'cost', ofNormalizing: cost(texts) }]
}

function rowOf(code: FindingCode, texts: readonly Labelled[]): InspectRow {
  const tuned = texts.filter(({ aside }) => !aside)
  const aside = texts.filter((one) => one.aside)
  return { of: code, tuned: scoreOf(code, tuned), aside: scoreOf(code, aside), texts: texts.filter((one) => one.code === code).length }
}

/** Precision over all texts, near-misses of the other kinds too; recall over those that hold it. */
function scoreOf(code: FindingCode, texts: readonly Labelled[]): string {
  const found = new Set(texts.filter(({ text }) => finds(code, text)))
  const holding = texts.filter((one) => one.code === code && one.holds)
  const right = holding.filter((one) => found.has(one)).length
  const wrong = texts.filter((one) => found.has(one) && one.code === code && !one.holds).length
  const share = (part: number, whole: number): string => (whole === 0 ? '—' : (part / whole).toFixed(3))
  return `${share(right, right + wrong)} / ${share(right, holding.length)}`
}

function finds(code: FindingCode, text: string): boolean {
  return inspect({ ...PLAIN, text }).some((one) => one.code === code)
}

const NO_DATE = { value: null, precision: 'unknown', provenance: 'none', raw: null } as const

const NEAR = {
  mapping: mappingSchema.parse({
    mapping: 'bench',
    columns: [{ id: 'news', name: '动态', description: '动态', keywords: ['动态'], type: '工作动态' }],
    routes: [{ column: 'news' }],
  }),
  organ: '青石县卫生健康局',
  media: new Map(),
  keysOf: () => [],
}
/** A draft without a word of its own. */
const PLAIN = normalize(pageOf({ text: '' }), NEAR).draft
const ROUNDS = 20

function cost(texts: readonly Labelled[]): number {
  const pages = texts.map(pageOf)
  const drafts = pages.map((page) => normalize(page, NEAR).draft)
  const normalizing = spent(() => pages.forEach((page) => normalize(page, NEAR)))
  const inspecting = spent(() => drafts.forEach((draft) => inspect(draft)))
  return Math.round((inspecting / normalizing) * 100) / 100
}

function spent(work: () => void): number {
  work()
  const before = process.cpuUsage()
  for (let round = 0; round < ROUNDS; round += 1) work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

function pageOf({ text }: Pick<Labelled, 'text'>): Page {
  return {
    state: 'ok',
    platform: 'wechat',
    kind: 'article',
    title: '关于有关事项的通知',
    account: null,
    author: null,
    source: null,
    published: NO_DATE,
    modified: NO_DATE,
    summary: null,
    url: null,
    readMore: null,
    origin: null,
    topics: [],
    body: {
      html: text
        .split('\n')
        .map((line) => `<p style="text-indent: 2em;"><span>${line}</span></p>`)
        .join(''),
    },
    media: [],
    remarks: [],
    facts: {},
  }
}
