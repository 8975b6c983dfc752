// guiji run --dry-run: per post what would be published, where, and the difference to what is live. Changes neither ledger nor site.
import { titleText } from './title-text.ts'
import { findingText } from './finding-text.ts'
import { Failure } from '../domain/failures.ts'
import { differences } from '../domain/compare.ts'
import type { Discovered } from '../domain/archive.ts'
import type { Finding } from '../domain/findings.ts'
import { STATES } from '../domain/states.ts'
import type { State } from '../domain/states.ts'
import { dateText, say } from '../domain/words.ts'
import type { JobFiles } from '../ledger/jobs.ts'
import { openRoom } from '../rooms.ts'
import { articleOf } from '../stations/article.ts'
import type { JobRoom } from '../stations/station.ts'
import { openFileVault } from '../vault/file-vault.ts'
import { join } from 'node:path'
import type { Answer, Context } from './command.ts'
import { outcomeName, tryPost } from './survey.ts'

interface Wanted {
  readonly limit?: number | undefined
  readonly since?: string | undefined
  readonly only?: string | undefined
}

interface Plan {
  readonly key: string
  readonly title: string | null
  readonly would: string
  readonly column: string | null
  readonly published: string | null
  /** Where it stands, or where it would stand if the target knows that beforehand. */
  readonly address: string | null
  readonly live: boolean
  readonly differences: readonly { readonly field: string; readonly expected: string; readonly found: string }[]
  readonly findings: readonly Finding[]
}

export async function dryRun(files: JobFiles, context: Context, wanted: Wanted): Promise<Answer> {
  const room = await openRoom(files, {
    vault: openFileVault(join(context.config.data, 'vault')),
    data: context.config.data,
    ledger: null,
    privateHosts: context.config.privateHosts,
    secret: context.secret,
  })
  const plans: Plan[] = []
  try {
    for await (const found of room.source.discover(wanted.since)) {
      if (context.signal.aborted || plans.length === wanted.limit) break
      if (wanted.only !== undefined && ![found.key, ...found.aliases, ...(found.holds ?? [])].includes(wanted.only)) continue
      const plan = await planOf(room, found)
      plans.push(plan)
      context.tell(planText(plan, context))
    }
  } finally {
    await room.close()
  }
  return {
    json: { job: files.job.job, dryRun: true, items: plans },
    text: say(context.lang, {
      zh: `演示 ${plans.length} 篇,台账和稿件都没有改变。`,
      en: `${plans.length} posts shown; ledger and articles are as they were.`,
    }),
  }
}

async function planOf(room: JobRoom, found: Discovered): Promise<Plan> {
  const plain = {
    key: found.key,
    title: found.title,
    column: null,
    published: null,
    address: null,
    live: false,
    differences: [],
    findings: [],
  }
  try {
    const { page, draft, findings } = await tryPost(room, found)
    const would = outcomeName({ page, draft, findings }, room)
    if (draft === null) return { ...plain, would }
    const live = await room.target.find(found.key)
    const place = { address: live?.url ?? room.target.addressOf(found.key), live: live !== null }
    const known = { ...plain, title: draft.title, would, column: draft.column, published: draft.published.value, findings }
    if (draft.column === null || draft.published.value === null) return { ...known, ...place }
    const article = articleOf(draft, room, { addresses: new Map(), migratedAt: new Date().toISOString() })
    return { ...known, ...place, differences: live === null ? [] : differences(article, await room.target.read(live)) }
  } catch (error) {
    if (error instanceof Failure) return { ...plain, would: `held: ${error.code}` }
    throw error
  }
}

function planText(plan: Plan, context: Context): string {
  const { lang } = context
  const live = plan.live
    ? plan.differences.length === 0
      ? { zh: '线上已有,无差异', en: 'live, no difference' }
      : { zh: '线上已有,有差异', en: 'live, differs' }
    : { zh: '新增', en: 'new' }
  const [state = '', code = ''] = plan.would.split(': ')
  const would = Object.hasOwn(STATES, state) ? say(lang, STATES[state as State]) : state
  const date = plan.published === null ? '—' : dateText(plan.published)
  return [
    titleText(plan.title, plan.key),
    `  → ${[would, code, plan.column ?? '—', date, say(lang, live), plan.address ?? ''].filter((part) => part !== '').join(' · ')}`,
    ...plan.differences.map((one) => `  ± ${one.field}: ${one.found.slice(0, 60)} → ${one.expected.slice(0, 60)}`),
    ...plan.findings.filter((one) => one.level !== 'info').map((one) => `  ${one.level === 'hold' ? '●' : '○'} ${findingText(one, lang)}`),
  ].join('\n')
}
