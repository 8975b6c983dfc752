// Measures normalizing against the least a parser can do and against the plain chain of cheerio, sanitize-html and turndown: the same
// documents, turn by turn in one process, thread CPU time. Real pages when the samples lie beside the checkout, else generated ones.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { load } from 'cheerio'
import { Parser } from 'htmlparser2'
import sanitize from 'sanitize-html'
import TurndownService from 'turndown'
import { mappingSchema } from '../src/domain/mapping.ts'
import { type Page, UNKNOWN_DATE } from '../src/domain/page.ts'
import { mergeReadings } from '../src/sources/wechat-archive/merge.ts'
import { readPageText } from '../src/sources/wechat-archive/read-page.ts'
import { normalize } from '../src/transform/normalize.ts'
import type { Surroundings } from '../src/transform/step.ts'

export interface Row {
  readonly corpus: string
  readonly documents: number
  readonly megabytes: number
  /** Times the speed of a parse that does nothing. */
  readonly ofNoop: number
  readonly ofNaive: number
  readonly goalNoop: number
  readonly goalNaive: number
  readonly msPerDocument: number
}

/** Rounds before measuring: all three must be compiled, as in a worker that runs for hours. */
const WARM_UP = 6
/** Milliseconds of a turn: the clock of a thread's CPU time moves in steps of 4 ms, which must be little beside it. */
const TURN = 160
const SAMPLES = resolve(import.meta.dirname, '../../shared/samples/wechat')
const NEAR: Surroundings = {
  mapping: mappingSchema.parse({
    mapping: 'bench',
    columns: [{ id: 'news', name: '动态', description: '动态', keywords: ['动态'], type: '工作动态' }],
    routes: [{ column: 'news' }],
  }),
  organ: '青石县卫生健康局',
  media: new Map(),
  keysOf: () => [],
}

export function measureNormalize(rounds = 11): Row[] {
  const pages = wholePages()
  const fragments = pages.map(container).filter((html) => html.length > 2000)
  return [
    {
      corpus: 'fragments (#js_content)',
      goalNoop: 0.2,
      goalNaive: 4,
      ...compare(fragments, { ours: (html) => void normalize(pageOf(html), NEAR), naive: (html) => naive(html), rounds }),
    },
    {
      corpus: 'whole pages',
      goalNoop: 0.5,
      goalNaive: 10,
      ...compare(pages, { ours: (html) => void normalize(wholePage(html), NEAR), naive: naivePage, rounds }),
    },
  ]
}

interface Contest {
  readonly ours: (html: string) => void
  readonly naive: (html: string) => void
  readonly rounds: number
}

/** Each round gives every contestant one turn of the same length, and compares neighbours: so a machine that slows down slows all. */
function compare(
  documents: readonly string[],
  contest: Contest,
): Pick<Row, 'documents' | 'megabytes' | 'ofNoop' | 'ofNaive' | 'msPerDocument'> {
  const all = (run: (html: string) => void) => (): void => documents.forEach((html) => run(html))
  const runs = [all(noop), all(contest.ours), all(contest.naive)]
  for (let round = 0; round < WARM_UP; round += 1) for (const run of runs) run()
  const passes = runs.map((run) => Math.max(1, Math.ceil(TURN / Math.max(1, spent(run, 3)))))
  const rounds = Array.from({ length: contest.rounds }, () => runs.map((run, at) => spent(run, passes[at] ?? 1)))
  const over = (at: number): number => median(rounds.map((round) => (round[at] ?? 0) / (round[1] ?? 1)))
  const megabytes = documents.reduce((sum, html) => sum + Buffer.byteLength(html), 0) / 1e6
  return {
    documents: documents.length,
    megabytes: round2(megabytes),
    ofNoop: round2(over(0)),
    ofNaive: round2(over(2)),
    msPerDocument: round2(median(rounds.map((round) => round[1] ?? 0)) / documents.length),
  }
}

/** Milliseconds of CPU for one pass, over so many. */
function spent(run: () => void, passes: number): number {
  const before = process.threadCpuUsage()
  for (let pass = 0; pass < passes; pass += 1) run()
  const used = process.threadCpuUsage(before)
  return (used.user + used.system) / 1000 / passes
}

function noop(html: string): void {
  const nothing = (): void => undefined
  const parser = new Parser({ onopentag: nothing, ontext: nothing, onclosetag: nothing }, { decodeEntities: true })
  parser.end(html)
}

const turndown = new TurndownService()

function naive(html: string): void {
  const tree = load(html)
  tree('img[data-src]').each((_, img) => void tree(img).attr('src', tree(img).attr('data-src') ?? ''))
  const safe = sanitize(tree('body').html() ?? '', { allowedTags: [...sanitize.defaults.allowedTags, 'img'] })
  turndown.turndown(safe)
  load(safe).text()
}

function naivePage(html: string): void {
  const tree = load(html)
  tree('title').text()
  naive(tree('#js_content').html() ?? '')
}

function wholePage(html: string): Page {
  return mergeReadings([readPageText(html, 'page.html')], 'bench')
}

function pageOf(html: string): Page {
  return {
    state: 'ok',
    platform: 'wechat',
    kind: 'article',
    title: '标题',
    account: null,
    author: null,
    source: null,
    published: UNKNOWN_DATE,
    modified: UNKNOWN_DATE,
    summary: null,
    url: null,
    readMore: null,
    origin: null,
    topics: [],
    body: { html },
    media: [],
    remarks: [],
    facts: {},
  }
}

function wholePages(): string[] {
  if (!existsSync(SAMPLES)) return generated()
  const files = ['slim', 'raw'].flatMap((folder) => readdirSync(resolve(SAMPLES, folder)).map((name) => resolve(SAMPLES, folder, name)))
  return files
    .filter((file) => file.endsWith('.html'))
    .map((file) => readFileSync(file, 'utf8'))
    .filter((html) => /id="js_content"/.test(html))
}

/** Pages of the same shape for checkouts without samples: a long head of script, then style soup. */
function generated(): string[] {
  const soup =
    'margin: 0px;padding: 0px;outline: 0px;max-width: 100%;box-sizing: border-box;letter-spacing: 0.5px;font-size: 16px;color: rgb(0, 0, 0);'
  const block = `<section style="${soup}line-height: 2em;"><p style="${soup}"><span style="${soup}" leaf="">全县各医疗机构要认真落实工作要求,<strong>确保接种安全</strong>。</span></p><section><img class="rich_pages wxw-img" data-src="https://mmbiz.qpic.cn/mmbiz_png/abc/640?wx_fmt=png" data-ratio="0.5" data-w="1080" style="${soup}"></section></section>`
  const script = `<script>${'var a = function (b) { return b < 1 ? "x" : \'<div>\' };\n'.repeat(12_000)}</script>`
  return Array.from(
    { length: 12 },
    (_, at) =>
      `<!DOCTYPE html><html><head><title></title>${script}</head><body><div id="js_article"><h1 id="activity-name">通知</h1><div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0; ">${block.repeat(20 + at * 15)}</div></div>${script}</body></html>`,
  )
}

function container(html: string): string {
  const start = html.search(/<div[^>]*id="js_content"/)
  if (start < 0) return ''
  const tags = /<(\/?)div\b[^>]*>/g
  tags.lastIndex = start
  let depth = 0
  for (let tag = tags.exec(html); tag !== null; tag = tags.exec(html)) {
    depth += tag[1] === '/' ? -1 : 1
    if (depth === 0) return html.slice(start, tags.lastIndex)
  }
  return html.slice(start)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const rows = measureNormalize()
  console.table(rows)
  console.log(JSON.stringify(rows))
}
