// guiji show --diff: what the source changed since the post was published, and what the site changed, sentence by sentence.
// Both come from outside: they are shown as text, with control characters made visible.
import { diffArrays } from 'diff'
import type { Draft } from '../domain/draft.ts'
import type { Item, Story } from '../ledger/items.ts'
import { entryOf } from '../stations/live-entry.ts'
import type { Tools } from '../stations/station.ts'
import type { Changes, TextChange } from './change-lines.ts'

/** What is beyond is not compared: a diff is for people. */
const MOST_SENTENCES = 5000

export async function changesOf(item: Item, story: Story, tools: Tools): Promise<Changes> {
  const entry = entryOf(item)
  if (entry === null) return { source: null, site: null }
  const live = await draftOf(story, item.publication?.revision ?? null, tools)
  const newest = await draftOf(story, item.revision, tools)
  const back = await tools.room.target.read(entry)
  return {
    source:
      live === null || newest === null || item.publication?.revision === item.revision ? null : compare(wordsOf(live), wordsOf(newest)),
    site: live === null || back.status !== 200 ? null : compare(wordsOf(live), [back.title, ...sentences(back.text)]),
  }
}

async function draftOf(story: Story, revision: number | null, tools: Tools): Promise<Draft | null> {
  const found = story.drafts.find((one) => one.revision === revision)
  return found === undefined ? null : tools.readDraft(found.digest)
}

function wordsOf(draft: Draft): string[] {
  return [draft.title, ...sentences(draft.text)]
}

/** White space is no difference: a site lays text out as it likes. */
function sentences(text: string): string[] {
  return (text.match(/[^。！？；\n]+[。！？；]?/gu) ?? []).map((one) => one.replaceAll(/\s+/gu, '')).filter((one) => one !== '')
}

function compare(before: readonly string[], after: readonly string[]): TextChange[] {
  const parts = diffArrays(before.slice(0, MOST_SENTENCES), after.slice(0, MOST_SENTENCES))
  return parts.flatMap((part) => {
    if (!part.added && !part.removed) return []
    return part.value.map((text): TextChange => ({ how: part.added ? '+' : '-', text: text.slice(0, 200) }))
  })
}
