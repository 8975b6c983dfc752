// guiji show: one post's whole story: where it stands, findings, revisions, captures, publication, links and every audit event.
import { adviceTexts, findingText } from './finding-text.ts'
import type { Member } from '../domain/page.ts'
import { STATES } from '../domain/states.ts'
import { dateText, half, say, sizeText } from '../domain/words.ts'
import type { Lang } from '../domain/words.ts'
import { readStory } from '../ledger/items.ts'
import type { Item, Story } from '../ledger/items.ts'
import type { House } from '../house.ts'
import type { Run } from './command.ts'
import { changeLines } from './change-lines.ts'
import type { Changes } from './change-lines.ts'
import { itemJson } from './items.ts'
import { oneItem } from './named.ts'
import { newestDraft, provenanceLines, provenanceOf } from './provenance.ts'

export const run: Run = async (context, [name = ''], options) => {
  const house = await context.house()
  const item = await oneItem(name, house)
  const story = await readStory(house.ledger.sql, item.id)
  const changes = options['diff'] === true ? await changed(item, story, house) : null
  const draft = await newestDraft(item, house)
  const from = provenanceOf(draft)
  const members = draft?.members ?? null
  const json = {
    ...itemJson(item),
    job: item.job,
    publication: item.publication,
    from,
    members,
    ...story,
    ...(changes === null ? {} : { changes }),
  }
  const text = storyText(item, { ...story, from, members }, context.lang)
  return { json, text: changes === null ? text : [text, '', ...changeLines(changes, context.lang)].join('\n') }
}

/** What asks the site comes in only for this. */
async function changed(item: Item, story: Story, house: House): Promise<Changes> {
  const [{ changesOf }, { toolsFor }] = await Promise.all([import('./differences.ts'), import('../tools.ts')])
  return changesOf(item, story, await toolsFor(house, item.job, item.job_digest))
}

interface Told extends Story {
  readonly from: Readonly<Record<string, string>> | null
  readonly members: readonly Member[] | null
}

function storyText(item: Item, story: Told, lang: Lang): string {
  const part = (zh: string, en: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', say(lang, { zh, en }), ...lines.map((line) => `  ${line}`)]
  const now = story.findings.filter((one) => one.revision === item.revision)
  return [
    `#${item.id}  ${item.title ?? '—'}`,
    `${say(lang, STATES[item.state])} (${item.state})${item.failure === null ? '' : `  ${item.failure}: ${half(lang, item.failure_about ?? '')}`}`,
    `${item.key}${item.url === null ? '' : `  ${item.url}`}`,
    item.publication?.url == null ? '' : `→ ${item.publication.target} ${item.publication.url}`,
    ...part(
      '提示',
      'Findings',
      now.map((one) => `${LEVELS[one.level]} ${findingText(one, lang)}`),
    ),
    ...part('怎么办', 'What to do', adviceTexts(now, lang)),
    ...part(
      `汇编 ${story.members?.length ?? 0} 条`,
      `Gathered from ${story.members?.length ?? 0} posts`,
      (story.members ?? []).map(memberLine),
    ),
    ...part('各项出自', 'Told by', story.from === null ? [] : provenanceLines(story.from, lang)),
    ...part(
      '版本',
      'Revisions',
      story.drafts.map((one) => `${one.revision}  ${dateText(one.at)}  ${one.made_by}  ${one.digest.slice(0, 16)}`),
    ),
    ...part(
      '取回',
      'Captures',
      story.captures.map(
        (one) => `${one.n}  ${dateText(one.at)}  ${one.parts} × ${sizeText(Number(one.bytes))}  ${one.digest.slice(0, 16)}`,
      ),
    ),
    ...part(
      '审核',
      'Reviews',
      story.reviews.map((one) => `${dateText(one.at)}  ${one.by_whom}  ${one.decision}  ${one.reason ?? ''}`),
    ),
    ...part(
      '站内链接',
      'Own links',
      story.links.map((one) => `${one.url} → ${one.address ?? '—'}`),
    ),
    ...part(
      '审计',
      'Audit',
      story.events.map(
        (one) => `${dateText(one.at, 'second')}  ${(one.seq ?? '·').padStart(6)}  ${one.actor}  ${one.kind}  ${JSON.stringify(one.facts)}`,
      ),
    ),
  ]
    .filter((line, at) => line !== '' || at > 3)
    .join('\n')
}

function memberLine({ key, url, published, state }: Member): string {
  const time = published.value === null ? '—' : dateText(published.value)
  return [time, key, url ?? '', state === 'ok' ? '' : `(${state})`].filter((word) => word !== '').join('  ')
}

const LEVELS = { hold: '●', warn: '○', info: '·' } as const
