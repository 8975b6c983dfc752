// guiji gone: a person confirms that the source has lost a post, or all posts of a job that are held for one such reason. Each post gets its
// own decision with the name and the reason; of many, the number must be confirmed first.
import { titleText } from './title-text.ts'
import { FAILURES, Failure } from '../domain/failures.ts'
import type { FailureCode } from '../domain/failures.ts'
import { both, dateText, numberText, say } from '../domain/words.ts'
import type { Item } from '../ledger/items.ts'
import { decide } from '../stations/decide.ts'
import { misuse, textOption } from './command.ts'
import type { Answer, Context, Options, Run } from './command.ts'
import { deciding, heldItems } from './decisions.ts'
import { knownJob } from './named.ts'
import { countOption, deciderOf, reasonOf } from './options.ts'
import { hintText } from './output.ts'

/** What says that the platform has it no more, or that only a list ever named it. */
const LOST: readonly FailureCode[] = [
  'page-absent',
  'page-deleted',
  'page-violation',
  'page-expired',
  'page-account-cancelled',
  'net-missing',
  'api-missing',
]

export const run: Run = async (context, args, options) => {
  const code = textOption(options, 'code')
  if (code !== undefined) return await goneByCode(context, { name: args[0] ?? '', code }, options)
  if (options['confirm'] !== undefined) throw misuse('--confirm 须与 --code 一起用', '--confirm goes with --code')
  return deciding('gone')(context, args, options)
}

async function goneByCode(context: Context, asked: { name: string; code: string }, options: Options): Promise<Answer> {
  const code = LOST.find((one) => one === asked.code)
  if (code === undefined)
    throw misuse(`--code 可用: ${LOST.join('、')};没有“${asked.code}”`, `--code is one of: ${LOST.join(', ')}; not "${asked.code}"`)
  const said = { verb: 'gone', by: deciderOf(options), reason: reasonOf(options) } as const
  const confirmed = countOption(options, 'confirm')
  const { name: job } = await knownJob(asked.name, context)
  const house = await context.house()
  const items = await heldItems(house.ledger.sql, job, code)
  if (confirmed === undefined || items.length === 0) return plan({ job, code, items }, context)
  if (confirmed !== items.length)
    throw new Failure(
      'not-allowed',
      both(
        `现有 ${items.length} 篇,您确认的是 ${confirmed} 篇;请先不带 --confirm 查看`,
        `there are ${items.length} now, you confirmed ${confirmed}; look without --confirm first`,
      ),
    )
  const gone: string[] = []
  for (const item of items) if (await written(() => decide(item, said, house.ledger))) gone.push(item.id)
  const left = items.length - gone.length
  return {
    json: { job, code, gone, left },
    text: say(context.lang, {
      zh: `${numberText(gone.length)} 篇已记为源已失${left === 0 ? '' : `;${numberText(left)} 篇在此期间有变化,未动`}`,
      en: `${numberText(gone.length)} posts are marked as gone${left === 0 ? '' : `; ${numberText(left)} moved on meanwhile and were left`}`,
    }),
  }
}

/** Of many, one that somebody else has just moved on is left to them. */
async function written(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (error instanceof Failure && error.code === 'not-allowed') return false
    throw error
  }
}

const SHOWN = 40

function plan({ job, code, items }: { job: string; code: FailureCode; items: readonly Item[] }, { lang, paste }: Context): Answer {
  const confirm = paste(
    `gone ${job} --code ${code} --confirm ${items.length} --reason "${say(lang, { zh: '理由', en: 'WHY' })}" --by ${say(lang, { zh: '姓名', en: 'NAME' })}`,
  )
  const text =
    items.length === 0
      ? [say(lang, { zh: `没有因 ${code} 而待处理的文章。`, en: `No post is held for ${code}.` })]
      : [
          `${code}: ${Object.hasOwn(FAILURES, code) ? hintText(code, lang) : ''}`,
          ...items.slice(0, SHOWN).map(lineOf),
          ...(items.length > SHOWN ? [`  … ${numberText(items.length - SHOWN)}`] : []),
          say(lang, {
            zh: `以上 ${numberText(items.length)} 篇都没有改变;确认源已失:`,
            en: `Nothing was changed. To confirm that all ${numberText(items.length)} are gone:`,
          }),
          `  ${confirm}`,
        ]
  return { json: { job, code, gone: [], left: items.length }, text: text.join('\n') }
}

function lineOf({ id, published_at, key, title }: Item): string {
  return `  #${id}  ${published_at === null ? '—' : dateText(published_at, 'day')}  ${key}  ${titleText(title)}`.trimEnd()
}
