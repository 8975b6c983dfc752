// guiji rollback: what a run has published is taken back. First a plan that lists exactly what would go; then the same with its count.
import { Failure, FAILURES } from '../domain/failures.ts'
import type { FailureCode } from '../domain/failures.ts'
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
import { hintText } from './output.ts'

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

interface Order {
  readonly confirmed: number
  readonly context: Context
  readonly said: { readonly by: string; readonly reason: string }
  readonly house: House
  readonly tools: Tools
}

async function carriedOut(found: Found, order: Order) {
  const { run: id, job, going } = found
  const { said, house } = order
  if (order.confirmed !== going.length)
    throw new Failure(
      'not-allowed',
      both(
        `您确认 ${order.confirmed} 篇,现在应撤 ${going.length} 篇;请再看一次 --plan`,
        `you confirmed ${order.confirmed}, but ${going.length} would go now; look at --plan again`,
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
  const ended: Ended = { done: [], failed: [], halted: null }
  let lists: FailureCode | null = null
  try {
    await takeBack(going, order, ended)
  } catch (error) {
    // a bug, or the ledger is out of reach: what was withdrawn until then is told all the same
    order.context.note(sumText(found, ended, order.context))
    throw error
  } finally {
    // whatever became of the rest: the lists of the site must not lead to what is gone
    lists = await codeOf(() => finishSite(order.tools.room, order.tools.ledger))
  }
  return told(found, { ...ended, lists }, order.context)
}

interface Ended {
  readonly done: string[]
  readonly failed: { readonly item: string; readonly code: FailureCode }[]
  /** Why it went no further. */
  halted: FailureCode | null
}

/** One after another, until a halt or a signal. */
async function takeBack(going: readonly Step[], { context, said, house, tools }: Order, ended: Ended): Promise<void> {
  for (const [n, { item: id }] of going.entries()) {
    if (context.signal.aborted) return
    const code = await codeOf(async () => {
      const item = await house.ledger.load(id)
      if (item === null) throw new Failure('not-found', both(`台账中没有第 ${id} 项`, `there is no item ${id} in this ledger`))
      await withdraw(item, said, tools)
    })
    if (code === null) ended.done.push(id)
    else ended.failed.push({ item: id, code })
    if (code !== null && FAILURES[code].fate === 'halt') {
      ended.halted = code
      return
    }
    if ((n + 1) % TELL_EVERY === 0) context.note(progressText({ looked: n + 1, all: going.length, done: ended.done.length }, context))
  }
}

const TELL_EVERY = 100

/** Null = it is done. Bugs are thrown. */
async function codeOf(work: () => Promise<void>): Promise<FailureCode | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return error.code
  }
}

function progressText({ looked, all, done }: { looked: number; all: number; done: number }, { lang }: Context): string {
  const n = numberText
  return say(lang, {
    zh: `已处理 ${n(looked)} / ${n(all)} 篇,撤下 ${n(done)} 篇`,
    en: `${n(looked)} of ${n(all)} done, ${n(done)} withdrawn`,
  })
}

function sumText({ job, plan }: Found, { done }: Ended, { lang, paste }: Context): string {
  return say(lang, {
    zh: `已撤 ${numberText(done.length)} 篇,未撤 ${numberText(plan.length - done.length)} 篇。任务已暂停: ${paste(`resume ${job}`)}`,
    en: `${numberText(done.length)} withdrawn, ${numberText(plan.length - done.length)} not. The job is paused: ${paste(`resume ${job}`)}`,
  })
}

function told(found: Found, ended: Ended & { readonly lists: FailureCode | null }, context: Context) {
  const { run: id, job } = found
  const { done, failed, halted, lists } = ended
  const { lang } = context
  const lines = [
    ...failed.map((one) => `#${one.item}  ${one.code}`),
    ...(halted === null ? [] : [`${say(lang, { zh: '中途停止', en: 'stopped half way' })}: ${halted} → ${hintText(halted, lang)}`]),
    ...(lists === null ? [] : [`${say(lang, { zh: '列表页未更新', en: 'the lists of the site are not up to date' })}: ${lists}`]),
    sumText(found, ended, context),
  ]
  return { json: { run: id, job, withdrawn: done, failed, halted, lists }, text: lines.join('\n'), exit: exitOf(ended, context) }
}

function exitOf({ failed, halted, lists }: Ended & { readonly lists: FailureCode | null }, { signal }: Context): number {
  if (halted !== null) return EXIT.halted
  if (signal.aborted) return EXIT.interrupted
  return failed.length === 0 && lists === null ? EXIT.done : EXIT.problems
}
