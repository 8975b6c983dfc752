// Which source gave each field of a post that several sources tell, from its newest draft. What a person or a rule gave since says so.
import type { Draft } from '../domain/draft.ts'
import { say } from '../domain/words.ts'
import type { Lang, Said } from '../domain/words.ts'
import type { Item } from '../ledger/items.ts'
import type { House } from '../house.ts'

type From = Readonly<Record<string, string>>

/** The newest draft; null when there is none. */
export async function newestDraft(item: Item, { vault }: Pick<House, 'vault'>): Promise<Draft | null> {
  if (item.draft_digest === null || !(await vault.has(item.draft_digest))) return null
  return JSON.parse(Buffer.from(await vault.get(item.draft_digest)).toString()) as Draft
}

/** Null when one source alone told the post, or there is no draft. */
export function provenanceOf(draft: Draft | null): From | null {
  if (draft?.from === undefined) return null
  const { from, titleFrom, published } = draft
  return {
    ...from,
    ...(titleFrom === 'made' || titleFrom === 'person' ? { title: titleFrom } : {}),
    ...(published.provenance === 'person' ? { published: 'person' } : {}),
  }
}

const FIELDS: Readonly<Record<string, Said>> = {
  title: { zh: '标题', en: 'title' },
  body: { zh: '正文', en: 'body' },
  published: { zh: '发布时间', en: 'published' },
  modified: { zh: '修改时间', en: 'modified' },
  account: { zh: '账号', en: 'account' },
  author: { zh: '作者', en: 'author' },
  source: { zh: '来源', en: 'source' },
  summary: { zh: '摘要', en: 'summary' },
  url: { zh: '网址', en: 'address' },
  readMore: { zh: '阅读原文', en: 'read more' },
  origin: { zh: '转载自', en: 'origin' },
}

/** One line a source, with the fields it gave. */
export function provenanceLines(from: From, lang: Lang): string[] {
  const bySource = Map.groupBy(Object.entries(from), ([, source]) => source)
  return [...bySource].map(
    ([source, fields]) =>
      `${source}: ${fields.map(([field]) => say(lang, FIELDS[field] ?? { zh: field, en: field })).join(say(lang, { zh: '、', en: ', ' }))}`,
  )
}
