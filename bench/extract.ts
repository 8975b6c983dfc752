// Own extraction, Readability and Defuddle on the same pages with known truth, turn by turn in one process: how much of the truth each finds
// (pairs of characters), and what a page costs. Pages set aside from tuning have rows of their own.
import { Readability } from '@mozilla/readability'
import { Defuddle } from 'defuddle/node'
import { parseHTML } from 'linkedom'
import { extract } from '../src/sources/web-pages/extract.ts'
import { textOf } from '../src/sources/text/text-of.ts'
import { knownPages, mean, score } from '../test/kits/extraction-score.ts'
import type { KnownPage } from '../test/kits/extraction-score.ts'

export interface ExtractRow {
  readonly pages: string
  readonly count: number
  readonly by: string
  readonly f1: number
  readonly recall: number
  readonly leastF1: number
  readonly msPerPage: number
}

type Extractor = (html: string) => Promise<string>

const EXTRACTORS: Readonly<Record<string, Extractor>> = {
  own: async (html) => extract(html, null).html,
  readability: async (html) => new Readability(parseHTML(html).document).parse()?.content ?? '',
  defuddle: async (html) => (await Defuddle(html, 'https://www.qingshi.example/a.html', { markdown: false, useAsync: false })).content,
}

/** Rounds that are timed, after two that are not. */
const ROUNDS = 5

export async function benchExtract(): Promise<ExtractRow[]> {
  const rows: ExtractRow[] = []
  for (const kind of ['article', 'thread'] as const)
    for (const heldOut of [false, true]) {
      const pages = knownPages().filter((page) => page.kind === kind && page.heldOut === heldOut)
      for (const [by, run] of Object.entries(EXTRACTORS))
        rows.push(await measured(pages, `${kind}s ${heldOut ? 'held out' : 'tuned on'}`, { by, run }))
    }
  return rows
}

async function measured(pages: readonly KnownPage[], name: string, { by, run }: { by: string; run: Extractor }): Promise<ExtractRow> {
  const scores = []
  for (const { html, truth } of pages) scores.push(score(textOf(await run(html).catch(() => '')), truth))
  let cpu = 0
  for (let round = -1; round < ROUNDS; round += 1) {
    const before = process.cpuUsage()
    for (const { html } of pages) await run(html).catch(() => '')
    const { user, system } = process.cpuUsage(before)
    if (round >= 0) cpu += (user + system) / 1000
  }
  const round = (value: number): number => Math.round(value * 1000) / 1000
  return {
    pages: name,
    count: pages.length,
    by,
    f1: round(mean(scores.map(({ f1 }) => f1))),
    recall: round(mean(scores.map(({ recall }) => recall))),
    leastF1: round(Math.min(...scores.map(({ f1 }) => f1))),
    msPerPage: round(cpu / ROUNDS / pages.length),
  }
}
