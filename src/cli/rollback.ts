// guiji rollback: what a run has published is taken back. First a plan that lists exactly what would go; then the same with its count.
import { Failure } from '../domain/failures.ts'
import { both, numberText, say } from '../domain/words.ts'
import type { House } from '../house.ts'
import { liveItems } from '../ledger/items.ts'
import type { Item } from '../ledger/items.ts'
import { findRun, setJobState, tell } from '../ledger/jobs.ts'
import { finishSite } from '../stations/finish.ts'
import { entryOf, lookAt } from '../stations/live-entry.ts'
import type { Look } from '../stations/live-entry.ts'
import type { Tools } from '../stations/station.ts'
import { withdraw } from '../stations/withdraw.ts'
import { toolsFor } from '../tools.ts'
import { EXIT, misuse } from './command.ts'
import type { Context, Run } from './command.ts'
import { countOption, deciderOf, reasonOf } from './options.ts'

interface Step {
  readonly item: string
  readonly title: string | null
  readonly url: string
  /** Why it stays: somebody changed it on the site; null = it would go. */
  readonly stays: 'changed' | null
}

export const run: Run = async (context, [name = ''], options) => {
  const confirmed = countOption(options, 'confirm')
  if ((options['plan'] === true) === (confirmed !== undefined))
    throw misuse('--plan 与 --confirm 须且只能给出一个', 'give either --plan or --confirm COUNT')
  if (!/^\d{1,18}$/.test(name)) throw misuse(`RUN 须为运行编号,不能是“${name}”`, `RUN must be the number of a run, not "${name}"`)
  // asked for before anything is read
  const said = confirmed === undefined ? null : { by: deciderOf(options), reason: reasonOf(options) }
  const house = await context.house()
  const { job, digest, state } = await findRun(house.ledger.sql, name)
  if (state === 'running')
    throw new Failure('not-allowed', both(`第 ${name} 次运行尚未结束;请先停止它`, `run ${name} has not ended; stop it first`))
  const tools = await toolsFor(house, job, digest)
  const plan: Step[] = []
  for await (const item of itemsOf(house, { job, run: name })) {
    if (context.signal.aborted)
      throw new Failure('interrupted', both('清点被中断,未撤任何稿件', 'interrupted while looking; nothing was withdrawn'))
    plan.push(await stepOf(item, tools))
  }
  const going = plan.filter((step) => step.stays === null)
  const found: Found = { run: name, job, plan, going }
  return confirmed === undefined || said === null ? planned(found, context) : carriedOut(found, { confirmed, context, said, house, tools })
}

interface Found {
  readonly run: string
  readonly job: string
  readonly plan: readonly Step[]
  readonly going: readonly Step[]
}

async function* itemsOf(house: House, of: { job: string; run: string }): AsyncGenerator<Item> {
  for (let after = '0'; ;) {
    const page = await liveItems(house.ledger.sql, { ...of, after, limit: 200 })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < 200) return
    after = last.id
  }
}

async function stepOf(item: Item, tools: Tools): Promise<Step> {
  const entry = entryOf(item)
  const look: Look | null = entry === null ? null : await lookAt(item, entry, tools)
  return {
    item: item.id,
    title: item.title,
    url: entry?.url ?? '',
    stays: look?.drift === 'changed' || item.publication?.kept === true ? 'changed' : null,
  }
}

function planned({ run: id, job, plan, going }: Found, context: Context) {
  const { lang } = context
  const lines = plan.map(
    (step) =>
      `${step.stays === null ? '−' : '='} #${step.item}  ${step.url}  ${step.title ?? ''}${step.stays === null ? '' : say(lang, { zh: '  (网站上已改动,保留)', en: '  (changed on the site, stays)' })}`,
  )
  const sum = say(lang, {
    zh: `第 ${id} 次运行(任务 ${job}):将撤 ${numberText(going.length)} 篇,保留 ${numberText(plan.length - going.length)} 篇。`,
    en: `Run ${id} (job ${job}): ${numberText(going.length)} would be withdrawn, ${numberText(plan.length - going.length)} stay.`,
  })
  const next = going.length === 0 ? '' : `\n  ${context.paste(`rollback ${id} --confirm ${going.length} --reason … --by …`)}`
  return {
    json: { run: id, job, withdraw: going, stay: plan.filter((step) => step.stays !== null) },
    text: `${lines.join('\n')}\n${sum}${next}`,
  }
}

async function carriedOut(
  { run: id, job, going, plan }: Found,
  by: { confirmed: number; context: Context; said: { by: string; reason: string }; house: House; tools: Tools },
) {
  const { context, said, house, tools } = by
  if (by.confirmed !== going.length)
    throw new Failure(
      'not-allowed',
      both(
        `您确认 ${by.confirmed} 篇,现在应撤 ${going.length} 篇;请再看一次 --plan`,
        `you confirmed ${by.confirmed}, but ${going.length} would go now; look at --plan again`,
      ),
    )
  // nothing new goes out while the old is taken back; a person lets the job go on
  await setJobState(house.ledger.sql, job, { to: 'paused', by: said.by, because: `rollback ${id}` })
  await tell(house.ledger.sql, {
    kind: 'run.rolled-back',
    job,
    run: id,
    actor: said.by,
    facts: { count: going.length, reason: said.reason },
  })
  const done: string[] = []
  const failed: { item: string; code: string }[] = []
  for (const step of going) {
    if (context.signal.aborted) break
    const item = await house.ledger.load(step.item)
    try {
      if (item !== null) await withdraw(item, said, tools)
      done.push(step.item)
    } catch (error) {
      if (!(error instanceof Failure) || error.fate === 'halt') throw error
      failed.push({ item: step.item, code: error.code })
    }
    if (done.length % 100 === 0) context.note(`${numberText(done.length)} / ${numberText(going.length)}`)
  }
  await finishSite(tools.room, tools.ledger)
  const text = say(context.lang, {
    zh: `已撤 ${numberText(done.length)} 篇,未撤 ${numberText(plan.length - done.length)} 篇。任务已暂停: ${context.paste(`resume ${job}`)}`,
    en: `${numberText(done.length)} withdrawn, ${numberText(plan.length - done.length)} not. The job is paused: ${context.paste(`resume ${job}`)}`,
  })
  const more = failed.map((one) => `#${one.item}  ${one.code}`).join('\n')
  return {
    json: { run: id, job, withdrawn: done, failed },
    text: more === '' ? text : `${more}\n${text}`,
    exit: context.signal.aborted ? EXIT.interrupted : failed.length === 0 ? EXIT.done : EXIT.problems,
  }
}
