// guiji mask: personal data in one post covered, in its next draft and every later one; the original stays in the vault.
import { say } from '../domain/words.ts'
import { MASKABLE } from '../inspect/mask.ts'
import { mask } from '../stations/mask.ts'
import { toolsFor } from '../tools.ts'
import { misuse, textOption } from './command.ts'
import type { Run } from './command.ts'
import { oneItem } from './named.ts'
import { deciderOf, reasonOf } from './options.ts'

export const run: Run = async (context, [name = ''], options) => {
  const order = { by: deciderOf(options), reason: reasonOf(options), codes: codesOf(textOption(options, 'what')) }
  const house = await context.house()
  const item = await oneItem(name, house)
  const { readDraft } = await toolsFor(house, item.job, item.job_digest)
  const { codes, beyond } = await mask(item, order, { ledger: house.ledger, readDraft })
  const unreached = beyond.map((where) =>
    say(context.lang, {
      zh: `附件中的不能自动脱敏,请换成脱敏文件或不迁移: ${where}`,
      en: `not masked, replace the file or exclude the post: ${where}`,
    }),
  )
  const next = say(context.lang, {
    zh: `#${item.id} 将脱敏后重新整理(${codes.join('、')});原件留存。接着: ${context.paste(`run ${item.job}`)}`,
    en: `#${item.id} will be made again with a mask (${codes.join(', ')}); the original is kept. Next: ${context.paste(`run ${item.job}`)}`,
  })
  return { json: { item: item.id, from: item.state, state: 'fetched', codes, beyond }, text: [next, ...unreached].join('\n') }
}

function codesOf(text: string | undefined): string[] {
  if (text === undefined) return []
  return text.split(',').map((one) => {
    const code = one.trim()
    if (![...MASKABLE].some((known) => known === code))
      throw misuse(
        `--what 可用: ${[...MASKABLE].join('、')};没有“${code}”`,
        `--what must be of: ${[...MASKABLE].join(', ')}; not "${code}"`,
      )
    return code
  })
}
