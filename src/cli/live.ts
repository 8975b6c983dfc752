// guiji withdraw, keep and verify: what people decide about, and ask of, posts that readers can open already.
import { titleText } from './title-text.ts'
import { STATES } from '../domain/states.ts'
import { numberText, say } from '../domain/words.ts'
import type { Said } from '../domain/words.ts'
import type { House } from '../house.ts'
import type { Item } from '../ledger/items.ts'
import { readJob } from '../ledger/jobs.ts'
import { finishSite } from '../stations/finish.ts'
import { keep, SIDES } from '../stations/keep.ts'
import { recheck } from '../stations/recheck.ts'
import type { Drifted } from '../stations/recheck.ts'
import type { Tools } from '../stations/station.ts'
import { withdraw } from '../stations/withdraw.ts'
import { toolsFor } from '../tools.ts'
import { EXIT, misuse } from './command.ts'
import type { Context, Run } from './command.ts'
import { knownJob, oneItem } from './named.ts'
import { deciderOf, personOf, reasonOf } from './options.ts'

export const withdrawItem: Run = async (context, [name = ''], options) => {
  const said = { by: deciderOf(options), reason: reasonOf(options) }
  const { item, tools } = await itemAndTools(name, context)
  const address = item.publication?.url ?? null
  await withdraw(item, said, tools)
  await finishSite(tools.room, tools.ledger)
  return {
    json: { item: item.id, from: item.state, state: 'withdrawn', address },
    text: `#${item.id} ${say(context.lang, STATES[item.state])} → ${say(context.lang, STATES.withdrawn)}  ${address ?? ''}`,
  }
}

export const keepItem: Run = async (context, [name = '', side = ''], options) => {
  const whose = SIDES.find((one) => one === side)
  if (whose === undefined)
    throw misuse(`须写明保留哪一边: ${SIDES.join('、')};不能是“${side}”`, `say whose words stand: ${SIDES.join(' or ')}, not "${side}"`)
  const said = { by: deciderOf(options), reason: reasonOf(options), side: whose }
  const { item, tools } = await itemAndTools(name, context)
  const state = await keep(item, said, tools)
  const next = state === 'approved' ? `  ${say(context.lang, { zh: '接着', en: 'next' })}: ${context.paste(`run ${item.job}`)}` : ''
  return {
    json: { item: item.id, from: item.state, state, kept: whose },
    text: `#${item.id} ${say(context.lang, STATES[item.state])} → ${say(context.lang, STATES[state])}${next}`,
  }
}

export async function itemAndTools(name: string, context: Context): Promise<{ item: Item; tools: Tools; house: House }> {
  const house = await context.house()
  const item = await oneItem(name, house)
  return { item, house, tools: await toolsFor(house, item.job, item.job_digest) }
}

const DRIFTS = {
  gone: { zh: '已不存在', en: 'gone' },
  changed: { zh: '内容变了', en: 'changed' },
  media: { zh: '图片或附件打不开', en: 'a picture or file fails' },
} as const satisfies Record<Drifted['drift'], Said>

export interface LookedAgain {
  readonly counts: Readonly<Record<'looked' | 'same' | Drifted['drift'], number>>
  readonly drifted: readonly Drifted[]
}

/** Reads every published post back once more; drift is a finding for people and changes no state. */
export async function lookAgain(job: string, by: string, context: Context): Promise<LookedAgain> {
  const house = await context.house()
  const { digest } = await readJob(house.ledger.sql, job)
  const tools = await toolsFor(house, job, digest)
  const counts = { looked: 0, same: 0, gone: 0, changed: 0, media: 0 }
  const onLook = () => {
    counts.looked += 1
    if (counts.looked % 500 === 0)
      context.note(say(context.lang, { zh: `已核验 ${numberText(counts.looked)} 篇`, en: `${numberText(counts.looked)} looked at` }))
  }
  const drifted: Drifted[] = []
  for await (const one of recheck({ job, by, signal: context.signal, onLook }, tools)) {
    counts[one.drift] += 1
    if (drifted.length < MOST_LISTED) drifted.push(one)
    context.tell(driftLine(one, context))
  }
  counts.same = counts.looked - counts.gone - counts.changed - counts.media
  return { counts, drifted }
}

const MOST_LISTED = 10_000

export const verifyJob: Run = async (context, [name = ''], options) => {
  const { name: job } = await knownJob(name, context)
  const { counts, drifted } = await lookAgain(job, personOf(options), context)
  const exit = context.signal.aborted ? EXIT.interrupted : drifted.length === 0 ? EXIT.done : EXIT.problems
  return { json: { job, ...counts, drifted }, text: lookedText(counts, context), exit }
}

export function lookedText(counts: LookedAgain['counts'], { lang, paste }: Context): string {
  const bad = counts.looked - counts.same
  return say(lang, {
    zh: `核验 ${numberText(counts.looked)} 篇:${numberText(counts.same)} 篇一致${bad === 0 ? '' : `,${numberText(bad)} 篇有变;看两边差异: ${paste('show ITEM --diff')}`}`,
    en: `${numberText(counts.looked)} posts looked at: ${numberText(counts.same)} as they were published${bad === 0 ? '' : `, ${numberText(bad)} not; see both sides: ${paste('show ITEM --diff')}`}`,
  })
}

function driftLine(one: Drifted, { lang }: Context): string {
  return `#${one.item}  ${say(lang, DRIFTS[one.drift])}${one.fields.length === 0 ? '' : ` (${one.fields.join(', ')})`}  ${one.url}  ${titleText(one.title)}`
}
